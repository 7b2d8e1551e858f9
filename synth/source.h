/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where plain complement chunks come from: the network (net/) or a token
 * (token/) implement this; the synthesis device of the player uses it.
 */
#ifndef TALLYSTICK_SYNTH_SOURCE_H
#define TALLYSTICK_SYNTH_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cancel.h"
#include "base/error.h"
#include "synth/complement.h"

enum tss_source_state {
    TSS_SOURCE_READY,    /* fetching, or all that is wanted is here */
    TSS_SOURCE_PACED,    /* its origin is there, and asks to be waited for; goes on by itself */
    TSS_SOURCE_RETRYING, /* cannot reach its origin now; goes on by itself when it is back */
    TSS_SOURCE_FAILED    /* will not go on; the next chunk() says why */
};

typedef struct tss_source_status {
    enum tss_source_state state;
    bool token;             /* it comes from a token, else from a server */
    bool absent;            /* a person took away what it comes from: playing pauses until that is back */
    bool retryable;         /* RETRYING, and tss_source_retry() has it try at once */
    uint64_t retry_ms;      /* then: until it tries by itself; 0: it tries now */
    uint32_t buffered_from; /* chunks [from, to) are in memory */
    uint32_t buffered_to;
    double progress;                /* 0..1 of the chunk now being fetched */
    uint64_t bytes;                 /* fetched so far */
    double rate;                    /* bytes a second, lately */
    char text[TSB_ERROR_TEXT_SIZE]; /* for a person; empty when all is well */
} tss_source_status;

typedef struct tss_source tss_source;

struct tss_source_ops {
    /* See the wrappers below. */
    int (*chunk)(tss_source *source, uint32_t chunk, uint8_t *plain, size_t size, const tsb_cancel *cancel,
                 tsb_error *err);
    void (*want)(tss_source *source, uint32_t chunk);
    void (*status)(tss_source *source, tss_source_status *out);
    void (*retry)(tss_source *source); /* NULL: nothing is to be had by it */
    void (*destroy)(tss_source *source);
};

/* First member of every implementation. index is set, authenticated, before a source is handed out. */
struct tss_source {
    const struct tss_source_ops *ops;
    tss_index index;
};

/*
 * Gives chunk number chunk, opened and authenticated, in plain (secret memory
 * of the caller; size is the entry's size less TSS_TAG_SIZE). Blocks until it
 * is there, through network losses, until cancel fires (TSB_ERR_CANCELLED).
 * TSB_ERR_DAMAGED: this chunk cannot be authenticated. TSB_ERR_DENIED: no
 * chunk will come any more; the view is over or was refused, or the complement
 * is no longer the disc's. One thread at a time.
 */
static inline int tss_source_chunk(tss_source *source, uint32_t chunk, uint8_t *plain, size_t size,
                                   const tsb_cancel *cancel, tsb_error *err)
{
    return source->ops->chunk(source, chunk, plain, size, cancel, err);
}

/* Says where playing is or will be, so that fetching runs ahead from there. Never blocks. Any thread. */
static inline void tss_source_want(tss_source *source, uint32_t chunk)
{
    source->ops->want(source, chunk);
}

/* Never blocks. Any thread. */
static inline void tss_source_status_get(tss_source *source, tss_source_status *out)
{
    source->ops->status(source, out);
}

/* Ends the pause before it tries to reach its origin again, if there is one. Never blocks. Any thread. */
static inline void tss_source_retry(tss_source *source)
{
    if (source->ops->retry)
        source->ops->retry(source);
}

/* Stops, wakes, joins, frees; not while chunk() runs. Clears the pointer. */
static inline void tss_source_destroy(tss_source **source)
{
    if (source && *source) {
        (*source)->ops->destroy(*source);
        *source = NULL;
    }
}

#endif
