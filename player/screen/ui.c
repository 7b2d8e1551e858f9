/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A screen's layout: measured, scrolled, drawn. */
#include "player/screen/ui.h"

#include <stdlib.h>

#include "player/screen/theme.h"
#include "player/screen/ui_int.h"

#define SQUEEZE_MIN 0.5
#define ROUNDED     0.97 /* for sizes are whole pixels */

int tsp_ui_create(tsp_ui **out, tsp_window *window, tsb_error *err)
{
    tsp_ui *ui = calloc(1, sizeof *ui);
    if (!ui)
        return tsb_fail(err, TSB_ERR_MEMORY, "Not enough memory for the screen");
    ui->window = window;
    ui->widgets = tsp_window_widgets(window);
    ui->ring = true;
    ui->squeeze = 1;
    ui->pointer = (SDL_Point){-1, -1};
    *out = ui;
    tsp_ui_reset(ui, 0);
    return 0;
}

void tsp_ui_destroy(tsp_ui **ui)
{
    if (!ui || !*ui)
        return;
    free(*ui);
    *ui = NULL;
}

void tsp_ui_reset(tsp_ui *ui, int focus)
{
    tsp_focus_reset(&ui->focus, focus);
    ui->field_count = 0;
    ui->pressed = ui->submitted = ui->removed = ui->armed = ui->hovered = 0;
    ui->back = false;
    ui->scroll = 0;
    ui->follow = true;
    ui->stale = true;
}

void tsp_ui_touch(tsp_ui *ui)
{
    ui->stale = true;
}

void tsp_ui_follow(tsp_ui *ui)
{
    ui->follow = true;
    ui->stale = true;
}

bool tsp_ui_stale(const tsp_ui *ui)
{
    return ui->stale || ui->moving;
}

bool tsp_ui_moving(const tsp_ui *ui)
{
    return ui->moving;
}

bool tsp_ui_back(tsp_ui *ui)
{
    bool back = ui->drawing && ui->back;
    if (back)
        ui->back = false;
    return back;
}

bool tsp_ui_typing(tsp_ui *ui)
{
    return tsp_ui_focused_field(ui) != NULL;
}

void tsp_ui_focus(tsp_ui *ui, int id)
{
    ui->focus.focused = id;
    ui->follow = true;
    ui->stale = true;
}

void tsp_ui_column(tsp_ui *ui, double width, bool middle)
{
    int margin = tsp_ui_px(ui, TSP_THEME_MARGIN);
    int room = ui->width > 3 * margin ? ui->width - 2 * margin : ui->width;
    int wanted = tsp_ui_px(ui, ui->tight && width < TSP_THEME_COLUMN_WIDE ? TSP_THEME_COLUMN_WIDE : width);
    ui->column = wanted < room ? wanted : room;
    ui->left = (ui->width - ui->column) / 2;
    ui->middle = middle;
}

void tsp_ui_gap(tsp_ui *ui, double units)
{
    ui->gap += tsp_ui_px(ui, units * ui->squeeze);
}

SDL_Rect tsp_ui_room(tsp_ui *ui, int height, double gap)
{
    SDL_Rect room = {ui->left, ui->y + ui->gap, ui->column, height};
    ui->y = room.y + height;
    ui->gap = tsp_ui_px(ui, gap * ui->squeeze);
    if (room.y < ui->edge && ui->edge < ui->y) {
        ui->cut_from = room.y;
        ui->cut_to = ui->y;
    }
    return room;
}

static void grow(SDL_Rect *place, int by)
{
    *place = (SDL_Rect){place->x - by, place->y - by, place->w + 2 * by, place->h + 2 * by};
}

void tsp_ui_part(tsp_ui *ui, int id, SDL_Rect place)
{
    tsp_focus_add(&ui->focus, id, place);
    if (!ui->drawing || !ui->ring || ui->focus.focused != id)
        return;
    int thick = tsp_ui_px(ui, TSP_THEME_RING) > 0 ? tsp_ui_px(ui, TSP_THEME_RING) : 1;
    int radius = tsp_ui_px(ui, TSP_THEME_RADIUS);
    grow(&place, 2 * thick);
    tsp_widgets_box(ui->widgets, place, radius + 2 * thick, tsp_theme_accent);
    grow(&place, -thick);
    tsp_widgets_box(ui->widgets, place, radius + thick, tsp_theme_ground);
}

bool tsp_ui_was_pressed(tsp_ui *ui, int id)
{
    if (!ui->drawing || ui->pressed != id)
        return false;
    ui->pressed = 0;
    return true;
}

static void lay_out(tsp_ui *ui, tsp_ui_build *build, void *context, int top, bool drawing)
{
    ui->drawing = drawing;
    ui->field_count = 0;
    ui->gap = 0;
    ui->y = top;
    ui->cut_from = ui->cut_to = 0;
    tsp_focus_begin(&ui->focus);
    build(ui, context);
    tsp_focus_settle(&ui->focus);
}

/* How high it all is, margins and all. */
static int measure(tsp_ui *ui, tsp_ui_build *build, void *context, double squeeze)
{
    ui->squeeze = squeeze;
    ui->edge = 0;
    lay_out(ui, build, context, 0, false);
    return ui->y + 2 * tsp_ui_px(ui, TSP_THEME_MARGIN * squeeze);
}

static int squeeze(tsp_ui *ui, tsp_ui_build *build, void *context)
{
    int loose = measure(ui, build, context, 1);
    if (!ui->middle || loose <= ui->height)
        return loose;
    int tight = measure(ui, build, context, SQUEEZE_MIN);
    if (tight >= ui->height || tight == loose)
        return tight;
    double room = (double)(ui->height - tight) / (loose - tight);
    return measure(ui, build, context, SQUEEZE_MIN + (1 - SQUEEZE_MIN) * room * ROUNDED);
}

/* A question ought to be seen as a whole: in a small window, or with large texts, it moves together, then goes without
 * its icon, and at last takes all the width, with lower buttons and fields. What is still too high scrolls. */
static int measure_all(tsp_ui *ui, tsp_ui_build *build, void *context)
{
    int whole = 0;
    for (int step = 0; step < 3; step++) {
        ui->bare = step > 0;
        ui->tight = step > 1;
        whole = squeeze(ui, build, context);
        if (!ui->middle || whole <= ui->height)
            break;
    }
    return whole;
}

/* What the window's upper edge would cut in two comes in as a whole, where there is room for that, or goes out. */
static void cut_nothing(tsp_ui *ui, tsp_ui_build *build, void *context, int top, const SDL_Rect *focus)
{
    ui->edge = ui->scroll - top;
    lay_out(ui, build, context, 0, false);
    if (ui->cut_to == 0 || ui->cut_to > focus->y - top)
        return;
    int ring = tsp_ui_px(ui, 3 * TSP_THEME_RING);
    int spare = ui->scroll + ui->height - (focus->y + focus->h + ring);
    int needed = ui->edge - ui->cut_from;
    ui->scroll = needed <= spare ? ui->scroll - needed : top + ui->cut_to;
}

/* What has the focus comes into sight, with something of what is around it. */
static void follow(tsp_ui *ui, tsp_ui_build *build, void *context, int top, int margin)
{
    SDL_Rect place = {0, 0, 0, 0};
    ui->follow = false;
    if (!tsp_focus_place(&ui->focus, &place))
        return;
    place.y += top;
    /* Above the first part there may be texts that belong to it. */
    if (place.y - 2 * margin < ui->scroll)
        ui->scroll = ui->focus.parts[0].id == ui->focus.focused ? 0 : place.y - 2 * margin;
    if (place.y + place.h + margin > ui->scroll + ui->height)
        ui->scroll = place.y + place.h + margin - ui->height;
    if (ui->scroll > 0)
        cut_nothing(ui, build, context, top, &place);
}

static void draw_scroll_bar(const tsp_ui *ui, int whole)
{
    if (whole <= ui->height)
        return;
    int thick = tsp_ui_px(ui, TSP_THEME_SEEK_HEIGHT);
    int length = (int)((double)ui->height * ui->height / whole);
    int at = (int)((double)ui->scroll * ui->height / whole);
    SDL_Rect bar = {ui->width - 2 * thick, at, thick, length};
    tsp_widgets_box(ui->widgets, bar, thick / 2, tsp_theme_border);
}

/* A screen keyboard comes and goes with the fields, and stays clear of the one that has the focus. */
static void offer_typing(tsp_ui *ui)
{
    SDL_Rect place = {0, 0, 0, 0};
    if (tsp_ui_focused_field(ui) && tsp_focus_place(&ui->focus, &place)) {
        SDL_SetTextInputRect(&place);
        if (!SDL_IsTextInputActive())
            SDL_StartTextInput();
    } else {
        SDL_StopTextInput();
    }
}

void tsp_ui_draw(tsp_ui *ui, tsp_ui_build *build, void *context)
{
    ui->scale = tsp_window_scale(ui->window);
    tsp_window_size(ui->window, &ui->width, &ui->height);
    ui->stale = ui->moving = false;
    int whole = measure_all(ui, build, context);
    int margin = tsp_ui_px(ui, TSP_THEME_MARGIN * ui->squeeze);
    int top = ui->middle && whole < ui->height ? margin + (ui->height - whole) / 2 : margin;
    if (ui->follow)
        follow(ui, build, context, top, margin);
    ui->scroll = ui->scroll > whole - ui->height ? whole - ui->height : ui->scroll;
    ui->scroll = ui->scroll < 0 ? 0 : ui->scroll;
    tsp_window_clear(ui->window);
    tsp_widgets_set_opacity(ui->widgets, 1);
    tsp_widgets_box(ui->widgets, (SDL_Rect){0, 0, ui->width, ui->height}, 0, tsp_theme_ground);
    lay_out(ui, build, context, top - ui->scroll, true);
    draw_scroll_bar(ui, whole);
    ui->pressed = ui->submitted = ui->removed = 0;
    ui->back = false;
    offer_typing(ui);
    tsp_window_present(ui->window);
}
