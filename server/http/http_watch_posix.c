/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/http/http_watch.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "base/cancel.h"
#include "base/clock.h"

#define LOOK_EVERY_MS 250u

struct tsv_watched {
    int descriptor;
    uint64_t deadline; /* ms; 0: none */
    tsv_watched *previous;
    tsv_watched *next;
};

struct tsv_watch {
    pthread_t thread;
    tsb_cancel *stop;
    atomic_uint_fast64_t *cut;
    pthread_mutex_t lock;
    /* Guarded by lock: */
    tsv_watched *first;
    unsigned count;
};

static void cut_late(tsv_watch *watch)
{
    uint64_t now = tsb_clock_ms();
    pthread_mutex_lock(&watch->lock);
    for (tsv_watched *watched = watch->first; watched; watched = watched->next) {
        if (watched->deadline == 0 || now < watched->deadline)
            continue;
        /* The HTTP library sees the end of the connection and closes it. */
        (void)shutdown(watched->descriptor, SHUT_RDWR);
        watched->deadline = 0;
        atomic_fetch_add(watch->cut, 1);
    }
    pthread_mutex_unlock(&watch->lock);
}

static void *run(void *argument)
{
    tsv_watch *watch = argument;
    while (tsb_cancel_sleep(watch->stop, LOOK_EVERY_MS) == 0)
        cut_late(watch);
    return NULL;
}

int tsv_watch_create(tsv_watch **out, atomic_uint_fast64_t *cut, tsb_error *err)
{
    tsv_watch *watch = calloc(1, sizeof *watch);
    if (!watch)
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory");
    watch->cut = cut;
    int rc = tsb_cancel_create(&watch->stop, err);
    if (rc == 0) {
        pthread_mutex_init(&watch->lock, NULL);
        if (pthread_create(&watch->thread, NULL, run, watch) == 0) {
            *out = watch;
            return 0;
        }
        pthread_mutex_destroy(&watch->lock);
        rc = tsb_fail(err, TSB_ERR_MEMORY, "no thread can be started");
    }
    tsb_cancel_destroy(&watch->stop);
    free(watch);
    return rc;
}

void tsv_watch_destroy(tsv_watch **watch)
{
    if (!watch || !*watch)
        return;
    tsb_cancel_fire((*watch)->stop);
    pthread_join((*watch)->thread, NULL);
    tsb_cancel_destroy(&(*watch)->stop);
    pthread_mutex_destroy(&(*watch)->lock);
    free(*watch);
    *watch = NULL;
}

tsv_watched *tsv_watch_add(tsv_watch *watch, int descriptor, unsigned seconds)
{
    tsv_watched *watched = calloc(1, sizeof *watched);
    if (!watched)
        return NULL;
    watched->descriptor = descriptor;
    watched->deadline = tsb_clock_ms() + seconds * 1000u;
    pthread_mutex_lock(&watch->lock);
    watched->next = watch->first;
    if (watched->next)
        watched->next->previous = watched;
    watch->first = watched;
    watch->count++;
    pthread_mutex_unlock(&watch->lock);
    return watched;
}

void tsv_watch_remove(tsv_watch *watch, tsv_watched *watched)
{
    if (!watched)
        return;
    pthread_mutex_lock(&watch->lock);
    if (watched->previous)
        watched->previous->next = watched->next;
    else
        watch->first = watched->next;
    if (watched->next)
        watched->next->previous = watched->previous;
    watch->count--;
    pthread_mutex_unlock(&watch->lock);
    free(watched);
}

void tsv_watch_set(tsv_watch *watch, tsv_watched *watched, unsigned seconds)
{
    if (!watched)
        return;
    pthread_mutex_lock(&watch->lock);
    watched->deadline = seconds == 0 ? 0 : tsb_clock_ms() + seconds * 1000u;
    pthread_mutex_unlock(&watch->lock);
}

unsigned tsv_watch_count(tsv_watch *watch)
{
    pthread_mutex_lock(&watch->lock);
    unsigned count = watch->count;
    pthread_mutex_unlock(&watch->lock);
    return count;
}
