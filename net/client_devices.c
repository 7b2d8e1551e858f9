/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The account's devices. */
#include <inttypes.h>
#include <stdio.h>

#include "net/client_internal.h"

TSN_DECODER(decode_devices, devices)

int tsn_client_devices(tsn_client *client, tsn_devices *out, const tsb_cancel *cancel, tsn_refusal *refusal,
                       tsb_error *err)
{
    tsn_call what = {.method = "GET", .path = "/v1/devices", .cancel = cancel, .refusal = refusal};
    *out = (tsn_devices){0};
    return tsn_client_ask(client, &what, decode_devices, out, err);
}

int tsn_client_device_remove(tsn_client *client, uint64_t device, const tsb_cancel *cancel, tsn_refusal *refusal,
                             tsb_error *err)
{
    char path[64];
    tsn_reply reply = {0};
    (void)snprintf(path, sizeof path, "/v1/devices/%" PRIu64, device);
    tsn_call what = {.method = "DELETE", .path = path, .cancel = cancel, .refusal = refusal};
    int rc = tsn_client_perform(client, &what, &reply, err);
    tsn_reply_finish(&reply);
    return rc;
}
