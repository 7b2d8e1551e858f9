/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Connections to one server, kept alive from one exchange to the next, and run so that they can be cancelled. Inside
 * net/ only. */
#ifndef TALLYSTICK_NET_CONNECTIONS_H
#define TALLYSTICK_NET_CONNECTIONS_H

#include <curl/curl.h>
#include <pthread.h>

#include "base/cancel.h"

typedef struct tsn_connection {
    CURL *easy;
    CURLM *multi; /* holds the live socket */
    struct tsn_connection *next;
} tsn_connection;

typedef struct tsn_connections {
    pthread_mutex_t lock;
    /* Guarded by lock: */
    tsn_connection *idle;
    unsigned idle_count;
} tsn_connections;

/* After curl_global_init. */
void tsn_connections_init(tsn_connections *connections);
/* All that were taken are back. */
void tsn_connections_finish(tsn_connections *connections);

/* An idle one, or a new one, with no option of curl's set; NULL: out of memory. Any thread. */
tsn_connection *tsn_connections_take(tsn_connections *connections);
/* Keeps it for the next, or closes it. Any thread. */
void tsn_connections_give_back(tsn_connections *connections, tsn_connection *done);

/* Runs the transfer that was added to its multi handle to its end: 0, and *result. TSB_ERR_CANCELLED soon after cancel
 * (may be NULL) fired; TSB_ERR_INTERNAL: curl failed. */
int tsn_connection_drive(tsn_connection *on, const tsb_cancel *cancel, CURLcode *result);

#endif
