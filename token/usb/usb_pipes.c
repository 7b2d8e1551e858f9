/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bulk pipes of one claimed interface. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/translate.h"
#include "token/usb/usb_internal.h"

#define CLASS_REQUEST_RESET 0xFF /* Bulk-Only Transport, section 3.1 */

struct pipes {
    tst_bulk base;
    libusb_context *usb;
    libusb_device_handle *handle;
    tst_usb_device device;
    bool claimed;
    bool gone;
};

static enum tst_bulk_result result_of(struct pipes *pipes, int result)
{
    switch (result) {
    case 0:
        return TST_BULK_OK;
    case LIBUSB_ERROR_PIPE:
        return TST_BULK_STALL;
    case LIBUSB_ERROR_TIMEOUT:
        return TST_BULK_TIMEOUT;
    case LIBUSB_ERROR_NO_DEVICE:
        pipes->gone = true;
        return TST_BULK_GONE;
    default:
        return TST_BULK_FAILED;
    }
}

static enum tst_bulk_result transfer(struct pipes *pipes, uint8_t endpoint, uint8_t *bytes, size_t size, size_t *moved,
                                     unsigned milliseconds)
{
    int done = 0;
    *moved = 0;
    if (pipes->gone)
        return TST_BULK_GONE;
    if (size > INT_MAX)
        return TST_BULK_FAILED;
    const int result = libusb_bulk_transfer(pipes->handle, endpoint, bytes, (int)size, &done, milliseconds);
    *moved = done > 0 ? (size_t)done : 0;
    return result_of(pipes, result);
}

static enum tst_bulk_result pipes_read(tst_bulk *bulk, uint8_t *bytes, size_t size, size_t *moved,
                                       unsigned milliseconds)
{
    struct pipes *pipes = (struct pipes *)bulk;
    return transfer(pipes, pipes->device.bulk_in, bytes, size, moved, milliseconds);
}

static enum tst_bulk_result pipes_write(tst_bulk *bulk, const uint8_t *bytes, size_t size, size_t *moved,
                                        unsigned milliseconds)
{
    struct pipes *pipes = (struct pipes *)bulk;
    /* libusb only reads what goes out. */
    return transfer(pipes, pipes->device.bulk_out, (uint8_t *)(uintptr_t)bytes, size, moved, milliseconds);
}

static enum tst_bulk_result pipes_clear_halt(tst_bulk *bulk, bool in)
{
    struct pipes *pipes = (struct pipes *)bulk;
    if (pipes->gone)
        return TST_BULK_GONE;
    return result_of(pipes, libusb_clear_halt(pipes->handle, in ? pipes->device.bulk_in : pipes->device.bulk_out));
}

static enum tst_bulk_result pipes_reset(tst_bulk *bulk, unsigned milliseconds)
{
    struct pipes *pipes = (struct pipes *)bulk;
    if (pipes->gone)
        return TST_BULK_GONE;
    const uint8_t type = (uint8_t)LIBUSB_ENDPOINT_OUT | (uint8_t)LIBUSB_REQUEST_TYPE_CLASS |
                         (uint8_t)LIBUSB_RECIPIENT_INTERFACE;
    const int result = libusb_control_transfer(pipes->handle, type, CLASS_REQUEST_RESET, 0, pipes->device.interface,
                                               NULL, 0, milliseconds);
    return result_of(pipes, result < 0 ? result : 0);
}

static void pipes_destroy(tst_bulk *bulk)
{
    struct pipes *pipes = (struct pipes *)bulk;
    if (pipes->claimed)
        (void)libusb_release_interface(pipes->handle, pipes->device.interface); /* the kernel's driver comes back */
    if (pipes->handle)
        libusb_close(pipes->handle);
    if (pipes->usb)
        libusb_exit(pipes->usb);
    free(pipes);
}

/* Opens the device that is where wanted was, if it is the same. */
static int open_same(void *context, libusb_device *handle, const tst_usb_device *device)
{
    struct pipes *pipes = context;
    const tst_usb_device *wanted = &pipes->device;
    if (device->bus != wanted->bus || device->address != wanted->address || device->interface != wanted->interface ||
        device->vendor_id != wanted->vendor_id || device->product_id != wanted->product_id)
        return 0;
    const int result = libusb_open(handle, &pipes->handle);
    return result ? result : 1;
}

static int open_and_claim(struct pipes *pipes, tsb_error *err)
{
    static const char *const what = N_("cannot open the USB stick");
    int result = libusb_init(&pipes->usb);
    if (result)
        return tst_usb_fail(err, result, N_("cannot use USB"));
    result = tst_usb_scan(pipes->usb, false, open_same, pipes, err);
    if (result <= 0)
        return err && err->code ? err->code : tst_usb_fail(err, result ? result : LIBUSB_ERROR_NO_DEVICE, what);
    tst_usb_device now = pipes->device;
    now.serial[0] = 0;
    tst_usb_read_texts(pipes->handle, &now);
    if (strcmp(now.serial, pipes->device.serial) != 0)
        return tsb_fail(err, TSB_ERR_NOT_FOUND, "Another USB stick is plugged in now; put %s back",
                        pipes->device.serial[0] ? pipes->device.serial : "the first one");
    /* Where the system cannot detach its driver, claiming tells. */
    (void)libusb_set_auto_detach_kernel_driver(pipes->handle, 1);
    result = libusb_claim_interface(pipes->handle, pipes->device.interface);
    if (result)
        return tst_usb_fail(err, result, what);
    pipes->claimed = true;
    return 0;
}

int tst_usb_open(const tst_usb_device *device, tst_bulk **out, tsb_error *err)
{
    static const struct tst_bulk_ops ops = {pipes_read, pipes_write, pipes_clear_halt, pipes_reset, pipes_destroy};
    *out = NULL;
    struct pipes *pipes = calloc(1, sizeof *pipes);
    if (!pipes)
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory");
    pipes->base.ops = &ops;
    pipes->device = *device;
    tsb_error why = {0};
    const int code = open_and_claim(pipes, &why);
    if (code) {
        pipes_destroy(&pipes->base);
        return tsb_pass(err, code, &why);
    }
    *out = &pipes->base;
    return 0;
}
