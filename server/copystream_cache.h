/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A cache of computed pieces with a ceiling in bytes: the least recently used
 * go first. Threads that want a piece another thread is computing wait for it
 * instead of computing it too.
 */
#ifndef TALLYSTICK_SERVER_COPYSTREAM_CACHE_H
#define TALLYSTICK_SERVER_COPYSTREAM_CACHE_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "synth/keys.h"

typedef struct tsv_cache tsv_cache;

typedef struct tsv_cache_key {
    tss_id copy;
    uint32_t chunk;
    uint32_t part;
} tsv_cache_key;

/* A piece somebody holds; bytes stay until it is put back. */
typedef struct tsv_piece tsv_piece;

int tsv_cache_create(tsv_cache **out, size_t ceiling, tsb_error *err) TSB_MUST_USE;
/* Once all pieces are put back. */
void tsv_cache_destroy(tsv_cache **cache);

/* Fills bytes, without the cache's lock. */
typedef int tsv_cache_make(void *context, uint8_t *bytes, size_t size, tsb_error *err);

/* Gives the piece of this key, made by make when it is not there; size is always the same for a key. Any thread. */
int tsv_cache_take(tsv_piece **out, tsv_cache *cache, const tsv_cache_key *key, size_t size, tsv_cache_make *make,
                   void *context, tsb_error *err) TSB_MUST_USE;
void tsv_cache_put(tsv_cache *cache, tsv_piece **piece);
const uint8_t *tsv_piece_bytes(const tsv_piece *piece);

/* Pieces given without making them, and bytes held now. */
void tsv_cache_tally(tsv_cache *cache, uint64_t *found, size_t *bytes);

#endif
