/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Brings pictures to the screen's size and colours by the processor, in one go; where there is no graphics card, that
 * takes less than half the time of SDL's own drawing of such textures. Main thread.
 */
#ifndef TALLYSTICK_PLAYER_SCALER_H
#define TALLYSTICK_PLAYER_SCALER_H

#include <stdbool.h>

#include <SDL.h>
#include <libavutil/frame.h>

struct SwsContext;

typedef struct tsp_scaler {
    SDL_Texture *texture; /* wider than the picture in it, as the lines must be aligned; NULL before the first */
    int width;            /* of the picture in the texture */
    int height;
    struct SwsContext *context;
} tsp_scaler;

/* Makes the texture the picture (planar 4:2:0) in this size. False when it cannot be done. */
bool tsp_scaler_take(tsp_scaler *scaler, SDL_Renderer *renderer, const AVFrame *frame, int width, int height);

/* Draws what was taken. */
void tsp_scaler_draw(const tsp_scaler *scaler, SDL_Renderer *renderer, const SDL_Rect *to);

/* Before the renderer's end; it may be used again afterwards. */
void tsp_scaler_finish(tsp_scaler *scaler);

#endif
