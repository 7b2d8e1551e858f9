/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which part of a screen has the keyboard's focus, and which is under the pointer. A screen names its parts in their
 * order each time it is drawn; keys and pointer then go by how it was drawn last. Main thread.
 */
#ifndef TALLYSTICK_PLAYER_FOCUS_H
#define TALLYSTICK_PLAYER_FOCUS_H

#include <stdbool.h>
#include <stddef.h>

#include <SDL.h>

#define TSP_FOCUS_PARTS 128u /* what comes after is drawn, but cannot be reached */

typedef struct tsp_focus_part {
    int id;         /* 1 and up */
    SDL_Rect place; /* pixels */
} tsp_focus_part;

typedef struct tsp_focus {
    tsp_focus_part parts[TSP_FOCUS_PARTS];
    size_t count;
    int focused; /* id; 0: none */
} tsp_focus;

/* No parts, and the focus wished for; 0: the first's. */
void tsp_focus_reset(tsp_focus *focus, int wished);

/* The screen is laid out anew: its parts follow by tsp_focus_add, and then settle gives the focus to the first, should
 * the one that had it be gone. */
void tsp_focus_begin(tsp_focus *focus);
void tsp_focus_add(tsp_focus *focus, int id, SDL_Rect place);
void tsp_focus_settle(tsp_focus *focus);

/* To the next part or the one before, around the ends. */
void tsp_focus_step(tsp_focus *focus, bool forward);
/* To the nearest part in that direction (one of across and down is 0, the other 1 or -1); false: there is none. */
bool tsp_focus_go(tsp_focus *focus, int across, int down);

/* The part at a place; 0: none. */
int tsp_focus_at(const tsp_focus *focus, int x, int y);
/* Where the part with the focus is; false: none has it. */
bool tsp_focus_place(const tsp_focus *focus, SDL_Rect *place);

#endif
