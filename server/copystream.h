/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Random access to copies: any byte range of a copy's main-stream image, and
 * of its complement, computed on demand from original and seed, the same each
 * time. Split chunks are kept for a while in a cache with a ceiling.
 */
#ifndef TALLYSTICK_SERVER_COPYSTREAM_H
#define TALLYSTICK_SERVER_COPYSTREAM_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "server/data.h"

/* The cache all streams of a process share. Any thread. */
typedef struct tsv_streams tsv_streams;

/* cache_bytes 0: 64 MiB. data outlives it. */
int tsv_streams_create(tsv_streams **out, const tsv_data *data, size_t cache_bytes, tsb_error *err) TSB_MUST_USE;
/* After all its streams are released. */
void tsv_streams_destroy(tsv_streams **streams);

/* Since the start; for metrics. */
typedef struct tsv_streams_tally {
    uint64_t chunks_split;
    uint64_t chunks_cached; /* asked for and found in the cache */
    double split_seconds;   /* spent in the engine, all threads together */
    size_t cache_bytes;     /* held now */
} tsv_streams_tally;
void tsv_streams_tally_get(tsv_streams *streams, tsv_streams_tally *out);

/* One copy, open; several threads may read it at once. Opening one costs two
 * queries and reading the title's chunk table, so some stay open unused. */
typedef struct tsv_stream tsv_stream;

/* Hands out the open stream of this copy, or opens one. Release each one that was given. */
int tsv_stream_acquire(tsv_stream **out, tsv_streams *streams, const tss_id *copy, tsb_error *err) TSB_MUST_USE;
void tsv_stream_release(tsv_stream **stream);

enum tsv_part { TSV_PART_IMAGE, TSV_PART_COMPLEMENT };

/* Bytes. */
uint64_t tsv_stream_size(const tsv_stream *stream, enum tsv_part part);

/* A strong HTTP entity tag, quotes included, borrowed from the stream: bytes of a part never change under it. */
const char *tsv_stream_etag(const tsv_stream *stream, enum tsv_part part);

/* Gives size bytes from offset on; a range beyond the end is TSB_ERR_INVALID. Blocks while chunks are split
 * (some milliseconds each). */
int tsv_stream_read(tsv_stream *stream, enum tsv_part part, uint64_t offset, uint8_t *out, size_t size,
                    tsb_error *err) TSB_MUST_USE;

/* Windows of the copy; keys are for numbers below. */
uint32_t tsv_stream_windows(const tsv_stream *stream);

/* A window key; out belongs in secret memory. TSB_ERR_NOT_FOUND: no such window. */
int tsv_stream_window_key(const tsv_stream *stream, uint32_t window, uint8_t out[TSS_KEY_SIZE],
                          tsb_error *err) TSB_MUST_USE;

#endif
