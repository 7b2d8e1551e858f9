/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A USB stick's blocks, over the Bulk-Only Transport: makes it ready, finds out
 * its true size, and reads, writes and flushes whole blocks. Unit attentions
 * and broken transfers are tried again a few times; everything is bounded, so
 * that no stick can keep a caller for ever.
 *
 * Blocks. One thread at a time.
 */
#ifndef TALLYSTICK_TOKEN_SCSI_DISK_H
#define TALLYSTICK_TOKEN_SCSI_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "token/usb/bot.h"
#include "token/usb/scsi.h"

/* Most bytes moved by one command. */
#define TST_SCSI_DISK_STEP ((size_t)64 * 1024)

typedef struct tst_scsi_disk {
    tst_bot bot;
    tst_scsi_identity identity;
    tst_scsi_capacity capacity;
} tst_scsi_disk;

/*
 * INQUIRY, TEST UNIT READY (waiting up to ten seconds for a stick that starts
 * up), READ CAPACITY, and a read of the last block, since some sticks claim one
 * too many. bulk is borrowed and must outlive the disk. timeout in milliseconds, of one
 * transfer: TST_BOT_TIMEOUT.
 * TSB_ERR_NOT_FOUND: pulled out, or no medium. TSB_ERR_UNSUPPORTED: not a
 * memory stick. TSB_ERR_DAMAGED: it claims a size it does not have.
 */
int tst_scsi_disk_start(tst_scsi_disk *disk, tst_bulk *bulk, unsigned timeout, tsb_error *err);

/* count blocks from block on; TSB_ERR_INVALID outside the capacity. bytes has
 * count * capacity.block_size bytes. TSB_ERR_NOT_FOUND: pulled out, or its medium was changed. */
int tst_scsi_disk_read(tst_scsi_disk *disk, uint32_t block, uint32_t count, uint8_t *bytes, tsb_error *err);
int tst_scsi_disk_write(tst_scsi_disk *disk, uint32_t block, uint32_t count, const uint8_t *bytes, tsb_error *err);

/* 0 when all written blocks are on the medium. A stick that does not know the command has no cache. */
int tst_scsi_disk_flush(tst_scsi_disk *disk, tsb_error *err);

#endif
