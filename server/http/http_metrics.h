/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counters of the service, and their text for Prometheus. Any thread. */
#ifndef TALLYSTICK_SERVER_HTTP_METRICS_H
#define TALLYSTICK_SERVER_HTTP_METRICS_H

#include <stdatomic.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "server/copystream.h"
#include "server/http/routes.h"

enum tsv_view_event { TSV_VIEW_OPENED, TSV_VIEW_RESUMED, TSV_VIEW_VERIFIED, TSV_VIEW_REFUSED, TSV_VIEW_EVENTS };
enum tsv_sign_in_event { TSV_SIGN_IN_DONE, TSV_SIGN_IN_REFUSED, TSV_SIGN_IN_LIMITED, TSV_SIGN_IN_EVENTS };

/* Status codes counted one by one; others share the last slot. */
#define TSV_METRICS_STATUSES 20

/* Zero-initialise. */
typedef struct tsv_metrics {
    /* The last row is for requests no route matched. */
    atomic_uint_fast64_t requests[TSV_ROUTES_MAX + 1][TSV_METRICS_STATUSES];
    atomic_uint_fast64_t bytes; /* of bodies handed to the network */
    atomic_uint_fast64_t views[TSV_VIEW_EVENTS];
    atomic_uint_fast64_t sign_ins[TSV_SIGN_IN_EVENTS];
    atomic_uint_fast64_t keys;
    atomic_uint_fast64_t timeouts; /* connections cut for being too slow with a request */
} tsv_metrics;

/* route may be NULL. */
void tsv_metrics_request(tsv_metrics *metrics, const tsv_route *route, unsigned status);

/* Appends the text exposition format, version 0.0.4. */
int tsv_metrics_write(tsb_buffer *out, tsv_metrics *metrics, const tsv_streams_tally *tally, unsigned in_flight,
                      unsigned connections, tsb_error *err) TSB_MUST_USE;

#endif
