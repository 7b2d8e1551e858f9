/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The platform's key store, where device keys lie: the Secret Service (keystore_secret.c), DPAPI
 * (keystore_win32.c), the Keychain (keystore_mac.c), or none (keystore_none.c); the build picks one.
 * A key is filed under the data folder it belongs to and its public key, so that none ever takes another's place.
 *
 * Codes: TSB_ERR_UNSUPPORTED: no store answers here and now; TSB_ERR_DENIED: it is locked and nobody
 * unlocks it, or it refuses; TSB_ERR_NOT_FOUND: it answers, and has no such key; TSB_ERR_CANCELLED. err then holds half
 * a sentence: what is wrong and what to do. Calls end within seconds, or, while a person may be
 * asked, within minutes. One thread at a time.
 */
#ifndef TALLYSTICK_PLAYER_KEYSTORE_H
#define TALLYSTICK_PLAYER_KEYSTORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/cancel.h"
#include "base/error.h"
#include "base/log.h"
#include "synth/crypto.h"

/* Most bytes a store has its caller keep for a key. */
#define TSP_KEYSTORE_KEPT_MAX 1024u

typedef struct tsp_keystore_place {
    const char *folder; /* the data folder's real path */
    bool ask;           /* a person may be asked to unlock the store, or to make one */
    const tsb_cancel *cancel;
    const tsb_log *log;
} tsp_keystore_place;

/* What the store is called in files: "secret-service", "dpapi", "keychain"; NULL where there is none. */
const char *tsp_keystore_id(void);

/* Files the key. Appends to kept what its caller must keep (no secret) and give to get; nothing for most stores. */
int tsp_keystore_put(const tsp_keystore_place *place, const uint8_t device[TSS_KEY_SIZE],
                     const uint8_t key[TSS_KEY_SIZE], tsb_buffer *kept, tsb_error *err) TSB_MUST_USE;

/*
 * Gets the key with this public key, in whichever folder it was filed, so that a folder may be moved; device NULL: one
 * filed under the place's folder, with TSB_ERR_UNSUPPORTED where it is unknown whether there is one. key is the
 * caller's secret memory. Whose key it is, the caller checks.
 */
int tsp_keystore_get(const tsp_keystore_place *place, const uint8_t *device, const uint8_t *kept, size_t kept_size,
                     uint8_t key[TSS_KEY_SIZE], tsb_error *err) TSB_MUST_USE;

/* Removes the key with this public key from this folder's; one that is not there is fine. */
int tsp_keystore_remove(const tsp_keystore_place *place, const uint8_t device[TSS_KEY_SIZE],
                        tsb_error *err) TSB_MUST_USE;

#endif
