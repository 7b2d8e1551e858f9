/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/pipeline/subtitles.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "player/dvd/ticks.h"

/* Packets are read a few seconds ahead; what 32 streams show in that time is far less. */
#define UNITS_MAX 512u
#define BYTES_MAX (4u << 20)

struct stored {
    unsigned stream;
    int64_t time;
    uint64_t number;
    size_t size;
    uint8_t bytes[];
};

/* A unit whose end has not come yet. */
struct partial {
    struct stored *unit; /* NULL: none */
    size_t filled;
};

struct tsp_subtitles {
    pthread_mutex_t lock; /* guards all below */
    unsigned serial;
    uint64_t numbers;                /* given out */
    struct stored *units[UNITS_MAX]; /* a ring, in the order they came */
    unsigned first;
    unsigned count;
    size_t bytes;
    struct partial partials[TSP_SUBPICTURE_STREAMS];
    struct partial back[TSP_SUBPICTURE_STREAMS]; /* of units from before the run */
};

tsp_subtitles *tsp_subtitles_create(void)
{
    tsp_subtitles *subtitles = calloc(1, sizeof *subtitles);
    if (!subtitles)
        return NULL;
    subtitles->serial = 1;
    if (pthread_mutex_init(&subtitles->lock, NULL) == 0)
        return subtitles;
    free(subtitles);
    return NULL;
}

static void drop_first(tsp_subtitles *subtitles)
{
    struct stored *unit = subtitles->units[subtitles->first];
    subtitles->first = (subtitles->first + 1) % UNITS_MAX;
    subtitles->count--;
    subtitles->bytes -= unit->size;
    free(unit);
}

static void drop_partial(struct partial *partial)
{
    free(partial->unit);
    *partial = (struct partial){0};
}

static void drop_partials(struct partial partials[TSP_SUBPICTURE_STREAMS])
{
    for (unsigned stream = 0; stream < TSP_SUBPICTURE_STREAMS; stream++)
        drop_partial(&partials[stream]);
}

static void drop_all(tsp_subtitles *subtitles)
{
    while (subtitles->count > 0)
        drop_first(subtitles);
    drop_partials(subtitles->partials);
    drop_partials(subtitles->back);
}

void tsp_subtitles_destroy(tsp_subtitles **subtitles)
{
    if (!subtitles || !*subtitles)
        return;
    drop_all(*subtitles);
    pthread_mutex_destroy(&(*subtitles)->lock);
    free(*subtitles);
    *subtitles = NULL;
}

void tsp_subtitles_reset(tsp_subtitles *subtitles, unsigned serial)
{
    pthread_mutex_lock(&subtitles->lock);
    drop_all(subtitles);
    subtitles->serial = serial;
    pthread_mutex_unlock(&subtitles->lock);
}

static void keep(tsp_subtitles *subtitles, struct partial *partial)
{
    struct stored *unit = partial->unit;
    *partial = (struct partial){0};
    while (subtitles->count > 0 && (subtitles->count == UNITS_MAX || subtitles->bytes + unit->size > BYTES_MAX))
        drop_first(subtitles);
    unit->number = ++subtitles->numbers;
    subtitles->units[(subtitles->first + subtitles->count) % UNITS_MAX] = unit;
    subtitles->count++;
    subtitles->bytes += unit->size;
}

/* A packet with a time stamp begins a unit, whose first two bytes are its size. */
static void begin(struct partial *partial, unsigned stream, const uint8_t *bytes, size_t size, int64_t time)
{
    drop_partial(partial);
    size_t whole = size >= 2 ? tsb_load16(bytes) : 0;
    if (whole == 0)
        return;
    partial->unit = malloc(sizeof *partial->unit + whole);
    if (partial->unit)
        *partial->unit = (struct stored){.stream = stream, .time = time, .size = whole};
}

static void gather(tsp_subtitles *subtitles, struct partial *partial, unsigned stream, const uint8_t *bytes,
                   size_t size, int64_t time)
{
    if (time != TSP_NO_TIME)
        begin(partial, stream, bytes, size, time);
    if (!partial->unit)
        return;
    size_t rest = partial->unit->size - partial->filled;
    size_t taken = size < rest ? size : rest;
    memcpy(partial->unit->bytes + partial->filled, bytes, taken);
    partial->filled += taken;
    if (partial->filled == partial->unit->size)
        keep(subtitles, partial);
}

static void push(tsp_subtitles *subtitles, struct partial partials[TSP_SUBPICTURE_STREAMS], unsigned stream,
                 const uint8_t *bytes, size_t size, int64_t time, unsigned serial)
{
    if (stream >= TSP_SUBPICTURE_STREAMS)
        return;
    pthread_mutex_lock(&subtitles->lock);
    if (serial == subtitles->serial)
        gather(subtitles, &partials[stream], stream, bytes, size, time);
    pthread_mutex_unlock(&subtitles->lock);
}

void tsp_subtitles_push(tsp_subtitles *subtitles, unsigned stream, const uint8_t *bytes, size_t size, int64_t time,
                        unsigned serial)
{
    push(subtitles, subtitles->partials, stream, bytes, size, time, serial);
}

void tsp_subtitles_look_back(tsp_subtitles *subtitles)
{
    pthread_mutex_lock(&subtitles->lock);
    drop_partials(subtitles->back);
    pthread_mutex_unlock(&subtitles->lock);
}

void tsp_subtitles_push_back(tsp_subtitles *subtitles, unsigned stream, const uint8_t *bytes, size_t size, int64_t time,
                             unsigned serial)
{
    push(subtitles, subtitles->back, stream, bytes, size, time, serial);
}

bool tsp_subtitles_back_is_due(tsp_subtitles *subtitles)
{
    bool due = false;
    pthread_mutex_lock(&subtitles->lock);
    for (unsigned stream = 0; stream < TSP_SUBPICTURE_STREAMS; stream++)
        due = due || subtitles->back[stream].unit;
    pthread_mutex_unlock(&subtitles->lock);
    return due;
}

static const struct stored *find(const tsp_subtitles *subtitles, unsigned stream, int64_t time)
{
    const struct stored *found = NULL;
    for (unsigned i = 0; i < subtitles->count; i++) {
        const struct stored *unit = subtitles->units[(subtitles->first + i) % UNITS_MAX];
        if (unit->stream == stream && unit->time <= time && (!found || unit->time >= found->time))
            found = unit;
    }
    return found;
}

bool tsp_subtitles_due(tsp_subtitles *subtitles, unsigned stream, int64_t time, tsp_unit *out)
{
    pthread_mutex_lock(&subtitles->lock);
    const struct stored *unit = find(subtitles, stream, time);
    if (!unit) {
        out->size = 0;
        out->number = 0;
    } else if (out->number != unit->number) {
        out->stream = unit->stream;
        out->time = unit->time;
        out->number = unit->number;
        out->size = unit->size;
        memcpy(out->bytes, unit->bytes, unit->size);
    }
    pthread_mutex_unlock(&subtitles->lock);
    return unit != NULL;
}
