/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The few SCSI commands a USB stick understands: command blocks are built, and
 * answers read, without any input or output (SPC-4, SBC-3).
 *
 * Answers come from the stick and are never trusted: every parser takes the
 * number of bytes that really arrived, and refuses what it cannot use.
 */
#ifndef TALLYSTICK_TOKEN_SCSI_H
#define TALLYSTICK_TOKEN_SCSI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* Sizes of the answers that are asked for, in bytes. */
#define TST_SCSI_INQUIRY_SIZE  36
#define TST_SCSI_SENSE_SIZE    18
#define TST_SCSI_CAPACITY_SIZE 8

/* A command block; the direction of its data belongs to it. */
typedef struct tst_scsi_command {
    uint8_t block[16];
    uint8_t length;   /* 6 or 10 */
    bool in;          /* data, if any, come from the stick */
    const char *name; /* for messages */
} tst_scsi_command;

tst_scsi_command tst_scsi_inquiry(void);
tst_scsi_command tst_scsi_test_unit_ready(void);
tst_scsi_command tst_scsi_request_sense(void);
tst_scsi_command tst_scsi_read_capacity(void);
tst_scsi_command tst_scsi_read(uint32_t block, uint16_t count);
tst_scsi_command tst_scsi_write(uint32_t block, uint16_t count);
tst_scsi_command tst_scsi_synchronize_cache(void);

/* SPC-4 6.4.2. Texts are trimmed and scrubbed. */
typedef struct tst_scsi_identity {
    bool removable;
    char vendor[9];
    char product[17];
    char revision[5];
} tst_scsi_identity;

/* TSB_ERR_UNSUPPORTED when it is not a direct-access block device (a CD-ROM drive, a card
 * reader's empty unit); TSB_ERR_INVALID when the answer is too short. */
int tst_scsi_identity_parse(tst_scsi_identity *identity, const uint8_t *bytes, size_t size, tsb_error *err);

/* Sense keys that are acted on (SPC-4 4.5.6). */
enum tst_scsi_key {
    TST_SCSI_NO_SENSE = 0x0,
    TST_SCSI_RECOVERED = 0x1,
    TST_SCSI_NOT_READY = 0x2,
    TST_SCSI_MEDIUM_ERROR = 0x3,
    TST_SCSI_HARDWARE_ERROR = 0x4,
    TST_SCSI_ILLEGAL_REQUEST = 0x5,
    TST_SCSI_UNIT_ATTENTION = 0x6,
    TST_SCSI_DATA_PROTECT = 0x7,
    TST_SCSI_ABORTED = 0xB
};

typedef struct tst_scsi_sense {
    uint8_t key;
    uint8_t code;      /* additional sense code */
    uint8_t qualifier; /* additional sense code qualifier */
} tst_scsi_sense;

/* Fixed and descriptor format (SPC-4 4.5.2, 4.5.3). TSB_ERR_INVALID for any other, or
 * for an answer that ends before its key. */
int tst_scsi_sense_parse(tst_scsi_sense *sense, const uint8_t *bytes, size_t size, tsb_error *err);

/* What to do about a command that failed with this sense. */
enum tst_scsi_verdict {
    TST_SCSI_DONE,   /* it did not fail after all */
    TST_SCSI_AGAIN,  /* send it again */
    TST_SCSI_WAIT,   /* becoming ready: send it again in a moment */
    TST_SCSI_REFUSED /* tst_scsi_sense_fail() says why */
};
enum tst_scsi_verdict tst_scsi_judge(const tst_scsi_sense *sense);

/* The error a refusal means: TSB_ERR_NOT_FOUND (no medium), TSB_ERR_DENIED (write-protected),
 * TSB_ERR_UNSUPPORTED (illegal request), TSB_ERR_IO (all others). Returns it. */
int tst_scsi_sense_fail(const tst_scsi_sense *sense, const char *command, tsb_error *err);

typedef struct tst_scsi_capacity {
    uint32_t blocks;     /* number of blocks, at least 1 */
    uint32_t block_size; /* bytes: a power of two, 512 to 4096 */
} tst_scsi_capacity;

/* SBC-3 5.15. TSB_ERR_UNSUPPORTED for more than 2^32 - 1 blocks or another block size. */
int tst_scsi_capacity_parse(tst_scsi_capacity *capacity, const uint8_t *bytes, size_t size, tsb_error *err);

#endif
