/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "token/usb/usb.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/translate.h"
#include "token/usb/mount.h"
#include "token/usb/usb_internal.h"

/* Most sticks that are listed; a bus has 127 addresses. */
#define MOST_DEVICES 256

/* USB Mass Storage Class, Bulk-Only Transport, section 4.3. */
#define SUBCLASS_SCSI      6
#define PROTOCOL_BULK_ONLY 0x50

int tst_usb_fail(tsb_error *err, int result, const char *what)
{
    char advice[TST_USB_ADVICE_SIZE];

    what = _(what);
    switch (result) {
    case LIBUSB_ERROR_NO_DEVICE:
    case LIBUSB_ERROR_NOT_FOUND:
        return tsb_fail(err, TSB_ERR_NOT_FOUND, "%s: the USB stick was pulled out; put it back and try again", what);
    case LIBUSB_ERROR_ACCESS:
        return tsb_fail(err, TSB_ERR_DENIED, "%s: no permission for the USB stick. %s", what,
                        tst_usb_access_advice(advice));
    case LIBUSB_ERROR_BUSY:
        return tsb_fail(err, TSB_ERR_EXISTS, "%s: another program is using the USB stick; close it and try again",
                        what);
    case LIBUSB_ERROR_NO_MEM:
        return tsb_fail(err, TSB_ERR_MEMORY, "%s: out of memory", what);
    default:
        return tsb_fail(err, TSB_ERR_IO, "%s: %s", what, libusb_strerror(result));
    }
}

/* USB 2.0, section 9.6.7: UTF-16, little-endian. False when something but printable ASCII is in it. */
static bool read_text(libusb_device_handle *handle, uint8_t number, char *text)
{
    uint8_t bytes[256] = {0};
    text[0] = 0;
    if (number == 0 || libusb_get_string_descriptor(handle, 0, 0, bytes, sizeof bytes) < 4)
        return false;
    const uint16_t language = (uint16_t)(bytes[2] | (bytes[3] << 8));
    const int got = libusb_get_string_descriptor(handle, number, language, bytes, sizeof bytes);
    if (got < 2 || bytes[1] != LIBUSB_DT_STRING || bytes[0] > got)
        return false;
    bool plain = true;
    size_t length = 0;
    for (size_t i = 2; i + 1 < bytes[0] && length < TST_SERIAL_SIZE - 1; i += 2) {
        const unsigned unit = bytes[i] | ((unsigned)bytes[i + 1] << 8);
        const bool printable = unit >= ' ' && unit <= '~';
        plain = plain && printable;
        text[length++] = printable ? (char)unit : '?';
    }
    while (length > 0 && text[length - 1] == ' ')
        length--;
    text[length] = 0;
    return plain;
}

void tst_usb_read_texts(libusb_device_handle *handle, tst_usb_device *device)
{
    struct libusb_device_descriptor descriptor = {0};
    if (libusb_get_device_descriptor(libusb_get_device(handle), &descriptor))
        return;
    (void)read_text(handle, descriptor.iManufacturer, device->vendor);
    (void)read_text(handle, descriptor.iProduct, device->product);
    if (!read_text(handle, descriptor.iSerialNumber, device->serial) || strchr(device->serial, ' '))
        device->serial[0] = 0;
}

static void fill_texts(libusb_device *handle, tst_usb_device *device)
{
    libusb_device_handle *open = NULL;
    const int result = libusb_open(handle, &open);
    if (result == 0) {
        tst_usb_read_texts(open, device);
        libusb_close(open);
        return;
    }
    device->access = result == LIBUSB_ERROR_ACCESS ? TSB_ERR_DENIED : TSB_ERR_IO;
    /* The kernel read them when the stick was plugged in, and tells everybody. */
    tst_mount_device_texts(device);
}

/* Whether this setting of an interface is one of ours; then device gets its pipes. */
static bool fits(const struct libusb_interface_descriptor *setting, tst_usb_device *device)
{
    if (setting->bInterfaceClass != LIBUSB_CLASS_MASS_STORAGE || setting->bInterfaceSubClass != SUBCLASS_SCSI ||
        setting->bInterfaceProtocol != PROTOCOL_BULK_ONLY)
        return false;
    device->interface = setting->bInterfaceNumber;
    device->bulk_in = 0;
    device->bulk_out = 0;
    for (unsigned i = 0; i < setting->bNumEndpoints; i++) {
        const struct libusb_endpoint_descriptor *endpoint = &setting->endpoint[i];
        if ((endpoint->bmAttributes & LIBUSB_TRANSFER_TYPE_MASK) != LIBUSB_TRANSFER_TYPE_BULK)
            continue;
        if (endpoint->bEndpointAddress & LIBUSB_ENDPOINT_IN)
            device->bulk_in = endpoint->bEndpointAddress;
        else
            device->bulk_out = endpoint->bEndpointAddress;
    }
    return device->bulk_in && device->bulk_out;
}

static int scan_device(libusb_device *handle, bool strings, tst_usb_visit *visit, void *context)
{
    struct libusb_device_descriptor descriptor = {0};
    struct libusb_config_descriptor *configuration = NULL;
    if (libusb_get_device_descriptor(handle, &descriptor) ||
        libusb_get_active_config_descriptor(handle, &configuration))
        return 0; /* it left, or is not configured */
    int result = 0;
    for (unsigned i = 0; i < configuration->bNumInterfaces && result == 0; i++) {
        tst_usb_device device = {.bus = libusb_get_bus_number(handle),
                                 .address = libusb_get_device_address(handle),
                                 .vendor_id = descriptor.idVendor,
                                 .product_id = descriptor.idProduct};
        /* The setting that is in force without asking for another. */
        if (configuration->interface[i].num_altsetting < 1 || !fits(configuration->interface[i].altsetting, &device))
            continue;
        if (strings)
            fill_texts(handle, &device);
        result = visit(context, handle, &device);
    }
    libusb_free_config_descriptor(configuration);
    return result;
}

int tst_usb_scan(libusb_context *usb, bool strings, tst_usb_visit *visit, void *context, tsb_error *err)
{
    libusb_device **list = NULL;
    const ssize_t count = libusb_get_device_list(usb, &list);
    if (count < 0)
        return tst_usb_fail(err, (int)count, N_("cannot list USB devices"));
    int result = 0;
    for (ssize_t i = 0; i < count && result == 0; i++)
        result = scan_device(list[i], strings, visit, context);
    libusb_free_device_list(list, 1);
    return result;
}

struct list {
    tst_usb_device *devices;
    size_t count;
    tsb_error *err;
};

static int add(void *context, libusb_device *handle, const tst_usb_device *device)
{
    struct list *list = context;
    (void)handle;
    if (list->count == MOST_DEVICES)
        return 0;
    tst_usb_device *more = realloc(list->devices, (list->count + 1) * sizeof *more);
    if (!more)
        return tsb_fail(list->err, TSB_ERR_MEMORY, "out of memory");
    list->devices = more;
    list->devices[list->count++] = *device;
    return 0;
}

int tst_usb_list(tst_usb_device **devices, size_t *count, tsb_error *err)
{
    struct list list = {.err = err};
    libusb_context *usb = NULL;
    *devices = NULL;
    *count = 0;
    /* A context of its own each time: an older one knows only what hotplug events told it. */
    int code = libusb_init(&usb);
    if (code)
        return tst_usb_fail(err, code, N_("cannot use USB"));
    code = tst_usb_scan(usb, true, add, &list, err);
    libusb_exit(usb);
    if (code) {
        free(list.devices);
        return code;
    }
    *devices = list.devices;
    *count = list.count;
    return 0;
}

int tst_usb_find(const char *serial, tst_usb_device *device, tsb_error *err)
{
    tst_usb_device *devices = NULL;
    size_t count = 0;
    size_t found = 0;
    int code = tst_usb_list(&devices, &count, err);
    for (size_t i = 0; i < count; i++) {
        if (serial[0] && strcmp(devices[i].serial, serial) == 0) {
            *device = devices[i];
            found++;
        }
    }
    free(devices);
    if (code)
        return code;
    if (found == 0)
        return tsb_fail(err, TSB_ERR_NOT_FOUND, "No USB stick with the serial number %s is plugged in", serial);
    if (found > 1)
        return tsb_fail(err, TSB_ERR_EXISTS, "Two USB sticks have the serial number %s; pull one of them out", serial);
    return 0;
}
