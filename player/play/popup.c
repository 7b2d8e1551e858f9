/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/play/popup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void tsp_popup_finish(tsp_popup *popup)
{
    free(popup->items);
    *popup = (tsp_popup){0};
}

void tsp_popup_open(tsp_popup *popup, int kind, const char *title)
{
    popup->kind = kind;
    popup->count = 0;
    popup->selected = 0;
    popup->first = 0;
    popup->rows = 0;
    popup->measured = 0;
    popup->box = (SDL_Rect){0};
    popup->list = (SDL_Rect){0};
    snprintf(popup->title, sizeof popup->title, "%s", title);
}

static bool grow(tsp_popup *popup)
{
    unsigned capacity = popup->capacity > 0 ? 2 * popup->capacity : 16;
    tsp_popup_item *items = realloc(popup->items, capacity * sizeof *items);
    if (!items)
        return false;
    popup->items = items;
    popup->capacity = capacity;
    return true;
}

void tsp_popup_add(tsp_popup *popup, const char *text, const char *note, bool checked, int value)
{
    if (popup->count == TSP_POPUP_MAX || (popup->count == popup->capacity && !grow(popup)))
        return;
    tsp_popup_item *item = &popup->items[popup->count];
    *item = (tsp_popup_item){.checked = checked, .value = value};
    snprintf(item->text, sizeof item->text, "%s", text);
    snprintf(item->note, sizeof item->note, "%s", note ? note : "");
    if (checked)
        popup->selected = popup->count;
    popup->count++;
    popup->measured = 0;
}

void tsp_popup_close(tsp_popup *popup)
{
    popup->kind = 0;
    popup->count = 0;
}

int tsp_popup_value(const tsp_popup *popup)
{
    return popup->count > 0 ? popup->items[popup->selected].value : -1;
}

static void show_selected(tsp_popup *popup)
{
    if (popup->rows == 0)
        return;
    if (popup->selected < popup->first)
        popup->first = popup->selected;
    if (popup->selected >= popup->first + popup->rows)
        popup->first = popup->selected - popup->rows + 1;
}

/* By single steps around the ends, by pages not beyond them. */
static void step(tsp_popup *popup, int by, bool around)
{
    int count = (int)popup->count;
    int to = (int)popup->selected + by;
    if (count == 0)
        return;
    if (around)
        to = (to + count) % count;
    popup->selected = (unsigned)(to < 0 ? 0 : to >= count ? count - 1 : to);
    show_selected(popup);
}

enum tsp_popup_answer tsp_popup_key(tsp_popup *popup, SDL_Keycode key)
{
    int page = popup->rows > 1 ? (int)popup->rows - 1 : 1;
    switch (key) {
    case SDLK_UP:
        step(popup, -1, true);
        return TSP_POPUP_TAKES;
    case SDLK_DOWN:
    case SDLK_TAB:
        step(popup, 1, true);
        return TSP_POPUP_TAKES;
    case SDLK_PAGEUP:
        step(popup, -page, false);
        return TSP_POPUP_TAKES;
    case SDLK_PAGEDOWN:
        step(popup, page, false);
        return TSP_POPUP_TAKES;
    case SDLK_HOME:
        step(popup, -(int)popup->count, false);
        return TSP_POPUP_TAKES;
    case SDLK_END:
        step(popup, (int)popup->count, false);
        return TSP_POPUP_TAKES;
    case SDLK_RETURN:
    case SDLK_KP_ENTER:
    case SDLK_SPACE:
        return popup->count > 0 ? TSP_POPUP_CHOSEN : TSP_POPUP_LEAVES;
    case SDLK_ESCAPE:
    case SDLK_AC_BACK:
        return TSP_POPUP_LEAVES;
    case SDLK_LEFT: /* would seek: too far from what a list is expected to do */
    case SDLK_RIGHT:
        return TSP_POPUP_TAKES;
    default:
        return TSP_POPUP_IGNORES;
    }
}

/* The entry at a place; -1: none. */
static int entry_at(const tsp_popup *popup, int x, int y)
{
    SDL_Point point = {x, y};
    if (popup->row_height <= 0 || !SDL_PointInRect(&point, &popup->list))
        return -1;
    unsigned entry = popup->first + (unsigned)((y - popup->list.y) / popup->row_height);
    return entry < popup->count ? (int)entry : -1;
}

void tsp_popup_hover(tsp_popup *popup, int x, int y)
{
    int entry = entry_at(popup, x, y);
    if (entry >= 0)
        popup->selected = (unsigned)entry;
}

enum tsp_popup_answer tsp_popup_press(tsp_popup *popup, int x, int y)
{
    SDL_Point point = {x, y};
    int entry = entry_at(popup, x, y);
    if (!SDL_PointInRect(&point, &popup->box))
        return TSP_POPUP_LEAVES;
    if (entry < 0)
        return TSP_POPUP_TAKES;
    popup->selected = (unsigned)entry;
    return TSP_POPUP_CHOSEN;
}

void tsp_popup_scroll(tsp_popup *popup, int entries)
{
    int last = (int)popup->count - (int)popup->rows;
    int first = (int)popup->first + entries;
    first = first > last ? last : first;
    popup->first = first < 0 ? 0 : (unsigned)first;
    /* What keys do next is to be seen. */
    if (popup->selected < popup->first)
        popup->selected = popup->first;
    if (popup->rows > 0 && popup->selected >= popup->first + popup->rows)
        popup->selected = popup->first + popup->rows - 1;
}
