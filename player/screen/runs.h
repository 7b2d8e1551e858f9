/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A line of text as what it is drawn of: runs of one direction, as FriBidi finds
 * them (UAX #9), and one typeface, in the order in which they stand on the screen.
 * Pure but for the callback.
 */
#ifndef TALLYSTICK_PLAYER_RUNS_H
#define TALLYSTICK_PLAYER_RUNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TSP_RUNS_MAX 32 /* what comes then, goes with the last one */

typedef struct tsp_run {
    size_t start; /* bytes of the text */
    size_t size;
    int face;      /* as the callback has it */
    bool leftward; /* it is read from right to left */
} tsp_run;

/* The number of the typeface that has this character, the best one's where none has it. */
typedef int tsp_runs_face(void *context, uint32_t character);

/* How many runs there are, from the left. */
size_t tsp_runs_split(const char *text, tsp_runs_face *face, void *context, tsp_run runs[TSP_RUNS_MAX]);

#endif
