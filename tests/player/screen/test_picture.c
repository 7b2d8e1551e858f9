/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The film's picture as it is drawn without a graphics card: place, size and colours. */
#include "player/screen/picture.h"

#include <string.h>

#include "tests/support/suite.h"

#define AREA_WIDTH  333
#define AREA_HEIGHT 301
/* Of 255: what rounding may cost. */
#define NEAR 3

struct screen {
    SDL_Surface *surface;
    SDL_Renderer *renderer;
    tsp_picture picture;
};

static void open_screen(struct screen *screen)
{
    screen->surface = SDL_CreateRGBSurfaceWithFormat(0, AREA_WIDTH, AREA_HEIGHT, 32, SDL_PIXELFORMAT_RGB888);
    ck_assert_ptr_nonnull(screen->surface);
    screen->renderer = SDL_CreateSoftwareRenderer(screen->surface);
    ck_assert_ptr_nonnull(screen->renderer);
    tsp_picture_init(&screen->picture, screen->renderer);
}

static void close_screen(struct screen *screen)
{
    tsp_picture_finish(&screen->picture);
    SDL_DestroyRenderer(screen->renderer);
    SDL_FreeSurface(screen->surface);
}

static AVFrame *make_frame(int width, int height, int format)
{
    AVFrame *frame = av_frame_alloc();
    ck_assert_ptr_nonnull(frame);
    frame->width = width;
    frame->height = height;
    frame->format = format;
    ck_assert_int_ge(av_frame_get_buffer(frame, 0), 0);
    return frame;
}

/* The columns from first on, of one colour. */
static void paint(AVFrame *frame, int first, int y, int cb, int cr)
{
    for (int row = 0; row < frame->height; row++)
        memset(frame->data[0] + row * frame->linesize[0] + first, y, (size_t)(frame->width - first));
    for (int row = 0; row < (frame->height + 1) / 2; row++) {
        memset(frame->data[1] + row * frame->linesize[1] + first / 2, cb, (size_t)(frame->width / 2 - first / 2));
        memset(frame->data[2] + row * frame->linesize[2] + first / 2, cr, (size_t)(frame->width / 2 - first / 2));
    }
}

static void draw(struct screen *screen, int width, int height)
{
    SDL_SetRenderDrawColor(screen->renderer, 0, 0, 0, 255);
    SDL_RenderClear(screen->renderer);
    tsp_picture_draw(&screen->picture, width, height);
    SDL_RenderFlush(screen->renderer);
}

static void has_colour(const struct screen *screen, int x, int y, int red, int green, int blue)
{
    const uint8_t *line = (const uint8_t *)screen->surface->pixels + y * screen->surface->pitch;
    uint32_t pixel = 0;
    memcpy(&pixel, line + x * 4, sizeof pixel);
    int differences[] = {(int)(pixel >> 16 & 255) - red, (int)(pixel >> 8 & 255) - green, (int)(pixel & 255) - blue};
    for (int i = 0; i < 3; i++)
        ck_assert_msg(abs(differences[i]) <= NEAR, "at %d, %d: %06x, not %02x%02x%02x", x, y, pixel & 0xffffff,
                      (unsigned)red, (unsigned)green, (unsigned)blue);
}

START_TEST(colours_are_those_of_the_standard)
{
    /* ITU-R BT.601 and BT.709, of 8 bits: white, black, red, green, blue. */
    static const struct {
        enum AVColorSpace space;
        int y, cb, cr;
        int red, green, blue;
    } cases[] = {
        {AVCOL_SPC_UNSPECIFIED, 235, 128, 128, 255, 255, 255},
        {AVCOL_SPC_UNSPECIFIED, 16, 128, 128, 0, 0, 0},
        {AVCOL_SPC_UNSPECIFIED, 81, 90, 240, 255, 0, 0},
        {AVCOL_SPC_SMPTE170M, 145, 54, 34, 0, 255, 0},
        {AVCOL_SPC_BT470BG, 41, 240, 110, 0, 0, 255},
        {AVCOL_SPC_BT709, 63, 102, 240, 255, 0, 0},
        {AVCOL_SPC_BT709, 173, 42, 26, 0, 255, 0},
        {AVCOL_SPC_BT709, 32, 240, 118, 0, 0, 255},
    };
    struct screen screen;
    open_screen(&screen);
    for (size_t i = 0; i < TSB_COUNT(cases); i++) {
        AVFrame *frame = make_frame(720, 576, AV_PIX_FMT_YUV420P);
        frame->colorspace = cases[i].space;
        paint(frame, 0, cases[i].y, cases[i].cb, cases[i].cr);
        ck_assert(tsp_picture_set(&screen.picture, frame));
        av_frame_free(&frame);
        draw(&screen, AREA_WIDTH, AREA_HEIGHT);
        has_colour(&screen, AREA_WIDTH / 2, AREA_HEIGHT / 2, cases[i].red, cases[i].green, cases[i].blue);
    }
    close_screen(&screen);
}
END_TEST

START_TEST(the_picture_fills_its_place_and_no_more)
{
    static const SDL_Point areas[] = {{AREA_WIDTH, AREA_HEIGHT}, {320, 180}, {200, 37}, {17, 300}, {1, 1}, {333, 187}};
    struct screen screen;
    AVFrame *frame = make_frame(352, 288, AV_PIX_FMT_YUV420P);
    open_screen(&screen);
    frame->sample_aspect_ratio = (AVRational){16, 11};
    paint(frame, 0, 235, 128, 128);
    paint(frame, frame->width / 2, 81, 90, 240);
    ck_assert(tsp_picture_set(&screen.picture, frame));
    /* It is the screen's own by now: the window may change its size while the film stands. */
    av_frame_free(&frame);
    for (size_t i = 0; i < TSB_COUNT(areas); i++) {
        SDL_Rect place = tsp_picture_place(&screen.picture, areas[i].x, areas[i].y);
        draw(&screen, areas[i].x, areas[i].y);
        if (place.w > 16 && place.h > 4) {
            has_colour(&screen, place.x, place.y, 255, 255, 255);
            has_colour(&screen, place.x + place.w / 4, place.y + place.h - 1, 255, 255, 255);
            has_colour(&screen, place.x + place.w - 1, place.y + place.h - 1, 255, 0, 0);
        }
        if (place.y > 0)
            has_colour(&screen, areas[i].x / 2, place.y - 1, 0, 0, 0);
        if (place.x > 0)
            has_colour(&screen, place.x - 1, areas[i].y / 2, 0, 0, 0);
        if (place.x + place.w < AREA_WIDTH)
            has_colour(&screen, place.x + place.w, areas[i].y / 2, 0, 0, 0);
    }
    close_screen(&screen);
}
END_TEST

START_TEST(other_forms_are_refused)
{
    struct screen screen;
    AVFrame *frame = make_frame(720, 480, AV_PIX_FMT_YUV422P);
    open_screen(&screen);
    draw(&screen, AREA_WIDTH, AREA_HEIGHT); /* before any picture */
    has_colour(&screen, AREA_WIDTH / 2, AREA_HEIGHT / 2, 0, 0, 0);
    ck_assert(!tsp_picture_set(&screen.picture, frame));
    av_frame_free(&frame);
    close_screen(&screen);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {colours_are_those_of_the_standard, the_picture_fills_its_place_and_no_more,
                                  other_forms_are_refused};
    return suite_run("player picture", tests, TSB_COUNT(tests));
}
