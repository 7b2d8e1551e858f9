/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sticks of mock_stick: what the kernel does for each of them (mock_usb.c), and where each shows (mock_bed.c). */
#ifndef TALLYSTICK_TESTS_TOKEN_MOCK_DEVICE_H
#define TALLYSTICK_TESTS_TOKEN_MOCK_DEVICE_H

#include <stdbool.h>

#include <umockdev.h>

#include "tests/token/stick.h"

#define MOCK_STICKS 4

struct mock_device {
    struct stick stick;
    char serial[256];
    UMockdevIoctlBase *handler;
    UMockdevIoctlClient *owner; /* that claimed the interface; weak */
    unsigned detached;          /* kernel drivers taken away now */
    unsigned port;              /* of the hub, from 1 on */
    int address;                /* 0 when it is not plugged in */
    const char *mounted;
    bool not_mounted;
    bool held;        /* another block device lies on the stick's */
    bool quiet;       /* as where no udevd runs */
    char lie[256];    /* in place of the serial in sysfs */
    char *block_link; /* of the block device, while there is one */
};

/* Answers the ioctls of whoever opened the device: usbfs as far as libusb uses it. All callers hold mock_lock. */
extern GRecMutex mock_lock;
void mock_usb_create(struct mock_device *device);
/* Gives the interface to an opening, or to none. */
void mock_usb_own(struct mock_device *device, UMockdevIoctlClient *client);

void mock_bed_create(void);
void mock_bed_destroy(void);
void mock_plug(struct mock_device *device);
void mock_unplug(struct mock_device *device);

_Noreturn void mock_die(const char *what, const GError *error);

#endif
