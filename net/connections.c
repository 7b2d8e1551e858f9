/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/connections.h"

#include <stdlib.h>

/* Idle ones kept for the next exchange. */
#define IDLE_MAX 4
#define WAIT_MS  1000

void tsn_connections_init(tsn_connections *connections)
{
    *connections = (tsn_connections){.idle = NULL};
    pthread_mutex_init(&connections->lock, NULL);
}

static void drop(tsn_connection *gone)
{
    if (!gone)
        return;
    curl_easy_cleanup(gone->easy);
    curl_multi_cleanup(gone->multi);
    free(gone);
}

void tsn_connections_finish(tsn_connections *connections)
{
    while (connections->idle) {
        tsn_connection *next = connections->idle->next;
        drop(connections->idle);
        connections->idle = next;
    }
    pthread_mutex_destroy(&connections->lock);
}

tsn_connection *tsn_connections_take(tsn_connections *connections)
{
    pthread_mutex_lock(&connections->lock);
    tsn_connection *taken = connections->idle;
    if (taken) {
        connections->idle = taken->next;
        connections->idle_count--;
    }
    pthread_mutex_unlock(&connections->lock);
    if (taken)
        return taken;
    taken = calloc(1, sizeof *taken);
    if (!taken)
        return NULL;
    taken->easy = curl_easy_init();
    taken->multi = curl_multi_init();
    if (!taken->easy || !taken->multi) {
        drop(taken);
        return NULL;
    }
    return taken;
}

void tsn_connections_give_back(tsn_connections *connections, tsn_connection *done)
{
    curl_easy_reset(done->easy);
    pthread_mutex_lock(&connections->lock);
    if (connections->idle_count < IDLE_MAX) {
        done->next = connections->idle;
        connections->idle = done;
        connections->idle_count++;
        done = NULL;
    }
    pthread_mutex_unlock(&connections->lock);
    drop(done);
}

int tsn_connection_drive(tsn_connection *on, const tsb_cancel *cancel, CURLcode *result)
{
    struct curl_waitfd extra = {.fd = (curl_socket_t)tsb_cancel_descriptor(cancel), .events = CURL_WAIT_POLLIN};
    unsigned extras = cancel ? 1 : 0;
    int running = 1;
    while (running > 0) {
        if (tsb_cancel_fired(cancel))
            return TSB_ERR_CANCELLED;
        if (curl_multi_perform(on->multi, &running) != CURLM_OK)
            return TSB_ERR_INTERNAL;
        if (running > 0 && curl_multi_poll(on->multi, extras ? &extra : NULL, extras, WAIT_MS, NULL) != CURLM_OK)
            return TSB_ERR_INTERNAL;
    }
    int left = 0;
    const CURLMsg *message = NULL;
    while ((message = curl_multi_info_read(on->multi, &left)) != NULL)
        if (message->msg == CURLMSG_DONE)
            *result = message->data.result;
    return 0;
}
