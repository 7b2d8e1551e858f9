/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A licence's key as the TPM seals it: what is sealed, and under which terms. For hardware*.c alone. */
#ifndef TALLYSTICK_TOKEN_HARDWARE_KEY_H
#define TALLYSTICK_TOKEN_HARDWARE_KEY_H

#include "token/hardware.h"
#include "token/hardware_state.h"

/* Offsets of what is sealed: the private key, the id of the view it is for going on with (zero: for another one), u64
 * where the counter of views started, u32 views granted, u32 0. */
enum {
    TST_SECRET_PRIVATE = 0,
    TST_SECRET_VIEW = 32,
    TST_SECRET_START = 40,
    TST_SECRET_VIEWS = 48,
    TST_SECRET_SIZE = 56
};

/* What the key is had for. */
enum tst_hardware_purpose { TST_KEY_TAKE, TST_KEY_PROVE, TST_KEY_RESUME };

/* Into the state, whose numbers give the terms. */
int tst_hardware_seal(tst_tpm *tpm, tst_hardware_state *state, enum tst_hardware_purpose purpose,
                      const uint8_t secret[TST_SECRET_SIZE], tsb_error *err) TSB_MUST_USE;

/* secret has TST_TPM_SECRET_SIZE bytes, to be wiped in any case. The errors of tst_tpm_unseal(); TSB_ERR_DAMAGED also
 * when it is the key of another public one. */
int tst_hardware_unseal(tst_tpm *tpm, const tst_hardware_state *state, enum tst_hardware_purpose purpose,
                        uint8_t *secret, tsb_error *err) TSB_MUST_USE;

/* The state of the key that this licence names, if it is one of the place. */
int tst_hardware_find(tst_hardware_state *out, const tst_hardware_place *place, const tst_licence *licence, bool *found,
                      tsb_error *err) TSB_MUST_USE;

#endif
