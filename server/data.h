/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The server's data folder, which holds all it owns:
 *
 *   store.db           the database (store.h)
 *   keys/master.key    0600, seals the processings' seeds in the database
 *   keys/signing.key   0600, Ed25519, signs manifests
 *   bank/              0700, the originals (bank.h)
 *
 * Open one is what the commands and the HTTP service work with.
 */
#ifndef TALLYSTICK_SERVER_DATA_H
#define TALLYSTICK_SERVER_DATA_H

#include <stdint.h>

#include "base/error.h"
#include "server/bank.h"
#include "server/store/store.h"
#include "synth/crypto.h"
#include "synth/keys.h"

/* Private keys, in secret memory. */
typedef struct tsv_private_keys {
    uint8_t master[TSS_KEY_SIZE];
    uint8_t signing[TSS_KEY_SIZE];
} tsv_private_keys;

/* Constant once open: any thread reads it; store and bank may be used by any thread. */
typedef struct tsv_data {
    char *folder;
    tsv_store *store;
    tsv_bank *bank;
    tsv_private_keys *keys;
    uint8_t signing_public[TSS_KEY_SIZE];
    char name[TSV_NAME_SIZE];    /* what the server calls itself */
    char address[TSV_NAME_SIZE]; /* its URL, as manifests carry it */
} tsv_data;

/* Makes a new data folder; TSB_ERR_EXISTS when it holds one already. On failure nothing new is left. */
int tsv_data_init(const char *folder, const char *name, const char *address, tsb_error *err) TSB_MUST_USE;

/* Opens it; TSB_ERR_NOT_FOUND when tsv_data_init never made one there. */
int tsv_data_open(tsv_data **out, const char *folder, tsb_error *err) TSB_MUST_USE;
void tsv_data_close(tsv_data **data);

/* Draws a new seed for a processing, and seals it for the store. */
int tsv_seed_generate(const tsv_data *data, const tss_id *processing, uint8_t sealed[TSV_SEALED_SEED_SIZE],
                      tsb_error *err) TSB_MUST_USE;

/* Derives a copy's secrets from its processing's sealed seed. out belongs in secret memory. */
int tsv_copy_secrets(const tsv_data *data, const tsv_copy *copy, tss_copy_secrets *out, tsb_error *err) TSB_MUST_USE;

#endif
