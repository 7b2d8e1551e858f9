/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The decoding threads. Each takes packets of its queue (player/pipeline/reader.h says
 * how a run begins) and gives pictures to a queue of frames, or sound to the ring.
 * What comes before the time a run begins at is decoded, and dropped.
 */
#ifndef TALLYSTICK_PLAYER_DECODE_H
#define TALLYSTICK_PLAYER_DECODE_H

#include <libavutil/frame.h>

#include "base/error.h"
#include "base/log.h"
#include "player/pipeline/audio_ring.h"
#include "player/pipeline/queue.h"

/*
 * Pictures in order of display, progressive (interlaced ones are taken apart
 * into a picture a field). frame->pts is the title time in ticks, frame->pkt_duration
 * how long it is shown; sample_aspect_ratio is set.
 */
typedef struct tsp_video_decoder tsp_video_decoder;
int tsp_video_decoder_start(tsp_video_decoder **out, tsp_queue *packets, tsp_queue *frames, const tsb_log *log,
                            tsb_error *err) TSB_MUST_USE;
/* Joins and frees; both queues must have been closed. Tolerates NULL. */
void tsp_video_decoder_stop(tsp_video_decoder **decoder);

/* Sound converted to the ring's rate and channels, gaps filled with silence. */
typedef struct tsp_audio_decoder tsp_audio_decoder;
int tsp_audio_decoder_start(tsp_audio_decoder **out, tsp_queue *packets, tsp_ring *ring, const tsb_log *log,
                            tsb_error *err) TSB_MUST_USE;
/* Joins and frees; the queue and the ring must have been closed. Tolerates NULL. */
void tsp_audio_decoder_stop(tsp_audio_decoder **decoder);

#endif
