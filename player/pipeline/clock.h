/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The playing clock: title time as a function of wall time. It runs by the
 * wall clock, and learns from what the sound card says it has played how fast the card is, and where it is. Or
 * something else leads it, a display by its refreshes, and it is for the sound to follow.
 * Any thread. "now" is wall time in nanoseconds from tsp_clock_now, or any
 * other steady count in tests.
 */
#ifndef TALLYSTICK_PLAYER_CLOCK_H
#define TALLYSTICK_PLAYER_CLOCK_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "player/dvd/ticks.h"

typedef struct tsp_clock {
    pthread_mutex_t lock; /* guards all below */
    double base;          /* title time in ticks at wall time since */
    uint64_t since;
    double speed;
    double card;        /* seconds that the sound card plays in a second of the wall clock, as learned */
    double pace;        /* the same of what leads in its place; 0: the card leads */
    unsigned heeded;    /* corrections since the clock was set or began to run, up to MEMORY */
    uint64_t corrected; /* wall time of the last one */
    bool running;
} tsp_clock;

/* 0, or -1 when the lock cannot be made. Stopped at 0, speed 1. */
int tsp_clock_init(tsp_clock *clock);
void tsp_clock_finish(tsp_clock *clock);

/* Steady wall time in nanoseconds. */
uint64_t tsp_clock_now(void);

int64_t tsp_clock_get(tsp_clock *clock, uint64_t now);

/* Jumps to time; running or stopped as before. */
void tsp_clock_set(tsp_clock *clock, int64_t time, uint64_t now);

void tsp_clock_run(tsp_clock *clock, bool running, uint64_t now);

/* Title seconds a wall second. */
void tsp_clock_set_speed(tsp_clock *clock, double speed, uint64_t now);

/*
 * The sound card plays time now. The first time that it says so, and where the difference is over a tenth of a second,
 * that is taken over at once; else the clock comes to run along a straight line through what was said
 * lately (about three seconds), so that the jitter of its callbacks does not show in the picture; or, where
 * something else leads, nothing is done then. Nothing while stopped.
 */
void tsp_clock_correct(tsp_clock *clock, int64_t time, uint64_t now);

/* From now on the clock runs pace times as fast as the wall clock, and speed times that; and shift more ticks have
 * passed. 0: the sound card leads again. */
void tsp_clock_lead(tsp_clock *clock, double pace, double shift, uint64_t now);

/* How many seconds the sound card plays in a second of the wall clock, as far as that was learned while it led. */
double tsp_clock_card(tsp_clock *clock);

/* By how many seconds of the wall clock the title time is ahead. */
double tsp_clock_ahead(tsp_clock *clock, int64_t time, uint64_t now);

#endif
