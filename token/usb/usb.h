/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finds USB memory sticks and opens their bulk pipes. The only files that know
 * libusb are token/usb*.c.
 *
 * A stick is named by its serial number; bus and address only say where it is
 * plugged in now. Serial numbers are ASCII without spaces; a stick whose number is
 * missing or has other characters has an empty one here and cannot be a token.
 */
#ifndef TALLYSTICK_TOKEN_USB_H
#define TALLYSTICK_TOKEN_USB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cancel.h"
#include "base/error.h"
#include "token/blocks.h"
#include "token/usb/bot.h"

/* One interface that speaks SCSI over the Bulk-Only Transport (class 8, subclass 6, protocol 0x50). */
typedef struct tst_usb_device {
    uint8_t bus;
    uint8_t address;
    uint16_t vendor_id;
    uint16_t product_id;
    uint8_t interface;
    uint8_t bulk_in; /* endpoint addresses */
    uint8_t bulk_out;
    int access;                   /* 0, or why it cannot be opened: TSB_ERR_DENIED, TSB_ERR_IO */
    char vendor[TST_SERIAL_SIZE]; /* empty where the device does not say, or access is denied */
    char product[TST_SERIAL_SIZE];
    char serial[TST_SERIAL_SIZE];
} tst_usb_device;

/* All that are plugged in now; *devices is the caller's to free (NULL for none). Any thread. Blocks shortly: reads
 * each device's strings. */
int tst_usb_list(tst_usb_device **devices, size_t *count, tsb_error *err) TSB_MUST_USE;

/* The one with this serial. TSB_ERR_NOT_FOUND; TSB_ERR_EXISTS when two claim the same. */
int tst_usb_find(const char *serial, tst_usb_device *device, tsb_error *err) TSB_MUST_USE;

/* Room for an advice, with the path in it. */
#define TST_USB_ADVICE_SIZE 512

/* What a person must do to be permitted to open a stick, as a sentence of its own without a full stop. Returns text. */
const char *tst_usb_access_advice(char text[TST_USB_ADVICE_SIZE]);

/*
 * Opens the device and claims its interface, taking it from the kernel's driver until the pipes are destroyed. The
 * device at that place must still have the serial the list gave.
 * TSB_ERR_NOT_FOUND: no longer there. TSB_ERR_DENIED: no permission. TSB_ERR_EXISTS: another program has it.
 */
int tst_usb_open(const tst_usb_device *device, tst_bulk **out, tsb_error *err) TSB_MUST_USE;

/*
 * Sticks coming and going. Uses libusb's hotplug events where there are some, and looks for itself every second
 * everywhere. One thread at a time; no input or output ever happens inside a callback.
 */
typedef struct tst_usb_watch tst_usb_watch;

enum tst_usb_change { TST_USB_ARRIVED, TST_USB_LEFT };

typedef struct tst_usb_event {
    enum tst_usb_change change;
    tst_usb_device device; /* as it was, for one that left */
} tst_usb_event;

/* Those plugged in now are reported as arrived. */
int tst_usb_watch_create(tst_usb_watch **out, tsb_error *err) TSB_MUST_USE;
void tst_usb_watch_destroy(tst_usb_watch **watch);

/*
 * Waits up to milliseconds. 1: *event is the next, 0: nothing happened, or a negative code (TSB_ERR_CANCELLED).
 * A stick that cannot be opened yet (drivers and permissions come a moment after it) is reported when it can be, or
 * after three seconds as it is.
 */
int tst_usb_watch_next(tst_usb_watch *watch, tst_usb_event *event, unsigned milliseconds, const tsb_cancel *cancel,
                       tsb_error *err);

#endif
