/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The account's devices: list them, sign one out. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/http/http.h"
#include "server/http/routes.h"

/* Digits of the largest number a path may name. */
#define DIGITS_MAX 18

_Static_assert(TSV_DEVICES_MAX <= TSN_LIST_MAX, "one reply holds all devices");

typedef struct devices {
    tsn_devices list;
    int64_t current;
} devices;

static int add_device(void *context, const tsv_device *device)
{
    devices *into = context;
    if (into->list.count == TSV_DEVICES_MAX)
        return 1; /* the list ends here */
    tsn_device *item = &into->list.items[into->list.count++];
    item->id = (uint64_t)device->id;
    (void)snprintf(item->name, sizeof item->name, "%.*s", (int)sizeof item->name - 1, device->name);
    memcpy(item->key, device->key, sizeof item->key);
    item->created = device->created;
    item->last_seen = device->seen;
    item->current = device->id == into->current;
    return 0;
}

void tsv_get_devices(tsv_request *request)
{
    tsb_error error = {0};
    devices into = {.current = request->bearer.device};
    into.list.items = calloc(TSV_DEVICES_MAX, sizeof *into.list.items);
    int rc = into.list.items ? tsv_store_device_each(request->service->data->store, request->bearer.account, add_device,
                                                     &into, &error)
                             : tsb_fail(&error, TSB_ERR_MEMORY, "out of memory");
    if (rc >= 0)
        rc = tsn_devices_encode(&request->reply.body, &into.list, &error);
    tsn_devices_finish(&into.list);
    tsv_reply_json(request, 200, rc, &error);
}

/* The path's number, or 0, which no device has. */
static int64_t path_device(const tsv_request *request)
{
    const char *text = request->id_text;
    size_t length = strlen(text);
    return length <= DIGITS_MAX && strspn(text, "0123456789") == length ? strtoll(text, NULL, 10) : 0;
}

void tsv_delete_device(tsv_request *request)
{
    tsb_error error = {0};
    const tsv_device_removal removal = {.account = request->bearer.account,
                                        .device = path_device(request),
                                        .now = request->now,
                                        .address = request->address};
    int rc = tsv_store_device_remove(request->service->data->store, &removal, &error);
    if (rc == TSB_ERR_NOT_FOUND) {
        tsv_reply_error(request, 404, "no_such_device", "Your account has no such device.");
    } else if (rc != 0) {
        tsv_reply_failure(request, &error);
    } else {
        tsb_info(&request->service->log, "device_removed: user \"%s\", device %" PRId64 ", from %s",
                 request->bearer.account_name, removal.device, request->address);
        request->reply.status = 204;
    }
}
