/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The typefaces of the screen's texts: one for all that it has, and for what it
 * lacks, as films from elsewhere have in their names, those of the system that
 * have it. Main thread.
 */
#ifndef TALLYSTICK_PLAYER_TYPEFACE_H
#define TALLYSTICK_PLAYER_TYPEFACE_H

#include <stdbool.h>

#include <SDL.h>

#include "base/error.h"

typedef struct tsp_typeface tsp_typeface;

/* Works without any typeface, too: no text has a width then. */
int tsp_typeface_create(tsp_typeface **out, tsb_error *err) TSB_MUST_USE;
void tsp_typeface_destroy(tsp_typeface **typeface);

/* Whether there is one at all. */
bool tsp_typeface_there(const tsp_typeface *typeface);

/* Of one line of UTF-8, in pixels; size is that of the letters, in pixels. */
int tsp_typeface_width(tsp_typeface *typeface, const char *text, int size);

/* The line in white on nothing, for the caller to free; NULL when there is nothing to see. */
SDL_Surface *tsp_typeface_render(tsp_typeface *typeface, const char *text, int size);

#endif
