/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages about the account's devices. */
#include <stdlib.h>

#include "net/message_fields.h"
#include "net/messages.h"

static const tsn_field device_list[] = {
    TSN_FIELD(tsn_device, id, "id", U64),
    TSN_FIELD(tsn_device, name, "name", TEXT),
    TSN_FIELD(tsn_device, key, "key", HEX),
    TSN_FIELD(tsn_device, created, "created", TIME),
    TSN_FIELD(tsn_device, last_seen, "last_seen", TIME),
    TSN_FIELD(tsn_device, current, "current", BOOL),
};
static const tsn_fields device_fields = TSN_FIELDS(device_list, false);

int tsn_devices_encode(tsb_buffer *out, const tsn_devices *devices, tsb_error *err)
{
    return tsn_list_encode(out, "devices", devices->items, devices->count, sizeof *devices->items, &device_fields, err);
}

int tsn_devices_decode(tsn_devices *out, const void *json, size_t size, tsb_error *err)
{
    void *items = NULL;
    *out = (tsn_devices){0};
    int rc = tsn_list_decode(&items, &out->count, "devices", json, size, sizeof *out->items, &device_fields, err);
    out->items = items;
    return rc;
}

void tsn_devices_finish(tsn_devices *devices)
{
    free(devices->items);
    *devices = (tsn_devices){0};
}
