/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The HTTP service: a daemon of libmicrohttpd, and what the routes share. */
#ifndef TALLYSTICK_SERVER_HTTP_H
#define TALLYSTICK_SERVER_HTTP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/log.h"
#include "server/data.h"
#include "server/http/http_limit.h"
#include "server/http/http_metrics.h"
#include "server/http/http_request.h"

/* Zero: the default. */
typedef struct tsv_service_options {
    unsigned threads;     /* as many as processors, at least 4 */
    unsigned connections; /* 1024 in all */
    unsigned per_address; /* 64 from one address; machine-local peers included */
    unsigned request_s;   /* 20: a request's head must be here by then, and its body by then again */
    unsigned idle_s;      /* 60: a kept-alive connection without a request, or a reply nobody reads */
    unsigned drain_s;     /* 10: given to requests in flight when the service stops */
    const char *tls_cert; /* PEM text; NULL: plain http */
    const char *tls_key;
} tsv_service_options;

/* What routes work with; constant once started, but for what locks itself. */
struct tsv_service {
    tsv_data *data;
    tsb_log log;
    tsv_streams *streams;
    tsv_guesses *guesses_user;
    tsv_guesses *guesses_address;
    tsv_paces *paces;
    tsv_metrics metrics;
    struct tsv_daemon *daemon; /* http.c's own */
};

/* Takes over the listening socket, on success and on failure. Returns once connections are accepted. */
int tsv_service_start(tsv_service **out, tsv_data *data, int listener, const tsv_service_options *options,
                      const tsb_log *log, tsb_error *err) TSB_MUST_USE;

/* Accepts nobody any more, lets requests in flight end for drain_s at most, then ends. */
void tsv_service_stop(tsv_service **service);

unsigned tsv_service_in_flight(tsv_service *service);
unsigned tsv_service_connections(tsv_service *service);

/* Room to hash one more password at this moment; each takes 32 MiB. Leave after a successful enter. */
bool tsv_service_enter_hashing(tsv_service *service);
void tsv_service_leave_hashing(tsv_service *service);

#endif
