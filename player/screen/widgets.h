/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the screen is drawn with: text, icons, rounded boxes, gradients, in
 * pixels of the renderer. Textures are kept from picture to picture. Main thread.
 * Without a typeface all works but text, which is left out.
 */
#ifndef TALLYSTICK_PLAYER_WIDGETS_H
#define TALLYSTICK_PLAYER_WIDGETS_H

#include <stdbool.h>

#include <SDL.h>

#include "base/error.h"
#include "base/log.h"
#include "player/screen/icons.h"

typedef struct tsp_widgets tsp_widgets;

/* Borrows the renderer, and must be destroyed before it. */
int tsp_widgets_create(tsp_widgets **out, SDL_Renderer *renderer, const tsb_log *log, tsb_error *err) TSB_MUST_USE;
void tsp_widgets_destroy(tsp_widgets **widgets);

/* Everything drawn from here on is that opaque, 0 to 1. */
void tsp_widgets_set_opacity(tsp_widgets *widgets, double opacity);

enum tsp_align { TSP_ALIGN_LEFT, TSP_ALIGN_CENTRE, TSP_ALIGN_RIGHT };

/* One line, its middle at y; x is its left end, middle or right end. Returns its width. Text wider than
 * the limit (0: none) ends in an ellipsis. */
int tsp_widgets_text(tsp_widgets *widgets, const char *text, int x, int y, int size, SDL_Color colour,
                     enum tsp_align align, int limit);
int tsp_widgets_text_width(tsp_widgets *widgets, const char *text, int size);

/* Whole words as far as they fit into width, the first of them at y as above, the others a line below each: sentences
 * of any length. Returns how many lines there are, of which at most max (0: all) are drawn; the last drawn ends in an
 * ellipsis if it is not the last there is. draw false: only counts them. */
int tsp_widgets_paragraph(tsp_widgets *widgets, const char *text, int x, int y, int size, SDL_Color colour,
                          enum tsp_align align, int width, int max, bool draw);
/* From one line of such a text to the next. */
int tsp_widgets_line(int size);

/* Centred on x, y, turned by degrees. */
void tsp_widgets_icon(tsp_widgets *widgets, enum tsp_icon icon, int x, int y, int size, SDL_Color colour, double turn);

void tsp_widgets_box(tsp_widgets *widgets, SDL_Rect rectangle, int radius, SDL_Color colour);
/* Its outline, inside of it, a quarter of the radius thick. */
void tsp_widgets_frame(tsp_widgets *widgets, SDL_Rect rectangle, int radius, SDL_Color colour);

/* The share, 0 to 1, of its colour that a gradient of height rows has at row; rows count from the coloured end, of
 * which the first full ones have all of it. Pure. */
double tsp_widgets_gradient_share(int row, int height, int full);
/* From clear at the top to colour at the bottom, or the other way round; full as above, in pixels. */
void tsp_widgets_gradient(tsp_widgets *widgets, SDL_Rect rectangle, SDL_Color colour, int full, bool down);

#endif
