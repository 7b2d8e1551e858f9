/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A copy's complement and main-stream image, by Range. Originals have no route. */
#include "server/http/routes_copy.h"

#include <string.h>

#include "server/http/http.h"
#include "server/http/http_range.h"
#include "server/http/routes.h"

bool tsv_route_own_copy(tsv_request *request, tsv_copy *copy)
{
    tsb_error error = {0};
    if (!tsv_route_copy(request))
        return false;
    int rc = tsv_store_copy_find(request->service->data->store, &request->id, copy, &error);
    if (rc == TSB_ERR_NOT_FOUND) {
        tsv_reply_error(request, 404, "no_such_copy", "This server knows no such copy.");
    } else if (rc != 0) {
        tsv_reply_failure(request, &error);
    } else if (copy->account != request->bearer.account && !request->bearer.qa) {
        rc = TSB_ERR_DENIED;
        tsv_reply_error(request, 403, "not_your_copy", "This disc belongs to another user's account.");
    }
    return rc == 0;
}

/* Whether a list of entity tags (RFC 9110, 13.1.2) names this one. */
static bool names_tag(const char *list, const char *etag)
{
    size_t length = strlen(etag);
    if (!list)
        return false;
    if (strcmp(list, "*") == 0)
        return true;
    for (const char *at = strstr(list, etag); at; at = strstr(at + length, etag))
        if (at[length] == '\0' || at[length] == ',' || at[length] == ' ')
            return true;
    return false;
}

static void reply_part(tsv_request *request, enum tsv_part part)
{
    tsb_error error = {0};
    tsv_copy copy = {0};
    tsv_reply *reply = &request->reply;
    if (!tsv_route_own_copy(request, &copy))
        return;
    int rc = tsv_stream_acquire(&reply->stream, request->service->streams, &request->id, &error);
    if (rc != 0) {
        tsv_reply_failure(request, &error);
        return;
    }
    const char *etag = tsv_stream_etag(reply->stream, part);
    const char *range = request->head ? NULL : request->range;
    if (request->if_range && strcmp(request->if_range, etag) != 0)
        range = NULL; /* what the client has is of something else: it gets everything anew */
    reply->part = part;
    reply->total = tsv_stream_size(reply->stream, part);
    reply->type = part == TSV_PART_COMPLEMENT ? "application/octet-stream" : "application/x-iso9660-image";
    enum tsv_range kind = tsv_range_parse(range, reply->total, &reply->first, &reply->length);
    if (names_tag(request->if_none_match, etag)) {
        reply->status = 304;
    } else if (kind == TSV_RANGE_UNSATISFIABLE) {
        tsv_reply_error(request, 416, "no_such_range", "The range asked for is beyond the end.");
    } else {
        reply->partial = kind == TSV_RANGE_PART;
        reply->status = reply->partial ? 206 : 200;
    }
}

void tsv_get_complement(tsv_request *request)
{
    reply_part(request, TSV_PART_COMPLEMENT);
}

void tsv_get_image(tsv_request *request)
{
    reply_part(request, TSV_PART_IMAGE);
}
