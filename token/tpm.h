/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A TPM 2.0 as keeper of a secret: it gives it out only while a counter of its own, that nothing can turn back,
 * stands below a limit. Restoring stick and disk does not help: the counter stays where it was, and one that
 * is removed and made again starts no lower.
 *
 * Optional: without the tpm2-tss libraries at build time, or a TPM at run time, tst_tpm_open() says so. One
 * thread at a time for each tst_tpm.
 */
#ifndef TALLYSTICK_TOKEN_TPM_H
#define TALLYSTICK_TOKEN_TPM_H

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
 * TSB_ERR_NOT_FOUND: no TPM answers. TSB_ERR_UNSUPPORTED: built without.
 */
int tst_tpm_open(tst_tpm **out, const char *tcti, tsb_error *err) TSB_MUST_USE;
void tst_tpm_close(tst_tpm **tpm);

/*
 * Makes the counter at this NV index (0x01500000 to 0x017FFFFF are the owner's) and gives where it starts.
 * TSB_ERR_EXISTS: the index is taken. TSB_ERR_FULL: the TPM has no room left.
 */
int tst_tpm_counter_create(tst_tpm *tpm, uint32_t index, uint64_t *value, tsb_error *err) TSB_MUST_USE;

/* TSB_ERR_NOT_FOUND: there is none. */
int tst_tpm_counter_read(tst_tpm *tpm, uint32_t index, uint64_t *value, tsb_error *err) TSB_MUST_USE;
int tst_tpm_counter_increment(tst_tpm *tpm, uint32_t index, tsb_error *err) TSB_MUST_USE;
int tst_tpm_counter_remove(tst_tpm *tpm, uint32_t index, tsb_error *err);

/*
 * Appends to sealed the secret as only this TPM can open it, while the counter is below limit (PolicyNV, TPM 2.0
 * part 3, section 23.9). What is appended is no secret.
 */
int tst_tpm_seal(tst_tpm *tpm, uint32_t index, uint64_t limit, const void *secret, size_t size, tsb_buffer *sealed,
                 tsb_error *err) TSB_MUST_USE;

/*
 * secret has TST_TPM_SECRET_SIZE bytes of secret memory. TSB_ERR_DENIED: the counter has reached the limit, and the
 * chip refuses. TSB_ERR_DAMAGED: sealed by another TPM, or altered. TSB_ERR_INVALID: not what seal() made.
 */
int tst_tpm_unseal(tst_tpm *tpm, const uint8_t *sealed, size_t sealed_size, uint8_t *secret, size_t *size,
                   tsb_error *err) TSB_MUST_USE;

#endif
