/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The subpicture units of the present run of playing, between the reading thread, which finds their pieces among the
 * packets, and the screen. Those of all the disc's streams are kept, so that another language shows at once; they are
 * small, and the oldest make room for the newest. Any thread.
 */
#ifndef TALLYSTICK_PLAYER_SUBTITLES_H
#define TALLYSTICK_PLAYER_SUBTITLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "player/dvd/subpicture.h"

/* A whole unit; never changes. */
typedef struct tsp_unit {
    unsigned stream; /* its number on the disc, from 0 */
    int64_t time;    /* title time its control sequences count from, in ticks */
    uint64_t number; /* no other unit of the same tsp_subtitles has it */
    size_t size;
    uint8_t bytes[TSP_SUBPICTURE_SIZE_MAX];
} tsp_unit;

typedef struct tsp_subtitles tsp_subtitles;

/* NULL without memory. The first run has the serial 1. */
tsp_subtitles *tsp_subtitles_create(void) TSB_MUST_USE;
void tsp_subtitles_destroy(tsp_subtitles **subtitles);

/* Another run begins: drops everything, and refuses what older runs still push. */
void tsp_subtitles_reset(tsp_subtitles *subtitles, unsigned serial);

/*
 * A packet's piece of a unit; time is TSP_NO_TIME but where a unit begins. Pieces of damaged units are dropped, and
 * so is a unit for which there is no memory: a film without one is better than none.
 */
void tsp_subtitles_push(tsp_subtitles *subtitles, unsigned stream, const uint8_t *bytes, size_t size, int64_t time,
                        unsigned serial);

/*
 * The same for units that lie before where the run began, read beside it: their pieces meet none of the run's. A unit
 * that was left in the middle is forgotten where the next is looked for.
 */
void tsp_subtitles_look_back(tsp_subtitles *subtitles);
void tsp_subtitles_push_back(tsp_subtitles *subtitles, unsigned stream, const uint8_t *bytes, size_t size, int64_t time,
                             unsigned serial);
/* Whether such a unit has begun, and its end is still to come. */
bool tsp_subtitles_back_is_due(tsp_subtitles *subtitles);

/*
 * The stream's last unit that begins at or before time: it is copied to out, unless out holds that very one. False, and
 * out->size 0, where there is none.
 */
bool tsp_subtitles_due(tsp_subtitles *subtitles, unsigned stream, int64_t time, tsp_unit *out);

#endif
