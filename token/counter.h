/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The view counter on a token (docs/FORMATS.md, "View counter"): two alternating
 * records with sequence numbers, sealed under the licence's counter key. A view is
 * on the medium, read back, remembered by the device, and counted by its TPM where that guards the licence,
 * in this order, before tst_counter_begin() returns; only then may the first frame be shown.
 *
 * Whenever the process dies or the token is pulled, beginning again takes up the view
 * that was taken, if it was: never a free view, never two for one. One thread at a time.
 */
#ifndef TALLYSTICK_TOKEN_COUNTER_H
#define TALLYSTICK_TOKEN_COUNTER_H

#include <stdbool.h>
#include <stdint.h>

#include "token/container.h"
#include "token/licence.h"
#include "token/monotonic.h"

#define TST_VIEW_ID_SIZE 8
/* How long a view lasts on the device that began it, paused or not, in seconds. */
#define TST_VIEW_SECONDS (24u * 60 * 60)
/* A clock that is behind by no more than this was corrected, not set back. */
#define TST_CLOCK_SLACK 300u

/* Times are in seconds since 1970-01-01 00:00 UTC. */
typedef struct tst_view {
    uint8_t id[TST_VIEW_ID_SIZE];
    uint64_t started;   /* 0: this device has begun none */
    uint64_t last_seen; /* advances while it plays, by the time that passed even where the clock does not */
} tst_view;

typedef struct tst_counter_record {
    tss_id licence;
    uint64_t sequence; /* from 1 on; lies in slot sequence % 2 */
    uint32_t left;
    uint32_t returned;                       /* views given back to the account */
    uint64_t checkpoint;                     /* drawn by the server at the latest contact; 0: none yet */
    tst_view views[TST_LICENCE_DEVICES_MAX]; /* each device's latest */
} tst_counter_record;

/* Seals a record under a nonce of its own, and opens one: TSB_ERR_DAMAGED unless it is authentic and of this licence.
 * The server reads so what a token reports. */
int tst_counter_seal(uint8_t bytes[TST_RECORD_SIZE], const tst_counter_record *record,
                     const uint8_t counter_key[TSS_KEY_SIZE], tsb_error *err) TSB_MUST_USE;
int tst_counter_unseal(tst_counter_record *out, const uint8_t bytes[TST_RECORD_SIZE], const tss_id *licence,
                       const uint8_t counter_key[TSS_KEY_SIZE], tsb_error *err) TSB_MUST_USE;

/* A licence's first record: all its views left. What tst_container_add() and _relicense() are given. */
int tst_counter_first(uint8_t bytes[TST_RECORD_SIZE], const tst_licence *licence,
                      const uint8_t counter_key[TSS_KEY_SIZE], tsb_error *err) TSB_MUST_USE;

/* Everything is borrowed. */
typedef struct tst_counter {
    tst_container *container;
    uint32_t film;
    const tst_licence *licence;
    const uint8_t *key;             /* the licence's counter key */
    uint32_t device;                /* this device's place in the licence */
    const tst_monotonic *monotonic; /* this device's memory; NULL: who counts here watches nothing, and has none */
    struct tst_hardware *hardware;  /* the licence's key in this device's TPM (token/hardware.h); NULL: there is none */
} tst_counter;

/* The record in force, and its bytes (unless NULL) as the server wants them in a report. TSB_ERR_DAMAGED: neither
 * is authentic; TSB_ERR_DENIED: the token was restored from an older copy. */
int tst_counter_read(const tst_counter *counter, tst_counter_record *out, uint8_t *bytes, tsb_error *err) TSB_MUST_USE;

/* Whether beginning now would go on with a view that was taken already. */
bool tst_counter_resumes(const tst_counter *counter, const tst_counter_record *record, uint64_t now);

/* Takes a view, or goes on with this device's of the last 24 hours. out (as read above) says what is left.
 * TSB_ERR_DENIED: none left, or an older copy. On other errors the view may have been taken: beginning again does not
 * take another. */
int tst_counter_begin(const tst_counter *counter, uint64_t now, tst_counter_record *out, tsb_error *err) TSB_MUST_USE;

/* To be called about every minute while it plays: now by the clock, elapsed seconds since the last call or begin by one
 * that cannot be set. TSB_ERR_DENIED: the view's 24 hours are over, or another took its place. */
int tst_counter_seen(const tst_counter *counter, uint64_t now, uint64_t elapsed, tst_counter_record *record,
                     tsb_error *err) TSB_MUST_USE;

/* Enters the checkpoint the server drew for this contact; bytes (unless NULL) is the record that has it. From then on
 * the server takes no record of before: a token and a device restored together show at the next contact. */
int tst_counter_mark(const tst_counter *counter, uint64_t checkpoint, uint8_t *bytes, tst_counter_record *out,
                     tsb_error *err) TSB_MUST_USE;

/* Has the device refuse this licence's tokens from now on: the server said that one was restored. */
int tst_counter_revoke(const tst_counter *counter, tsb_error *err) TSB_MUST_USE;

/* Takes the views that are left off the token for good; bytes is the record that proves it to the server, which gives
 * them back. May be called again if the server could not be told. */
int tst_counter_return(const tst_counter *counter, uint8_t bytes[TST_RECORD_SIZE], tst_counter_record *out,
                       tsb_error *err) TSB_MUST_USE;

#endif
