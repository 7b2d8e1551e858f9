/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files that know libusb share. */
#ifndef TALLYSTICK_TOKEN_USB_INTERNAL_H
#define TALLYSTICK_TOKEN_USB_INTERNAL_H

#include <libusb.h>

#include "token/usb/usb.h"

/* A code for what libusb says, with its words: "format: No such device". */
int tst_usb_fail(tsb_error *err, int result, const char *what);

/* Calls each for every mass-storage interface until it returns non-zero, which is returned. strings: also reads the
 * device's texts. */
typedef int tst_usb_visit(void *context, libusb_device *handle, const tst_usb_device *device);
int tst_usb_scan(libusb_context *usb, bool strings, tst_usb_visit *visit, void *context, tsb_error *err);

/* Reads vendor, product and serial of an open device. */
void tst_usb_read_texts(libusb_device_handle *handle, tst_usb_device *device);

#endif
