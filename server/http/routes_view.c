/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Viewing sessions: open, keys, close. */
#include <stdio.h>
#include <string.h>

#include "base/secret.h"
#include "server/http/http.h"
#include "server/http/routes.h"

static void refuse_view(tsv_request *request, const tsv_view *view)
{
    atomic_fetch_add(&request->service->metrics.views[TSV_VIEW_REFUSED], 1);
    switch (view->refusal) {
    case TSV_REFUSED_NO_VIEWS_LEFT:
        tsv_reply_error(request, 403, "no_views_left", "No views are left on this disc.");
        break;
    case TSV_REFUSED_QA_ONLY:
        tsv_reply_error(request, 403, "qa_only", "Only quality-assurance users can verify discs.");
        break;
    case TSV_REFUSED_NOT_YOUR_COPY:
    case TSV_NOT_REFUSED:
        tsv_reply_error(request, 403, "not_your_copy", "This disc belongs to another user's account.");
        break;
    }
}

static void count_view(tsv_request *request, const tsv_view *view)
{
    char copy[TSS_ID_TEXT_SIZE];
    enum tsv_view_event event = TSV_VIEW_OPENED;
    const char *word = "opened";
    if (view->purpose == TSV_VERIFY) {
        event = TSV_VIEW_VERIFIED;
        word = "opened to verify";
    } else if (view->resumed) {
        event = TSV_VIEW_RESUMED;
        word = "resumed";
    }
    tss_id_format(copy, &view->copy);
    atomic_fetch_add(&request->service->metrics.views[event], 1);
    tsb_info(&request->service->log, "view %s: user \"%s\", copy %s, %u left, from %s", word,
             request->bearer.account_name, copy, view->views_left, request->address);
}

void tsv_post_view(tsv_request *request)
{
    tsb_error error = {0};
    tsn_view_request asked = {0};
    tsv_view view = {0};
    if (tsn_view_request_decode(&asked, request->body.bytes, request->body.size, &error) != 0) {
        tsv_reply_error(request, 400, "bad_request", "The request is not understood: %s.", error.text);
        return;
    }
    tsv_view_request open = {.copy = asked.copy,
                             .account = request->bearer.account,
                             .device = request->bearer.device,
                             .purpose = asked.purpose == TSN_VERIFY ? TSV_VERIFY : TSV_WATCH,
                             .now = request->now,
                             .address = request->address};
    int rc = tsv_store_view_open(request->service->data->store, &open, &view, &error);
    if (rc == TSB_ERR_NOT_FOUND) {
        tsv_reply_error(request, 404, "no_such_copy", "This server knows no such copy.");
        return;
    }
    if (rc == TSB_ERR_DENIED) {
        refuse_view(request, &view);
        return;
    }
    if (rc == 0) {
        tsn_view reply = {.view = view.id,
                          .views_left = view.views_left,
                          .resumed = view.resumed,
                          .position_ms = view.position_ms,
                          .resume_until = view.resume_until,
                          .expires = view.expires};
        count_view(request, &view);
        rc = tsn_view_encode(&request->reply.body, &reply, &error);
    }
    tsv_reply_json(request, 201, rc, &error);
}

/* Finds the path's view, if this device opened it; false when it replied. */
static bool own_view(tsv_request *request, tsv_view *view)
{
    tsb_error error = {0};
    if (!tsv_route_view(request))
        return false;
    int rc = tsv_store_view_find(request->service->data->store, &request->id, view, &error);
    if (rc == 0 && (view->account != request->bearer.account || view->device != request->bearer.device))
        rc = TSB_ERR_NOT_FOUND; /* another's view is nobody's business */
    if (rc == TSB_ERR_NOT_FOUND)
        tsv_reply_error(request, 404, "no_such_view", "This server knows no such view.");
    else if (rc != 0)
        tsv_reply_failure(request, &error);
    return rc == 0;
}

/* Seals the key to the device and writes the reply. */
static int seal_key(tsv_request *request, const tsv_view *view, const tsv_stream *stream, tsb_error *err)
{
    uint8_t context[TSN_KEY_CONTEXT_SIZE];
    tsn_window_key reply = {.window = request->number};
    uint8_t *key = tsb_secret_alloc(TSS_KEY_SIZE);
    if (!key)
        return tsb_fail(err, TSB_ERR_MEMORY, "out of secret memory");
    tsn_key_context(context, &view->copy, request->number);
    int rc = tsv_stream_window_key(stream, request->number, key, err);
    if (rc == 0)
        rc = tss_device_seal(reply.sealed, request->bearer.device_key, context, sizeof context, key, TSS_KEY_SIZE, err);
    tsb_secret_free(key, TSS_KEY_SIZE);
    if (rc == 0)
        rc = tsn_window_key_encode(&request->reply.body, &reply, err);
    return rc;
}

/* False when it replied: too soon, too late, or no such window. */
static bool key_is_due(tsv_request *request, const tsv_view *view, const tsv_stream *stream)
{
    if (request->now >= view->expires) {
        tsv_reply_error(request, 403, "view_over", "This view is over. Start the film anew.");
        return false;
    }
    if (request->number >= tsv_stream_windows(stream)) {
        tsv_reply_error(request, 404, "no_such_window", "The film has no such part.");
        return false;
    }
    unsigned wait = view->purpose == TSV_VERIFY
                        ? 0
                        : tsv_paces_take(request->service->paces, &view->id, request->number, request->now);
    if (wait > 0) {
        tsv_reply_error(request, 429, "too_early", "Keys are given no faster than a film plays. Ask again in %u s.",
                        wait);
        request->reply.retry_after = wait;
    }
    return wait == 0;
}

void tsv_get_window_key(tsv_request *request)
{
    tsb_error error = {0};
    tsv_view view = {0};
    tsv_stream *stream = NULL;
    if (!own_view(request, &view) || !tsv_route_window(request))
        return;
    int rc = tsv_stream_acquire(&stream, request->service->streams, &view.copy, &error);
    if (rc != 0) {
        tsv_reply_failure(request, &error);
        return;
    }
    if (key_is_due(request, &view, stream)) {
        rc = seal_key(request, &view, stream, &error);
        if (rc == 0)
            atomic_fetch_add(&request->service->metrics.keys, 1);
        tsv_reply_json(request, 200, rc, &error);
    }
    tsv_stream_release(&stream);
}

void tsv_post_view_close(tsv_request *request)
{
    tsb_error error = {0};
    tsv_view view = {0};
    tsn_close_request asked = {0};
    if (tsn_close_request_decode(&asked, request->body.bytes, request->body.size, &error) != 0) {
        tsv_reply_error(request, 400, "bad_request", "The request is not understood: %s.", error.text);
        return;
    }
    if (!own_view(request, &view))
        return;
    int rc = tsv_store_view_close(request->service->data->store, &view.id, asked.position_ms, request->now, &error);
    if (rc != 0)
        tsv_reply_failure(request, &error);
    else
        request->reply.status = 204;
}
