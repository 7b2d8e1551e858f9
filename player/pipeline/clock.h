/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The playing clock: title time as a function of wall time. It runs by the
 * wall clock, and is drawn gently towards what the sound card says it has played.
 * Any thread. "now" is wall time in nanoseconds from tsp_clock_now, or any
 * other steady count in tests.
 */
#ifndef TALLYSTICK_PLAYER_CLOCK_H
#define TALLYSTICK_PLAYER_CLOCK_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "player/pipeline/ticks.h"

typedef struct tsp_clock {
    pthread_mutex_t lock; /* guards all below */
    double base;          /* title time in ticks at wall time since */
    uint64_t since;
    double speed;
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
bool tsp_clock_running(tsp_clock *clock);

/* Title seconds a wall second. */
void tsp_clock_set_speed(tsp_clock *clock, double speed, uint64_t now);

/*
 * The sound card plays time now. A difference over a tenth of a second is
 * taken over at once, a smaller one by a sixteenth at each call, so that the
 * jitter of its callbacks never shows in the picture. Nothing while stopped.
 */
void tsp_clock_correct(tsp_clock *clock, int64_t time, uint64_t now);

#endif
