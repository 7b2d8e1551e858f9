/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A percentage on stderr: a line that is rewritten on a terminal, else a line each quarter. */
#ifndef TALLYSTICK_PLAYER_PROGRESS_H
#define TALLYSTICK_PLAYER_PROGRESS_H

/* Set what, zero-initialise the rest. */
typedef struct tsp_progress {
    const char *what; /* "Verifying"; borrowed */
    int shown;        /* percent shown last, plus one */
    int next;         /* percent from which on the next line is due */
} tsp_progress;

/* fraction: 0 to 1. */
void tsp_progress_set(tsp_progress *progress, double fraction);

/* Clears the line. */
void tsp_progress_end(tsp_progress *progress);

#endif
