/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the typeface the screen's texts are set in. */
#ifndef TALLYSTICK_PLAYER_FONTS_H
#define TALLYSTICK_PLAYER_FONTS_H

#include <stddef.h>

#define TSP_FONTS_OTHERS_MAX 16

/* Path of a sans-serif TrueType file: the program's own (share/tallystick/fonts), else one of
 * the system's; a new string for the caller to SDL_free, or NULL when there is none. */
char *tsp_fonts_find(void);

/* Those of the system that may have what that one lacks: paths that last. How many there are. */
size_t tsp_fonts_others(const char *paths[TSP_FONTS_OTHERS_MAX]);

#endif
