/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parts of the HTTP complement source. Inside net/ only.
 *
 * Two threads meet here: the caller's, in source.c, and the source's own, in
 * source_fetch.c. What they share is behind one lock; each is woken through a
 * cancel object of its own, fired and reset only under the lock.
 */
#ifndef TALLYSTICK_NET_SOURCE_INTERNAL_H
#define TALLYSTICK_NET_SOURCE_INTERNAL_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/client_internal.h"
#include "net/source.h"
#include "net/waiter.h"

/* One chunk of the index: sealed bytes, as far as they are here. */
typedef struct tsn_slot {
    uint8_t *bytes; /* NULL: none; else as many as the index says */
    uint32_t have;
    uint8_t faults; /* times it could not be opened */
} tsn_slot;

/* The chunks around the wanted one. */
typedef struct tsn_buffer {
    const tss_index *index;
    tsn_slot *slots; /* one a chunk */
    uint32_t ahead_chunks;
    size_t ahead_bytes;
    uint32_t want;
} tsn_buffer;

int tsn_buffer_init(tsn_buffer *buffer, const tss_index *index, uint32_t ahead_chunks, size_t ahead_bytes,
                    tsb_error *err) TSB_MUST_USE;
void tsn_buffer_finish(tsn_buffer *buffer);
/* Moves the window of chunks kept; frees what is outside. */
void tsn_buffer_want(tsn_buffer *buffer, uint32_t chunk);
/* Chunks [want, horizon) are kept. */
uint32_t tsn_buffer_horizon(const tsn_buffer *buffer);
bool tsn_buffer_complete(const tsn_buffer *buffer, uint32_t chunk);
/* First chunk from want on that is not complete; horizon when there is none. */
uint32_t tsn_buffer_missing(const tsn_buffer *buffer);
/* Takes bytes that follow on what the chunk has; returns how many, 0 when the chunk is full or is not kept,
 * or TSB_ERR_MEMORY. */
int64_t tsn_buffer_put(tsn_buffer *buffer, uint32_t chunk, const uint8_t *bytes, size_t size);
void tsn_buffer_drop(tsn_buffer *buffer, uint32_t chunk);

/* The keys of the wanted window and the next: in secret memory. */
typedef struct tsn_key_slot {
    uint32_t window;
    bool held;
    uint8_t key[TSS_KEY_SIZE];
} tsn_key_slot;

#define TSN_KEY_SLOTS 2
typedef struct tsn_keys {
    tsn_key_slot *slots;
} tsn_keys;

int tsn_keys_init(tsn_keys *keys, tsb_error *err) TSB_MUST_USE;
void tsn_keys_finish(tsn_keys *keys);
/* Wipes the keys of all windows but these two. */
void tsn_keys_keep(tsn_keys *keys, uint32_t window, uint32_t next);
/* Takes the key, unless the window is no longer one of the two. */
void tsn_keys_put(tsn_keys *keys, uint32_t wanted, uint32_t window, const uint8_t key[TSS_KEY_SIZE]);
/* Borrowed, or NULL. */
const uint8_t *tsn_keys_get(const tsn_keys *keys, uint32_t window);

enum tsn_activity { TSN_RESTS, TSN_FETCHES_KEY, TSN_FETCHES_CHUNKS };

typedef struct tsn_source {
    tss_source base; /* first */
    tsn_client *client;
    const tsb_log *log;
    tss_id copy;
    uint8_t index_hash[TSS_HASH_SIZE];
    tsb_cancel *wake;    /* the fetching thread looks again */
    tsb_cancel *arrived; /* chunk() looks again */
    tsn_waiter *fetch_waiter;
    tsn_waiter *chunk_waiter;
    pthread_t thread;
    bool started;

    /* The fetching thread's own: */
    char etag[TSN_ETAG_SIZE];
    unsigned failures;       /* in a row */
    uint64_t key_retry_at;   /* ms; the server said that a key was asked for too early */
    uint32_t refused_window; /* key of a window to come was refused: ask again when it is wanted; UINT32_MAX: none */
    uint8_t *fresh_key;      /* secret memory, for the key being fetched */

    pthread_mutex_t lock;
    /* Guarded by lock: */
    bool begun; /* view is set, and stays */
    tss_id view;
    tsn_buffer buffer;
    tsn_keys keys;
    bool stop;
    enum tsn_activity activity;
    uint32_t fetch_at;  /* the chunk, or the window, that the transfer brings now */
    uint32_t fetch_end; /* the chunk the transfer ends before */
    bool urgent;        /* the wanted chunk was jumped to: somebody waits for it alone */
    uint64_t jumped_at; /* ms; when the wanted window last changed other than to the next; 0: playing on */
    enum tss_source_state state;
    uint64_t failed_at; /* ms; the last time */
    uint64_t retry_at;  /* ms; the origin, which cannot be reached, is not tried before; 0: it can be */
    bool needs_signin;
    char text[TSB_ERROR_TEXT_SIZE];
    uint64_t bytes;
    double rate;
    uint64_t rate_since; /* ms */
    uint64_t rate_bytes; /* since then */
} tsn_source;

/* No pause is shorter than this, or what of it chance leaves. */
#define TSN_BACKOFF_FIRST_MS 250u
/* Pause before the next try after so many failures in a row: 0.25 s doubling to 8 s, less up to a quarter by chance. */
unsigned tsn_backoff_ms(unsigned failures);

/* Whether the fetching thread should look again: it rests, or what it fetches is not what is needed
 * first. Under the lock. */
bool tsn_source_misdirected(const tsn_source *source);

/* Fetches header and index, checks them against the manifest's hash. On success out is the caller's to finish,
 * etag is set. TSB_ERR_DAMAGED: they are not the disc's. */
int tsn_source_index(tsn_client *client, const tss_id *copy, const uint8_t hash[TSS_HASH_SIZE], tss_index *out,
                     char etag[TSN_ETAG_SIZE], const tsb_cancel *cancel, tsn_refusal *refusal,
                     tsb_error *err) TSB_MUST_USE;

/* The fetching thread; argument is the tsn_source. */
void *tsn_source_run(void *argument);

#endif
