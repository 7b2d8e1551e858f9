/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/screen/icon_window.h"

#include <math.h>
#include <stdbool.h>

#define SIZE    64
#define SAMPLES 4

struct paint {
    double red;
    double green;
    double blue;
    double alpha;
};

static const struct paint nothing = {0, 0, 0, 0};
static const struct paint ground = {0x1B, 0x1D, 0x23, 255};
static const struct paint light = {0xF0, 0xBE, 0x6C, 255};
static const struct paint dark = {0xC9, 0x82, 0x2E, 255};

static bool in_rounded(double x, double y, double left, double top, double right, double bottom, double radius)
{
    if (x < left || x > right || y < top || y > bottom)
        return false;
    double across = fmax(fmax(left + radius - x, x - (right - radius)), 0);
    double down = fmax(fmax(top + radius - y, y - (bottom - radius)), 0);
    return hypot(across, down) <= radius;
}

/* The notches go through both halves: that is how they are matched. */
static bool in_notch(double x, double depth)
{
    static const double places[] = {24, 32, 44};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        if (fabs(x - places[i]) < 2.6 - depth * 0.36)
            return true;
    return false;
}

/* In a square of 64 units, the same as the SVG's. */
static struct paint paint_at(double x, double y)
{
    if (!in_rounded(x, y, 2, 2, 62, 62, 14))
        return nothing;
    if (in_rounded(x, y, 9, 19, 55, 30.5, 3) && !(y < 26 && in_notch(x, y - 19)))
        return light;
    if (in_rounded(x, y, 13, 33.5, 51, 45, 3) && !(y > 38 && in_notch(x, 45 - y)))
        return dark;
    return ground;
}

static Uint32 pixel_at(int column, int row)
{
    struct paint sum = nothing;
    for (int i = 0; i < SAMPLES * SAMPLES; i++) {
        int across = i % SAMPLES;
        int down = i / SAMPLES;
        double x = column + (across + 0.5) / SAMPLES;
        double y = row + (down + 0.5) / SAMPLES;
        struct paint paint = paint_at(x * 64 / SIZE, y * 64 / SIZE);
        sum.red += paint.red * paint.alpha;
        sum.green += paint.green * paint.alpha;
        sum.blue += paint.blue * paint.alpha;
        sum.alpha += paint.alpha;
    }
    if (sum.alpha <= 0)
        return 0;
    return (Uint32)(sum.alpha / (SAMPLES * SAMPLES)) << 24 | (Uint32)(sum.red / sum.alpha) << 16 |
           (Uint32)(sum.green / sum.alpha) << 8 | (Uint32)(sum.blue / sum.alpha);
}

void tsp_icon_window_set(SDL_Window *window)
{
    SDL_Surface *surface = SDL_CreateRGBSurfaceWithFormat(0, SIZE, SIZE, 32, SDL_PIXELFORMAT_ARGB8888);
    if (!surface)
        return;
    for (int row = 0; row < SIZE; row++) {
        Uint32 *to = (Uint32 *)(void *)((Uint8 *)surface->pixels + row * surface->pitch);
        for (int column = 0; column < SIZE; column++)
            to[column] = pixel_at(column, row);
    }
    SDL_SetWindowIcon(window, surface);
    SDL_FreeSurface(surface);
}
