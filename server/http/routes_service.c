/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the service says about itself. */
#include <stdio.h>
#include <string.h>

#include "server/http/http.h"
#include "server/http/routes.h"

void tsv_get_health(tsv_request *request)
{
    tsb_error error = {0};
    char name[TSV_NAME_SIZE];
    /* Alive means that the database answers too. */
    int rc = tsv_store_setting_get(request->service->data->store, "name", name, &error);
    if (rc != 0 && rc != TSB_ERR_NOT_FOUND) {
        tsb_error_log(&request->service->log, "health: %s", error.text);
        tsv_reply_error(request, 503, "unhealthy", "The server's database does not answer.");
        return;
    }
    tsv_reply_json(request, 200, tsb_buffer_printf(&request->reply.body, &error, "{\"status\":\"ok\"}"), &error);
}

void tsv_get_metrics(tsv_request *request)
{
    tsb_error error = {0};
    tsv_streams_tally tally = {0};
    tsv_service *service = request->service;
    if (!request->local) {
        tsv_reply_error(request, 403, "local_only", "Metrics are given to programs on the server itself.");
        return;
    }
    tsv_streams_tally_get(service->streams, &tally);
    int rc = tsv_metrics_write(&request->reply.body, &service->metrics, &tally, tsv_service_in_flight(service),
                               tsv_service_connections(service), &error);
    tsv_reply_json(request, 200, rc, &error);
    if (rc == 0)
        request->reply.type = "text/plain; version=0.0.4; charset=utf-8";
}

void tsv_get_server(tsv_request *request)
{
    tsb_error error = {0};
    tsn_server_info info = {0};
    const tsv_data *data = request->service->data;
    (void)snprintf(info.name, sizeof info.name, "%s", data->name);
    (void)snprintf(info.version, sizeof info.version, "%s", TALLYSTICK_VERSION);
    memcpy(info.signing_key, data->signing_public, TSS_KEY_SIZE);
    int rc = tss_fingerprint(info.fingerprint, data->signing_public, &error);
    if (rc == 0)
        rc = tsn_server_info_encode(&request->reply.body, &info, &error);
    tsv_reply_json(request, 200, rc, &error);
}
