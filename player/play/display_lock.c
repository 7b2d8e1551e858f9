/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/play/display_lock.h"

#include <math.h>

/* As a share of how long a picture should stay. At that, the pitch is an eleventh of a semitone off. */
#define BOUND 0.005
/* The same, as long as the period is known by whole hertz only; a display at 59.94 may call that 59. */
#define BOUND_WHOLE 0.02
/* Shares of the last dozen or two of pictures: some do not fit where a disc's cells join. */
#define TO_LOCK   0.8
#define TO_UNLOCK 0.5
#define LAST      16.0
/* Stamps are in ticks, and refreshes measured: pictures that the pace is averaged over. */
#define MEMORY 128u
/* Of what a picture is away from its refresh, this share is made up for with each. */
#define SHARE (1.0 / 32)
/* Periods that a picture may be away from it. */
#define HELD_UP 2.5

void tsp_display_lock_init(tsp_display_lock *lock)
{
    *lock = (tsp_display_lock){.pace = 1};
}

/* How much faster the film runs when a picture stays for a whole number of refreshes. */
static double pace_of(double duration, double period)
{
    return duration / (fmax(round(duration / period), 1) * period);
}

bool tsp_display_lock_may(double duration, double period)
{
    return period > 0 && fabs(pace_of(duration, period) - 1) <= BOUND_WHOLE;
}

bool tsp_display_lock_picture(tsp_display_lock *lock, double duration, double period)
{
    if (!(period > 0)) {
        tsp_display_lock_init(lock);
        return false;
    }
    double pace = pace_of(duration, period);
    bool fits = fabs(pace - 1) <= BOUND;
    lock->fitting += ((fits ? 1 : 0) - lock->fitting) / LAST;
    if (fits) {
        lock->heeded += lock->heeded < MEMORY;
        lock->pace += (pace - lock->pace) / lock->heeded;
    }
    if (!lock->locked)
        lock->locked = lock->fitting > TO_LOCK;
    else if (lock->fitting < TO_UNLOCK)
        tsp_display_lock_init(lock);
    return lock->locked;
}

double tsp_display_lock_shift(double due, double refresh, double period)
{
    double most = HELD_UP * period;
    return fabs(due - refresh) > most ? 0 : (due - refresh) * SHARE;
}
