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

/* Within half of width from the line between two points. */
static bool stroke(double x, double y, double x1, double y1, double x2, double y2, double width)
{
    double across = x2 - x1;
    double down = y2 - y1;
    double along = ((x - x1) * across + (y - y1) * down) / (across * across + down * down);
    along = along < 0 ? 0 : along > 1 ? 1 : along;
    return hypot(x - x1 - along * across, y - y1 - along * down) < width / 2;
}

static bool rounded(double x, double y, double left, double top, double right, double bottom, double radius)
{
    double across = fmax(fmax(left + radius - x, x - right + radius), 0);
    double down = fmax(fmax(top + radius - y, y - bottom + radius), 0);
    return box(x, y, left, top, right, bottom) && hypot(across, down) <= radius;
}

static bool outlined(double x, double y, double left, double top, double right, double bottom, double line)
{
    return rounded(x, y, left, top, right, bottom, 0.14) &&
           !rounded(x, y, left + line, top + line, right - line, bottom - line, 0.14 - line / 2);
}

static bool outline_ring(double x, double y)
{
    return ring(x, y, 0.5, 0.5, 0.375, 0.5);
}

static bool back(double x, double y)
{
    return stroke(x, y, 0.12, 0.5, 0.9, 0.5, 0.12) || stroke(x, y, 0.12, 0.5, 0.46, 0.16, 0.12) ||
           stroke(x, y, 0.12, 0.5, 0.46, 0.84, 0.12);
}

/* The swing of a sound. */
static bool tracks(double x, double y)
{
    static const double heights[] = {0.10, 0.26, 0.42, 0.18, 0.32, 0.10};
    for (int i = 0; i < 6; i++)
        if (stroke(x, y, 0.075 + i * 0.17, 0.5 - heights[i], 0.075 + i * 0.17, 0.5 + heights[i], 0.10))
            return true;
    return false;
}

static bool subtitles(double x, double y)
{
    return outlined(x, y, 0.02, 0.12, 0.98, 0.88, 0.09) || stroke(x, y, 0.22, 0.53, 0.46, 0.53, 0.09) ||
           stroke(x, y, 0.62, 0.53, 0.78, 0.53, 0.09) || stroke(x, y, 0.22, 0.70, 0.36, 0.70, 0.09) ||
           stroke(x, y, 0.52, 0.70, 0.78, 0.70, 0.09);
}

static bool chapters(double x, double y)
{
    for (int i = 0; i < 3; i++) {
        double line = 0.2 + i * 0.3;
        if (hypot(x - 0.12, y - line) < 0.085 || stroke(x, y, 0.36, line, 0.94, line, 0.11))
            return true;
    }
    return false;
}

/* A strip of film. */
static bool titles(double x, double y)
{
    if (!rounded(x, y, 0.02, 0.10, 0.98, 0.90, 0.10) || box(x, y, 0.30, 0.20, 0.70, 0.80))
        return false;
    double nearest = x < 0.5 ? x : 1 - x;
    return !(nearest >= 0.10 && nearest < 0.21 && fmod(y - 0.10, 0.20) >= 0.05 && fmod(y - 0.10, 0.20) < 0.15);
}

/* A camera from its side. */
static bool angles(double x, double y)
{
    bool lens = x >= 0.70 && x < 0.98 && fabs(y - 0.52) < 0.07 + (x - 0.70) * 0.62;
    return rounded(x, y, 0.02, 0.24, 0.66, 0.80, 0.10) || lens;
}

static bool menu(double x, double y)
{
    double across = x < 0.5 ? x : 1 - x;
    double down = y < 0.5 ? y : 1 - y;
    return rounded(across, down, 0.06, 0.06, 0.44, 0.44, 0.06);
}

static bool eject(double x, double y)
{
    return triangle(1 - y, x, 0.40, 0.94, 0.06, 0.94) || box(x, y, 0.06, 0.74, 0.94, 0.92);
}

static bool more(double x, double y)
{
    return hypot(x - 0.14, y - 0.5) < 0.10 || hypot(x - 0.5, y - 0.5) < 0.10 || hypot(x - 0.86, y - 0.5) < 0.10;
}

static bool check(double x, double y)
{
    return stroke(x, y, 0.12, 0.54, 0.38, 0.80, 0.13) || stroke(x, y, 0.38, 0.80, 0.88, 0.22, 0.13);
}

static bool down(double x, double y)
{
    return stroke(x, y, 0.16, 0.34, 0.5, 0.68, 0.12) || stroke(x, y, 0.84, 0.34, 0.5, 0.68, 0.12);
}

static bool up(double x, double y)
{
    return down(x, 1 - y);
}

/* An eye: where two circles meet, and what it looks with. */
static bool views(double x, double y)
{
    double upper = hypot(x - 0.5, y - 0.82);
    double lower = hypot(x - 0.5, y - 0.18);
    bool inside = upper < 0.58 && lower < 0.58;
    bool deep = upper < 0.49 && lower < 0.49;
    return (inside && !deep) || hypot(x - 0.5, y - 0.5) < 0.13;
}

static bool warning(double x, double y)
{
    double half = (y - 0.04) * 0.56;
    bool mark = stroke(x, y, 0.5, 0.38, 0.5, 0.62, 0.10) || hypot(x - 0.5, y - 0.78) < 0.06;
    return y >= 0.04 && y < 0.92 && fabs(x - 0.5) < half && !mark;
}

/* Waves that go out, struck through. */
static bool network_lost(double x, double y)
{
    double angle = fabs(atan2(x - 0.5, 0.82 - y));
    bool waves = angle < 0.80 && (ring(x, y, 0.5, 0.82, 0.26, 0.36) || ring(x, y, 0.5, 0.82, 0.50, 0.60) ||
                                  ring(x, y, 0.5, 0.82, 0.74, 0.84));
    bool gap = stroke(x, y, 0.14, 0.06, 0.90, 0.94, 0.19);
    return stroke(x, y, 0.14, 0.06, 0.90, 0.94, 0.09) || (!gap && (waves || hypot(x - 0.5, y - 0.82) < 0.10));
}

/* A USB stick, its plug to the right. */
static bool token(double x, double y)
{
    bool plug = box(x, y, 0.66, 0.34, 0.98, 0.66) && !box(x, y, 0.74, 0.42, 0.84, 0.47) &&
                !box(x, y, 0.74, 0.53, 0.84, 0.58);
    return rounded(x, y, 0.02, 0.24, 0.63, 0.76, 0.12) || plug;
}

static bool optical(double x, double y)
{
    double angle = atan2(y - 0.5, x - 0.5);
    bool shine = ring(x, y, 0.5, 0.5, 0.24, 0.42) && fabs(angle + 0.8) < 0.28;
    return ring(x, y, 0.5, 0.5, 0.09, 0.5) && !ring(x, y, 0.5, 0.5, 0.15, 0.20) && !shine;
}

static bool drop(double x, double y)
{
    bool arrow = stroke(x, y, 0.5, 0.10, 0.5, 0.62, 0.12) || stroke(x, y, 0.26, 0.40, 0.5, 0.64, 0.12) ||
                 stroke(x, y, 0.74, 0.40, 0.5, 0.64, 0.12);
    bool tray = stroke(x, y, 0.10, 0.64, 0.10, 0.90, 0.12) || stroke(x, y, 0.10, 0.90, 0.90, 0.90, 0.12) ||
                stroke(x, y, 0.90, 0.64, 0.90, 0.90, 0.12);
    return arrow || tray;
}

/* Two bars with notches that go through both, as in the program's icon. */
static bool tally(double x, double y)
{
    bool notch = (y > 0.22 && y < 0.30) || (y > 0.42 && y < 0.50) || (y > 0.62 && y < 0.70);
    bool left = rounded(x, y, 0.20, 0.02, 0.46, 0.90, 0.05) && !(notch && x > 0.32);
    bool right = rounded(x, y, 0.54, 0.10, 0.80, 0.98, 0.05) && !(notch && x < 0.68);
    return left || right;
}

static bool cross(double x, double y)
{
    return stroke(x, y, 0.18, 0.18, 0.82, 0.82, 0.12) || stroke(x, y, 0.82, 0.18, 0.18, 0.82, 0.12);
}

static shape *const shapes[TSP_ICON_COUNT] = {
    [TSP_ICON_PLAY] = play,
    [TSP_ICON_PAUSE] = pause_bars,
    [TSP_ICON_PREVIOUS] = previous,
    [TSP_ICON_NEXT] = next,
    [TSP_ICON_SOUND] = sound,
    [TSP_ICON_SOUND_LOW] = sound_low,
    [TSP_ICON_MUTED] = muted,
    [TSP_ICON_FULLSCREEN] = fullscreen,
    [TSP_ICON_WINDOW] = window,
    [TSP_ICON_SPINNER] = spinner,
    [TSP_ICON_DISC] = disc,
    [TSP_ICON_RING] = outline_ring,
    [TSP_ICON_BACK] = back,
    [TSP_ICON_TRACKS] = tracks,
    [TSP_ICON_SUBTITLES] = subtitles,
    [TSP_ICON_CHAPTERS] = chapters,
    [TSP_ICON_TITLES] = titles,
    [TSP_ICON_ANGLES] = angles,
    [TSP_ICON_EJECT] = eject,
    [TSP_ICON_MENU] = menu,
    [TSP_ICON_MORE] = more,
    [TSP_ICON_CHECK] = check,
    [TSP_ICON_UP] = up,
    [TSP_ICON_DOWN] = down,
    [TSP_ICON_VIEWS] = views,
    [TSP_ICON_WARNING] = warning,
    [TSP_ICON_NETWORK_LOST] = network_lost,
    [TSP_ICON_TOKEN] = token,
    [TSP_ICON_OPTICAL] = optical,
    [TSP_ICON_DROP] = drop,
    [TSP_ICON_TALLY] = tally,
    [TSP_ICON_CROSS] = cross,
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
