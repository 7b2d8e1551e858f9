/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A decoding thread: takes what a queue of packets gives, one after the other, until the queue is closed. */
#ifndef TALLYSTICK_PLAYER_WORKER_H
#define TALLYSTICK_PLAYER_WORKER_H

#include <pthread.h>

#include <libavcodec/avcodec.h>

#include "base/error.h"
#include "player/pipeline/queue.h"

/* Called on the thread with the context. */
struct tsp_worker_ops {
    void (*take)(void *context, const AVPacket *packet);
    void (*begin)(void *context); /* another run begins: forget what came before; may be NULL */
    void (*end)(void *context);   /* the run is over: give what is held back */
};

typedef struct tsp_worker {
    const struct tsp_worker_ops *ops;
    void *context;
    tsp_queue *packets;
    unsigned serial; /* of the present run; the thread's own */
    pthread_t thread;
} tsp_worker;

/* Begins. All that is given, and the worker, outlive the thread. */
int tsp_worker_start(tsp_worker *worker, const struct tsp_worker_ops *ops, void *context, tsp_queue *packets,
                     tsb_error *err) TSB_MUST_USE;
/* Waits for its end. The queue, and whatever the calls may wait for, must have been closed. */
void tsp_worker_join(tsp_worker *worker);

#endif
