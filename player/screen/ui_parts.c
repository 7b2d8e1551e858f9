/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What screens are made of, but for fields. */
#include "base/error.h"
#include "base/text.h"
#include "player/screen/theme.h"
#include "player/screen/ui_int.h"

#define SPINNER_TURN 1100u /* milliseconds */

void tsp_ui_line(tsp_ui *ui, const char *text, int x, int y, double size, SDL_Color colour, int limit)
{
    tsp_widgets_text(ui->widgets, text, x, y, tsp_ui_px(ui, size), colour, TSP_ALIGN_LEFT, limit);
}

/* A text of lines in a box; returns how high it is, and draws nothing where drawing is false. */
static int lines(tsp_ui *ui, const char *text, SDL_Rect box, double units, SDL_Color colour, enum tsp_align align,
                 bool drawing)
{
    int size = tsp_ui_px(ui, units);
    int line = tsp_widgets_line(size);
    int x = align == TSP_ALIGN_CENTRE ? box.x + box.w / 2 : box.x;
    return line * tsp_widgets_paragraph(ui->widgets, text, x, box.y + line / 2, size, colour, align, box.w, 0, drawing);
}

void tsp_ui_text(tsp_ui *ui, enum tsp_ui_style style, const char *text)
{
    static const struct {
        double size;
        const SDL_Color *colour;
        double gap;
    } looks[] = {
        [TSP_UI_TITLE] = {TSP_THEME_TEXT_TITLE, &tsp_theme_text, TSP_THEME_GAP},
        [TSP_UI_HEADING] = {TSP_THEME_TEXT_SMALL, &tsp_theme_accent, TSP_THEME_PAD},
        [TSP_UI_TEXT] = {TSP_THEME_TEXT, &tsp_theme_text, TSP_THEME_GAP},
        [TSP_UI_SOFT] = {TSP_THEME_TEXT_SMALL, &tsp_theme_text_soft, TSP_THEME_GAP},
        [TSP_UI_ALERT] = {TSP_THEME_TEXT, &tsp_theme_alert, TSP_THEME_GAP},
    };
    int indent = style == TSP_UI_ALERT ? tsp_ui_px(ui, TSP_THEME_ICON + TSP_THEME_PAD) : 0;
    SDL_Rect box = {ui->left + indent, 0, ui->column - indent, 0};
    double size = looks[style].size;
    int height = lines(ui, text, box, size, *looks[style].colour, TSP_ALIGN_LEFT, false);
    SDL_Rect room = tsp_ui_room(ui, height, looks[style].gap);
    if (!ui->drawing)
        return;
    box.y = room.y;
    lines(ui, text, box, size, *looks[style].colour, TSP_ALIGN_LEFT, true);
    if (indent > 0)
        tsp_widgets_icon(ui->widgets, TSP_ICON_WARNING, room.x + tsp_ui_px(ui, TSP_THEME_ICON / 2),
                         room.y + tsp_widgets_line(tsp_ui_px(ui, size)) / 2, tsp_ui_px(ui, TSP_THEME_ICON),
                         *looks[style].colour, 0);
}

void tsp_ui_sentence(tsp_ui *ui, enum tsp_ui_style style, const char *text)
{
    char sentence[TSB_ERROR_TEXT_SIZE + 1] = "";
    tsb_text_sentence(sentence, sizeof sentence, text);
    tsp_ui_text(ui, style, sentence);
}

void tsp_ui_brand(tsp_ui *ui, const char *name)
{
    int size = tsp_ui_px(ui, TSP_THEME_TEXT_HUGE);
    SDL_Rect room = tsp_ui_room(ui, 2 * size, TSP_THEME_GAP);
    if (!ui->drawing)
        return;
    int middle = room.y + room.h / 2;
    tsp_widgets_icon(ui->widgets, TSP_ICON_TALLY, room.x + size / 2, middle, size, tsp_theme_accent, 0);
    tsp_ui_line(ui, name, room.x + size + tsp_ui_px(ui, TSP_THEME_GAP), middle, TSP_THEME_TEXT_TITLE, tsp_theme_text,
                0);
}

void tsp_ui_icon(tsp_ui *ui, enum tsp_icon icon, double units)
{
    int size = tsp_ui_px(ui, units);
    SDL_Rect room = tsp_ui_room(ui, size, TSP_THEME_GAP);
    if (ui->drawing)
        tsp_widgets_icon(ui->widgets, icon, room.x + size / 2, room.y + size / 2, size, tsp_theme_accent, 0);
}

void tsp_ui_spinner(tsp_ui *ui)
{
    int size = tsp_ui_px(ui, TSP_THEME_SPINNER);
    SDL_Rect room = tsp_ui_room(ui, size, TSP_THEME_GAP);
    double turn = 360.0 * (SDL_GetTicks() % SPINNER_TURN) / SPINNER_TURN;
    ui->moving = true;
    if (ui->drawing)
        tsp_widgets_icon(ui->widgets, TSP_ICON_SPINNER, room.x + size / 2, room.y + size / 2, size, tsp_theme_accent,
                         turn);
}

void tsp_ui_outline(tsp_ui *ui, SDL_Rect place, SDL_Color inside, SDL_Color border, double thickness)
{
    int thick = tsp_ui_px(ui, thickness) > 0 ? tsp_ui_px(ui, thickness) : 1;
    int radius = tsp_ui_px(ui, TSP_THEME_RADIUS);
    SDL_Rect inner = {place.x + thick, place.y + thick, place.w - 2 * thick, place.h - 2 * thick};
    tsp_widgets_box(ui->widgets, place, radius, border);
    tsp_widgets_box(ui->widgets, inner, radius > thick ? radius - thick : 0, inside);
}

bool tsp_ui_button(tsp_ui *ui, int id, enum tsp_ui_weight weight, const char *text)
{
    int pad = tsp_ui_px(ui, TSP_THEME_GAP);
    SDL_Rect box = {ui->left + pad, 0, ui->column - 2 * pad, 0};
    int height = lines(ui, text, box, TSP_THEME_TEXT, tsp_theme_text, TSP_ALIGN_CENTRE, false);
    int least = tsp_ui_px(ui, TSP_THEME_CONTROL);
    SDL_Rect room = tsp_ui_room(ui, height + pad > least ? height + pad : least, TSP_THEME_CONTROL_GAP);
    bool hovered = ui->hovered == id;
    SDL_Color inside = weight == TSP_UI_PRIMARY ? (hovered ? tsp_theme_accent_hover : tsp_theme_accent)
                       : hovered                ? tsp_theme_surface_hover
                       : weight == TSP_UI_QUIET ? tsp_theme_ground
                                                : tsp_theme_surface;
    tsp_ui_part(ui, id, room);
    if (ui->drawing) {
        tsp_widgets_box(ui->widgets, room, tsp_ui_px(ui, TSP_THEME_RADIUS), inside);
        box.y = room.y + (room.h - height) / 2;
        lines(ui, text, box, TSP_THEME_TEXT, weight == TSP_UI_PRIMARY ? tsp_theme_on_accent : tsp_theme_text,
              TSP_ALIGN_CENTRE, true);
    }
    return tsp_ui_was_pressed(ui, id);
}

/* What a card and a place have inside: an icon, a line, and a smaller one below it; right is where they end. */
static void inside_card(tsp_ui *ui, SDL_Rect room, int right, enum tsp_icon icon, const char *text, const char *note,
                        bool dim)
{
    int pad = tsp_ui_px(ui, TSP_THEME_GAP);
    int size = tsp_ui_px(ui, TSP_THEME_CARD_ICON);
    int small = tsp_ui_px(ui, TSP_THEME_TEXT_SMALL);
    int middle = room.y + room.h / 2;
    int x = room.x + 2 * pad + size;
    int apart = note ? tsp_widgets_line(small) / 2 : 0;
    tsp_widgets_icon(ui->widgets, icon, room.x + pad + size / 2, middle, size,
                     dim ? tsp_theme_border : tsp_theme_accent, 0);
    tsp_ui_line(ui, text, x, middle - apart, TSP_THEME_TEXT, dim ? tsp_theme_text_soft : tsp_theme_text, right - x);
    if (note)
        tsp_ui_line(ui, note, x, middle + apart, TSP_THEME_TEXT_SMALL, tsp_theme_text_soft, right - x);
}

/* In that room; true: it was pressed. */
static bool card(tsp_ui *ui, const tsp_ui_entry *entry, SDL_Rect room)
{
    int pad = tsp_ui_px(ui, TSP_THEME_GAP);
    int small = tsp_ui_px(ui, TSP_THEME_TEXT_SMALL);
    int right = room.x + room.w - pad;
    if (entry->id)
        tsp_ui_part(ui, entry->id, room);
    if (ui->drawing) {
        tsp_widgets_box(ui->widgets, room, tsp_ui_px(ui, TSP_THEME_RADIUS),
                        entry->id && ui->hovered == entry->id ? tsp_theme_surface_hover : tsp_theme_surface);
        if (entry->detail)
            right -= pad + tsp_widgets_text(ui->widgets, entry->detail, right, room.y + room.h / 2, small,
                                            tsp_theme_text_soft, TSP_ALIGN_RIGHT, room.w / 3);
        inside_card(ui, room, right, entry->icon, entry->text, entry->note, entry->away);
    }
    return entry->id && tsp_ui_was_pressed(ui, entry->id);
}

static SDL_Rect card_room(tsp_ui *ui)
{
    return tsp_ui_room(ui, tsp_ui_px(ui, TSP_THEME_CARD), TSP_THEME_PAD);
}

bool tsp_ui_card(tsp_ui *ui, int id, enum tsp_icon icon, const char *text, const char *note, const char *detail)
{
    const tsp_ui_entry entry = {.id = id, .icon = icon, .text = text, .note = note, .detail = detail};
    return card(ui, &entry, card_room(ui));
}

static bool cross(tsp_ui *ui, int id, SDL_Rect room)
{
    bool hovered = ui->hovered == id;
    tsp_ui_part(ui, id, room);
    if (ui->drawing) {
        tsp_widgets_box(ui->widgets, room, tsp_ui_px(ui, TSP_THEME_RADIUS),
                        hovered ? tsp_theme_surface_hover : tsp_theme_ground);
        tsp_widgets_icon(ui->widgets, TSP_ICON_CROSS, room.x + room.w / 2, room.y + room.h / 2,
                         tsp_ui_px(ui, TSP_THEME_CROSS), hovered ? tsp_theme_text : tsp_theme_text_soft, 0);
    }
    return tsp_ui_was_pressed(ui, id);
}

static bool was_removed(tsp_ui *ui, const tsp_ui_entry *entry)
{
    if (!ui->drawing || !ui->removed || (ui->removed != entry->id && ui->removed != entry->cross))
        return false;
    ui->removed = 0;
    return true;
}

enum tsp_ui_done tsp_ui_list_entry(tsp_ui *ui, const tsp_ui_entry *entry)
{
    SDL_Rect room = card_room(ui);
    SDL_Rect side = {0, room.y, tsp_ui_px(ui, TSP_THEME_CONTROL), room.h};
    room.w -= side.w + tsp_ui_px(ui, TSP_THEME_PAD);
    side.x = room.x + room.w + tsp_ui_px(ui, TSP_THEME_PAD);
    bool pressed = card(ui, entry, room);
    if (cross(ui, entry->cross, side) || was_removed(ui, entry))
        return TSP_UI_REMOVED;
    return pressed ? TSP_UI_PRESSED : TSP_UI_NOTHING;
}

static void dashes(tsp_ui *ui, SDL_Rect room)
{
    int dash = tsp_ui_px(ui, TSP_THEME_DASH) > 1 ? tsp_ui_px(ui, TSP_THEME_DASH) : 2;
    int thick = tsp_ui_px(ui, TSP_THEME_BORDER) > 0 ? tsp_ui_px(ui, TSP_THEME_BORDER) : 1;
    for (int x = 0; x < room.w; x += 2 * dash) {
        int length = room.w - x < dash ? room.w - x : dash;
        tsp_widgets_box(ui->widgets, (SDL_Rect){room.x + x, room.y, length, thick}, 0, tsp_theme_border);
        tsp_widgets_box(ui->widgets, (SDL_Rect){room.x + x, room.y + room.h - thick, length, thick}, 0,
                        tsp_theme_border);
    }
    for (int y = 0; y < room.h; y += 2 * dash) {
        int length = room.h - y < dash ? room.h - y : dash;
        tsp_widgets_box(ui->widgets, (SDL_Rect){room.x, room.y + y, thick, length}, 0, tsp_theme_border);
        tsp_widgets_box(ui->widgets, (SDL_Rect){room.x + room.w - thick, room.y + y, thick, length}, 0,
                        tsp_theme_border);
    }
}

void tsp_ui_place(tsp_ui *ui, enum tsp_icon icon, const char *text, const char *note)
{
    SDL_Rect room = tsp_ui_room(ui, tsp_ui_px(ui, TSP_THEME_CARD), TSP_THEME_CONTROL_GAP);
    if (!ui->drawing)
        return;
    dashes(ui, room);
    inside_card(ui, room, room.x + room.w - tsp_ui_px(ui, TSP_THEME_GAP), icon, text, note, false);
}
