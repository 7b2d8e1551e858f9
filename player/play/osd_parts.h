/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of the on-screen display that can be pressed, and where they lie. Pure: knows sizes, draws nothing. */
#ifndef TALLYSTICK_PLAYER_OSD_PARTS_H
#define TALLYSTICK_PLAYER_OSD_PARTS_H

#include <stdbool.h>

#include <SDL.h>

enum tsp_osd_part {
    TSP_OSD_NOTHING, /* the picture */
    TSP_OSD_BAR,     /* the bar, between its parts */
    /* In the order in which the focus goes through them. */
    TSP_OSD_RETRY, /* the panel's buttons */
    TSP_OSD_LEAVE,
    TSP_OSD_PLAY,
    TSP_OSD_PREVIOUS,
    TSP_OSD_NEXT,
    TSP_OSD_REMAINING, /* the time: total or remaining */
    TSP_OSD_TRACKS,
    TSP_OSD_SUBTITLES,
    TSP_OSD_CHAPTERS,
    TSP_OSD_TITLES,
    TSP_OSD_ANGLES,
    TSP_OSD_MENU, /* the disc's own */
    TSP_OSD_EJECT,
    TSP_OSD_MORE, /* a menu of those for which there is no room */
    TSP_OSD_MUTE,
    TSP_OSD_VOLUME,
    TSP_OSD_FULLSCREEN,
    TSP_OSD_HOME,
    TSP_OSD_SEEK,
    TSP_OSD_PARTS
};

/* Pixels, but for scale. */
typedef struct tsp_osd_needs {
    int width;
    int height;
    double scale;            /* pixels a theme unit */
    bool has[TSP_OSD_PARTS]; /* what is of use; PLAY and FULLSCREEN always are, MORE need not be said */
    int time;                /* widths of texts: the time, */
    int other;               /* what follows it, */
    int views;               /* views left; 0: not shown */
    int name;                /* the film's name; 0: it has none */
} tsp_osd_needs;

typedef struct tsp_osd_layout {
    SDL_Rect parts[TSP_OSD_PARTS]; /* as the mouse meets them; empty: not shown */
    bool crowded[TSP_OSD_PARTS];   /* of use, but there is no room; found in MORE */
    SDL_Rect seek;                 /* the line itself */
    SDL_Rect volume;               /* likewise */
    SDL_Rect time;                 /* where the time is written */
    bool other;                    /* and what follows it */
    SDL_Rect name;
    SDL_Rect views; /* empty: no room */
    SDL_Rect head;  /* the shade behind the upper parts; empty: there is none */
    SDL_Rect foot;  /* the shade behind the bar, which reaches above it */
    int head_full;  /* pixels from the window's edge in which it is as dark as it gets: nothing is written beyond */
    int foot_full;
} tsp_osd_layout;

/* Nothing overlaps, and nothing leaves the window, however narrow it is: parts that matter less give way. */
void tsp_osd_lay_out(tsp_osd_layout *out, const tsp_osd_needs *needs);

/* The scale (pixels a theme unit) that is asked for, or what a very small window has room for. */
double tsp_osd_fit(double scale, int width, int height);

#endif
