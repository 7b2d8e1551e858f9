/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A display, and whoever draws on it, in simulated time; for tests of what paces pictures. */
#ifndef TALLYSTICK_TESTS_PLAYER_DISPLAY_H
#define TALLYSTICK_TESTS_PLAYER_DISPLAY_H

#include <stdbool.h>
#include <stdint.h>

#include "player/play/pacing.h"

#define MILLISECOND 1e6
#define SECOND_NS   1e9

struct display {
    double hertz;
    double said;  /* what it says of itself, whole hertz */
    double phase; /* ns */
    bool waits;   /* bringing something to it waits for its refresh... */
    bool queues;  /* ...but only while what was brought before waits, too */
    double taken; /* ns: until when that does */
    double takes; /* ns: what bringing something there takes where nothing waits; 0: 0.3 ms */
    double now;   /* ns */
    unsigned seed;
    /* What else happens, up to a time that is about to be reached; NULL: nothing. */
    void (*meanwhile)(void *context, double until);
    void *context;
};

/* Something between 0 and most. */
double display_chance(struct display *display, double most);

/* Waits for the moment of a picture that is due then, draws it and shows it, as the main loop does. Tells which refresh
 * it came with, and when it ought to have appeared. */
double display_show(struct display *display, tsp_pacing *pacing, int64_t due, int64_t *appeared);

#endif
