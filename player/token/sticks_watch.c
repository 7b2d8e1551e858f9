/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/token/sticks.h"

#include <errno.h>

#include "base/translate.h"
#include "player/json_text.h"

/* How long a wait may take before it is looked whether to go on. */
#define WAIT_MS 1000u

static void print_event(FILE *out, const tst_usb_event *event, bool json)
{
    const tst_usb_device *device = &event->device;
    const char *space = device->vendor[0] && device->product[0] ? " " : "";
    const bool arrived = event->change == TST_USB_ARRIVED;

    if (!json) {
        const char *serial = device->serial[0] ? device->serial : _("A stick without a serial number");
        fprintf(out, arrived ? _("%s arrived (%s%s%s)\n") : _("%s left (%s%s%s)\n"), serial, device->vendor, space,
                device->product);
        return;
    }
    fprintf(out, "{\"event\":\"%s\",\"serial\":", arrived ? "arrived" : "left");
    tsp_json_string(out, device->serial);
    fputs(",\"vendor\":", out);
    tsp_json_string(out, device->vendor);
    fputs(",\"product\":", out);
    tsp_json_string(out, device->product);
    fprintf(out, ",\"accessible\":%s}\n", device->access == 0 ? "true" : "false");
}

int tsp_sticks_watch(FILE *out, bool json, const tsb_cancel *cancel, tsb_error *err)
{
    tst_usb_watch *watch = NULL;
    tst_usb_event event;
    int result = tst_usb_watch_create(&watch, err);

    while (result >= 0 && !tsb_cancel_fired(cancel)) {
        result = tst_usb_watch_next(watch, &event, WAIT_MS, cancel, err);
        if (result != 1)
            continue;
        print_event(out, &event, json);
        if (fflush(out) != 0)
            result = tsb_fail_errno(err, errno, "Cannot write what arrived");
    }
    tst_usb_watch_destroy(&watch);
    return result == TSB_ERR_CANCELLED || result >= 0 ? 0 : result;
}
