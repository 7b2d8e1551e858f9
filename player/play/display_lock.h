/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether a film's pictures can all stay on a display for a whole number of its refreshes: where they would have to
 * stay for one that is a little longer or shorter than they should, the film's clock is locked to the display, and the
 * sound has to follow. The number may change from picture to picture, as it does with 3:2 pulldown. Pure. One
 * thread.
 */
#ifndef TALLYSTICK_PLAYER_DISPLAY_LOCK_H
#define TALLYSTICK_PLAYER_DISPLAY_LOCK_H

#include <stdbool.h>

typedef struct tsp_display_lock {
    double fitting;  /* the share of the last pictures that fit */
    unsigned heeded; /* pictures that the pace is made of, up to MEMORY */
    bool locked;
    double pace; /* film seconds a second of the wall clock, when each picture that fits stays for its refreshes */
} tsp_display_lock;

void tsp_display_lock_init(tsp_display_lock *lock);

/* The next picture of the film should stay for that many nanoseconds, on a display whose refreshes are so far apart; 0:
 * there is none that sets the pace. Returns whether the clock is to be locked to it. */
bool tsp_display_lock_picture(tsp_display_lock *lock, double duration, double period);

/* Whether that may be so on a display that says of itself how far apart its refreshes are, in whole hertz. */
bool tsp_display_lock_may(double duration, double period);

/* A picture that is due then is shown at that refresh (ns): how far the clock is to be put forward, so that by and by
 * pictures become due when there are refreshes. One that was held up for long tells nothing of them. */
double tsp_display_lock_shift(double due, double refresh, double period);

#endif
