/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moving views to tokens and back. */
#include <stdio.h>
#include <string.h>

#include "net/client_internal.h"

TSN_DECODER(decode_export, export)
TSN_DECODER(decode_export_state, export_state)

int tsn_client_export(tsn_client *client, const tsn_export_request *request, tsn_export *out, const tsb_cancel *cancel,
                      tsn_refusal *refusal, tsb_error *err)
{
    tsb_buffer body;
    *out = (tsn_export){0};
    if (refusal)
        *refusal = (tsn_refusal){0};
    tsb_buffer_init(&body, TSN_REQUEST_MAX);
    int rc = tsn_export_request_encode(&body, request, err);
    if (rc == 0) {
        tsn_call what = {.method = "POST", .path = "/v1/exports", .body = &body, .cancel = cancel, .refusal = refusal};
        rc = tsn_client_ask_again(client, &what, decode_export, out, err);
    }
    tsb_buffer_finish(&body);
    return rc;
}

/* Both show a record; the server takes the same one twice. */
static int show(tsn_client *client, const tss_id *export, const char *verb, const uint8_t record[TSN_RECORD_SIZE],
                tsn_export_state *out, const tsb_cancel *cancel, tsn_refusal *refusal, tsb_error *err)
{
    char id[TSS_ID_TEXT_SIZE];
    char path[64];
    tsb_buffer body;
    tsn_export_report report;
    *out = (tsn_export_state){0};
    if (refusal)
        *refusal = (tsn_refusal){0};
    memcpy(report.record, record, sizeof report.record);
    tss_id_format(id, export);
    (void)snprintf(path, sizeof path, "/v1/exports/%s/%s", id, verb);
    tsb_buffer_init(&body, TSN_REQUEST_MAX);
    int rc = tsn_export_report_encode(&body, &report, err);
    if (rc == 0) {
        tsn_call what = {.method = "POST", .path = path, .body = &body, .cancel = cancel, .refusal = refusal};
        rc = tsn_client_ask_again(client, &what, decode_export_state, out, err);
    }
    tsb_buffer_finish(&body);
    return rc;
}

int tsn_client_export_report(tsn_client *client, const tss_id *export, const uint8_t record[TSN_RECORD_SIZE],
                             tsn_export_state *out, const tsb_cancel *cancel, tsn_refusal *refusal, tsb_error *err)
{
    return show(client, export, "report", record, out, cancel, refusal, err);
}

int tsn_client_export_return(tsn_client *client, const tss_id *export, const uint8_t record[TSN_RECORD_SIZE],
                             tsn_export_state *out, const tsb_cancel *cancel, tsn_refusal *refusal, tsb_error *err)
{
    return show(client, export, "return", record, out, cancel, refusal, err);
}
