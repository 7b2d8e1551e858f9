/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/screen/scaler.h"

#include <libswscale/swscale.h>

/* libswscale writes whole vectors: lines end, and begin, on such a number of pixels. */
#define ALIGNMENT 16

static bool prepare_texture(tsp_scaler *scaler, SDL_Renderer *renderer, int width, int height)
{
    if (scaler->texture && scaler->width == width && scaler->height == height)
        return true;
    if (scaler->texture)
        SDL_DestroyTexture(scaler->texture);
    scaler->texture = SDL_CreateTexture(renderer, SDL_PIXELFORMAT_RGB888, SDL_TEXTUREACCESS_STREAMING,
                                        (width + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT, height);
    scaler->width = width;
    scaler->height = height;
    return scaler->texture != NULL;
}

static bool prepare_context(tsp_scaler *scaler, const AVFrame *frame)
{
    bool larger = scaler->width >= frame->width && scaler->height >= frame->height;
    /* DVD-Video is BT.601; what says otherwise is BT.709. */
    const int *colours = sws_getCoefficients(frame->colorspace == AVCOL_SPC_BT709 ? SWS_CS_ITU709 : SWS_CS_ITU601);
    scaler->context = sws_getCachedContext(scaler->context, frame->width, frame->height, AV_PIX_FMT_YUV420P,
                                           scaler->width, scaler->height, AV_PIX_FMT_0RGB32,
                                           larger ? SWS_FAST_BILINEAR : SWS_BILINEAR, NULL, NULL, NULL);
    return scaler->context && sws_setColorspaceDetails(scaler->context, colours, frame->color_range == AVCOL_RANGE_JPEG,
                                                       colours, 1, 0, 1 << 16, 1 << 16) >= 0;
}

bool tsp_scaler_take(tsp_scaler *scaler, SDL_Renderer *renderer, const AVFrame *frame, int width, int height)
{
    void *pixels = NULL;
    int pitch = 0;
    if (frame->format != AV_PIX_FMT_YUV420P || width <= 0 || height <= 0)
        return false;
    if (!prepare_texture(scaler, renderer, width, height) || !prepare_context(scaler, frame) ||
        SDL_LockTexture(scaler->texture, NULL, &pixels, &pitch))
        return false;
    uint8_t *const out[] = {pixels, NULL, NULL, NULL};
    const int strides[] = {pitch, 0, 0, 0};
    int lines = sws_scale(scaler->context, (const uint8_t *const *)frame->data, frame->linesize, 0, frame->height, out,
                          strides);
    SDL_UnlockTexture(scaler->texture);
    return lines == height;
}

void tsp_scaler_draw(const tsp_scaler *scaler, SDL_Renderer *renderer, const SDL_Rect *to)
{
    const SDL_Rect from = {0, 0, scaler->width, scaler->height};
    if (scaler->texture)
        SDL_RenderCopy(renderer, scaler->texture, &from, to);
}

void tsp_scaler_finish(tsp_scaler *scaler)
{
    if (scaler->texture)
        SDL_DestroyTexture(scaler->texture);
    sws_freeContext(scaler->context);
    *scaler = (tsp_scaler){0};
}
