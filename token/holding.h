/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A film on a token as one device holds it: its licence, opened, and the counter of its views. */
#ifndef TALLYSTICK_TOKEN_HOLDING_H
#define TALLYSTICK_TOKEN_HOLDING_H

#include "token/counter.h"
#include "token/hardware.h"

/* What a device brings along; all borrowed, and outlives the holding. */
typedef struct tst_holder {
    const uint8_t *private_key;  /* the device's; TSS_KEY_SIZE bytes */
    tst_hardware_place hardware; /* of keys that a TPM guards; zeroed: there are none */
    const tst_monotonic *monotonic;
    const uint8_t *signer; /* the operator's public key; NULL trusts the licence unseen, for listings alone */
} tst_holder;

/*
 * Opens the secret (secret memory) of a licence that was read: by its key in this computer's TPM, if it names one, or
 * else by the device's own. *hardware is the caller's to close, in any case. Errors of tst_hardware_open() and
 * tst_licence_open().
 */
int tst_holder_unlock(const tst_holder *holder, const tst_licence *licence, const uint8_t *bytes, size_t size,
                      tst_licence_secret *secret, uint32_t *device, tst_hardware **hardware,
                      tsb_error *err) TSB_MUST_USE;

typedef struct tst_holding {
    tst_licence licence;
    tst_licence_secret *secret; /* secret memory */
    tst_hardware *hardware;     /* the licence's key in the TPM; NULL: it is for the device's own */
    tst_counter counter;        /* its calls are token/counter.h's */
} tst_holding;

/*
 * Opens a film of a container that lies on a stick of this serial. container is borrowed for the holding's life; finish
 * it in any case. TSB_ERR_DENIED: the licence is not from this operator, or not for this token or device;
 * holding->licence is set where it could be read.
 */
int tst_holding_open(tst_holding *holding, tst_container *container, uint32_t film, const char *serial,
                     const tst_holder *holder, tsb_error *err) TSB_MUST_USE;
void tst_holding_finish(tst_holding *holding);

#endif
