/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Subpictures drawn over a picture: where, when, in which colours. */
#include "player/play/overlay.h"

#include <SDL.h>

#include "tests/player/support/unit.h"
#include "tests/support/suite.h"

enum { WIDTH = 1440, HEIGHT = 1152 };

static const uint32_t palette[TSP_PALETTE_SIZE] = {0x108080, 0xEB8080, 0x51F05A, 0x296EF0};
static const tsp_subpicture_colours colours = {{0, 1, 2, 3}, {0, 15, 15, 15}};
/* Left half of value 1, right half of value 2. */
static const tsp_subpicture_area area = {100, 200, 200, 50};

static SDL_Surface *surface;
static SDL_Renderer *renderer;
static tsp_overlay *overlay;
static test_unit unit;

static void make_unit(int forced)
{
    static uint8_t pixels[200 * 50];
    for (int i = 0; i < 200 * 50; i++)
        pixels[i] = i % 200 < 100 ? 1 : 2;
    unit_make(&unit, pixels, area, &colours, forced, 100, NULL);
}

static void begin(void)
{
    surface = SDL_CreateRGBSurfaceWithFormat(0, WIDTH, HEIGHT, 32, SDL_PIXELFORMAT_ARGB8888);
    ck_assert_ptr_nonnull(surface);
    renderer = SDL_CreateSoftwareRenderer(surface);
    ck_assert_ptr_nonnull(renderer);
    ck_assert_int_eq(tsp_overlay_create(&overlay, renderer, NULL), 0);
}

static void end(void)
{
    tsp_overlay_destroy(&overlay);
    tsp_overlay_destroy(&overlay);
    SDL_DestroyRenderer(renderer);
    SDL_FreeSurface(surface);
}

static tsp_overlay_view view_of(uint64_t number, int64_t age)
{
    return (tsp_overlay_view){
        .unit = unit.bytes, .size = unit.size, .number = number, .age = age, .palette = palette, .lines = 576};
}

static int bottom = HEIGHT;

static void draw(const SDL_Rect *picture)
{
    SDL_SetRenderDrawColor(renderer, 0, 90, 0, 255);
    SDL_RenderClear(renderer);
    tsp_overlay_draw(overlay, picture, bottom);
    SDL_RenderPresent(renderer);
}

/* The colour at a place, as 0xRRGGBB. */
static uint32_t at(int x, int y)
{
    uint32_t pixel = 0;
    memcpy(&pixel, (const uint8_t *)surface->pixels + (size_t)y * (size_t)surface->pitch + (size_t)x * 4, 4);
    return pixel & 0xFFFFFF;
}

static void is(int x, int y, uint32_t colour)
{
    for (unsigned shift = 0; shift < 24; shift += 8) {
        int seen = (int)(at(x, y) >> shift & 255);
        int right = (int)(colour >> shift & 255);
        ck_assert_msg(abs(seen - right) <= 2, "at %d, %d: %06X in place of %06X", x, y, at(x, y), colour);
    }
}

static const uint32_t WHITE = 0xFFFFFF;
static const uint32_t RED = 0xFF0000;
static const uint32_t BLUE = 0x0000FF;
static const uint32_t NOTHING = 0x005A00;

START_TEST(drawn_where_the_picture_lies)
{
    static const SDL_Rect places[] = {{0, 0, 1440, 1152}, {0, 0, 720, 576}, {200, 100, 1024, 576}, {100, 0, 300, 1000}};
    begin();
    make_unit(0);
    tsp_overlay_view view = view_of(1, 0);
    ck_assert(tsp_overlay_set(overlay, &view));
    for (size_t i = 0; i < TSB_COUNT(places); i++) {
        const SDL_Rect *place = &places[i];
        double across = place->w / 720.0;
        double down = place->h / 576.0;
        int y = place->y + (int)(225 * down);
        draw(place);
        is(place->x + (int)(150 * across), y, WHITE);
        is(place->x + (int)(250 * across), y, RED);
        is(place->x + (int)(95 * across), y, NOTHING);
        is(place->x + (int)(305 * across), y, NOTHING);
        is(place->x + (int)(150 * across), place->y + (int)(195 * down), NOTHING);
        is(place->x + (int)(150 * across), place->y + (int)(255 * down), NOTHING);
    }
    end();
}
END_TEST

START_TEST(tells_when_it_looks_different)
{
    static const SDL_Rect place = {0, 0, 720, 576};
    begin();
    make_unit(0);
    tsp_overlay_view nothing = {.lines = 576};
    ck_assert(!tsp_overlay_set(overlay, &nothing));
    draw(&place);
    is(150, 225, NOTHING);
    tsp_overlay_view view = view_of(1, -1);
    ck_assert(!tsp_overlay_set(overlay, &view)); /* not yet */
    view.age = 0;
    ck_assert(tsp_overlay_set(overlay, &view));
    view.age = 50 * 1024;
    ck_assert(!tsp_overlay_set(overlay, &view));
    draw(&place);
    is(150, 225, WHITE);
    tsp_overlay_lost(overlay);
    draw(&place);
    is(150, 225, WHITE);
    view.forced_only = true;
    ck_assert(tsp_overlay_set(overlay, &view));
    draw(&place);
    is(150, 225, NOTHING);
    view.forced_only = false;
    ck_assert(tsp_overlay_set(overlay, &view));
    view.age = 100 * 1024; /* over */
    ck_assert(tsp_overlay_set(overlay, &view));
    draw(&place);
    is(150, 225, NOTHING);
    view = view_of(2, 0); /* another unit, looking the same: its pixels must be read anew all the same */
    ck_assert(tsp_overlay_set(overlay, &view));
    make_unit(1);
    view.number = 3;
    view.forced_only = true;
    ck_assert(tsp_overlay_set(overlay, &view));
    draw(&place);
    is(150, 225, WHITE);
    ck_assert(tsp_overlay_set(overlay, &nothing));
    end();
}
END_TEST

/* The pixels of what was shown before, too few, are not taken for those of what was not shown. */
START_TEST(reads_what_it_first_does_not_show)
{
    static const SDL_Rect place = {0, 0, 720, 576};
    static const tsp_subpicture_area large = {100, 200, 500, 200};
    static uint8_t pixels[500 * 200];
    begin();
    make_unit(0);
    tsp_overlay_view view = view_of(1, 0);
    ck_assert(tsp_overlay_set(overlay, &view));
    memset(pixels, 1, sizeof pixels);
    unit_make(&unit, pixels, large, &colours, 0, 100, NULL);
    view = view_of(2, 0);
    view.forced_only = true;
    ck_assert(tsp_overlay_set(overlay, &view));
    view.forced_only = false;
    ck_assert(tsp_overlay_set(overlay, &view));
    draw(&place);
    is(250, 225, WHITE);
    is(550, 390, WHITE);
    end();
}
END_TEST

START_TEST(a_button_is_recoloured)
{
    static const SDL_Rect place = {0, 0, 720, 576};
    begin();
    make_unit(1);
    /* Value 1 becomes blue, value 2 clear, from line 210 to 229. */
    tsp_highlight highlight = tsp_highlight_of(0x003000F0, 120, 210, 279, 229);
    tsp_overlay_view view = view_of(1, 0);
    view.highlight = &highlight;
    ck_assert(tsp_overlay_set(overlay, &view));
    ck_assert(!tsp_overlay_set(overlay, &view));
    draw(&place);
    is(150, 220, BLUE);
    is(250, 220, NOTHING);
    is(110, 220, WHITE);
    is(290, 220, RED);
    is(150, 240, WHITE);
    highlight.area.y += 20; /* the next one is chosen */
    ck_assert(tsp_overlay_set(overlay, &view));
    draw(&place);
    is(150, 220, WHITE);
    is(150, 240, BLUE);
    view.highlight = NULL;
    ck_assert(tsp_overlay_set(overlay, &view));
    draw(&place);
    is(150, 240, WHITE);
    end();
}
END_TEST

/* Lines 200 to 250 of 576 lie below line 240 of the screen, or above it. */
START_TEST(lifted_above_what_covers_it)
{
    static const SDL_Rect place = {0, 0, 720, 576};
    begin();
    make_unit(0);
    tsp_overlay_view view = view_of(1, 0);
    ck_assert(tsp_overlay_set(overlay, &view));
    bottom = 240;
    draw(&place);
    is(150, 193, WHITE);
    is(150, 236, WHITE);
    is(150, 244, NOTHING);
    bottom = 30; /* there is no room above */
    draw(&place);
    is(150, 245, WHITE);
    bottom = 240;
    tsp_highlight highlight = tsp_highlight_of(0x003000F0, 0, 0, 1, 1);
    view.highlight = &highlight;
    ck_assert(tsp_overlay_set(overlay, &view));
    draw(&place); /* buttons are where they are */
    is(150, 245, WHITE);
    bottom = HEIGHT;
    end();
}
END_TEST

/* A unit that is damaged, or clear all over, is nothing, and leaves nothing behind. */
START_TEST(nothing_to_draw)
{
    static const SDL_Rect place = {0, 0, 720, 576};
    static const uint8_t pixels[200 * 50];
    begin();
    make_unit(0);
    tsp_overlay_view view = view_of(1, 0);
    ck_assert(tsp_overlay_set(overlay, &view));
    draw(&place);
    unit_make(&unit, pixels, area, &colours, 0, 0, NULL);
    view = view_of(2, 0);
    ck_assert(tsp_overlay_set(overlay, &view));
    draw(&place);
    is(150, 225, NOTHING);
    view = view_of(3, 0);
    view.size = 9;
    ck_assert(tsp_overlay_set(overlay, &view));
    draw(&place);
    is(150, 225, NOTHING);
    view = view_of(4, 0);
    view.palette = NULL;
    ck_assert(!tsp_overlay_set(overlay, &view));
    end();
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {drawn_where_the_picture_lies,      tells_when_it_looks_different,
                                  reads_what_it_first_does_not_show, a_button_is_recoloured,
                                  lifted_above_what_covers_it,       nothing_to_draw};
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    return suite_run("player overlay", tests, TSB_COUNT(tests));
}
