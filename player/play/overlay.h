/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Subpictures over the picture: subtitles, and what DVD menus are drawn with. Main
 * thread. Each time something may have changed: tsp_overlay_set; then, with all else, tsp_overlay_draw.
 */
#ifndef TALLYSTICK_PLAYER_OVERLAY_H
#define TALLYSTICK_PLAYER_OVERLAY_H

#include <stdbool.h>
#include <stdint.h>

#include <SDL.h>

#include "base/error.h"
#include "player/dvd/subpicture.h"

typedef struct tsp_overlay tsp_overlay;

/* What is to be seen. Everything is borrowed until tsp_overlay_set returns. */
typedef struct tsp_overlay_view {
    const uint8_t *unit; /* due now; NULL: none */
    size_t size;
    uint64_t number;                /* another one for each unit; tells without comparing whether it is a new one */
    int64_t age;                    /* ticks since the unit's time stamp */
    bool forced_only;               /* subtitles are off: only what is forced is seen */
    const uint32_t *palette;        /* TSP_PALETTE_SIZE colours of the program chain, 0x00YYCrCb */
    int lines;                      /* of the coded picture: 480 or 576 */
    const tsp_highlight *highlight; /* the chosen button of a menu; NULL: none */
} tsp_overlay_view;

/* Borrows the renderer; destroy before it. */
int tsp_overlay_create(tsp_overlay **out, SDL_Renderer *renderer, tsb_error *err) TSB_MUST_USE;
void tsp_overlay_destroy(tsp_overlay **overlay);

/* Takes over what is to be seen; true when that looks different from before. */
bool tsp_overlay_set(tsp_overlay *overlay, const tsp_overlay_view *view);

/* Draws it, if there is anything, where the picture lies (tsp_picture_place); without a highlight, subtitles that is,
 * not below the line bottom if that can be. */
void tsp_overlay_draw(tsp_overlay *overlay, const SDL_Rect *picture, int bottom);

/* The renderer has lost its textures: paints anew when drawn next. */
void tsp_overlay_lost(tsp_overlay *overlay);

#endif
