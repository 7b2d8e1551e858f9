/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The licence on a token (docs/FORMATS.md, "Licence"): a right to view one copy
 * some times, signed by the server, bound to one token and to named devices.
 * Its secret is sealed to each of these. The server writes it, the player reads it.
 * Pure; any thread.
 */
#ifndef TALLYSTICK_TOKEN_LICENCE_H
#define TALLYSTICK_TOKEN_LICENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "synth/crypto.h"
#include "synth/keys.h"
#include "token/blocks.h"

#define TST_LICENCE_VERSION     1
#define TST_LICENCE_DEVICES_MAX 8u
#define TST_LICENCE_NAME_SIZE   256 /* title, UTF-8, with its zero */
#define TST_LICENCE_SECRET_SIZE (2 * TSS_KEY_SIZE)
#define TST_LICENCE_VIEWS_MAX   1000000u
#define TST_LICENCE_SIZE_MAX    (576u + TST_LICENCE_DEVICES_MAX * 144u)

typedef struct tst_licence {
    tss_id id; /* drawn by the server for each licence */
    tss_id copy;
    tss_id title;
    tss_id distributor;
    uint32_t views;                    /* granted, 1 to TST_LICENCE_VIEWS_MAX */
    bool qa;                           /* for quality assurance: verifying takes no view */
    uint64_t issued;                   /* seconds since 1970-01-01 00:00 UTC */
    uint8_t index_hash[TSS_HASH_SIZE]; /* of the complement's header and index, as in the manifest */
    char serial[TST_SERIAL_SIZE];      /* of the token; never empty */
    char name[TST_LICENCE_NAME_SIZE];  /* of the title, for a person */
    uint32_t device_count;             /* 1 to TST_LICENCE_DEVICES_MAX */
    uint8_t devices[TST_LICENCE_DEVICES_MAX][TSS_KEY_SIZE]; /* X25519 public keys, all different */
} tst_licence;

/* Keep it in secret memory (tsb_secret_alloc). */
typedef struct tst_licence_secret {
    uint8_t copy_key[TSS_KEY_SIZE];    /* window keys derive from it */
    uint8_t counter_key[TSS_KEY_SIZE]; /* drawn by the server for each licence */
} tst_licence_secret;

/* Bytes of a licence for so many devices. */
size_t tst_licence_size(uint32_t device_count);

/* Writes a signed licence of tst_licence_size() bytes. TSB_ERR_INVALID: a field breaks its rule. */
int tst_licence_write(uint8_t *bytes, const tst_licence *licence, const tst_licence_secret *secret,
                      const uint8_t signing_key[TSS_KEY_SIZE], tsb_error *err) TSB_MUST_USE;

/*
 * Reads a licence. signer: the operator's public key, whose signature it must bear; NULL reads
 * without trusting, for listings alone. TSB_ERR_DENIED: the signature does not match; TSB_ERR_INVALID,
 * TSB_ERR_UNSUPPORTED: form or version.
 */
int tst_licence_read(tst_licence *out, const uint8_t *bytes, size_t size, const uint8_t *signer,
                     tsb_error *err) TSB_MUST_USE;

/* The place of a device among the licence's, or -1. */
int tst_licence_device(const tst_licence *licence, const uint8_t public_key[TSS_KEY_SIZE]);

/* Opens the secret of a licence that was read, as the device of this private key; device: its place.
 * TSB_ERR_DENIED: it is not one of the licence's. TSB_ERR_DAMAGED: sealed to another. */
int tst_licence_open(tst_licence_secret *secret, uint32_t *device, const tst_licence *licence, const uint8_t *bytes,
                     size_t size, const uint8_t private_key[TSS_KEY_SIZE], tsb_error *err) TSB_MUST_USE;

/* TSB_ERR_DENIED, and why, unless the licence is for the token it lies on: serial as read from the USB device. */
int tst_licence_check_serial(const tst_licence *licence, const char *serial, tsb_error *err) TSB_MUST_USE;

#endif
