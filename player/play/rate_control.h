/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How much faster or slower than recorded sound has to be played, to stay with a clock that something else leads: the
 * display, by its refreshes. What the sound is ahead or behind is made up for within some ten seconds; and
 * how fast the sound card really is gets learned meanwhile. Pure. One thread at a time.
 */
#ifndef TALLYSTICK_PLAYER_RATE_CONTROL_H
#define TALLYSTICK_PLAYER_RATE_CONTROL_H

#include <stdbool.h>

typedef struct tsp_rate_control {
    bool begun;
    double ahead;   /* seconds, smoothed */
    double learned; /* what the card takes more for, as a share */
} tsp_rate_control;

/* On a card that plays so many seconds in a second, as far as that is known. */
void tsp_rate_control_init(tsp_rate_control *control, double card);

/* Playing begins anew, on the same card. */
void tsp_rate_control_restart(tsp_rate_control *control);

/* The sound is ahead of the clock by so many seconds, having played for `played` seconds since it was asked last; the
 * clock runs so many times as fast as it should. Returns the ratio for tsp_resampler_read. */
double tsp_rate_control_ratio(tsp_rate_control *control, double ahead, double played, double pace);

#endif
