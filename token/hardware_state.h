/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a device keeps beside its monotonic records of each licence's key that its TPM guards
 * (docs/FORMATS.md, "A key in a TPM"): a file named by the key. Nothing of it is secret, and whoever
 * alters it gains nothing: the TPM opens what is sealed under its own terms alone. One thread at a time.
 */
#ifndef TALLYSTICK_TOKEN_HARDWARE_STATE_H
#define TALLYSTICK_TOKEN_HARDWARE_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "synth/crypto.h"
#include "token/tpm/tpm.h"

#define TST_HARDWARE_STATE_HEADER   96
#define TST_HARDWARE_STATE_SIZE_MAX (TST_HARDWARE_STATE_HEADER + 3 * TST_TPM_SEALED_SIZE)

typedef struct tst_hardware_sealed {
    uint8_t bytes[TST_TPM_SEALED_SIZE];
    size_t size; /* 0: nothing */
} tst_hardware_sealed;

typedef struct tst_hardware_state {
    uint8_t public_key[TSS_KEY_SIZE];
    uint32_t views_index;      /* NV index of the counter of views taken */
    uint32_t return_index;     /* and of the one that reaches its limit when the others are given back */
    uint64_t views_limit;      /* another view may be taken while the first is below this, */
    uint64_t return_limit;     /* and the second below this */
    tst_hardware_sealed take;  /* the key for that */
    tst_hardware_sealed prove; /* the key for proving to the server that views were given back */
    uint64_t resume_views;     /* the latest view may be resumed while the first counter is below this, */
    uint64_t resume_clock;     /* and the TPM's clock, in ms, */
    bool resume_returned;      /* and, unless this is set, while the second is below its limit */
    tst_hardware_sealed resume;
} tst_hardware_state;

/* TSB_ERR_DAMAGED, TSB_ERR_UNSUPPORTED: form or version. Pure. */
int tst_hardware_state_parse(tst_hardware_state *out, const uint8_t *bytes, size_t size, tsb_error *err) TSB_MUST_USE;
int tst_hardware_state_append(const tst_hardware_state *state, tsb_buffer *out, tsb_error *err) TSB_MUST_USE;

/* The file of a public key in a folder. TSB_ERR_NOT_FOUND: there is none. */
int tst_hardware_state_load(tst_hardware_state *out, const char *folder, const uint8_t public_key[TSS_KEY_SIZE],
                            tsb_error *err) TSB_MUST_USE;
/* Durable, 0600; on failure the old one stands. */
int tst_hardware_state_store(const tst_hardware_state *state, const char *folder, tsb_error *err) TSB_MUST_USE;
/* A missing one is fine. */
int tst_hardware_state_remove(const char *folder, const uint8_t public_key[TSS_KEY_SIZE], tsb_error *err) TSB_MUST_USE;

#endif
