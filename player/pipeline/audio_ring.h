/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Decoded sound on its way to the sound card: interleaved float samples, with
 * the title time of each known. Bounded; the writer blocks, the reader never does. Any thread.
 */
#ifndef TALLYSTICK_PLAYER_AUDIO_RING_H
#define TALLYSTICK_PLAYER_AUDIO_RING_H

#include <stdbool.h>
#include <stdint.h>

#include "player/dvd/ticks.h"
#include "player/pipeline/queue.h"

typedef struct tsp_ring tsp_ring;

typedef struct tsp_ring_fill {
    unsigned frames;
    int64_t duration; /* ticks of title */
    bool ended;
    bool dry; /* a read came short since the last reset or write */
    unsigned serial;
} tsp_ring_fill;

/* capacity in frames (a sample for each channel). NULL without memory. */
tsp_ring *tsp_ring_create(unsigned rate, unsigned channels, unsigned capacity) TSB_MUST_USE;
void tsp_ring_destroy(tsp_ring **ring);

unsigned tsp_ring_rate(const tsp_ring *ring);
unsigned tsp_ring_channels(const tsp_ring *ring);

/* Appends frames whose first plays at time, a title second in rate / speed frames. OK, STALE or CLOSED. */
enum tsp_queue_result tsp_ring_write(tsp_ring *ring, const float *samples, unsigned frames, int64_t time, double speed,
                                     unsigned serial) TSB_MUST_USE;
void tsp_ring_put_end(tsp_ring *ring, unsigned serial);

/* Takes up to frames; returns how many. end_time is the title time right after them. */
unsigned tsp_ring_read(tsp_ring *ring, float *samples, unsigned frames, int64_t *end_time);

/* How much of the title that many frames are, at the speed of those written last: ticks. */
int64_t tsp_ring_ticks(tsp_ring *ring, double frames);

void tsp_ring_reset(tsp_ring *ring, unsigned serial);
void tsp_ring_close(tsp_ring *ring);
void tsp_ring_fill_get(tsp_ring *ring, tsp_ring_fill *out);

#endif
