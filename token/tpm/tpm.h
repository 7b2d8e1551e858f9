/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A TPM 2.0 as keeper of a secret: it gives it out only while counters of its own, that nothing can turn back,
 * stand below a limit, and its own clock does. Restoring stick and disk does not help: a counter stays where it was,
 * and one that is removed and made again starts higher.
 *
 * Optional: without the tpm2-tss libraries at build time, or a TPM at run time, tst_tpm_open() says so. One
 * thread at a time for each tst_tpm.
 */
#ifndef TALLYSTICK_TOKEN_TPM_H
#define TALLYSTICK_TOKEN_TPM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"

/* Most bytes of a secret. */
#define TST_TPM_SECRET_SIZE 128

/* Most bytes of a sealed one. */
#define TST_TPM_SEALED_SIZE 2048

typedef struct tst_tpm tst_tpm;

/*
 * tcti: how to reach it ("swtpm:host=127.0.0.1,port=2321"); NULL for this computer's own.
 * TSB_ERR_NOT_FOUND: no TPM answers. TSB_ERR_DENIED: this user may not use it. TSB_ERR_UNSUPPORTED: built without.
 */
int tst_tpm_open(tst_tpm **out, const char *tcti, tsb_error *err) TSB_MUST_USE;
void tst_tpm_close(tst_tpm **tpm);

/* Keeps the tpm2-tss libraries from writing to stderr what this program tells in its own words. To be called once, in
 * main, before there are threads. */
void tst_tpm_quiet(void);

/* The NV indices that are the owner's to give (TCG registry of reserved TPM 2.0 handles), both included. */
#define TST_TPM_INDEX_FIRST 0x01800000u
#define TST_TPM_INDEX_LAST  0x01BFFFFFu

/*
 * Makes the counter at this NV index and gives where it starts.
 * TSB_ERR_EXISTS: the index is taken. TSB_ERR_FULL: the TPM has no room left.
 */
int tst_tpm_counter_create(tst_tpm *tpm, uint32_t index, uint64_t *value, tsb_error *err) TSB_MUST_USE;

/* TSB_ERR_NOT_FOUND: there is none. */
int tst_tpm_counter_read(tst_tpm *tpm, uint32_t index, uint64_t *value, tsb_error *err) TSB_MUST_USE;
int tst_tpm_counter_increment(tst_tpm *tpm, uint32_t index, tsb_error *err) TSB_MUST_USE;
int tst_tpm_counter_remove(tst_tpm *tpm, uint32_t index, tsb_error *err);

/*
 * The TPM's own clock, in milliseconds it was powered for since its owner last cleared it. Nothing sets it back, but
 * for at most 70 minutes when power fails; it may be wrong by 15 per cent (TPM 2.0 part 1, "Clock").
 */
int tst_tpm_clock(tst_tpm *tpm, uint64_t *milliseconds, tsb_error *err) TSB_MUST_USE;

/* When a secret is given out: while all of these hold. */
typedef struct tst_tpm_terms {
    struct {
        uint32_t index; /* 0: no such condition */
        uint64_t limit; /* the counter is below this: PolicyNV, TPM 2.0 part 3, 23.9; */
        bool reached;   /* or else, is not */
    } counters[2];
    uint64_t clock_below; /* the clock is: PolicyCounterTimer, 23.10; 0: no such condition */
} tst_tpm_terms;

/* Appends to sealed the secret as only this TPM can open it, under these terms alone. What is appended is no secret. */
int tst_tpm_seal(tst_tpm *tpm, const tst_tpm_terms *terms, const void *secret, size_t size, tsb_buffer *sealed,
                 tsb_error *err) TSB_MUST_USE;

/*
 * secret has TST_TPM_SECRET_SIZE bytes of secret memory. TSB_ERR_DENIED: the terms no longer hold, and the chip
 * refuses. TSB_ERR_NOT_FOUND: a counter is gone. TSB_ERR_DAMAGED: sealed by another TPM or under other terms, or
 * altered. TSB_ERR_INVALID: not what seal() made.
 */
int tst_tpm_unseal(tst_tpm *tpm, const tst_tpm_terms *terms, const uint8_t *sealed, size_t sealed_size, uint8_t *secret,
                   size_t *size, tsb_error *err) TSB_MUST_USE;

#endif
