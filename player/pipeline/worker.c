/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/pipeline/worker.h"

static void take(tsp_worker *worker, AVPacket *packet)
{
    worker->ops->take(worker->context, packet);
    av_packet_free(&packet);
}

static void *run_thread(void *context)
{
    tsp_worker *worker = context;
    for (;;) {
        void *item = NULL;
        switch (tsp_queue_get(worker->packets, &item, &worker->serial)) {
        case TSP_QUEUE_OK:
            take(worker, item);
            break;
        case TSP_QUEUE_RESET:
            if (worker->ops->begin)
                worker->ops->begin(worker->context);
            break;
        case TSP_QUEUE_END:
            worker->ops->end(worker->context);
            break;
        default:
            return NULL;
        }
    }
}

int tsp_worker_start(tsp_worker *worker, const struct tsp_worker_ops *ops, void *context, tsp_queue *packets,
                     tsb_error *err)
{
    worker->ops = ops;
    worker->context = context;
    worker->packets = packets;
    return pthread_create(&worker->thread, NULL, run_thread, worker) == 0
               ? 0
               : tsb_fail(err, TSB_ERR_INTERNAL, "No thread can be started to decode the film");
}

void tsp_worker_join(tsp_worker *worker)
{
    pthread_join(worker->thread, NULL);
}
