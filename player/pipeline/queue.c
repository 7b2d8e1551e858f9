/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/pipeline/queue.h"

#include <pthread.h>
#include <stdlib.h>

struct entry {
    void *item;
    size_t bytes;
    int64_t duration;
};

struct tsp_queue {
    tsp_queue_limits limits;
    tsp_queue_release *release;
    pthread_mutex_t lock; /* guards all below */
    pthread_cond_t changed;
    struct entry *entries; /* a ring of limits.count */
    unsigned first;
    tsp_queue_fill fill;
    unsigned waiting; /* producers that wait for room */
    unsigned serial;
    bool reset; /* the consumer has not been told of this run yet */
    bool end_told;
    bool closed;
};

tsp_queue *tsp_queue_create(const tsp_queue_limits *limits, tsp_queue_release *release)
{
    tsp_queue *queue = calloc(1, sizeof *queue);
    if (!queue)
        return NULL;
    queue->limits = *limits;
    queue->release = release;
    queue->serial = 1;
    queue->entries = calloc(limits->count, sizeof *queue->entries);
    if (!queue->entries)
        goto no_entries;
    if (pthread_mutex_init(&queue->lock, NULL))
        goto no_lock;
    if (pthread_cond_init(&queue->changed, NULL))
        goto no_condition;
    return queue;

no_condition:
    pthread_mutex_destroy(&queue->lock);
no_lock:
    free(queue->entries);
no_entries:
    free(queue);
    return NULL;
}

static void drop_all(tsp_queue *queue)
{
    for (unsigned i = 0; i < queue->fill.count; i++)
        queue->release(queue->entries[(queue->first + i) % queue->limits.count].item);
    queue->first = 0;
    queue->fill = (tsp_queue_fill){0};
}

void tsp_queue_destroy(tsp_queue **queue)
{
    if (!queue || !*queue)
        return;
    drop_all(*queue);
    pthread_cond_destroy(&(*queue)->changed);
    pthread_mutex_destroy(&(*queue)->lock);
    free((*queue)->entries);
    free(*queue);
    *queue = NULL;
}

static bool full(const tsp_queue *queue, size_t bytes)
{
    const tsp_queue_fill *fill = &queue->fill;
    if (fill->count == 0)
        return false;
    return fill->count >= queue->limits.count || fill->bytes + bytes > queue->limits.bytes ||
           fill->duration >= queue->limits.duration;
}

static enum tsp_queue_result producer_state(const tsp_queue *queue, unsigned serial)
{
    if (queue->closed)
        return TSP_QUEUE_CLOSED;
    return queue->serial == serial ? TSP_QUEUE_OK : TSP_QUEUE_STALE;
}

enum tsp_queue_result tsp_queue_put(tsp_queue *queue, void *item, size_t bytes, int64_t duration, unsigned serial)
{
    pthread_mutex_lock(&queue->lock);
    queue->waiting++;
    enum tsp_queue_result result = producer_state(queue, serial);
    while (result == TSP_QUEUE_OK && full(queue, bytes)) {
        pthread_cond_wait(&queue->changed, &queue->lock);
        result = producer_state(queue, serial);
    }
    queue->waiting--;
    if (result == TSP_QUEUE_OK) {
        unsigned last = (queue->first + queue->fill.count) % queue->limits.count;
        queue->entries[last] = (struct entry){item, bytes, duration};
        queue->fill.count++;
        queue->fill.bytes += bytes;
        queue->fill.duration += duration;
        pthread_cond_broadcast(&queue->changed);
    }
    pthread_mutex_unlock(&queue->lock);
    return result;
}

void tsp_queue_put_end(tsp_queue *queue, unsigned serial)
{
    pthread_mutex_lock(&queue->lock);
    if (producer_state(queue, serial) == TSP_QUEUE_OK) {
        queue->fill.ended = true;
        pthread_cond_broadcast(&queue->changed);
    }
    pthread_mutex_unlock(&queue->lock);
}

/* Under the lock. */
static enum tsp_queue_result take(tsp_queue *queue, void **item, unsigned *serial)
{
    if (queue->closed)
        return TSP_QUEUE_CLOSED;
    *serial = queue->serial;
    if (queue->reset) {
        queue->reset = false;
        return TSP_QUEUE_RESET;
    }
    if (queue->fill.count == 0)
        return queue->fill.ended ? TSP_QUEUE_END : TSP_QUEUE_EMPTY;
    struct entry *entry = &queue->entries[queue->first];
    *item = entry->item;
    queue->first = (queue->first + 1) % queue->limits.count;
    queue->fill.count--;
    queue->fill.bytes -= entry->bytes;
    queue->fill.duration -= entry->duration;
    pthread_cond_broadcast(&queue->changed);
    return TSP_QUEUE_OK;
}

enum tsp_queue_result tsp_queue_get(tsp_queue *queue, void **item, unsigned *serial)
{
    pthread_mutex_lock(&queue->lock);
    enum tsp_queue_result result = TSP_QUEUE_EMPTY;
    while ((result = take(queue, item, serial)) == TSP_QUEUE_EMPTY || (result == TSP_QUEUE_END && queue->end_told))
        pthread_cond_wait(&queue->changed, &queue->lock);
    if (result == TSP_QUEUE_END)
        queue->end_told = true;
    pthread_mutex_unlock(&queue->lock);
    return result;
}

enum tsp_queue_result tsp_queue_try_get(tsp_queue *queue, void **item, unsigned *serial)
{
    pthread_mutex_lock(&queue->lock);
    enum tsp_queue_result result = take(queue, item, serial);
    pthread_mutex_unlock(&queue->lock);
    return result;
}

void tsp_queue_reset(tsp_queue *queue, unsigned serial)
{
    pthread_mutex_lock(&queue->lock);
    drop_all(queue);
    queue->serial = serial;
    queue->reset = true;
    queue->end_told = false;
    pthread_cond_broadcast(&queue->changed);
    pthread_mutex_unlock(&queue->lock);
}

void tsp_queue_close(tsp_queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    queue->closed = true;
    pthread_cond_broadcast(&queue->changed);
    pthread_mutex_unlock(&queue->lock);
}

void tsp_queue_fill_get(tsp_queue *queue, tsp_queue_fill *out)
{
    pthread_mutex_lock(&queue->lock);
    *out = queue->fill;
    out->blocked = queue->waiting > 0 && full(queue, 1);
    pthread_mutex_unlock(&queue->lock);
}
