/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/screen/picture.h"

void tsp_picture_init(tsp_picture *picture, SDL_Renderer *renderer)
{
    *picture = (tsp_picture){.renderer = renderer, .aspect = 16.0 / 9};
}

void tsp_picture_finish(tsp_picture *picture)
{
    if (picture->texture)
        SDL_DestroyTexture(picture->texture);
    picture->texture = NULL;
}

static bool prepare_texture(tsp_picture *picture, const AVFrame *frame)
{
    if (picture->texture && picture->width == frame->width && picture->height == frame->height)
        return true;
    tsp_picture_finish(picture);
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
    if (frame->format != AV_PIX_FMT_YUV420P || !prepare_texture(picture, frame))
        return false;
    picture->aspect = (double)frame->width / frame->height;
    if (sample.num > 0 && sample.den > 0)
        picture->aspect *= (double)sample.num / sample.den;
    return SDL_UpdateYUVTexture(picture->texture, NULL, frame->data[0], frame->linesize[0], frame->data[1],
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

void tsp_picture_draw(tsp_picture *picture, int width, int height)
{
    SDL_Rect to = tsp_picture_place(picture, width, height);
    if (picture->texture)
        SDL_RenderCopy(picture->renderer, picture->texture, NULL, &to);
}
