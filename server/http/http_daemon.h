/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files around libmicrohttpd share. Only they include it. */
#ifndef TALLYSTICK_SERVER_HTTP_DAEMON_H
#define TALLYSTICK_SERVER_HTTP_DAEMON_H

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

#include "server/http/http.h"
#include "server/http/http_watch.h"

struct tsv_daemon {
    struct MHD_Daemon *mhd;
    tsv_watch *watch;
    unsigned request_s;
    unsigned idle_s;
    unsigned drain_s;
    unsigned hashing_max;
    atomic_bool stopping;
    pthread_mutex_t lock;
    pthread_cond_t quiet; /* in_flight may be 0 */
    /* Guarded by lock: */
    unsigned in_flight;
    unsigned hashing;
};

/* A request on its way, from its first byte of head to the end of its reply. */
typedef struct tsv_exchange {
    tsv_request request;
    tsv_watched *watched;
    unsigned refused; /* status decided before the body was read; 0: none */
    bool answered;
} tsv_exchange;

/* Turns the filled reply into a response and queues it. */
enum MHD_Result tsv_send(struct MHD_Connection *connection, tsv_exchange *exchange);

#endif
