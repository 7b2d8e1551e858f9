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
    if (ui->bare)
        return;
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
    int least = tsp_ui_control(ui);
    int around = ui->tight ? pad / 2 : pad;
    SDL_Rect room = tsp_ui_room(ui, height + around > least ? height + around : least, TSP_THEME_CONTROL_GAP);
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

/* What a card and a place have inside: an icon, a text, and a smaller one below it; at the right a detail. */
struct inside {
    const tsp_ui_entry *entry;
    int left; /* of the texts, from the card's left */
    int width;
    int text; /* lines */
    int note;
    int detail;
    int narrow; /* the detail's width */
    int texts;  /* how high text and note are together, */
    int height; /* and all there is */
};

#define TEXT_LINES_MAX 2
#define NOTE_LINES_MAX 3
#define DETAIL_SHARE   3 /* of the width */

static int count_lines(tsp_ui *ui, const char *text, double units, int width, int most)
{
    int count = 0;
    if (text)
        count = tsp_widgets_paragraph(ui->widgets, text, 0, 0, tsp_ui_px(ui, units), tsp_theme_text, TSP_ALIGN_LEFT,
                                      width, most, false);
    return count < most ? count : most;
}

/* In a card of that width. What does not fit into a line goes on in another: with large texts a note is a sentence. */
static struct inside measure(tsp_ui *ui, const tsp_ui_entry *entry, int width)
{
    struct inside inside = {.entry = entry};
    int pad = tsp_ui_px(ui, TSP_THEME_GAP);
    int small = tsp_ui_px(ui, TSP_THEME_TEXT_SMALL);
    int detail = entry->detail ? tsp_widgets_text_width(ui->widgets, entry->detail, small) : 0;
    inside.left = 2 * pad + tsp_ui_px(ui, TSP_THEME_CARD_ICON);
    inside.width = width - inside.left - pad;
    inside.narrow = detail < width / DETAIL_SHARE ? detail : width / DETAIL_SHARE;
    if (detail > 0)
        inside.width -= pad + inside.narrow;
    inside.text = count_lines(ui, entry->text, TSP_THEME_TEXT, inside.width, TEXT_LINES_MAX);
    inside.note = count_lines(ui, entry->note, TSP_THEME_TEXT_SMALL, inside.width, NOTE_LINES_MAX);
    inside.detail = detail <= inside.narrow
                        ? detail > 0
                        : count_lines(ui, entry->detail, TSP_THEME_TEXT_SMALL, inside.narrow, TEXT_LINES_MAX);
    inside.texts = inside.text * tsp_widgets_line(tsp_ui_px(ui, TSP_THEME_TEXT)) +
                   inside.note * tsp_widgets_line(small);
    inside.height = SDL_max(inside.texts, inside.detail * tsp_widgets_line(small));
    return inside;
}

static void draw_inside(tsp_ui *ui, const struct inside *inside, SDL_Rect room)
{
    const tsp_ui_entry *entry = inside->entry;
    int pad = tsp_ui_px(ui, TSP_THEME_GAP);
    int icon = tsp_ui_px(ui, TSP_THEME_CARD_ICON);
    int size = tsp_ui_px(ui, TSP_THEME_TEXT);
    int small = tsp_ui_px(ui, TSP_THEME_TEXT_SMALL);
    int middle = room.y + room.h / 2;
    int x = room.x + inside->left;
    int y = middle - inside->texts / 2;
    tsp_widgets_icon(ui->widgets, entry->icon, room.x + pad + icon / 2, middle, icon,
                     entry->away ? tsp_theme_border : tsp_theme_accent, 0);
    tsp_widgets_paragraph(ui->widgets, entry->text, x, y + tsp_widgets_line(size) / 2, size,
                          entry->away ? tsp_theme_text_soft : tsp_theme_text, TSP_ALIGN_LEFT, inside->width,
                          TEXT_LINES_MAX, true);
    y += inside->text * tsp_widgets_line(size);
    if (entry->note)
        tsp_widgets_paragraph(ui->widgets, entry->note, x, y + tsp_widgets_line(small) / 2, small, tsp_theme_text_soft,
                              TSP_ALIGN_LEFT, inside->width, NOTE_LINES_MAX, true);
    y = middle - (inside->detail - 1) * tsp_widgets_line(small) / 2;
    if (inside->detail == 1) /* whole, whatever is rounded how */
        tsp_widgets_text(ui->widgets, entry->detail, room.x + room.w - pad, y, small, tsp_theme_text_soft,
                         TSP_ALIGN_RIGHT, 0);
    else if (inside->detail > 1)
        tsp_widgets_paragraph(ui->widgets, entry->detail, room.x + room.w - pad, y, small, tsp_theme_text_soft,
                              TSP_ALIGN_RIGHT, inside->narrow, TEXT_LINES_MAX, true);
}

/* Room for it, less that much at the right. */
static SDL_Rect card_room(tsp_ui *ui, const tsp_ui_entry *entry, int less, double gap, struct inside *inside)
{
    *inside = measure(ui, entry, ui->column - less);
    int high = inside->height + 2 * tsp_ui_px(ui, TSP_THEME_PAD);
    int least = tsp_ui_px(ui, TSP_THEME_CARD);
    SDL_Rect room = tsp_ui_room(ui, high > least ? high : least, gap);
    room.w -= less;
    return room;
}

/* In that room; true: it was pressed. */
static bool card(tsp_ui *ui, const struct inside *inside, SDL_Rect room)
{
    const tsp_ui_entry *entry = inside->entry;
    if (entry->id)
        tsp_ui_part(ui, entry->id, room);
    if (ui->drawing) {
        tsp_widgets_box(ui->widgets, room, tsp_ui_px(ui, TSP_THEME_RADIUS),
                        entry->id && ui->hovered == entry->id ? tsp_theme_surface_hover : tsp_theme_surface);
        draw_inside(ui, inside, room);
    }
    return entry->id && tsp_ui_was_pressed(ui, entry->id);
}

bool tsp_ui_card(tsp_ui *ui, int id, enum tsp_icon icon, const char *text, const char *note, const char *detail)
{
    const tsp_ui_entry entry = {.id = id, .icon = icon, .text = text, .note = note, .detail = detail};
    struct inside inside;
    SDL_Rect room = card_room(ui, &entry, 0, TSP_THEME_PAD, &inside);
    return card(ui, &inside, room);
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
    struct inside inside;
    int pad = tsp_ui_px(ui, TSP_THEME_PAD);
    int wide = tsp_ui_px(ui, TSP_THEME_CONTROL);
    SDL_Rect room = card_room(ui, entry, wide + pad, TSP_THEME_PAD, &inside);
    SDL_Rect side = {room.x + room.w + pad, room.y, wide, room.h};
    bool pressed = card(ui, &inside, room);
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
    const tsp_ui_entry entry = {.icon = icon, .text = text, .note = note};
    struct inside inside;
    SDL_Rect room = card_room(ui, &entry, 0, TSP_THEME_CONTROL_GAP, &inside);
    if (!ui->drawing)
        return;
    dashes(ui, room);
    draw_inside(ui, &inside, room);
}
