/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/pipeline/audio_ring.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct tsp_ring {
    unsigned rate;
    unsigned channels;
    unsigned capacity;
    pthread_mutex_t lock; /* guards all below */
    pthread_cond_t room;
    float *samples;
    unsigned first; /* frame */
    unsigned count; /* frames */
    int64_t end;    /* title time after the last frame */
    double speed;
    unsigned serial;
    bool ended;
    bool dry;
    bool closed;
};

tsp_ring *tsp_ring_create(unsigned rate, unsigned channels, unsigned capacity)
{
    tsp_ring *ring = calloc(1, sizeof *ring);
    if (!ring)
        return NULL;
    *ring = (tsp_ring){.rate = rate, .channels = channels, .capacity = capacity, .speed = 1, .serial = 1};
    ring->samples = calloc((size_t)capacity * channels, sizeof *ring->samples);
    if (!ring->samples)
        goto no_samples;
    if (pthread_mutex_init(&ring->lock, NULL))
        goto no_lock;
    if (pthread_cond_init(&ring->room, NULL))
        goto no_condition;
    return ring;

no_condition:
    pthread_mutex_destroy(&ring->lock);
no_lock:
    free(ring->samples);
no_samples:
    free(ring);
    return NULL;
}

void tsp_ring_destroy(tsp_ring **ring)
{
    if (!ring || !*ring)
        return;
    pthread_cond_destroy(&(*ring)->room);
    pthread_mutex_destroy(&(*ring)->lock);
    free((*ring)->samples);
    free(*ring);
    *ring = NULL;
}

unsigned tsp_ring_rate(const tsp_ring *ring)
{
    return ring->rate;
}

unsigned tsp_ring_channels(const tsp_ring *ring)
{
    return ring->channels;
}

static int64_t duration_of(const tsp_ring *ring, double frames)
{
    return (int64_t)(frames * (double)TSP_SECOND * ring->speed / ring->rate);
}

/* Samples from frame number at up to the ring's end, of as many frames. */
static size_t samples_to_end(const tsp_ring *ring, unsigned at, unsigned frames)
{
    unsigned room = ring->capacity - at;
    return (size_t)(room < frames ? room : frames) * ring->channels;
}

static void copy_in(tsp_ring *ring, unsigned at, const float *from, unsigned frames)
{
    size_t head = samples_to_end(ring, at, frames);
    size_t tail = (size_t)frames * ring->channels - head;
    memcpy(ring->samples + (size_t)at * ring->channels, from, head * sizeof *from);
    memcpy(ring->samples, from + head, tail * sizeof *from);
}

static void copy_out(const tsp_ring *ring, unsigned at, float *to, unsigned frames)
{
    size_t head = samples_to_end(ring, at, frames);
    size_t tail = (size_t)frames * ring->channels - head;
    memcpy(to, ring->samples + (size_t)at * ring->channels, head * sizeof *to);
    memcpy(to + head, ring->samples, tail * sizeof *to);
}

static enum tsp_queue_result wait_room(tsp_ring *ring, unsigned serial)
{
    for (;;) {
        if (ring->closed)
            return TSP_QUEUE_CLOSED;
        if (ring->serial != serial)
            return TSP_QUEUE_STALE;
        if (ring->count < ring->capacity)
            return TSP_QUEUE_OK;
        pthread_cond_wait(&ring->room, &ring->lock);
    }
}

enum tsp_queue_result tsp_ring_write(tsp_ring *ring, const float *samples, unsigned frames, int64_t time, double speed,
                                     unsigned serial)
{
    enum tsp_queue_result result = TSP_QUEUE_OK;
    unsigned written = 0;
    pthread_mutex_lock(&ring->lock);
    while (written < frames && (result = wait_room(ring, serial)) == TSP_QUEUE_OK) {
        unsigned room = ring->capacity - ring->count;
        unsigned now = frames - written < room ? frames - written : room;
        copy_in(ring, (ring->first + ring->count) % ring->capacity, samples + (size_t)written * ring->channels, now);
        ring->count += now;
        ring->speed = speed;
        written += now;
        ring->end = time + duration_of(ring, written);
        ring->dry = false;
    }
    pthread_mutex_unlock(&ring->lock);
    return result;
}

void tsp_ring_put_end(tsp_ring *ring, unsigned serial)
{
    pthread_mutex_lock(&ring->lock);
    if (ring->serial == serial)
        ring->ended = true;
    pthread_mutex_unlock(&ring->lock);
}

unsigned tsp_ring_read(tsp_ring *ring, float *samples, unsigned frames, int64_t *end_time)
{
    pthread_mutex_lock(&ring->lock);
    unsigned now = frames < ring->count ? frames : ring->count;
    copy_out(ring, ring->first, samples, now);
    ring->first = (ring->first + now) % ring->capacity;
    ring->count -= now;
    ring->dry = now < frames;
    *end_time = ring->end - duration_of(ring, ring->count);
    if (now > 0)
        pthread_cond_signal(&ring->room);
    pthread_mutex_unlock(&ring->lock);
    return now;
}

int64_t tsp_ring_ticks(tsp_ring *ring, double frames)
{
    pthread_mutex_lock(&ring->lock);
    int64_t ticks = duration_of(ring, frames);
    pthread_mutex_unlock(&ring->lock);
    return ticks;
}

void tsp_ring_reset(tsp_ring *ring, unsigned serial)
{
    pthread_mutex_lock(&ring->lock);
    ring->first = 0;
    ring->count = 0;
    ring->serial = serial;
    ring->ended = false;
    ring->dry = false;
    pthread_cond_broadcast(&ring->room);
    pthread_mutex_unlock(&ring->lock);
}

void tsp_ring_close(tsp_ring *ring)
{
    pthread_mutex_lock(&ring->lock);
    ring->closed = true;
    pthread_cond_broadcast(&ring->room);
    pthread_mutex_unlock(&ring->lock);
}

void tsp_ring_fill_get(tsp_ring *ring, tsp_ring_fill *out)
{
    pthread_mutex_lock(&ring->lock);
    *out = (tsp_ring_fill){
        .frames = ring->count,
        .duration = duration_of(ring, ring->count),
        .ended = ring->ended,
        .dry = ring->dry,
        .serial = ring->serial,
    };
    pthread_mutex_unlock(&ring->lock);
}
