/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/screen/video.h"

#include <stdlib.h>
#include <string.h>

#include "player/screen/icon_window.h"

struct tsp_video {
    SDL_Window *window;
    SDL_Renderer *renderer;
    SDL_Texture *texture;
    int width; /* of the texture */
    int height;
    double aspect; /* of the picture as shown */
    bool fullscreen;
};

/* As large as the film's own size, at least half the screen's height, and never over most of the screen. */
static void first_size(int lines, bool wide, int *width, int *height)
{
    SDL_Rect usable = {0, 0, 1280, 720};
    double aspect = wide ? 16.0 / 9 : 4.0 / 3;
    SDL_GetDisplayUsableBounds(0, &usable);
    double tall = lines;
    if (tall < usable.h * 0.6)
        tall = usable.h * 0.6;
    if (tall > usable.h * 0.85)
        tall = usable.h * 0.85;
    if (tall * aspect > usable.w * 0.9)
        tall = usable.w * 0.9 / aspect;
    *height = (int)(tall + 0.5);
    *width = (int)(tall * aspect + 0.5);
}

/*
 * OpenGL without a graphics card is emulated, and slower than SDL's own drawing:
 * remote desktops and virtual machines have it so.
 */
static bool emulated(SDL_Renderer *renderer)
{
    static const char *const emulators[] = {"llvmpipe", "softpipe", "SwiftShader", "Software Rasterizer"};
    const unsigned gl_renderer = 0x1F01; /* GL_RENDERER */
    const char *(*get_string)(unsigned) = NULL;
    SDL_RendererInfo info = {0};
    if (SDL_GetRendererInfo(renderer, &info) || strncmp(info.name, "opengl", 6) != 0)
        return false;
    void *found = SDL_GL_GetProcAddress("glGetString");
    memcpy(&get_string, &found, sizeof found);
    const char *name = get_string ? get_string(gl_renderer) : NULL;
    for (size_t i = 0; name && i < TSB_COUNT(emulators); i++)
        if (strstr(name, emulators[i]))
            return true;
    return false;
}

static int create_renderer(tsp_video *video, const tsb_log *log, tsb_error *err)
{
    SDL_RendererInfo info = {0};
    video->renderer = SDL_CreateRenderer(video->window, -1, SDL_RENDERER_ACCELERATED | SDL_RENDERER_PRESENTVSYNC);
    if (video->renderer && !SDL_GetHint(SDL_HINT_RENDER_DRIVER) && emulated(video->renderer)) {
        SDL_DestroyRenderer(video->renderer);
        video->renderer = NULL;
    }
    if (!video->renderer) {
        /* Else SDL would bring its own drawing to the screen by the same emulated OpenGL. */
        SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
        video->renderer = SDL_CreateRenderer(video->window, -1, SDL_RENDERER_SOFTWARE);
    }
    if (!video->renderer)
        return tsb_fail(err, TSB_ERR_UNSUPPORTED, "The window cannot be drawn on: %s", SDL_GetError());
    if (SDL_GetRendererInfo(video->renderer, &info) == 0)
        tsb_debug(log, "screen: %s, %s", SDL_GetCurrentVideoDriver(), info.name);
    return 0;
}

int tsp_video_create(tsp_video **out, const char *title, int lines, bool wide, bool fullscreen, const tsb_log *log,
                     tsb_error *err)
{
    int width = 0;
    int height = 0;
    tsp_video *video = calloc(1, sizeof *video);
    if (!video)
        return tsb_fail(err, TSB_ERR_MEMORY, "Not enough memory for the window");
    SDL_SetHint(SDL_HINT_RENDER_SCALE_QUALITY, "linear");
    first_size(lines, wide, &width, &height);
    video->aspect = wide ? 16.0 / 9 : 4.0 / 3;
    video->fullscreen = fullscreen;
    Uint32 flags = SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI | (fullscreen ? SDL_WINDOW_FULLSCREEN_DESKTOP : 0u);
    video->window = SDL_CreateWindow(title, SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, width, height, flags);
    int result = video->window ? create_renderer(video, log, err)
                               : tsb_fail(err, TSB_ERR_UNSUPPORTED, "No window can be opened: %s", SDL_GetError());
    if (result) {
        tsp_video_destroy(&video);
        return result;
    }
    SDL_SetWindowMinimumSize(video->window, 320, 180);
    tsp_icon_window_set(video->window);
    *out = video;
    return 0;
}

void tsp_video_destroy(tsp_video **video)
{
    if (!video || !*video)
        return;
    if ((*video)->texture)
        SDL_DestroyTexture((*video)->texture);
    if ((*video)->renderer)
        SDL_DestroyRenderer((*video)->renderer);
    if ((*video)->window)
        SDL_DestroyWindow((*video)->window);
    free(*video);
    *video = NULL;
}

SDL_Renderer *tsp_video_renderer(tsp_video *video)
{
    return video->renderer;
}

static bool prepare_texture(tsp_video *video, const AVFrame *frame)
{
    if (video->texture && video->width == frame->width && video->height == frame->height)
        return true;
    if (video->texture)
        SDL_DestroyTexture(video->texture);
    /* DVD-Video is BT.601; what is larger and says otherwise is BT.709. The mode is fixed when the texture is made. */
    SDL_SetYUVConversionMode(frame->colorspace == AVCOL_SPC_BT709 ? SDL_YUV_CONVERSION_BT709
                                                                  : SDL_YUV_CONVERSION_BT601);
    video->texture = SDL_CreateTexture(video->renderer, SDL_PIXELFORMAT_IYUV, SDL_TEXTUREACCESS_STREAMING, frame->width,
                                       frame->height);
    video->width = frame->width;
    video->height = frame->height;
    return video->texture != NULL;
}

bool tsp_video_set_frame(tsp_video *video, const AVFrame *frame)
{
    AVRational sample = frame->sample_aspect_ratio;
    if (frame->format != AV_PIX_FMT_YUV420P || !prepare_texture(video, frame))
        return false;
    video->aspect = (double)frame->width / frame->height;
    if (sample.num > 0 && sample.den > 0)
        video->aspect *= (double)sample.num / sample.den;
    return SDL_UpdateYUVTexture(video->texture, NULL, frame->data[0], frame->linesize[0], frame->data[1],
                                frame->linesize[1], frame->data[2], frame->linesize[2]) == 0;
}

SDL_Rect tsp_video_fit(int width, int height, double aspect)
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

void tsp_video_draw(tsp_video *video)
{
    int width = 0;
    int height = 0;
    tsp_video_size(video, &width, &height);
    SDL_SetRenderDrawBlendMode(video->renderer, SDL_BLENDMODE_NONE);
    SDL_SetRenderDrawColor(video->renderer, 0, 0, 0, 255);
    SDL_RenderClear(video->renderer);
    if (video->texture) {
        SDL_Rect to = tsp_video_fit(width, height, video->aspect);
        SDL_RenderCopy(video->renderer, video->texture, NULL, &to);
    }
}

void tsp_video_present(tsp_video *video)
{
    SDL_RenderPresent(video->renderer);
}

void tsp_video_size(tsp_video *video, int *width, int *height)
{
    if (SDL_GetRendererOutputSize(video->renderer, width, height)) {
        *width = 1;
        *height = 1;
    }
}

void tsp_video_to_pixels(tsp_video *video, int *x, int *y)
{
    int window_width = 0;
    int window_height = 0;
    int width = 0;
    int height = 0;
    SDL_GetWindowSize(video->window, &window_width, &window_height);
    tsp_video_size(video, &width, &height);
    if (window_width > 0 && window_height > 0) {
        *x = *x * width / window_width;
        *y = *y * height / window_height;
    }
}

bool tsp_video_fullscreen(const tsp_video *video)
{
    return video->fullscreen;
}

void tsp_video_set_fullscreen(tsp_video *video, bool fullscreen)
{
    if (SDL_SetWindowFullscreen(video->window, fullscreen ? SDL_WINDOW_FULLSCREEN_DESKTOP : 0) == 0)
        video->fullscreen = fullscreen;
}
