/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The sound card: takes samples from a ring and tells the clock what is heard. Where a display leads the clock, it
 * follows by resampling; else the samples are the ring's own, bit for bit.
 * SDL's audio must have been initialised. Used by the main thread; SDL's own thread runs the callback.
 */
#ifndef TALLYSTICK_PLAYER_AUDIO_H
#define TALLYSTICK_PLAYER_AUDIO_H

#include <stdbool.h>

#include "base/error.h"
#include "base/log.h"
#include "player/pipeline/audio_ring.h"
#include "player/pipeline/clock.h"

typedef struct tsp_audio tsp_audio;

/* Opens the default device, stopped. The clock is borrowed. TSB_ERR_UNSUPPORTED: there is no device. */
int tsp_audio_open(tsp_audio **out, tsp_clock *clock, const tsb_log *log, tsb_error *err) TSB_MUST_USE;
/* After the pipeline that writes to the ring is gone. Tolerates NULL. */
void tsp_audio_close(tsp_audio **audio);

/* Borrowed; 48 kHz, with as many channels as the device is to get. */
tsp_ring *tsp_audio_ring(tsp_audio *audio);

/* Playing or silent. */
void tsp_audio_run(tsp_audio *audio, bool running);

/* Forgets what it has taken from the ring: sound of elsewhere follows. */
void tsp_audio_reset(tsp_audio *audio);

/* A display leads the clock, which runs pace times as fast as it should: the sound follows. 0: it does not, and nothing
 * is resampled. */
void tsp_audio_follow(tsp_audio *audio, double pace);

/* How much faster than it was recorded the sound is being played, as a share; 0 unless it follows. */
double tsp_audio_stretch(tsp_audio *audio);

/* percent 0 to TSP_VOLUME_MAX; 100 leaves samples exactly as they are. Over 100, what would clip is limited. */
void tsp_audio_set_volume(tsp_audio *audio, int percent, bool muted);

/* Ticks that what is heard was ahead of the clock, when the card last asked for samples. */
int64_t tsp_audio_offset(tsp_audio *audio);

/* Ticks from when a sample is taken from the ring to when it is heard, as well as it is known. */
int64_t tsp_audio_latency(const tsp_audio *audio);

#endif
