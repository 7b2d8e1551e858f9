/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Titles and copies: what there is. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/http/http.h"
#include "server/http/routes.h"
#include "server/http/routes_copy.h"
#include "synth/chunk.h"

/* Grows a list by one, up to TSN_LIST_MAX; NULL when memory is out or the list is full. */
static void *grow(void **items, size_t *count, size_t size)
{
    if (*count >= TSN_LIST_MAX)
        return NULL;
    if ((*count & (*count - 1)) == 0) { /* a power of two, or none: full */
        void *more = realloc(*items, (*count ? *count * 2 : 1) * size);
        if (!more)
            return NULL;
        *items = more;
    }
    void *item = (char *)*items + (*count)++ * size;
    memset(item, 0, size);
    return item;
}

static int add_title(void *context, const tsv_title *title)
{
    tsn_titles *list = context;
    void *items = list->items;
    tsn_title *item = grow(&items, &list->count, sizeof *item);
    const char *profile = tss_profile_name(title->profile);
    list->items = items;
    if (!item)
        return 1; /* the list ends here */
    item->id = title->id;
    memcpy(item->name, title->name, sizeof item->name);
    (void)snprintf(item->profile, sizeof item->profile, "%s", profile ? profile : "");
    item->image_sectors = title->image_sectors;
    item->chunks = title->chunk_count;
    return 0;
}

void tsv_get_titles(tsv_request *request)
{
    tsb_error error = {0};
    tsn_titles list = {0};
    int rc = tsv_store_title_each(request->service->data->store, add_title, &list, &error);
    if (rc >= 0)
        rc = tsn_titles_encode(&request->reply.body, &list, &error);
    tsn_titles_finish(&list);
    tsv_reply_json(request, 200, rc, &error);
}

/* Fills in a copy as this device sees it. */
static int describe(tsn_copy *out, tsv_request *request, const tsv_copy *copy, tsb_error *err)
{
    tsv_view view = {0};
    out->copy = copy->id;
    out->title = copy->title;
    memcpy(out->title_name, copy->title_name, sizeof out->title_name);
    memcpy(out->distributor_name, copy->distributor_name, sizeof out->distributor_name);
    out->views_left = copy->views_left;
    out->views_granted = copy->views_granted;
    out->views_on_tokens = copy->views_on_tokens;
    int rc = tsv_store_view_resumable(request->service->data->store, &copy->id, request->bearer.account,
                                      request->bearer.device, request->now, &view, NULL);
    if (rc == 0) {
        out->resumable = true;
        out->resume_until = view.resume_until;
        out->position_ms = view.position_ms;
    } else if (rc != TSB_ERR_NOT_FOUND) {
        return tsb_fail(err, rc, "the views of a copy cannot be read");
    }
    return 0;
}

typedef struct copies {
    tsn_copies list;
    tsv_request *request;
} copies;

static int add_copy(void *context, const tsv_copy *copy)
{
    copies *into = context;
    void *items = into->list.items;
    tsn_copy *item = grow(&items, &into->list.count, sizeof *item);
    into->list.items = items;
    return item ? describe(item, into->request, copy, NULL) : 1;
}

void tsv_get_copies(tsv_request *request)
{
    tsb_error error = {0};
    copies into = {.request = request};
    int rc = tsv_store_copy_each(request->service->data->store, request->bearer.account, NULL, add_copy, &into, &error);
    if (rc >= 0)
        rc = tsn_copies_encode(&request->reply.body, &into.list, &error);
    tsn_copies_finish(&into.list);
    tsv_reply_json(request, 200, rc, &error);
}

void tsv_get_copy(tsv_request *request)
{
    tsb_error error = {0};
    tsv_copy copy = {0};
    tsn_copy found = {0};
    if (!tsv_route_own_copy(request, &copy))
        return;
    int rc = describe(&found, request, &copy, &error);
    if (rc == 0)
        rc = tsn_copy_encode(&request->reply.body, &found, &error);
    tsv_reply_json(request, 200, rc, &error);
}
