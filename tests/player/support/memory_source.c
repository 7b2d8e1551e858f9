/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/player/support/memory_source.h"

#include <stdio.h>
#include <string.h>

static int give(tss_source *base, uint32_t chunk, uint8_t *plain, size_t size, const tsb_cancel *cancel, tsb_error *err)
{
    memory_source *source = (memory_source *)base;
    int result = 0;

    pthread_mutex_lock(&source->lock);
    while (source->late == (int64_t)chunk && result == 0) {
        source->waiting = chunk;
        pthread_mutex_unlock(&source->lock);
        result = tsb_cancel_sleep(cancel, 2);
        pthread_mutex_lock(&source->lock);
    }
    source->waiting = -1;
    if (result == TSB_ERR_CANCELLED) {
        source->cancelled++;
        tsb_fail(err, result, "cancelled");
    } else if (source->denied >= 0 && chunk >= source->denied) {
        result = tsb_fail(err, TSB_ERR_DENIED, "The view is over.");
    } else if (source->damaged == (int64_t)chunk) {
        result = tsb_fail(err, TSB_ERR_DAMAGED, "chunk %u is damaged", chunk);
    } else if (source->unknown == (int64_t)chunk) {
        result = tsb_fail(err, TSB_ERR_UNSUPPORTED, "chunk %u needs a newer version", chunk);
    } else {
        memcpy(plain, source->sample->plain[chunk], size);
        if (source->foreign == (int64_t)chunk)
            memset(plain, 0xa5, size);
        source->given++;
    }
    pthread_mutex_unlock(&source->lock);
    return result;
}

static void want(tss_source *base, uint32_t chunk)
{
    memory_source *source = (memory_source *)base;

    memory_source_set(source, &source->wanted, chunk);
}

static void status(tss_source *base, tss_source_status *out)
{
    memory_source *source = (memory_source *)base;

    pthread_mutex_lock(&source->lock);
    bool late = source->late >= 0;
    bool lost = late && !source->paced;
    *out = (tss_source_status){.state = lost   ? TSS_SOURCE_RETRYING
                                        : late ? TSS_SOURCE_PACED
                                               : TSS_SOURCE_READY,
                               .retryable = lost,
                               .retry_ms = lost ? 1500 : 0,
                               .bytes = source->given};
    if (late)
        snprintf(out->text, sizeof out->text, "%s", lost ? "Network lost" : "One moment");
    pthread_mutex_unlock(&source->lock);
}

static void retry(tss_source *base)
{
    memory_source *source = (memory_source *)base;

    pthread_mutex_lock(&source->lock);
    source->retries++;
    pthread_mutex_unlock(&source->lock);
}

static void destroy(tss_source *base)
{
    (void)base; /* memory_source_finish does it. */
}

void memory_source_init(memory_source *source, const test_sample *sample)
{
    static const struct tss_source_ops ops = {
        .chunk = give, .want = want, .status = status, .retry = retry, .destroy = destroy};

    *source = (memory_source){.base = {.ops = &ops, .index = sample->index},
                              .sample = sample,
                              .late = -1,
                              .damaged = -1,
                              .unknown = -1,
                              .foreign = -1,
                              .denied = -1,
                              .wanted = -1,
                              .waiting = -1};
    pthread_mutex_init(&source->lock, NULL);
}

void memory_source_finish(memory_source *source)
{
    pthread_mutex_destroy(&source->lock);
}

void memory_source_set(memory_source *source, int64_t *member, int64_t value)
{
    pthread_mutex_lock(&source->lock);
    *member = value;
    pthread_mutex_unlock(&source->lock);
}

uint32_t memory_source_cancelled(memory_source *source)
{
    uint32_t cancelled = 0;

    pthread_mutex_lock(&source->lock);
    cancelled = source->cancelled;
    pthread_mutex_unlock(&source->lock);
    return cancelled;
}

uint32_t memory_source_retries(memory_source *source)
{
    uint32_t retries = 0;

    pthread_mutex_lock(&source->lock);
    retries = source->retries;
    pthread_mutex_unlock(&source->lock);
    return retries;
}

int64_t memory_source_waiting(memory_source *source)
{
    int64_t waiting = -1;

    pthread_mutex_lock(&source->lock);
    waiting = source->waiting;
    pthread_mutex_unlock(&source->lock);
    return waiting;
}
