/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A USB memory stick as its firmware sees it: control requests and bulk
 * transfers in, answers out, with the faults real sticks have. Driven in
 * process by unit tests, and by mock_stick as the device behind libusb.
 */
#ifndef TALLYSTICK_TESTS_TOKEN_STICK_H
#define TALLYSTICK_TESTS_TOKEN_STICK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STICK_VENDOR   0x1D6B
#define STICK_PRODUCT  0x0104
#define STICK_IN       0x81
#define STICK_OUT      0x02
#define STICK_FAULTS   16
#define STICK_DATA_MAX ((size_t)1 << 20)

/* What goes wrong, when the counter it is tied to gets there. Commands count from 1 on; so do bulk transfers. */
enum stick_fault_kind {
    STICK_FINE,
    STICK_UNPLUG,        /* transfer: gone, from this one on */
    STICK_STALL_DATA,    /* command: the data pipe halts before any data, status failed: medium error */
    STICK_STALL_STATUS,  /* command: the in pipe halts once before the status */
    STICK_STALL_COMMAND, /* command: the command block is not taken, both pipes halt until the reset */
    STICK_SHORT,         /* command: half the data; the residue says so */
    STICK_SHORT_LIE,     /* command: half the data; the residue says none is missing */
    STICK_ATTENTION,     /* command: check condition, unit attention */
    STICK_NOT_READY,     /* command: check condition, becoming ready */
    STICK_NO_MEDIUM,     /* command, and all later ones */
    STICK_MEDIUM_ERROR,  /* command: check condition, unrecovered read error */
    STICK_BAD_TAG,       /* command: a status with another tag */
    STICK_BAD_SIGNATURE, /* command: a status with another signature */
    STICK_SHORT_STATUS,  /* command: a status of 12 bytes */
    STICK_EMPTY_STATUS,  /* command: an empty packet before the status */
    STICK_BAD_STATUS,    /* command: status 9 */
    STICK_BIG_RESIDUE,   /* command: a residue larger than the transfer */
    STICK_PHASE,         /* command: phase error; nothing is taken before the reset */
    STICK_SILENT,        /* transfer: no answer, nothing happens */
    STICK_GARBAGE_SENSE  /* command: check condition, and sense data that are none */
};

struct stick_fault {
    enum stick_fault_kind kind;
    unsigned at; /* the first one it hits */
    unsigned times;
};

struct stick {
    const char *serial; /* NULL for a stick without one */
    uint8_t *media;
    uint32_t blocks;
    uint32_t block_size;
    int extra_blocks; /* claimed beyond those it has */
    bool huge;        /* claims the largest size there is */
    bool read_only;
    bool no_sync; /* does not know SYNCHRONIZE CACHE */
    uint8_t type; /* peripheral device type */
    struct stick_fault faults[STICK_FAULTS];

    /* How it stands. */
    bool gone;
    bool halted_in;
    bool halted_out;
    bool broken; /* takes no command before the reset */
    unsigned commands;
    unsigned transfers;
    unsigned resets;
    unsigned syncs;
    unsigned unsynced; /* writes since the latest sync */
    int stage;
    uint8_t tag[4];
    uint8_t status;
    uint32_t residue;
    uint8_t sense[3];
    bool garbage_sense;
    bool stall_once;
    enum stick_fault_kind fault; /* of this command */
    uint8_t data[STICK_DATA_MAX];
    size_t data_size; /* that will really move */
    size_t data_at;
    uint32_t write_block;
};

/* media has blocks * block_size bytes and stays the caller's. */
void stick_init(struct stick *stick, uint8_t *media, uint32_t blocks, uint32_t block_size, const char *serial);

/* The next free fault; times 0 for ever. */
void stick_fault_add(struct stick *stick, enum stick_fault_kind kind, unsigned at, unsigned times);

/* "name@at" or "name@atxtimes", as "attention@3" or "silent@5x2"; "+name@at" counts from now on. False for anything
 * else. */
bool stick_fault_parse(struct stick *stick, const char *text);

/* As after plugging it in again: the medium and the faults to come stay. */
void stick_replug(struct stick *stick);

/* A control request of 8 + length bytes; the answer goes to buffer + 8. Bytes, or a negative errno. */
int stick_control(struct stick *stick, uint8_t *buffer, size_t size);

/* Bytes moved, or a negative errno: -EPIPE, -ENODEV, or -ETIMEDOUT for no answer. */
int stick_bulk(struct stick *stick, uint8_t endpoint, uint8_t *buffer, size_t size);

void stick_clear_halt(struct stick *stick, uint8_t endpoint);

/* Its descriptors (USB 2.0 sections 9.6.1 and 9.6.3). */
extern const uint8_t stick_device_descriptor[18];
extern const uint8_t stick_configuration_descriptor[32];

#endif
