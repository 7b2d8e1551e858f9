/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The player's one window, on which all its screens are drawn, sharp on
 * high-density displays. It owns SDL's video: made first, destroyed last. Main thread.
 */
#ifndef TALLYSTICK_PLAYER_WINDOW_H
#define TALLYSTICK_PLAYER_WINDOW_H

#include <stdbool.h>

#include <SDL.h>

#include "base/error.h"
#include "base/log.h"
#include "player/desktop/window_place.h"
#include "player/screen/widgets.h"

typedef struct tsp_window tsp_window;

/* TSB_ERR_UNSUPPORTED: there is no screen, or no window can be made on it. log may be NULL. */
int tsp_window_create(tsp_window **out, bool fullscreen, const tsb_log *log, tsb_error *err) TSB_MUST_USE;
/* The same where the window was before, as far as the monitors allow; full screen is on the monitor it was on. */
int tsp_window_create_at(tsp_window **out, const tsp_window_place *place, bool fullscreen, const tsb_log *log,
                         tsb_error *err) TSB_MUST_USE;
void tsp_window_destroy(tsp_window **window);

/* Where it is, for tsp_window_create_at. */
tsp_window_place tsp_window_place_of(tsp_window *window);
/* Before all others. */
void tsp_window_raise(tsp_window *window);

/* Both borrowed, and of use until the window is destroyed. */
SDL_Renderer *tsp_window_renderer(tsp_window *window);
tsp_widgets *tsp_window_widgets(tsp_window *window);

/* "NAME - Tallystick"; NULL or empty: "Tallystick". */
void tsp_window_set_name(tsp_window *window, const char *name);

/* Black all over, to be drawn on; sees to it that what was drawn is ready; and brings it to the screen. */
void tsp_window_clear(tsp_window *window);
void tsp_window_flush(tsp_window *window);
void tsp_window_present(tsp_window *window);

/* What is drawn on, in pixels. */
void tsp_window_size(tsp_window *window, int *width, int *height);
/* Brings a place in the window, as events give it, to pixels. */
void tsp_window_to_pixels(tsp_window *window, int *x, int *y);

/* Pixels a unit of the theme: it grows with the window, with the display's density and with the size of text asked for,
 * 1 being the theme's own, 0.5 to 3. */
double tsp_window_scale(tsp_window *window);
void tsp_window_set_text_scale(tsp_window *window, double scale);

/* How often a second the display shows a picture; 0: not known. */
int tsp_window_refresh(tsp_window *window);
/* Whether tsp_window_present waits for that. */
bool tsp_window_paced(tsp_window *window);

bool tsp_window_fullscreen(const tsp_window *window);
void tsp_window_set_fullscreen(tsp_window *window, bool fullscreen);

#endif
