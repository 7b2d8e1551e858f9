/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A token in a file, its licence bound to an emulated TPM, and the device's folder beside it: all that a
 * person could copy, and put back. Device 0 is the one with the TPM, 1 has none.
 */
#ifndef TALLYSTICK_TESTS_TOKEN_BOUND_H
#define TALLYSTICK_TESTS_TOKEN_BOUND_H

#include "tests/token/chip.h"
#include "tests/token/rig.h"
#include "token/source.h"

#define HOUR    3600u
#define HOUR_MS (HOUR * UINT64_C(1000))

struct bound {
    struct chip chip;
    struct rig rig;
    char token[300];  /* the container's file */
    char memory[300]; /* device 0's folder */
    tst_hardware_place place;
    uint8_t key[TSS_KEY_SIZE]; /* public, of device 0 in the licence */
};

void bound_make(struct bound *bound, uint32_t views);
void bound_finish(struct bound *bound);

/* Copies of token and folder under a number, and back. */
void bound_save(const struct bound *bound, unsigned number);
void bound_restore(const struct bound *bound, unsigned number);

/* Opens the token as a device does. */
int bound_open(struct bound *bound, uint32_t device, tss_source **source, tsb_error *err);
/* The same, begins a view, and gets a chunk; left: what is left then. */
int bound_play(struct bound *bound, uint32_t device, uint64_t now, uint32_t *left, tsb_error *err);
/* Device 0 must get as far as that, and so many must be left. */
void bound_plays(struct bound *bound, uint64_t now, uint32_t left);
/* Device 0 gives back what is left. */
int bound_return(struct bound *bound, uint8_t proof[TST_RECORD_SIZE], tst_counter_record *record, tsb_error *err);
/* What the token tells. */
void bound_look(struct bound *bound, tst_counter_record *record);
/* Refused, for this reason. */
void bound_refused(struct bound *bound, uint64_t now, const char *why);

#endif
