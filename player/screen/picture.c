/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/screen/picture.h"

void tsp_picture_init(tsp_picture *picture, SDL_Renderer *renderer)
{
    SDL_RendererInfo info = {0};
    *picture = (tsp_picture){.renderer = renderer, .aspect = 16.0 / 9};
    if (SDL_GetRendererInfo(renderer, &info) == 0 && info.flags & SDL_RENDERER_SOFTWARE)
        picture->frame = av_frame_alloc();
}

void tsp_picture_finish(tsp_picture *picture)
{
    if (picture->texture)
        SDL_DestroyTexture(picture->texture);
    picture->texture = NULL;
    av_frame_free(&picture->frame);
    tsp_scaler_finish(&picture->scaler);
}

static bool prepare_texture(tsp_picture *picture, const AVFrame *frame)
{
    if (picture->texture && picture->width == frame->width && picture->height == frame->height)
        return true;
    if (picture->texture)
        SDL_DestroyTexture(picture->texture);
    /* DVD-Video is BT.601; what is larger and says otherwise is BT.709. The mode is fixed when the texture is made. */
    SDL_SetYUVConversionMode(frame->colorspace == AVCOL_SPC_BT709 ? SDL_YUV_CONVERSION_BT709
                                                                  : SDL_YUV_CONVERSION_BT601);
    picture->texture = SDL_CreateTexture(picture->renderer, SDL_PIXELFORMAT_IYUV, SDL_TEXTUREACCESS_STREAMING,
                                         frame->width, frame->height);
    picture->width = frame->width;
    picture->height = frame->height;
    return picture->texture != NULL;
}

bool tsp_picture_set(tsp_picture *picture, const AVFrame *frame)
{
    AVRational sample = frame->sample_aspect_ratio;
    if (frame->format != AV_PIX_FMT_YUV420P)
        return false;
    picture->aspect = (double)frame->width / frame->height;
    if (sample.num > 0 && sample.den > 0)
        picture->aspect *= (double)sample.num / sample.den;
    if (picture->frame) {
        av_frame_unref(picture->frame);
        picture->stale = true;
        picture->width = frame->width;
        picture->height = frame->height;
        return av_frame_ref(picture->frame, frame) >= 0;
    }
    return prepare_texture(picture, frame) &&
           SDL_UpdateYUVTexture(picture->texture, NULL, frame->data[0], frame->linesize[0], frame->data[1],
                                frame->linesize[1], frame->data[2], frame->linesize[2]) == 0;
}

SDL_Rect tsp_picture_fit(int width, int height, double aspect)
{
    SDL_Rect fit = {0, 0, width, height};
    if (!(aspect > 0.01 && aspect < 100))
        return fit;
    if (width > height * aspect)
        fit.w = (int)(height * aspect + 0.5);
    else
        fit.h = (int)(width / aspect + 0.5);
    fit.x = (width - fit.w) / 2;
    fit.y = (height - fit.h) / 2;
    return fit;
}

SDL_Rect tsp_picture_place(const tsp_picture *picture, int width, int height)
{
    return tsp_picture_fit(width, height, picture->aspect);
}

static void draw_scaled(tsp_picture *picture, const SDL_Rect *to)
{
    tsp_scaler *scaler = &picture->scaler;
    if (picture->stale || scaler->width != to->w || scaler->height != to->h)
        picture->stale = !tsp_scaler_take(scaler, picture->renderer, picture->frame, to->w, to->h);
    if (!picture->stale)
        tsp_scaler_draw(scaler, picture->renderer, to);
}

void tsp_picture_draw(tsp_picture *picture, int width, int height)
{
    SDL_Rect to = tsp_picture_place(picture, width, height);
    if (picture->frame && picture->frame->data[0])
        draw_scaled(picture, &to);
    if (picture->texture)
        SDL_RenderCopy(picture->renderer, picture->texture, NULL, &to);
}
