/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What lies over the picture: the control bar that fades, messages, and the
 * word that the film is buffering. Main thread. now counts milliseconds.
 */
#ifndef TALLYSTICK_PLAYER_OSD_H
#define TALLYSTICK_PLAYER_OSD_H

#include <stdbool.h>
#include <stdint.h>

#include <SDL.h>

#include "base/error.h"
#include "player/pipeline/navigator_title.h"
#include "player/screen/widgets.h"

/* What the player is at; the screen shows this and nothing else. */
typedef struct tsp_osd_view {
    const tsp_title *title; /* NULL until it is known */
    const char *name;       /* of the film; may be NULL */
    int64_t time;
    bool paused;
    bool buffering;     /* for long enough to be worth showing */
    double buffered;    /* 0..1 */
    const char *status; /* what is wrong, for the viewer; empty when all is well */
    int volume;
    bool muted;
    bool has_sound;
    unsigned track;
    bool fullscreen;
    double speed;
    const char *statistics; /* lines, or NULL */
} tsp_osd_view;

enum tsp_osd_part {
    TSP_OSD_NOTHING, /* the picture */
    TSP_OSD_BAR,     /* the bar, between its parts */
    TSP_OSD_SEEK,
    TSP_OSD_PLAY,
    TSP_OSD_PREVIOUS,
    TSP_OSD_NEXT,
    TSP_OSD_REMAINING, /* the time: total or remaining */
    TSP_OSD_TRACK,
    TSP_OSD_MUTE,
    TSP_OSD_VOLUME,
    TSP_OSD_FULLSCREEN,
    TSP_OSD_PARTS
};

typedef struct tsp_osd tsp_osd;

/* Borrows the widgets; destroy before them. */
int tsp_osd_create(tsp_osd **out, tsp_widgets *widgets, tsb_error *err) TSB_MUST_USE;
void tsp_osd_destroy(tsp_osd **osd);

/* Shown at the upper left for that many milliseconds. */
void tsp_osd_message(tsp_osd *osd, uint32_t now, uint32_t shown, const char *format, ...) TSB_PRINTF(4, 5);

/* Shows the bar for a while. */
void tsp_osd_wake(tsp_osd *osd, uint32_t now);
/* The mouse has moved there (pixels), or left. */
void tsp_osd_mouse(tsp_osd *osd, int x, int y, uint32_t now);
void tsp_osd_mouse_left(tsp_osd *osd);
/* Keeps the bar while the mouse drags one of its parts. */
void tsp_osd_hold(tsp_osd *osd, enum tsp_osd_part part);
enum tsp_osd_part tsp_osd_held(const tsp_osd *osd);
void tsp_osd_toggle_remaining(tsp_osd *osd);

/* What lies at a place, as last drawn; the bar counts only while it is seen. */
enum tsp_osd_part tsp_osd_at(const tsp_osd *osd, int x, int y);
/* How far along a part (the seek bar, the volume) a place is, 0 to 1. */
double tsp_osd_share(const tsp_osd *osd, enum tsp_osd_part part, int x);

/* Draws all that is to be seen, in an area of width * height pixels. */
void tsp_osd_draw(tsp_osd *osd, const tsp_osd_view *view, int width, int height, uint32_t now);

/* Whether it would look different from how it was last drawn though nothing else has changed: it fades or turns. */
bool tsp_osd_moving(const tsp_osd *osd, const tsp_osd_view *view, uint32_t now);
/* Whether the mouse pointer is to be seen. */
bool tsp_osd_pointer(const tsp_osd *osd, uint32_t now);

#endif
