/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The HTTP service (docs/openapi.yaml). */
#ifndef TALLYSTICK_SERVER_SERVE_H
#define TALLYSTICK_SERVER_SERVE_H

#include "base/cancel.h"
#include "base/error.h"
#include "base/log.h"
#include "server/data.h"

typedef struct tsv_serve_options {
    const char *listen;   /* HOST:PORT, [IPv6]:PORT; NULL: 127.0.0.1:8420. Port 0 picks one */
    const char *tls_cert; /* PEM files, both or none; needed unless the host is loopback */
    const char *tls_key;
    const char *port_file; /* written atomically with the port number once it accepts; may be NULL */
    unsigned threads;      /* 0: as many as processors, at least 4 */
} tsv_serve_options;

/*
 * Serves until stop is fired (main fires it on SIGTERM and SIGINT), then lets
 * requests in flight end, for a bounded time, and returns 0. TSB_ERR_INVALID: options that do not go
 * together (a usage mistake). Says "listening on URL" on stderr through log.
 */
int tsv_serve(tsv_data *data, const tsv_serve_options *options, const tsb_log *log, const tsb_cancel *stop,
              tsb_error *err) TSB_MUST_USE;

#endif
