/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gives up for a job that must not keep a person waiting: fires a cancel object when the time is up. */
#ifndef TALLYSTICK_PLAYER_DEADLINE_H
#define TALLYSTICK_PLAYER_DEADLINE_H

#include <pthread.h>

#include "base/cancel.h"
#include "base/error.h"

/* How long quitting may wait for the server. */
#define TSP_CLOSE_MS 2000u

typedef struct tsp_deadline {
    tsb_cancel *late; /* borrowed */
    tsb_cancel *done;
    unsigned milliseconds;
    pthread_t timer;
} tsp_deadline;

/* late is fired after so many milliseconds, unless end comes first. On failure nothing runs. */
int tsp_deadline_start(tsp_deadline *deadline, tsb_cancel *late, unsigned milliseconds, tsb_error *err) TSB_MUST_USE;
/* After a start that succeeded. */
void tsp_deadline_end(tsp_deadline *deadline);

#endif
