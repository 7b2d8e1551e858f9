/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plays sound faster or slower at its own pitch (libavfilter's atempo). One thread at a time. */
#ifndef TALLYSTICK_PLAYER_AUDIO_TEMPO_H
#define TALLYSTICK_PLAYER_AUDIO_TEMPO_H

#include <stdbool.h>

#include "base/compiler.h"

typedef struct tsp_tempo tsp_tempo;

/* For interleaved float samples; NULL without memory, or when FFmpeg lacks the filter. */
tsp_tempo *tsp_tempo_create(unsigned rate, unsigned channels, double speed) TSB_MUST_USE;
void tsp_tempo_destroy(tsp_tempo **tempo);

/* Takes frames; none: the sound ends. Then pull until it gives none. */
bool tsp_tempo_push(tsp_tempo *tempo, const float *samples, unsigned frames) TSB_MUST_USE;

/* How many frames *samples points to; 0: none now. Valid until the next call. */
unsigned tsp_tempo_pull(tsp_tempo *tempo, const float **samples);

#endif
