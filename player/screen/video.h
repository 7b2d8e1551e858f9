/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The window and the picture in it: right aspect ratio, right colours, sharp
 * on high-density screens. SDL's video must have been initialised. Main thread.
 */
#ifndef TALLYSTICK_PLAYER_VIDEO_H
#define TALLYSTICK_PLAYER_VIDEO_H

#include <stdbool.h>

#include <SDL.h>
#include <libavutil/frame.h>

#include "base/error.h"
#include "base/log.h"

typedef struct tsp_video tsp_video;

/* lines and wide: of the title, for the window's first size. TSB_ERR_UNSUPPORTED: no window can be made. */
int tsp_video_create(tsp_video **out, const char *title, int lines, bool wide, bool fullscreen, const tsb_log *log,
                     tsb_error *err) TSB_MUST_USE;
void tsp_video_destroy(tsp_video **video);

SDL_Renderer *tsp_video_renderer(tsp_video *video);

/* Makes frame (planar 4:2:0, the caller's) the picture. False when it cannot be shown. */
bool tsp_video_set_frame(tsp_video *video, const AVFrame *frame);

/* Clears, and draws the picture, if there is one. */
void tsp_video_draw(tsp_video *video);
void tsp_video_present(tsp_video *video);

/* What is drawn on, in pixels. */
void tsp_video_size(tsp_video *video, int *width, int *height);
/* Brings a place in the window, as events give it, to pixels. */
void tsp_video_to_pixels(tsp_video *video, int *x, int *y);

bool tsp_video_fullscreen(const tsp_video *video);
void tsp_video_set_fullscreen(tsp_video *video, bool fullscreen);

/* The largest rectangle of an aspect ratio (width / height as shown) in the middle of an area. */
SDL_Rect tsp_video_fit(int width, int height, double aspect);

#endif
