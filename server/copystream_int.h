/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside copy streams: what their registry (copystream.c) and their reading (copystream_read.c) share. */
#ifndef TALLYSTICK_SERVER_COPYSTREAM_INT_H
#define TALLYSTICK_SERVER_COPYSTREAM_INT_H

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

#include "server/copystream.h"
#include "server/copystream_cache.h"
#include "synth/chunk.h"
#include "synth/manifest.h"

#define TSV_ETAG_SIZE 48

/* One thread's means to split a chunk. */
typedef struct tsv_splitter {
    tss_engine *engine;
    uint8_t *sectors; /* TSS_CHUNK_MAX_SECTORS, secret */
    uint8_t *taken;   /* TSS_SEALED_CHUNK_MAX, secret */
    struct tsv_splitter *next;
} tsv_splitter;

struct tsv_streams {
    const tsv_data *data;
    tsv_cache *cache;
    pthread_mutex_t lock;
    /* Under lock: */
    tsv_splitter *idle;  /* splitters */
    tsv_stream *streams; /* all, the one last asked for first */
    uint64_t chunks_split;
    double split_seconds;
};

struct tsv_stream {
    tsv_streams *streams;
    tsv_original *original;
    tss_copy_secrets *secrets;
    tsv_title title;
    tsv_copy copy;
    uint8_t *index_bytes;
    size_t index_size;
    char etag[2][TSV_ETAG_SIZE];
    char provider[TSS_PROVIDER_SIZE + 1];
    /* Under the streams' lock: */
    unsigned holders;
    tsv_stream *next;
};

/* Takes an idle splitter or makes one, and gives it back; seconds spent splitting, or negative for none. */
int tsv_splitter_borrow(tsv_splitter **out, tsv_streams *streams, tsb_error *err) TSB_MUST_USE;
void tsv_splitter_return(tsv_streams *streams, tsv_splitter *splitter, double seconds);

#endif
