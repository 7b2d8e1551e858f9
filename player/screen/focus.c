/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/screen/focus.h"

#include <stdlib.h>

void tsp_focus_reset(tsp_focus *focus, int wished)
{
    focus->count = 0;
    focus->focused = wished;
}

void tsp_focus_begin(tsp_focus *focus)
{
    focus->count = 0;
}

void tsp_focus_add(tsp_focus *focus, int id, SDL_Rect place)
{
    if (focus->count < TSP_FOCUS_PARTS)
        focus->parts[focus->count++] = (tsp_focus_part){.id = id, .place = place};
}

/* Its number, or count. */
static size_t find(const tsp_focus *focus)
{
    size_t number = 0;
    while (number < focus->count && focus->parts[number].id != focus->focused)
        number++;
    return number;
}

void tsp_focus_settle(tsp_focus *focus)
{
    if (find(focus) == focus->count)
        focus->focused = focus->count > 0 ? focus->parts[0].id : 0;
}

void tsp_focus_step(tsp_focus *focus, bool forward)
{
    size_t number = find(focus);
    if (focus->count == 0)
        return;
    if (number == focus->count)
        number = forward ? focus->count - 1 : 0;
    number = (number + (forward ? 1 : focus->count - 1)) % focus->count;
    focus->focused = focus->parts[number].id;
}

/* How far a part lies away in a direction, what is beside the way counting more; negative: not there at all. */
static int distance(const SDL_Rect *from, const SDL_Rect *to, int across, int down)
{
    int x = (to->x + to->w / 2) - (from->x + from->w / 2);
    int y = (to->y + to->h / 2) - (from->y + from->h / 2);
    int along = x * across + y * down;
    int gap = across ? abs(y) : abs(x);
    /* Parts that lie above one another reach from side to side, however wide each is. */
    bool overlaps = across ? to->y < from->y + from->h && from->y < to->y + to->h
                           : to->x < from->x + from->w && from->x < to->x + to->w;
    if (along <= 0 || (across && !overlaps))
        return -1;
    return along + (overlaps ? 0 : 2 * gap);
}

bool tsp_focus_go(tsp_focus *focus, int across, int down)
{
    size_t from = find(focus);
    size_t best = focus->count;
    int nearest = 0;
    for (size_t i = 0; from < focus->count && i < focus->count; i++) {
        int far = distance(&focus->parts[from].place, &focus->parts[i].place, across, down);
        if (i != from && far >= 0 && (best == focus->count || far < nearest)) {
            best = i;
            nearest = far;
        }
    }
    if (best == focus->count)
        return false;
    focus->focused = focus->parts[best].id;
    return true;
}

int tsp_focus_at(const tsp_focus *focus, int x, int y)
{
    SDL_Point point = {x, y};
    for (size_t i = 0; i < focus->count; i++)
        if (SDL_PointInRect(&point, &focus->parts[i].place))
            return focus->parts[i].id;
    return 0;
}

bool tsp_focus_place(const tsp_focus *focus, SDL_Rect *place)
{
    size_t number = find(focus);
    if (number == focus->count)
        return false;
    *place = focus->parts[number].place;
    return true;
}
