/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * USB Mass Storage Class, Bulk-Only Transport, revision 1.0: one command at a
 * time as command block wrapper, data, command status wrapper.
 *
 * The transport talks to a struct tst_bulk, the pair of bulk pipes of one
 * claimed interface; token/usb/usb_pipes.c makes one with libusb. The device is not
 * trusted: everything it says is checked, and every wait ends.
 */
#ifndef TALLYSTICK_TOKEN_BOT_H
#define TALLYSTICK_TOKEN_BOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "token/usb/scsi.h"

enum tst_bulk_result {
    TST_BULK_OK,
    TST_BULK_STALL,   /* the pipe is halted until clear_halt() */
    TST_BULK_TIMEOUT, /* nothing more came or went in time */
    TST_BULK_GONE,    /* the device was pulled out; all later calls say so too */
    TST_BULK_FAILED   /* the bus or the system failed */
};

typedef struct tst_bulk tst_bulk;

struct tst_bulk_ops {
    /* Moves up to size bytes within milliseconds; *moved says how many, whatever the result. A short
     * packet ends a read early, with TST_BULK_OK. */
    enum tst_bulk_result (*read)(tst_bulk *bulk, uint8_t *bytes, size_t size, size_t *moved, unsigned milliseconds);
    enum tst_bulk_result (*write)(tst_bulk *bulk, const uint8_t *bytes, size_t size, size_t *moved,
                                  unsigned milliseconds);
    /* CLEAR_FEATURE(ENDPOINT_HALT) for the pipe in or out. */
    enum tst_bulk_result (*clear_halt)(tst_bulk *bulk, bool in);
    /* The class request Bulk-Only Mass Storage Reset (section 3.1). */
    enum tst_bulk_result (*reset)(tst_bulk *bulk, unsigned milliseconds);
    /* Releases the interface and gives the kernel's driver back. */
    void (*destroy)(tst_bulk *bulk);
};

/* First member of every implementation. */
struct tst_bulk {
    const struct tst_bulk_ops *ops;
};

static inline void tst_bulk_destroy(tst_bulk **bulk)
{
    if (bulk && *bulk) {
        (*bulk)->ops->destroy(*bulk);
        *bulk = NULL;
    }
}

/* No transfer or class request waits longer, in milliseconds. */
#define TST_BOT_TIMEOUT 10000

typedef struct tst_bot {
    tst_bulk *bulk; /* borrowed */
    uint32_t tag;   /* of the latest command */
    unsigned timeout;
} tst_bot;

/* bulk is borrowed and must outlive bot. */
void tst_bot_init(tst_bot *bot, tst_bulk *bulk, unsigned timeout);

enum tst_bot_status {
    TST_BOT_PASSED = 0,
    TST_BOT_FAILED = 1 /* ask for the sense data */
};

/*
 * One command with size bytes of data (NULL and 0 for none) into or out of
 * data, as command->in says. *moved is how many of them the device dealt with.
 * Returns an enum tst_bot_status, or a negative code: TSB_ERR_NOT_FOUND (pulled
 * out) or TSB_ERR_IO; after TSB_ERR_IO the transport has been reset (section
 * 5.3.4) and the command may be sent again.
 */
int tst_bot_command(tst_bot *bot, const tst_scsi_command *command, uint8_t *data, size_t size, size_t *moved,
                    tsb_error *err);

#endif
