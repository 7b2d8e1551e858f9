/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A film, its licence for two devices, and these devices: what counting needs. */
#ifndef TALLYSTICK_TESTS_TOKEN_RIG_H
#define TALLYSTICK_TESTS_TOKEN_RIG_H

#include "tests/token/sample.h"
#include "token/counter.h"

#define RIG_VIEWS   3u
#define RIG_DEVICES 2u
#define RIG_NOW     1800000000u

struct rig {
    char folder[256]; /* of its own, removed at the end */
    struct sample sample;
    tst_licence licence;
    tst_licence_secret secret;
    uint8_t bytes[TST_LICENCE_SIZE_MAX];
    size_t size;
    uint8_t signing[TSS_KEY_SIZE];
    uint8_t signer[TSS_KEY_SIZE];
    uint8_t device[RIG_DEVICES][TSS_KEY_SIZE]; /* private */
    tst_monotonic *memory[RIG_DEVICES];
};

void rig_make(struct rig *rig);
void rig_finish(struct rig *rig);

/* Signs the licence anew, after a field of it was changed. */
void rig_sign(struct rig *rig);

/* Makes the devices forget. */
void rig_forget(struct rig *rig);

/* Formats blocks and puts the film on it. */
void rig_write(struct rig *rig, tst_blocks *blocks);

/* Opens the container and begins a view, or plays on for elapsed seconds (seen != NULL), as a device. */
int rig_begin(struct rig *rig, tst_blocks *blocks, uint32_t device, uint64_t now, tst_counter_record *record,
              tsb_error *err);
int rig_seen(struct rig *rig, tst_blocks *blocks, uint32_t device, uint64_t now, uint64_t elapsed,
             tst_counter_record *record, tsb_error *err);
/* Reads the counter without a device's memory. */
void rig_look(struct rig *rig, tst_blocks *blocks, tst_counter_record *record);

#endif
