/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A film on a token as one device holds it: its licence, opened, and the counter of its views. */
#ifndef TALLYSTICK_TOKEN_HOLDING_H
#define TALLYSTICK_TOKEN_HOLDING_H

#include "token/counter.h"

/* What a device brings along; all borrowed, and outlives the holding. */
typedef struct tst_holder {
    const uint8_t *private_key; /* the device's; TSS_KEY_SIZE bytes */
    const tst_monotonic *monotonic;
    const uint8_t *signer; /* the operator's public key; NULL trusts the licence unseen, for listings alone */
} tst_holder;

typedef struct tst_holding {
    tst_licence licence;
    tst_licence_secret *secret; /* secret memory */
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
