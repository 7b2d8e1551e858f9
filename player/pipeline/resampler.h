/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Takes sound out of a ring a little faster or slower than it was recorded, its pitch with it, so that it keeps up with
 * a display or whatever else sets the pace. By fractions of a percent, which nobody hears; audio_tempo.h is for more.
 *
 * With a ratio of exactly 1 it gives the ring's very samples, bit for bit and as soon as the ring does. Into
 * resampling and out of it, the sound goes on without a step. (libswresample can do neither.) Allocates
 * nothing after its creation, as sound cards do not wait. One thread at a time.
 */
#ifndef TALLYSTICK_PLAYER_RESAMPLER_H
#define TALLYSTICK_PLAYER_RESAMPLER_H

#include <stdint.h>

#include "base/compiler.h"
#include "player/pipeline/audio_ring.h"

/* Ratios are 1, give or take that much. */
#define TSP_RESAMPLER_MOST 0.02

typedef struct tsp_resampler tsp_resampler;

/* NULL without memory. */
tsp_resampler *tsp_resampler_create(unsigned channels) TSB_MUST_USE;
void tsp_resampler_destroy(tsp_resampler **resampler);

/* Forgets what it has taken and not given: what follows is sound of elsewhere. */
void tsp_resampler_reset(tsp_resampler *resampler);

/*
 * As tsp_ring_read of a ring of as many channels: but from one frame to the next it goes on by ratio frames of the
 * ring. It takes a few frames ahead of those that it gives; end_time is the title time right after what was given.
 */
unsigned tsp_resampler_read(tsp_resampler *resampler, tsp_ring *ring, float *samples, unsigned frames, double ratio,
                            int64_t *end_time);

#endif
