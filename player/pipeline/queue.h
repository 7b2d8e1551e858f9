/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A bounded queue between two threads, with explicit end of stream and reset.
 *
 * Everything put carries the serial of the run of playing it belongs to; a
 * seek starts a new run. tsp_queue_reset drops what is queued, refuses what
 * older runs still put, and tells the consumer once. All functions: any thread.
 */
#ifndef TALLYSTICK_PLAYER_QUEUE_H
#define TALLYSTICK_PLAYER_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"

enum tsp_queue_result {
    TSP_QUEUE_OK,
    TSP_QUEUE_EMPTY, /* try_get: nothing there now */
    TSP_QUEUE_END,   /* get: the run is over; get says it once, then blocks until a reset; try_get repeats it */
    TSP_QUEUE_RESET, /* get: a new run begins; forget what came before */
    TSP_QUEUE_STALE, /* put: another run has begun; the item stays the caller's */
    TSP_QUEUE_CLOSED /* the queue is closed; put: the item stays the caller's */
};

/* The queue is full when any is reached; an item too large for an empty queue is taken all the same. */
typedef struct tsp_queue_limits {
    size_t bytes;
    unsigned count;
    int64_t duration; /* ticks */
} tsp_queue_limits;

typedef struct tsp_queue_fill {
    size_t bytes;
    unsigned count;
    int64_t duration;
    bool ended;   /* the end has been put (items may still be queued) */
    bool blocked; /* a producer waits for room */
} tsp_queue_fill;

typedef struct tsp_queue tsp_queue;
typedef void tsp_queue_release(void *item);

/* NULL without memory. The first run has the serial 1, and needs no reset. */
tsp_queue *tsp_queue_create(const tsp_queue_limits *limits, tsp_queue_release *release) TSB_MUST_USE;
/* Releases what is queued. No thread may be inside. */
void tsp_queue_destroy(tsp_queue **queue);

/* Blocks while full. OK (the queue owns the item), STALE or CLOSED. */
enum tsp_queue_result tsp_queue_put(tsp_queue *queue, void *item, size_t bytes, int64_t duration,
                                    unsigned serial) TSB_MUST_USE;
void tsp_queue_put_end(tsp_queue *queue, unsigned serial);

/* Blocks while empty. OK: the caller owns *item. END and RESET come in their place among the items. */
enum tsp_queue_result tsp_queue_get(tsp_queue *queue, void **item, unsigned *serial) TSB_MUST_USE;
/* The same without blocking. */
enum tsp_queue_result tsp_queue_try_get(tsp_queue *queue, void **item, unsigned *serial) TSB_MUST_USE;

void tsp_queue_reset(tsp_queue *queue, unsigned serial);
/* Wakes everybody, for good. */
void tsp_queue_close(tsp_queue *queue);

void tsp_queue_fill_get(tsp_queue *queue, tsp_queue_fill *out);

#endif
