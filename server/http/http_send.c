/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a filled reply to libmicrohttpd's response. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/http/http_daemon.h"

#define STREAM_BLOCK ((size_t)64 << 10)

void tsv_reply_error(tsv_request *request, unsigned status, const char *code, const char *format, ...)
{
    tsn_refusal refusal = {.status = (int)status};
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(refusal.message, sizeof refusal.message, format, arguments);
    va_end(arguments);
    (void)snprintf(refusal.code, sizeof refusal.code, "%s", code);
    tsb_buffer_clear(&request->reply.body);
    request->reply.status = status;
    request->reply.type = "application/json";
    /* Without memory the status alone has to do. */
    (void)!tsn_refusal_encode(&request->reply.body, &refusal, NULL);
}

void tsv_reply_failure(tsv_request *request, const tsb_error *err)
{
    tsb_error_log(&request->service->log, "%s: %s", request->route ? request->route->pattern : "request", err->text);
    if (err->code == TSB_ERR_FULL)
        tsv_reply_error(request, 503, "server_full", "The server's disk is full. Its operator has to make room.");
    else
        tsv_reply_error(request, 500, "internal", "The server failed; its log says why. Try again later.");
}

void tsv_reply_json(tsv_request *request, unsigned status, int rc, const tsb_error *err)
{
    if (rc != 0) {
        tsv_reply_failure(request, err);
        return;
    }
    request->reply.status = status;
    request->reply.type = "application/json";
}

/* A stretch of a copy on its way; the response owns it. */
typedef struct sending {
    tsv_service *service;
    tsv_stream *stream;
    enum tsv_part part;
    uint64_t first;
    uint64_t length;
} sending;

static ssize_t read_stream(void *context, uint64_t position, char *out, size_t size)
{
    sending *what = context;
    tsb_error error = {0};
    uint64_t left = what->length - position;
    if (position >= what->length)
        return MHD_CONTENT_READER_END_OF_STREAM;
    if (size > left)
        size = (size_t)left;
    if (tsv_stream_read(what->stream, what->part, what->first + position, (uint8_t *)out, size, &error) != 0) {
        tsb_error_log(&what->service->log, "a copy cannot be read: %s", error.text);
        return MHD_CONTENT_READER_END_WITH_ERROR;
    }
    atomic_fetch_add(&what->service->metrics.bytes, size);
    return (ssize_t)size;
}

static void end_stream(void *context)
{
    sending *what = context;
    tsv_stream_release(&what->stream);
    free(what);
}

static struct MHD_Response *stream_response(tsv_request *request)
{
    sending *what = calloc(1, sizeof *what);
    tsv_reply *reply = &request->reply;
    if (!what)
        return NULL;
    *what = (sending){request->service, reply->stream, reply->part, reply->first, reply->length};
    struct MHD_Response *response = MHD_create_response_from_callback(reply->length, STREAM_BLOCK, read_stream, what,
                                                                      end_stream);
    if (!response) {
        free(what);
        return NULL;
    }
    reply->stream = NULL;
    return response;
}

static void add(struct MHD_Response *response, const char *name, const char *value)
{
    /* Fails only when memory is out; a reply that lacks a field is still a reply. */
    (void)MHD_add_response_header(response, name, value);
}

static void add_fields(struct MHD_Response *response, const tsv_request *request, const char *etag)
{
    const tsv_reply *reply = &request->reply;
    char text[96];
    add(response, "X-Content-Type-Options", "nosniff");
    if (reply->type)
        add(response, "Content-Type", reply->type);
    if (etag) {
        add(response, "ETag", etag);
        add(response, "Accept-Ranges", "bytes");
        add(response, "Cache-Control", "private, no-transform");
    } else {
        add(response, "Cache-Control", "no-store");
    }
    if (reply->partial) {
        (void)snprintf(text, sizeof text, "bytes %" PRIu64 "-%" PRIu64 "/%" PRIu64, reply->first,
                       reply->first + reply->length - 1, reply->total);
        add(response, "Content-Range", text);
    } else if (reply->status == 416) {
        (void)snprintf(text, sizeof text, "bytes */%" PRIu64, reply->total);
        add(response, "Content-Range", text);
    }
    if (reply->retry_after > 0) {
        (void)snprintf(text, sizeof text, "%u", reply->retry_after);
        add(response, "Retry-After", text);
    }
    if (reply->allow[0])
        add(response, "Allow", reply->allow);
    if (reply->status == 401)
        add(response, "WWW-Authenticate", "Bearer");
    if (atomic_load(&request->service->daemon->stopping))
        add(response, "Connection", "close");
}

enum MHD_Result tsv_send(struct MHD_Connection *connection, tsv_exchange *exchange)
{
    tsv_request *request = &exchange->request;
    tsv_reply *reply = &request->reply;
    struct MHD_Response *response = NULL;
    char etag[128] = "";
    if (reply->status == 0)
        tsv_reply_error(request, 500, "internal", "The server has no answer to this request.");
    if (reply->stream)
        (void)snprintf(etag, sizeof etag, "%s", tsv_stream_etag(reply->stream, reply->part));
    if (reply->stream && (reply->status == 200 || reply->status == 206)) {
        response = stream_response(request);
    } else {
        response = MHD_create_response_from_buffer(reply->body.size, reply->body.bytes, MHD_RESPMEM_MUST_COPY);
        if (!request->head)
            atomic_fetch_add(&request->service->metrics.bytes, reply->body.size);
    }
    if (!response)
        return MHD_NO;
    add_fields(response, request, etag[0] ? etag : NULL);
    tsv_metrics_request(&request->service->metrics, request->route, reply->status);
    enum MHD_Result queued = MHD_queue_response(connection, reply->status, response);
    MHD_destroy_response(response);
    return queued;
}
