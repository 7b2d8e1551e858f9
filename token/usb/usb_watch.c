/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "token/usb/usb_internal.h"

#include "base/translate.h"

#define LOOK_EVERY   1000 /* milliseconds, where no event says that something changed, or one was lost */
#define LOOK_SOON    200  /* while a stick is not ready to be opened */
#define READY_WITHIN 3000
#define SLICE        50 /* how long a fired cancel object may go unseen */

struct known {
    tst_usb_device device;
    int64_t since; /* first seen */
    bool reported;
    bool present; /* in the list just made */
};

struct tst_usb_watch {
    libusb_context *usb;
    libusb_hotplug_callback_handle callback;
    bool registered;
    bool changed; /* set by the callback, which runs inside next() alone */
    int64_t looked;
    struct known *known;
    size_t count;
};

static int64_t now_ms(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Only notes it: libusb forbids input and output here. */
static int LIBUSB_CALL note(libusb_context *usb, libusb_device *device, libusb_hotplug_event event, void *context)
{
    (void)usb;
    (void)device;
    (void)event;
    ((tst_usb_watch *)context)->changed = true;
    return 0;
}

int tst_usb_watch_create(tst_usb_watch **out, tsb_error *err)
{
    *out = NULL;
    tst_usb_watch *watch = calloc(1, sizeof *watch);
    if (!watch)
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory");
    int result = libusb_init(&watch->usb);
    if (result) {
        free(watch);
        return tst_usb_fail(err, result, N_("cannot use USB"));
    }
    if (libusb_has_capability(LIBUSB_CAP_HAS_HOTPLUG)) {
        const int events = (int)LIBUSB_HOTPLUG_EVENT_DEVICE_ARRIVED | (int)LIBUSB_HOTPLUG_EVENT_DEVICE_LEFT;
        result = libusb_hotplug_register_callback(watch->usb, events, 0, LIBUSB_HOTPLUG_MATCH_ANY,
                                                  LIBUSB_HOTPLUG_MATCH_ANY, LIBUSB_HOTPLUG_MATCH_ANY, note, watch,
                                                  &watch->callback);
        watch->registered = result == 0; /* else it looks for itself */
    }
    watch->changed = true;
    *out = watch;
    return 0;
}

void tst_usb_watch_destroy(tst_usb_watch **watch)
{
    if (!watch || !*watch)
        return;
    if ((*watch)->registered)
        libusb_hotplug_deregister_callback((*watch)->usb, (*watch)->callback);
    libusb_exit((*watch)->usb);
    free((*watch)->known);
    free(*watch);
    *watch = NULL;
}

static bool same(const tst_usb_device *one, const tst_usb_device *other)
{
    return one->bus == other->bus && one->address == other->address && one->interface == other->interface &&
           one->vendor_id == other->vendor_id && one->product_id == other->product_id;
}

static int take(tst_usb_watch *watch, const tst_usb_device *device, int64_t now, tsb_error *err)
{
    for (size_t i = 0; i < watch->count; i++) {
        struct known *known = &watch->known[i];
        /* Another serial at the same place is another stick: the old one is not present. */
        if (!same(&known->device, device) || (known->reported && device->access == 0 && known->device.access == 0 &&
                                              strcmp(known->device.serial, device->serial) != 0))
            continue;
        known->present = true;
        if (!known->reported)
            known->device = *device;
        return 0;
    }
    struct known *more = realloc(watch->known, (watch->count + 1) * sizeof *more);
    if (!more)
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory");
    watch->known = more;
    watch->known[watch->count++] = (struct known){.device = *device, .since = now, .present = true};
    return 0;
}

static int look(tst_usb_watch *watch, int64_t now, tsb_error *err)
{
    tst_usb_device *devices = NULL;
    size_t count = 0;
    int code = tst_usb_list(&devices, &count, err);
    if (code)
        return code;
    for (size_t i = 0; i < watch->count; i++)
        watch->known[i].present = false;
    for (size_t i = 0; i < count && code == 0; i++)
        code = take(watch, &devices[i], now, err);
    free(devices);
    watch->looked = now;
    watch->changed = false;
    return code;
}

static void forget(tst_usb_watch *watch, size_t which)
{
    watch->count--;
    memmove(&watch->known[which], &watch->known[which + 1], (watch->count - which) * sizeof *watch->known);
}

/* The next difference between what was reported and what is there; those that left come first. */
static bool next_change(tst_usb_watch *watch, int64_t now, tst_usb_event *event)
{
    for (size_t i = 0; i < watch->count;) {
        if (watch->known[i].present) {
            i++;
            continue;
        }
        const bool reported = watch->known[i].reported;
        *event = (tst_usb_event){TST_USB_LEFT, watch->known[i].device};
        forget(watch, i);
        if (reported)
            return true;
    }
    for (size_t i = 0; i < watch->count; i++) {
        struct known *known = &watch->known[i];
        if (known->reported || (known->device.access && now - known->since < READY_WITHIN))
            continue;
        known->reported = true;
        *event = (tst_usb_event){TST_USB_ARRIVED, known->device};
        return true;
    }
    return false;
}

static bool waiting(const tst_usb_watch *watch)
{
    for (size_t i = 0; i < watch->count; i++) {
        if (!watch->known[i].reported)
            return true;
    }
    return false;
}

int tst_usb_watch_next(tst_usb_watch *watch, tst_usb_event *event, unsigned milliseconds, const tsb_cancel *cancel,
                       tsb_error *err)
{
    const int64_t deadline = now_ms() + milliseconds;
    for (;;) {
        if (tsb_cancel_fired(cancel))
            return tsb_fail(err, TSB_ERR_CANCELLED, "cancelled");
        const int64_t now = now_ms();
        if (watch->changed || now - watch->looked >= (waiting(watch) ? LOOK_SOON : LOOK_EVERY)) {
            const int code = look(watch, now, err);
            if (code)
                return code;
        }
        if (next_change(watch, now, event))
            return 1;
        if (now >= deadline)
            return 0;
        const int64_t left = deadline - now;
        if (watch->registered) {
            struct timeval slice = {0, (left < SLICE ? (int)left : SLICE) * 1000};
            (void)libusb_handle_events_timeout_completed(watch->usb, &slice, NULL);
        } else {
            (void)tsb_cancel_sleep(cancel, left < SLICE ? (unsigned)left : SLICE);
        }
    }
}
