/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Views moved to tokens: export, report, return. */
#include <string.h>

#include "server/exports.h"
#include "server/http/http.h"
#include "server/http/routes.h"
#include "token/counter.h"

_Static_assert(TSN_LICENCE_MAX == TSV_LICENCE_MAX && TSN_RECORD_SIZE == TST_RECORD_SIZE &&
                   TSN_SERIAL_SIZE == TST_SERIAL_SIZE && TSN_EXPORT_DEVICES_MAX + 1 == TST_LICENCE_DEVICES_MAX,
               "the protocol carries what tokens hold");

static void refuse(tsv_request *request, enum tsv_export_refusal refusal, const tsv_export *export)
{
    switch (refusal) {
    case TSV_EXPORT_REFUSED_TOO_FEW:
        if (export->account_views_left == 0)
            tsv_reply_error(request, 403, "no_views_left", "No views are left on this disc to move to a token.");
        else
            tsv_reply_error(request, 403, "too_few_views", "Only %u of this disc's views are left: move fewer.",
                            export->account_views_left);
        break;
    case TSV_EXPORT_REFUSED_RESTORED:
        tsv_reply_error(request, 403, "token_restored",
                        "This token was restored from an older copy; its licence is no longer valid. Ask the "
                        "distributor to have the token written again.");
        break;
    case TSV_EXPORT_REFUSED_NOT_GIVEN:
        tsv_reply_error(request, 403, "views_on_token", "The token still holds its views: nothing was given back.");
        break;
    case TSV_EXPORT_REFUSED_USED:
        tsv_reply_error(request, 403, "request_used",
                        "The licence of this request was on a token already. Have the token written again.");
        break;
    case TSV_EXPORT_REFUSED_NOT_YOUR_COPY:
    case TSV_EXPORT_NOT_REFUSED:
        tsv_reply_error(request, 403, "not_your_copy", "This disc belongs to another user's account.");
        break;
    }
}

/* Replies to what failed; export's views are for the sentence. */
static void reply_failed(tsv_request *request, int rc, enum tsv_export_refusal refusal, const tsv_export *export,
                         const tsb_error *err)
{
    if (rc == TSB_ERR_DENIED)
        refuse(request, refusal, export);
    else if (rc == TSB_ERR_INVALID)
        tsv_reply_error(request, 400, "bad_request", "The request is not understood: %s.", err->text);
    else
        tsv_reply_failure(request, err);
}

static bool read_request(tsv_request *request, tsn_export_request *asked)
{
    tsb_error error = {0};
    int rc = tsn_export_request_decode(asked, request->body.bytes, request->body.size, &error);
    if (rc == 0 && asked->views == 0)
        rc = tsb_fail(&error, TSB_ERR_INVALID, "\"views\" must be at least 1");
    if (rc != 0)
        tsv_reply_error(request, 400, "bad_request", "The request is not understood: %s.", error.text);
    return rc == 0;
}

/* The keys of the devices that are named, behind that of the one that asks; false when it replied. */
static bool find_devices(tsv_request *request, const tsn_export_request *asked, tsv_export_order *order)
{
    memcpy(order->devices[0], asked->device_key, TSS_KEY_SIZE);
    order->device_count = 1;
    for (uint32_t i = 0; i < asked->devices.count; i++) {
        tsb_error error = {0};
        tsv_device device = {0};
        int rc = tsv_store_device_find(request->service->data->store, request->bearer.account,
                                       (int64_t)asked->devices.list[i], &device, &error);
        if (rc == TSB_ERR_NOT_FOUND) {
            tsv_reply_error(request, 404, "no_such_device", "Your account has no device %llu.",
                            (unsigned long long)asked->devices.list[i]);
            return false;
        }
        if (rc != 0) {
            tsv_reply_failure(request, &error);
            return false;
        }
        memcpy(order->devices[order->device_count++], device.key, TSS_KEY_SIZE);
    }
    return true;
}

static int encode(tsv_request *request, const tsv_export *export, const uint8_t *record, tsb_error *err)
{
    tsn_export reply = {.export = export->id, .views = export->views, .views_left = export->account_views_left};
    reply.licence.size = (uint32_t) export->licence_size;
    memcpy(reply.licence.bytes, export->licence, export->licence_size);
    memcpy(reply.record, record, sizeof reply.record);
    return tsn_export_encode(&request->reply.body, &reply, err);
}

void tsv_post_export(tsv_request *request)
{
    tsb_error error = {0};
    tsn_export_request asked = {0};
    tsv_export export = {0};
    uint8_t record[TST_RECORD_SIZE];
    enum tsv_export_refusal refusal = TSV_EXPORT_NOT_REFUSED;
    if (!read_request(request, &asked))
        return;
    tsv_export_order order = {.request = asked.request,
                              .copy = asked.copy,
                              .account = request->bearer.account,
                              .qa = request->bearer.qa,
                              .views = asked.views,
                              .serial = asked.serial,
                              .device = request->bearer.device,
                              .address = request->address,
                              .now = request->now};
    if (!find_devices(request, &asked, &order))
        return;
    int rc = tsv_export_issue(request->service->data, &order, &export, record, &refusal, &error);
    if (rc == TSB_ERR_NOT_FOUND) {
        tsv_reply_error(request, 404, "no_such_copy", "This server knows no such copy.");
    } else if (rc != 0) {
        reply_failed(request, rc, refusal, &export, &error);
    } else {
        rc = encode(request, &export, record, &error);
        tsb_info(&request->service->log, "export: user \"%s\", token %s, %u views, %u left in the account, from %s",
                 request->bearer.account_name, export.serial, export.views, export.account_views_left,
                 request->address);
        tsv_reply_json(request, 201, rc, &error);
    }
}

/* What report and return have in common. */
static void hear(tsv_request *request, bool give_back)
{
    tsb_error error = {0};
    tsn_export_report asked = {{0}};
    tsv_export export = {0};
    enum tsv_export_refusal refusal = TSV_EXPORT_NOT_REFUSED;
    if (!tsv_route_export(request))
        return;
    if (tsn_export_report_decode(&asked, request->body.bytes, request->body.size, &error) != 0) {
        tsv_reply_error(request, 400, "bad_request", "The request is not understood: %s.", error.text);
        return;
    }
    const tsv_export_shown shown = {.export = request->id,
                                    .record = asked.record,
                                    .give_back = give_back,
                                    .account = request->bearer.account,
                                    .device = request->bearer.device,
                                    .address = request->address,
                                    .now = request->now};
    int rc = tsv_export_hear(request->service->data, &shown, &export, &refusal, &error);
    if (rc == TSB_ERR_NOT_FOUND || rc == TSB_ERR_DAMAGED) {
        tsv_reply_error(request, 404, "no_such_export", "Your account has no token with such a licence.");
        return;
    }
    if (rc != 0) {
        if (refusal == TSV_EXPORT_REFUSED_RESTORED)
            tsb_warn(&request->service->log, "token %s of user \"%s\" was restored from an older copy", export.serial,
                     request->bearer.account_name);
        reply_failed(request, rc, refusal, &export, &error);
        return;
    }
    const tsn_export_state reply = {.checkpoint = export.pending,
                                    .views_on_token = export.views_left,
                                    .views_returned = export.returned,
                                    .views_left = export.account_views_left};
    rc = tsn_export_state_encode(&request->reply.body, &reply, &error);
    tsv_reply_json(request, 200, rc, &error);
}

void tsv_post_export_report(tsv_request *request)
{
    hear(request, false);
}

void tsv_post_export_return(tsv_request *request)
{
    hear(request, true);
}
