/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Licences that this computer's TPM 2.0 guards (docs/FORMATS.md, "A key in a TPM"). Such a licence names, in place
 * of the device's own key, one that was made for it alone. The TPM gives its private half out
 * for another view only while its counter of views is below where the licence ends, and for
 * going on with the latest view only for that view's day, by the TPM's own clock. So
 * neither restoring stick and disk together nor setting the computer's clock back brings a view.
 *
 * Optional: where there is no TPM, licences name the device's own key, and all works without. The TPM is
 * spoken to only within these calls. One thread at a time for a tst_hardware.
 */
#ifndef TALLYSTICK_TOKEN_HARDWARE_H
#define TALLYSTICK_TOKEN_HARDWARE_H

#include <stdbool.h>
#include <stdint.h>

#include "token/licence.h"

/* Each view is a write to the TPM's memory, which bears 100,000 or so. */
#define TST_HARDWARE_VIEWS_MAX 1000u

typedef struct tst_hardware_place {
    const char *folder; /* where the keys' files lie: that of the monotonic records; NULL: no licence is guarded here */
    const char *tcti;   /* how to reach the TPM, as of tst_tpm_open(); NULL: this computer's own */
} tst_hardware_place;

/*
 * Makes a key for a licence of so many views that is about to be asked for, and remembers it durably; public_key is
 * what the request has to name. The licence must grant exactly these views.
 *
 * On any failure there is no such key and nothing is left behind: err says why (no TPM, not for this user, its
 * owner's password, no room), which is to be told as information, and the device's own key
 * is to be named instead. TSB_ERR_NOT_FOUND and TSB_ERR_UNSUPPORTED: there is no TPM, nothing worth telling.
 */
int tst_hardware_create(const tst_hardware_place *place, uint32_t views, uint8_t public_key[TSS_KEY_SIZE],
                        tsb_error *err) TSB_MUST_USE;

/*
 * Forgets a key for good, and frees its room in the TPM: when no licence came of it, or for each device of a licence
 * in whose place another one now lies on the token. A key that is none of this folder is fine. On failure it may be
 * tried again.
 */
int tst_hardware_discard(const tst_hardware_place *place, const uint8_t public_key[TSS_KEY_SIZE],
                         tsb_error *err) TSB_MUST_USE;

/*
 * Of a licence all of whose views the TPM has counted as taken: has it refuse more for good, as when views are given
 * back, so that it gives the key out once more, for telling the server that none is left. settled: whether it did;
 * where a view is left nothing happens.
 */
int tst_hardware_settle(const tst_hardware_place *place, const tst_licence *licence, bool *settled,
                        tsb_error *err) TSB_MUST_USE;

/* Whether a licence names a key of this folder, whatever the TPM says of it. */
bool tst_hardware_names(const tst_hardware_place *place, const tst_licence *licence);

typedef struct tst_hardware tst_hardware;

/*
 * Gets the private key of a licence (which has been read, and is trusted) out of the TPM. *out NULL with 0: the licence
 * names no key of this folder. private_key is secret memory, for tst_licence_open().
 * TSB_ERR_DENIED: the TPM refuses, as no view is left and none lasts. TSB_ERR_DAMAGED: it was cleared, or the file
 * altered. TSB_ERR_IO: it cannot be reached.
 */
int tst_hardware_open(tst_hardware **out, const tst_hardware_place *place, const tst_licence *licence,
                      uint8_t private_key[TSS_KEY_SIZE], tsb_error *err) TSB_MUST_USE;
void tst_hardware_close(tst_hardware **hardware);

/*
 * What the view counter (token/counter.h) does with it. taken: views that the token's record says were taken. None
 * of them fails with TSB_ERR_NOT_FOUND, which would pass for a token that was pulled out.
 */

/* TSB_ERR_DENIED: the TPM has counted more views than the token tells of, which was restored from an older copy. */
int tst_hardware_check(tst_hardware *hardware, uint32_t taken, tsb_error *err) TSB_MUST_USE;

/* Asks the TPM whether the latest view lasts, for the two calls below. */
int tst_hardware_consult(tst_hardware *hardware, tsb_error *err) TSB_MUST_USE;

/* Whether the view of this id is the latest and lasts, as the TPM was last heard. */
bool tst_hardware_resumes(const tst_hardware *hardware, const uint8_t *view_id);

/* Seconds the latest view has lasted at the least, by the TPM's clock. */
uint64_t tst_hardware_elapsed(const tst_hardware *hardware);

/* Before a record is written by which so many views are taken, of which the latest is the new one of this id. */
int tst_hardware_take(tst_hardware *hardware, uint32_t taken, const uint8_t *view_id, tsb_error *err) TSB_MUST_USE;

/* Before one that goes on with the latest view, while other devices may have taken theirs. */
int tst_hardware_resume(tst_hardware *hardware, uint32_t taken, tsb_error *err) TSB_MUST_USE;

/* After the record was written and remembered: raises the TPM's counter to it. Only then may the first frame be shown.
 */
int tst_hardware_count(tst_hardware *hardware, uint32_t taken, tsb_error *err) TSB_MUST_USE;

/*
 * Before a record is written by which all views left are given back, which proves that to the server: the TPM refuses
 * any other view from then on, and gives the key for that record, and for going on with the latest view, if it is the
 * one of this id. May be called again.
 */
int tst_hardware_give_back(tst_hardware *hardware, uint32_t taken, const uint8_t *view_id, tsb_error *err) TSB_MUST_USE;

#endif
