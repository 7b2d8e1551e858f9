/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/http/http_metrics.h"

#include <inttypes.h>

static const unsigned statuses[TSV_METRICS_STATUSES - 1] = {200, 201, 204, 206, 304, 400, 401, 403, 404, 405,
                                                            408, 411, 413, 415, 416, 422, 429, 500, 503};
static const char *const view_events[TSV_VIEW_EVENTS] = {"opened", "resumed", "verified", "refused"};
static const char *const sign_in_events[TSV_SIGN_IN_EVENTS] = {"done", "refused", "limited"};

void tsv_metrics_request(tsv_metrics *metrics, const tsv_route *route, unsigned status)
{
    size_t count = 0;
    size_t row = TSV_ROUTES_MAX;
    unsigned column = 0;
    const tsv_route *routes = tsv_routes(&count);
    if (route)
        row = (size_t)(route - routes);
    while (column < TSV_METRICS_STATUSES - 1 && statuses[column] != status)
        column++;
    atomic_fetch_add(&metrics->requests[row][column], 1);
}

static int write_requests(tsb_buffer *out, tsv_metrics *metrics, tsb_error *err)
{
    size_t count = 0;
    const tsv_route *routes = tsv_routes(&count);
    int rc = tsb_buffer_printf(out, err,
                               "# HELP tallystick_requests_total Requests answered, by route and status.\n"
                               "# TYPE tallystick_requests_total counter\n");
    for (size_t row = 0; rc == 0 && row <= TSV_ROUTES_MAX; row++) {
        for (unsigned column = 0; rc == 0 && column < TSV_METRICS_STATUSES; column++) {
            uint64_t number = atomic_load(&metrics->requests[row][column]);
            if (number == 0)
                continue;
            rc = tsb_buffer_printf(out, err,
                                   "tallystick_requests_total{method=\"%s\",route=\"%s\",code=\"%u\"} %" PRIu64 "\n",
                                   row < count ? routes[row].method : "", row < count ? routes[row].pattern : "none",
                                   column < TSV_METRICS_STATUSES - 1 ? statuses[column] : 0, number);
        }
    }
    return rc;
}

static int write_events(tsb_buffer *out, const char *name, const char *help, atomic_uint_fast64_t *values,
                        const char *const *labels, unsigned count, tsb_error *err)
{
    int rc = tsb_buffer_printf(out, err, "# HELP tallystick_%s_total %s\n# TYPE tallystick_%s_total counter\n", name,
                               help, name);
    for (unsigned i = 0; rc == 0 && i < count; i++)
        rc = tsb_buffer_printf(out, err, "tallystick_%s_total{event=\"%s\"} %" PRIu64 "\n", name, labels[i],
                               (uint64_t)atomic_load(&values[i]));
    return rc;
}

static int write_number(tsb_buffer *out, const char *name, const char *type, const char *help, double value,
                        tsb_error *err)
{
    return tsb_buffer_printf(out, err, "# HELP tallystick_%s %s\n# TYPE tallystick_%s %s\ntallystick_%s %.15g\n", name,
                             help, name, type, name, value);
}

int tsv_metrics_write(tsb_buffer *out, tsv_metrics *metrics, const tsv_streams_tally *tally, unsigned in_flight,
                      unsigned connections, tsb_error *err)
{
    const struct {
        const char *name;
        const char *type;
        const char *help;
        double value;
    } numbers[] = {
        {"sent_bytes_total", "counter", "Bytes of reply bodies.", (double)atomic_load(&metrics->bytes)},
        {"keys_total", "counter", "Window keys handed out.", (double)atomic_load(&metrics->keys)},
        {"slow_connections_total", "counter", "Connections cut because a request did not arrive in time.",
         (double)atomic_load(&metrics->timeouts)},
        {"chunks_split_total", "counter", "Chunks split on demand.", (double)tally->chunks_split},
        {"chunks_cached_total", "counter", "Chunks found split in the cache.", (double)tally->chunks_cached},
        {"split_seconds_total", "counter", "Processor time spent splitting.", tally->split_seconds},
        {"split_cache_bytes", "gauge", "Bytes of split chunks held.", (double)tally->cache_bytes},
        {"requests_in_flight", "gauge", "Requests being answered.", (double)in_flight},
        {"connections", "gauge", "Open connections.", (double)connections},
    };
    int rc = write_requests(out, metrics, err);
    if (rc == 0)
        rc = write_events(out, "views", "Views, by what became of the request.", metrics->views, view_events,
                          TSV_VIEW_EVENTS, err);
    if (rc == 0)
        rc = write_events(out, "sign_ins", "Sign-ins, by what became of them.", metrics->sign_ins, sign_in_events,
                          TSV_SIGN_IN_EVENTS, err);
    for (size_t i = 0; rc == 0 && i < TSB_COUNT(numbers); i++)
        rc = write_number(out, numbers[i].name, numbers[i].type, numbers[i].help, numbers[i].value, err);
    return rc;
}
