/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/copystream_cache.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define BUCKETS 1024u

struct tsv_piece {
    tsv_cache_key key;
    uint8_t *bytes;
    size_t size;
    /* Under the cache's lock: */
    unsigned holders;
    bool ready;
    bool failed; /* out of the table; waiters look again */
    tsv_piece *chain;
    tsv_piece *newer;
    tsv_piece *older;
};

struct tsv_cache {
    size_t ceiling;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    /* Under lock: */
    tsv_piece *buckets[BUCKETS];
    tsv_piece *newest; /* of those nobody holds */
    tsv_piece *oldest;
    size_t held;
    uint64_t found;
};

int tsv_cache_create(tsv_cache **out, size_t ceiling, tsb_error *err)
{
    *out = calloc(1, sizeof(**out));
    if (!*out) {
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
    }
    (*out)->ceiling = ceiling;
    pthread_mutex_init(&(*out)->lock, NULL);
    pthread_cond_init(&(*out)->changed, NULL);
    return 0;
}

static void piece_free(tsv_piece *piece)
{
    if (piece) {
        free(piece->bytes);
        free(piece);
    }
}

/* Copy ids are random already. */
static tsv_piece **bucket_of(tsv_cache *cache, const tsv_cache_key *key)
{
    uint32_t hash = 0;
    memcpy(&hash, key->copy.bytes, sizeof(hash));
    hash ^= (key->chunk * 2 + key->part) * 2654435761u;
    return &cache->buckets[(hash ^ (hash >> 16)) % BUCKETS];
}

static bool same_key(const tsv_cache_key *a, const tsv_cache_key *b)
{
    return a->chunk == b->chunk && a->part == b->part && tss_id_equal(&a->copy, &b->copy);
}

static tsv_piece *find_piece(tsv_cache *cache, const tsv_cache_key *key)
{
    tsv_piece *piece = *bucket_of(cache, key);
    while (piece && !same_key(&piece->key, key)) {
        piece = piece->chain;
    }
    return piece;
}

static void table_remove(tsv_cache *cache, tsv_piece *piece)
{
    tsv_piece **link = bucket_of(cache, &piece->key);
    while (*link != piece) {
        link = &(*link)->chain;
    }
    *link = piece->chain;
    piece->chain = NULL;
}

static void list_remove(tsv_cache *cache, tsv_piece *piece)
{
    *(piece->newer ? &piece->newer->older : &cache->newest) = piece->older;
    *(piece->older ? &piece->older->newer : &cache->oldest) = piece->newer;
    piece->newer = NULL;
    piece->older = NULL;
}

static void list_add(tsv_cache *cache, tsv_piece *piece)
{
    piece->older = cache->newest;
    *(cache->newest ? &cache->newest->newer : &cache->oldest) = piece;
    cache->newest = piece;
}

static tsv_piece *list_take_oldest(tsv_cache *cache)
{
    tsv_piece *piece = cache->oldest;
    cache->oldest = piece->newer;
    if (cache->oldest) {
        cache->oldest->older = NULL;
    } else {
        cache->newest = NULL;
    }
    piece->newer = NULL;
    return piece;
}

static void evict(tsv_cache *cache)
{
    while (cache->held > cache->ceiling && cache->oldest) {
        tsv_piece *piece = list_take_oldest(cache);
        table_remove(cache, piece);
        cache->held -= piece->size;
        piece_free(piece);
    }
}

void tsv_cache_destroy(tsv_cache **cache)
{
    if (!cache || !*cache) {
        return;
    }
    (*cache)->ceiling = 0;
    evict(*cache);
    pthread_cond_destroy(&(*cache)->changed);
    pthread_mutex_destroy(&(*cache)->lock);
    free(*cache);
    *cache = NULL;
}

static tsv_piece *piece_create(tsv_cache *cache, const tsv_cache_key *key, size_t size)
{
    tsv_piece *piece = calloc(1, sizeof(*piece));
    uint8_t *bytes = malloc(size > 0 ? size : 1);
    if (!piece || !bytes) {
        free(piece);
        free(bytes);
        return NULL;
    }
    piece->key = *key;
    piece->bytes = bytes;
    piece->size = size;
    piece->holders = 1;
    tsv_piece **bucket = bucket_of(cache, key);
    piece->chain = *bucket;
    *bucket = piece;
    cache->held += size;
    evict(cache);
    return piece;
}

/* Waits, under the lock, until the piece is made. Returns whether it was. */
static bool wait_for(tsv_cache *cache, tsv_piece *piece)
{
    if (piece->ready && piece->holders == 0) {
        list_remove(cache, piece);
    }
    piece->holders++;
    while (!piece->ready && !piece->failed) {
        pthread_cond_wait(&cache->changed, &cache->lock);
    }
    if (!piece->failed) {
        cache->found++;
        return true;
    }
    if (--piece->holders == 0) {
        piece_free(piece);
    }
    return false;
}

/* The maker's last word, under the lock. */
static void finish_making(tsv_cache *cache, tsv_piece *piece, bool made)
{
    if (made) {
        piece->ready = true;
    } else {
        piece->failed = true;
        table_remove(cache, piece);
        cache->held -= piece->size;
        if (--piece->holders == 0) {
            piece_free(piece);
        }
    }
    pthread_cond_broadcast(&cache->changed);
}

int tsv_cache_take(tsv_piece **out, tsv_cache *cache, const tsv_cache_key *key, size_t size, tsv_cache_make *make,
                   void *context, tsb_error *err)
{
    *out = NULL;
    pthread_mutex_lock(&cache->lock);
    tsv_piece *piece = find_piece(cache, key);
    while (piece && !wait_for(cache, piece)) {
        piece = find_piece(cache, key);
    }
    if (piece) {
        pthread_mutex_unlock(&cache->lock);
        *out = piece;
        return 0;
    }
    piece = piece_create(cache, key, size);
    pthread_mutex_unlock(&cache->lock);
    if (!piece) {
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
    }
    int code = make(context, piece->bytes, size, err);
    pthread_mutex_lock(&cache->lock);
    finish_making(cache, piece, code == 0);
    pthread_mutex_unlock(&cache->lock);
    if (code == 0) {
        *out = piece;
    }
    return code;
}

void tsv_cache_put(tsv_cache *cache, tsv_piece **piece)
{
    if (!piece || !*piece) {
        return;
    }
    pthread_mutex_lock(&cache->lock);
    if (--(*piece)->holders == 0) {
        list_add(cache, *piece);
        evict(cache);
    }
    pthread_mutex_unlock(&cache->lock);
    *piece = NULL;
}

const uint8_t *tsv_piece_bytes(const tsv_piece *piece)
{
    return piece->bytes;
}

void tsv_cache_tally(tsv_cache *cache, uint64_t *found, size_t *bytes)
{
    pthread_mutex_lock(&cache->lock);
    *found = cache->found;
    *bytes = cache->held;
    pthread_mutex_unlock(&cache->lock);
}
