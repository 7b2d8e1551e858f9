/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What lies over the picture: the control bar that fades, its pop-up menus, messages, the
 * panel that says why the film waits, statistics. Main thread. now counts milliseconds.
 */
#ifndef TALLYSTICK_PLAYER_OSD_H
#define TALLYSTICK_PLAYER_OSD_H

#include <stdbool.h>
#include <stdint.h>

#include <SDL.h>

#include "base/error.h"
#include "player/dvd/navigator_title.h"
#include "player/play/osd_parts.h"
#include "player/play/popup.h"
#include "player/screen/widgets.h"

#define TSP_OSD_VALUE_SIZE 96

/* A line of the statistics. */
typedef struct tsp_osd_row {
    const char *label; /* NULL: a gap */
    char value[TSP_OSD_VALUE_SIZE];
} tsp_osd_row;

/* Why the film waits. */
typedef struct tsp_osd_panel {
    enum tsp_icon icon; /* the spinner turns */
    const char *title;  /* in a few words */
    const char *text;   /* what to do; NULL: nothing */
    const char *next;   /* when it is tried again; NULL: nothing */
    const char *detail; /* what was met, and what happens next; NULL: nothing */
    bool retry;         /* with a button that has it tried at once */
    bool leave;         /* with a button that ends the playing */
} tsp_osd_panel;

/* What the player is at; the screen shows this and nothing else. */
typedef struct tsp_osd_view {
    const tsp_title *title; /* NULL until it is known */
    const char *name;       /* of the film; may be NULL */
    double scale;           /* pixels a theme unit */
    int64_t time;
    int64_t ready; /* title time up to which what the player needs is here; at or before time: not known */
    bool paused;
    const tsp_osd_panel *panel; /* NULL: it does not wait, or not for long enough to be worth showing */
    const char *status;         /* what is wrong though it plays; empty when all is well */
    int views_left;             /* negative: not counted */
    int volume;
    bool muted;
    bool has[TSP_OSD_PARTS]; /* parts that there is a use for; the others are not shown */
    bool fullscreen;
    double speed;
    const tsp_osd_row *statistics; /* NULL: none */
    unsigned statistics_count;
} tsp_osd_view;

typedef struct tsp_osd tsp_osd;

/* Borrows the widgets; destroy before them. */
int tsp_osd_create(tsp_osd **out, tsp_widgets *widgets, tsb_error *err) TSB_MUST_USE;
void tsp_osd_destroy(tsp_osd **osd);

/* Shown at the upper left for that many milliseconds, or until a panel with a button comes up. */
void tsp_osd_message(tsp_osd *osd, uint32_t now, uint32_t shown, const char *format, ...) TSB_PRINTF(4, 5);

/* Shows the bar for a while, or no longer. */
void tsp_osd_wake(tsp_osd *osd, uint32_t now);
void tsp_osd_sleep(tsp_osd *osd, uint32_t now);
/* Whether the bar is seen. */
bool tsp_osd_awake(const tsp_osd *osd);
/* The mouse has moved there (pixels), or left. */
void tsp_osd_mouse(tsp_osd *osd, int x, int y, uint32_t now);
void tsp_osd_mouse_left(tsp_osd *osd);
/* Keeps the bar while the mouse drags one of its parts. */
void tsp_osd_hold(tsp_osd *osd, enum tsp_osd_part part);
enum tsp_osd_part tsp_osd_held(const tsp_osd *osd);
void tsp_osd_toggle_remaining(tsp_osd *osd);

/* The part that keys go to, which is marked and keeps the bar. step: 1: the next one, -1: the one before, among those
 * last drawn. */
void tsp_osd_focus_step(tsp_osd *osd, int step);
void tsp_osd_focus_clear(tsp_osd *osd);
enum tsp_osd_part tsp_osd_focus(const tsp_osd *osd);

/* The one pop-up menu, to be filled and asked; its kind is the part that it belongs to, at which it is drawn. */
tsp_popup *tsp_osd_popup(tsp_osd *osd);
/* Whether there was no room for a part's button, so that the menu of what is more must name it. */
bool tsp_osd_crowded_out(const tsp_osd *osd, enum tsp_osd_part part);

/* What lies at a place, as last drawn; the bar counts only while it is seen. */
enum tsp_osd_part tsp_osd_at(const tsp_osd *osd, int x, int y);
/* How far along a part (the seek bar, the volume) a place is, 0 to 1. */
double tsp_osd_share(const tsp_osd *osd, enum tsp_osd_part part, int x);

/* Turns to the next page of the statistics, where there is no room for all at once. False: that was the last; the next
 * that is shown is the first. */
bool tsp_osd_turn_statistics(tsp_osd *osd);

/* Draws all that is to be seen, in an area of width * height pixels. */
void tsp_osd_draw(tsp_osd *osd, const tsp_osd_view *view, int width, int height, uint32_t now);

/* Whether it would look different from how it was last drawn though nothing else has changed: it fades or turns. */
bool tsp_osd_moving(const tsp_osd *osd, const tsp_osd_view *view, uint32_t now);
/* Down to which line the controls leave the picture free, as they were last laid out: the area's height without them.
 */
int tsp_osd_bottom(const tsp_osd *osd, const tsp_osd_view *view, int height, uint32_t now);
/* Whether the mouse pointer is to be seen. */
bool tsp_osd_pointer(const tsp_osd *osd, uint32_t now);

#endif
