/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The film's picture on a renderer: right aspect ratio, right colours. A graphics card scales and converts it; without
 * one tsp_scaler does. Main thread.
 */
#ifndef TALLYSTICK_PLAYER_PICTURE_H
#define TALLYSTICK_PLAYER_PICTURE_H

#include <stdbool.h>

#include <SDL.h>
#include <libavutil/frame.h>

#include "player/screen/scaler.h"

typedef struct tsp_picture {
    SDL_Renderer *renderer; /* borrowed */
    SDL_Texture *texture;   /* with a graphics card */
    int width;              /* of the film's pictures */
    int height;
    AVFrame *frame;    /* without: the picture that is shown */
    tsp_scaler scaler; /* without: the picture in the window's size */
    bool stale;        /* the scaler has an older one */
    double aspect;     /* width / height as shown */
} tsp_picture;

void tsp_picture_init(tsp_picture *picture, SDL_Renderer *renderer);
/* Before the renderer's end. */
void tsp_picture_finish(tsp_picture *picture);

/* Takes over frame's contents (planar 4:2:0, the caller's). False when it cannot be shown. */
bool tsp_picture_set(tsp_picture *picture, const AVFrame *frame);

/* Where it lies in an area of that many pixels. */
SDL_Rect tsp_picture_place(const tsp_picture *picture, int width, int height);

/* Draws it, if there is one. */
void tsp_picture_draw(tsp_picture *picture, int width, int height);

/* The largest rectangle of an aspect ratio (width / height as shown) in the middle of an area. */
SDL_Rect tsp_picture_fit(int width, int height, double aspect);

#endif
