/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which USB stick a mounted file lies on, and what of a stick is mounted: what
 * the operating system knows about both. mount_linux.c tells all of it,
 * mount_win32.c the stick; mount_find_other.c and mount_other.c stand in where the one and the
 * other cannot be found out.
 */
#ifndef TALLYSTICK_TOKEN_MOUNT_H
#define TALLYSTICK_TOKEN_MOUNT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "token/usb/usb.h"

/*
 * The stick that path (a file or folder that exists) lies on. The system's word
 * is checked against the device's own: its serial is read through libusb and
 * must be the same. Where there is no permission to open the device
 * (device->access is TSB_ERR_DENIED), the serial the system read when it was plugged in is what counts.
 * TSB_ERR_NOT_FOUND: not on a USB stick, or it was pulled out. TSB_ERR_DENIED: the two serials differ.
 * TSB_ERR_UNSUPPORTED: this system does not say.
 */
int tst_mount_find(const char *path, tst_usb_device *device, tsb_error *err) TSB_MUST_USE;

/* The folder where a file system of this stick is mounted: 1 and its path in folder, cut to size bytes; 0 for
 * none (or where the system does not say). */
int tst_mount_point(const tst_usb_device *device, char *folder, size_t size);

/* Whether the system uses the stick's blocks for something that no folder shows: encryption, volumes, swap. */
bool tst_mount_held(const tst_usb_device *device);

/* Fills in the texts the system knows of the device at this bus and address; the others stay empty. */
void tst_mount_device_texts(tst_usb_device *device);

#endif
