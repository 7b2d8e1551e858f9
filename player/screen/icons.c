/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/screen/icons.h"

#include <math.h>
#include <stdbool.h>

/* Each shape answers whether a point of the unit square, y down, is inside it. */
typedef bool shape(double x, double y);

static bool box(double x, double y, double left, double top, double right, double bottom)
{
    return x >= left && x < right && y >= top && y < bottom;
}

static bool ring(double x, double y, double centre_x, double centre_y, double inner, double outer)
{
    double distance = hypot(x - centre_x, y - centre_y);
    return distance >= inner && distance < outer;
}

/* Pointing right from left to right, its base as high as the square. */
static bool triangle(double x, double y, double left, double right, double top, double bottom)
{
    double half = (bottom - top) / 2;
    double middle = (top + bottom) / 2;
    return x >= left && x < right && fabs(y - middle) <= half * (right - x) / (right - left);
}

static bool play(double x, double y)
{
    return triangle(x, y, 0.16, 0.94, 0.04, 0.96);
}

static bool pause_bars(double x, double y)
{
    return box(x, y, 0.14, 0.06, 0.40, 0.94) || box(x, y, 0.60, 0.06, 0.86, 0.94);
}

static bool next(double x, double y)
{
    return triangle(x, y, 0.08, 0.74, 0.12, 0.88) || box(x, y, 0.76, 0.12, 0.90, 0.88);
}

static bool previous(double x, double y)
{
    return next(1 - x, y);
}

static bool speaker(double x, double y)
{
    if (box(x, y, 0.02, 0.34, 0.24, 0.66))
        return true;
    /* The cone widens from the box to the right. */
    return x >= 0.20 && x < 0.50 && fabs(y - 0.5) <= 0.16 + (x - 0.20) * 0.94;
}

static bool wave(double x, double y, double radius)
{
    double angle = atan2(y - 0.5, x - 0.44);
    return fabs(angle) < 0.80 && ring(x, y, 0.44, 0.5, radius - 0.045, radius + 0.045);
}

static bool sound_low(double x, double y)
{
    return speaker(x, y) || wave(x, y, 0.27);
}

static bool sound(double x, double y)
{
    return sound_low(x, y) || wave(x, y, 0.47);
}

static bool muted(double x, double y)
{
    double across = x - 0.78;
    double down = y - 0.5;
    bool near = fabs(across) < 0.20 && fabs(down) < 0.20;
    return speaker(x, y) || (near && (fabs(across - down) < 0.075 || fabs(across + down) < 0.075));
}

static bool corner(double x, double y, double size)
{
    return (x < size && y < 0.12) || (x < 0.12 && y < size);
}

/* Four corners, as one folded onto the others. */
static bool fullscreen(double x, double y)
{
    double across = (x < 0.5 ? x : 1 - x) - 0.06;
    double down = (y < 0.5 ? y : 1 - y) - 0.08;
    return across >= 0 && down >= 0 && corner(across, down, 0.30);
}

static bool window(double x, double y)
{
    double across = 0.40 - (x < 0.5 ? x : 1 - x);
    double down = 0.40 - (y < 0.5 ? y : 1 - y);
    return across >= 0 && down >= 0 && corner(across, down, 0.30) && across < 0.34 && down < 0.34;
}

static bool spinner(double x, double y)
{
    return ring(x, y, 0.5, 0.5, 0.40, 0.49) && !(x > 0.5 && y < 0.5);
}

static bool disc(double x, double y)
{
    return hypot(x - 0.5, y - 0.5) < 0.5;
}

static shape *const shapes[TSP_ICON_COUNT] = {
    [TSP_ICON_PLAY] = play,         [TSP_ICON_PAUSE] = pause_bars,
    [TSP_ICON_PREVIOUS] = previous, [TSP_ICON_NEXT] = next,
    [TSP_ICON_SOUND] = sound,       [TSP_ICON_SOUND_LOW] = sound_low,
    [TSP_ICON_MUTED] = muted,       [TSP_ICON_FULLSCREEN] = fullscreen,
    [TSP_ICON_WINDOW] = window,     [TSP_ICON_SPINNER] = spinner,
    [TSP_ICON_DISC] = disc,
};

#define SAMPLES 5 /* a side of each pixel */

void tsp_icon_draw(enum tsp_icon icon, int size, uint8_t *coverage)
{
    shape *inside = shapes[icon];
    double step = 1.0 / (size * SAMPLES);
    for (int row = 0; row < size; row++) {
        for (int column = 0; column < size; column++) {
            int hits = 0;
            for (int i = 0; i < SAMPLES * SAMPLES; i++) {
                int across = column * SAMPLES + i % SAMPLES;
                int down = row * SAMPLES + i / SAMPLES;
                double x = (across + 0.5) * step;
                double y = (down + 0.5) * step;
                hits += inside(x, y);
            }
            coverage[row * size + column] = (uint8_t)(hits * 255 / (SAMPLES * SAMPLES));
        }
    }
}
