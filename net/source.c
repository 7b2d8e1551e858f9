/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The caller's side of the HTTP complement source: open, ask, look, close. */
#include "net/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/secret.h"
#include "net/source_internal.h"

#define AHEAD_CHUNKS  32u
#define AHEAD_BYTES   ((size_t)16 << 20)
#define LOOK_AGAIN_MS 1000u
/* A chunk that cannot be opened is fetched once more. */
#define FAULTS_MAX 2

/* Under the lock. */
static void move(tsn_source *source, uint32_t chunk)
{
    if (chunk >= source->base.index.chunk_count || chunk == source->buffer.want)
        return;
    uint32_t window = tss_window_of(chunk);
    uint32_t old = tss_window_of(source->buffer.want);
    if (window == old + 1)
        source->jumped_at = 0;
    else if (window != old)
        source->jumped_at = tsb_clock_ms();
    source->urgent = chunk != source->buffer.want + 1;
    tsn_buffer_want(&source->buffer, chunk);
    tsn_keys_keep(&source->keys, window, window + 1);
    if (tsn_source_misdirected(source))
        tsb_cancel_fire(source->wake);
}

static void want(tss_source *base, uint32_t chunk)
{
    tsn_source *source = (tsn_source *)base;
    pthread_mutex_lock(&source->lock);
    move(source, chunk);
    pthread_mutex_unlock(&source->lock);
}

/* Under the lock: 1 when the chunk is not here yet. */
static int try_open(tsn_source *source, uint32_t chunk, uint8_t *plain, tsb_error *err)
{
    /* Never a code that speaks of one chunk: the rest of the film would play on, blank. */
    if (source->state == TSS_SOURCE_FAILED)
        return tsb_fail(err, TSB_ERR_DENIED, "%s", source->text);
    const uint8_t *key = tsn_keys_get(&source->keys, tss_window_of(chunk));
    tsn_slot *slot = &source->buffer.slots[chunk];
    if (!key || !tsn_buffer_complete(&source->buffer, chunk))
        return 1;
    int rc = tss_complement_open(plain, key, &source->copy, chunk, slot->bytes, slot->have, NULL);
    if (rc == 0) {
        slot->faults = 0;
        return 0;
    }
    tsb_warn(source->log, "chunk %u arrived damaged", chunk);
    tsn_buffer_drop(&source->buffer, chunk);
    tsb_cancel_fire(source->wake);
    if (slot->faults < FAULTS_MAX)
        slot->faults++;
    if (slot->faults < FAULTS_MAX)
        return 1;
    return tsb_fail(err, TSB_ERR_DAMAGED, "part %u of the complement is damaged on the server", chunk);
}

static int get_chunk(tss_source *base, uint32_t chunk, uint8_t *plain, size_t size, const tsb_cancel *cancel,
                     tsb_error *err)
{
    tsn_source *source = (tsn_source *)base;
    if (chunk >= base->index.chunk_count || size + TSS_TAG_SIZE != base->index.entries[chunk].size)
        return tsb_fail(err, TSB_ERR_INVALID, "the complement has no chunk %u of %zu bytes", chunk, size);
    for (;;) {
        if (tsb_cancel_fired(cancel))
            return tsb_fail(err, TSB_ERR_CANCELLED, "cancelled");
        pthread_mutex_lock(&source->lock);
        tsb_cancel_reset(source->arrived);
        move(source, chunk);
        int rc = try_open(source, chunk, plain, err);
        pthread_mutex_unlock(&source->lock);
        if (rc <= 0)
            return rc;
        tsn_waiter_wait(source->chunk_waiter, source->arrived, cancel, LOOK_AGAIN_MS);
    }
}

static void status(tss_source *base, tss_source_status *out)
{
    tsn_source *source = (tsn_source *)base;
    uint64_t now = tsb_clock_ms();
    *out = (tss_source_status){0};
    pthread_mutex_lock(&source->lock);
    uint32_t missing = tsn_buffer_missing(&source->buffer);
    out->state = source->state;
    out->buffered_from = source->buffer.want;
    out->buffered_to = missing;
    if (missing < base->index.chunk_count)
        out->progress = (double)source->buffer.slots[missing].have / (double)base->index.entries[missing].size;
    out->retryable = source->retry_at > 0;
    if (source->activity == TSN_RESTS && source->retry_at > now)
        out->retry_ms = source->retry_at - now;
    out->bytes = source->bytes;
    out->rate = source->rate;
    memcpy(out->text, source->text, sizeof out->text);
    pthread_mutex_unlock(&source->lock);
}

/* But never sooner than a first pause ends, however often it is told to: a key held down is no reason to flood a
 * server.
 */
static void retry(tss_source *base)
{
    tsn_source *source = (tsn_source *)base;
    pthread_mutex_lock(&source->lock);
    uint64_t soonest = source->failed_at + TSN_BACKOFF_FIRST_MS;
    if (source->retry_at > soonest) {
        source->retry_at = soonest;
        /* A try that is on its way is not broken off. */
        if (source->activity == TSN_RESTS)
            tsb_cancel_fire(source->wake);
    }
    pthread_mutex_unlock(&source->lock);
}

static void destroy(tss_source *base)
{
    tsn_source *source = (tsn_source *)base;
    if (source->started) {
        pthread_mutex_lock(&source->lock);
        source->stop = true;
        tsb_cancel_fire(source->wake);
        pthread_mutex_unlock(&source->lock);
        pthread_join(source->thread, NULL);
    }
    tsn_buffer_finish(&source->buffer);
    tsn_keys_finish(&source->keys);
    tsb_secret_free(source->fresh_key, TSS_KEY_SIZE);
    tss_index_finish(&base->index);
    tsn_waiter_destroy(&source->fetch_waiter);
    tsn_waiter_destroy(&source->chunk_waiter);
    tsb_cancel_destroy(&source->wake);
    tsb_cancel_destroy(&source->arrived);
    pthread_mutex_destroy(&source->lock);
    free(source);
}

bool tsn_source_needs_signin(tss_source *base)
{
    tsn_source *source = (tsn_source *)base;
    pthread_mutex_lock(&source->lock);
    bool needs = source->state == TSS_SOURCE_FAILED && source->needs_signin;
    pthread_mutex_unlock(&source->lock);
    return needs;
}

void tsn_source_begin(tss_source *base, const tss_id *view)
{
    tsn_source *source = (tsn_source *)base;
    pthread_mutex_lock(&source->lock);
    source->view = *view;
    source->begun = true;
    source->rate_since = tsb_clock_ms();
    tsb_cancel_fire(source->wake);
    pthread_mutex_unlock(&source->lock);
}

static const struct tss_source_ops ops = {
    .chunk = get_chunk, .want = want, .status = status, .retry = retry, .destroy = destroy};

/* Index and hash, through network losses. */
static int open_index(tsn_source *source, const tsb_cancel *cancel, tsb_error *err)
{
    for (unsigned failures = 1;; failures++) {
        tsb_error error = {0};
        tsn_refusal refusal = {0};
        int rc = tsn_source_index(source->client, &source->copy, source->index_hash, &source->base.index, source->etag,
                                  cancel, &refusal, &error);
        if (rc != TSB_ERR_NETWORK && refusal.status != 429)
            return rc == 0 ? 0 : tsb_pass(err, rc, &error);
        unsigned pause = tsn_backoff_ms(failures);
        tsb_warn(source->log, "%s (again in %u ms)", error.text, pause);
        if (tsb_cancel_sleep(cancel, pause) != 0)
            return tsb_fail(err, TSB_ERR_CANCELLED, "cancelled");
    }
}

static int prepare(tsn_source *source, const tsn_source_options *options, tsb_error *err)
{
    int rc = tsb_cancel_create(&source->wake, err);
    if (rc == 0)
        rc = tsb_cancel_create(&source->arrived, err);
    if (rc == 0)
        rc = tsn_waiter_create(&source->fetch_waiter, err);
    if (rc == 0)
        rc = tsn_waiter_create(&source->chunk_waiter, err);
    if (rc == 0)
        rc = tsn_keys_init(&source->keys, err);
    if (rc == 0)
        rc = tsn_buffer_init(&source->buffer, &source->base.index,
                             options->ahead_chunks ? options->ahead_chunks : AHEAD_CHUNKS,
                             options->ahead_bytes ? options->ahead_bytes : AHEAD_BYTES, err);
    source->fresh_key = tsb_secret_alloc(TSS_KEY_SIZE);
    if (rc == 0 && !source->fresh_key)
        rc = tsb_fail(err, TSB_ERR_MEMORY, "out of secret memory for keys");
    return rc;
}

int tsn_source_open(tss_source **out, tsn_client *client, const tsn_source_options *options, const tsb_cancel *cancel,
                    tsb_error *err)
{
    tsn_source *source = calloc(1, sizeof *source);
    if (!source)
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory");
    source->base.ops = &ops;
    source->client = client;
    source->log = options->log;
    source->copy = options->copy;
    source->view = options->view;
    source->begun = !tss_id_equal(&options->view, &(tss_id){0});
    source->refused_window = UINT32_MAX;
    source->urgent = true;
    memcpy(source->index_hash, options->index_hash, TSS_HASH_SIZE);
    pthread_mutex_init(&source->lock, NULL);
    int rc = open_index(source, cancel, err);
    if (rc == 0)
        rc = prepare(source, options, err);
    if (rc == 0) {
        source->rate_since = tsb_clock_ms();
        source->started = pthread_create(&source->thread, NULL, tsn_source_run, source) == 0;
        if (!source->started)
            rc = tsb_fail(err, TSB_ERR_MEMORY, "no thread can be started to fetch the complement");
    }
    if (rc != 0) {
        destroy(&source->base);
        return rc;
    }
    *out = &source->base;
    return 0;
}
