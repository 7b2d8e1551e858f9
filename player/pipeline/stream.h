/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cuts an elementary stream into the packets its decoder takes: a picture, an
 * audio frame. Times go in with the bytes and come out with the packet that
 * began there. One thread at a time.
 */
#ifndef TALLYSTICK_PLAYER_STREAM_H
#define TALLYSTICK_PLAYER_STREAM_H

#include <stddef.h>
#include <stdint.h>

#include <libavcodec/avcodec.h>

#include "base/error.h"
#include "player/dvd/demux.h"

typedef struct tsp_stream tsp_stream;

/* Takes the packet, whose pts is a title time in ticks or AV_NOPTS_VALUE and
 * whose duration is in ticks. Non-zero stops the push, and is what it returns. */
typedef int tsp_stream_sink(void *context, AVPacket *packet);

int tsp_stream_create(tsp_stream **out, enum tsp_stream_kind kind, tsb_error *err) TSB_MUST_USE;
void tsp_stream_destroy(tsp_stream **stream);

/* 0, the sink's result, or a tsb_code. time is TSP_NO_TIME where the packet carried none. */
int tsp_stream_push(tsp_stream *stream, const uint8_t *bytes, size_t size, int64_t time, tsp_stream_sink *sink,
                    void *context, tsb_error *err) TSB_MUST_USE;

/* Gives out what is held back, at the end of the stream. */
int tsp_stream_finish(tsp_stream *stream, tsp_stream_sink *sink, void *context, tsb_error *err) TSB_MUST_USE;

/* Keeps FFmpeg from writing on stderr: what it says of damage is known by other means. Before any threads. */
void tsp_stream_quiet(void);

/* A decoder for that kind of stream, not yet opened; NULL without memory or when FFmpeg was built without it. */
AVCodecContext *tsp_stream_decoder(enum tsp_stream_kind kind);

#endif
