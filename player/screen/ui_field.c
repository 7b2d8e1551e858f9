/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fields: their text, cursor and selection on the screen, and the keys that edit them. */
#include <string.h>

#include "base/secret.h"
#include "player/screen/theme.h"
#include "player/screen/ui_int.h"

/* Long texts are drawn in pieces, of which those out of sight cost nothing. */
#define PIECE 96u

static unsigned find(const tsp_ui *ui, int id)
{
    unsigned number = 0;
    while (number < ui->field_count && ui->fields[number].id != id)
        number++;
    return number;
}

tsp_field *tsp_ui_focused_field(tsp_ui *ui)
{
    unsigned number = find(ui, ui->focus.focused);
    return number < ui->field_count ? ui->fields[number].field : NULL;
}

/* The piece that begins at a place, up to an end, as a text of its own; returns its bytes. */
static size_t piece(const tsp_field *field, size_t begin, size_t end, char out[PIECE + 1])
{
    size_t length = end - begin < PIECE ? end - begin : PIECE;
    while (length > 0 && begin + length < field->length && ((unsigned char)field->text[begin + length] & 0xC0) == 0x80)
        length--;
    memcpy(out, field->text + begin, length);
    out[length] = '\0';
    return length;
}

/* Pixels from the text's beginning to a place in it. */
static int offset(tsp_ui *ui, const tsp_field *field, size_t place)
{
    char text[PIECE + 1];
    int width = 0;
    if (field->secret)
        return (int)tsp_field_characters(field, place) * tsp_ui_px(ui, TSP_THEME_DOT);
    for (size_t begin = 0; begin < place;) {
        size_t length = piece(field, begin, place, text);
        width += tsp_widgets_text_width(ui->widgets, text, tsp_ui_px(ui, TSP_THEME_TEXT));
        begin += length > 0 ? length : place - begin;
    }
    return width;
}

static void draw_dots(tsp_ui *ui, const tsp_field *field, int x, int y, SDL_Rect inside)
{
    int apart = tsp_ui_px(ui, TSP_THEME_DOT);
    size_t count = tsp_field_characters(field, field->length);
    for (size_t i = 0; i < count; i++, x += apart)
        if (x + apart > inside.x && x < inside.x + inside.w)
            tsp_widgets_icon(ui->widgets, TSP_ICON_DISC, x + apart / 2, y, apart * 2 / 3, tsp_theme_text, 0);
}

static void draw_text(tsp_ui *ui, const tsp_field *field, int x, int y, SDL_Rect inside)
{
    char text[PIECE + 1];
    int size = tsp_ui_px(ui, TSP_THEME_TEXT);
    for (size_t begin = 0; begin < field->length && x < inside.x + inside.w;) {
        size_t length = piece(field, begin, field->length, text);
        int width = tsp_widgets_text_width(ui->widgets, text, size);
        if (x + width > inside.x)
            tsp_ui_line(ui, text, x, y, TSP_THEME_TEXT, tsp_theme_text, 0);
        x += width;
        begin += length > 0 ? length : field->length - begin;
    }
}

/* The cursor stays in sight. */
static int shift_for(int shift, int cursor, int width, int end)
{
    if (cursor - shift > width)
        shift = cursor - width;
    if (cursor < shift)
        shift = cursor;
    if (end - shift < width)
        shift = end > width ? end - width : 0;
    return shift;
}

static void draw_inside(tsp_ui *ui, unsigned number, bool focused)
{
    const tsp_field *field = ui->fields[number].field;
    SDL_Rect inside = ui->fields[number].inside;
    SDL_Renderer *renderer = tsp_window_renderer(ui->window);
    size_t selected = 0;
    size_t begin = tsp_field_selection(field, &selected);
    int line = tsp_ui_px(ui, TSP_THEME_BORDER) > 0 ? tsp_ui_px(ui, TSP_THEME_BORDER) : 1;
    int cursor = offset(ui, field, field->cursor);
    int *shift = &ui->fields[number].shift;
    *shift = shift_for(*shift, cursor, inside.w - line, offset(ui, field, field->length) + line);
    int x = inside.x - *shift;
    int middle = inside.y + inside.h / 2;
    int tall = tsp_widgets_line(tsp_ui_px(ui, TSP_THEME_TEXT));
    SDL_RenderSetClipRect(renderer, &inside);
    if (focused && selected > 0) {
        int from = offset(ui, field, begin);
        SDL_Rect mark = {x + from, middle - tall / 2, offset(ui, field, begin + selected) - from, tall};
        tsp_widgets_box(ui->widgets, mark, 0, tsp_theme_selection);
    }
    if (field->secret)
        draw_dots(ui, field, x, middle, inside);
    else
        draw_text(ui, field, x, middle, inside);
    if (focused)
        tsp_widgets_box(ui->widgets, (SDL_Rect){x + cursor, middle - tall / 2, line, tall}, 0, tsp_theme_accent);
    SDL_RenderSetClipRect(renderer, NULL);
}

bool tsp_ui_field(tsp_ui *ui, int id, const char *label, tsp_field *field)
{
    tsp_ui_text(ui, TSP_UI_SOFT, label);
    ui->gap = tsp_ui_px(ui, TSP_THEME_PAD / 2);
    SDL_Rect room = tsp_ui_room(ui, tsp_ui_control(ui), TSP_THEME_GAP);
    int pad = tsp_ui_px(ui, TSP_THEME_GAP);
    bool focused = ui->focus.focused == id;
    unsigned number = ui->field_count;
    tsp_ui_part(ui, id, room);
    if (number == TSP_UI_FIELDS)
        return false;
    if (ui->fields[number].id != id)
        ui->fields[number].shift = 0;
    ui->fields[number].id = id;
    ui->fields[number].field = field;
    ui->fields[number].inside = (SDL_Rect){room.x + pad, room.y, room.w - 2 * pad, room.h};
    ui->field_count++;
    if (!ui->drawing)
        return false;
    tsp_ui_outline(ui, room, tsp_theme_surface, focused ? tsp_theme_accent : tsp_theme_border, TSP_THEME_BORDER);
    draw_inside(ui, number, focused);
    bool submitted = ui->submitted == id;
    if (submitted)
        ui->submitted = 0;
    return submitted;
}

void tsp_ui_field_point(tsp_ui *ui, int id, int x, bool select)
{
    unsigned number = find(ui, id);
    if (number == ui->field_count)
        return;
    tsp_field *field = ui->fields[number].field;
    int along = x - ui->fields[number].inside.x + ui->fields[number].shift;
    size_t count = tsp_field_characters(field, field->length);
    size_t character = 0;
    int before = 0;
    for (; character < count; character++) {
        int after = offset(ui, field, tsp_field_bytes(field, character + 1));
        if (along < (before + after) / 2)
            break;
        before = after;
    }
    field->cursor = tsp_field_bytes(field, character);
    if (!select)
        field->anchor = field->cursor;
}

static void paste(tsp_field *field)
{
    char *text = SDL_GetClipboardText();
    if (!text)
        return;
    tsp_field_insert(field, text);
    tsb_wipe(text, strlen(text));
    SDL_free(text);
}

static void copy(const tsp_field *field)
{
    size_t length = 0;
    size_t begin = tsp_field_selection(field, &length);
    char *text = length > 0 && !field->secret ? SDL_malloc(length + 1) : NULL;
    if (!text)
        return;
    SDL_strlcpy(text, field->text + begin, length + 1);
    SDL_SetClipboardText(text);
    SDL_free(text);
}

/* What Ctrl (the Mac's command key) does with a letter. */
static bool command(tsp_field *field, SDL_Keycode key)
{
    size_t length = 0;
    tsp_field_selection(field, &length);
    switch (key) {
    case SDLK_a:
        tsp_field_select_all(field);
        return true;
    case SDLK_v:
        paste(field);
        return true;
    case SDLK_c:
        copy(field);
        return true;
    case SDLK_x:
        copy(field);
        if (length > 0 && !field->secret)
            tsp_field_erase(field, TSP_FIELD_CHARACTER, true);
        return true;
    case SDLK_u:
        tsp_field_clear(field);
        return true;
    default:
        return false;
    }
}

bool tsp_ui_field_key(tsp_ui *ui, tsp_field *field, const SDL_Keysym *key)
{
    bool whole = (key->mod & (KMOD_CTRL | KMOD_GUI)) != 0;
    bool select = (key->mod & KMOD_SHIFT) != 0;
    enum tsp_field_step step = whole ? TSP_FIELD_WORD : TSP_FIELD_CHARACTER;
    (void)ui;
    switch (key->sym) {
    case SDLK_LEFT:
    case SDLK_RIGHT:
        tsp_field_move(field, step, key->sym == SDLK_RIGHT, select);
        return true;
    case SDLK_HOME:
    case SDLK_END:
        tsp_field_move(field, TSP_FIELD_ALL, key->sym == SDLK_END, select);
        return true;
    case SDLK_BACKSPACE:
        tsp_field_erase(field, step, false);
        return true;
    case SDLK_DELETE:
        tsp_field_erase(field, step, true);
        return true;
    case SDLK_INSERT:
        if (select)
            paste(field);
        return select;
    default:
        return whole && command(field, key->sym);
    }
}
