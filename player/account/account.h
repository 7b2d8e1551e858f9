/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * This device and its accounts: the device's X25519 key (device_key.h), made at first use, and for
 * each server the account's token and the signing key pinned at the first
 * sign-in. All but a key in the platform's key store lies in the player's data folder (0700), in files of mode 0600.
 * One thread at a time.
 */
#ifndef TALLYSTICK_PLAYER_ACCOUNT_H
#define TALLYSTICK_PLAYER_ACCOUNT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cancel.h"
#include "base/error.h"
#include "base/log.h"
#include "net/messages.h"
#include "synth/crypto.h"
#include "token/hardware.h"
#include "token/monotonic.h"

/* What is kept of one server; zero-initialise, and wipe with tsb_wipe after use. */
typedef struct tsp_login {
    bool pinned;
    uint8_t signing_key[TSS_KEY_SIZE]; /* valid when pinned */
    char user[TSN_USER_SIZE];          /* who signed in last; may be empty */
    bool signed_in;
    uint8_t token[TSN_TOKEN_SIZE]; /* valid when signed in */
    int64_t expires;               /* of the token, Unix time */
    bool device_known;             /* not in files of older versions */
    uint8_t device[TSS_KEY_SIZE];  /* public key the token was given to */
} tsp_login;

typedef struct tsp_account tsp_account;

/* data: the data folder, NULL for the platform's own; made when missing. May have to wait until the platform's key
 * store is unlocked. cancel and log are borrowed for the call alone; either may be NULL. */
int tsp_account_open(tsp_account **out, const char *data, const tsb_cancel *cancel, const tsb_log *log,
                     tsb_error *err) TSB_MUST_USE;
void tsp_account_destroy(tsp_account **account);

/* The device's private key, in secret memory; borrowed. */
const uint8_t *tsp_account_device_key(const tsp_account *account);

/* What this device remembers of the view counters on tokens; the caller destroys it. */
int tsp_account_counters(const tsp_account *account, tst_monotonic **out, tsb_error *err) TSB_MUST_USE;

/* Where licences that this computer's TPM guards keep their keys; tcti: how to reach it, NULL: its own. Borrowed from
 * both. */
tst_hardware_place tsp_account_hardware(const tsp_account *account, const char *tcti);

/* Where requests to move views to tokens are kept (token/request.h); the caller frees it. NULL when out of memory. */
char *tsp_account_requests(const tsp_account *account) TSB_MUST_USE;

/* What is kept of this server, named by its address in normal form (net/client.h); a server never met gives
 * an empty login and 0. TSB_ERR_INVALID: the file was damaged; it says which. */
int tsp_account_load(const tsp_account *account, const char *server, tsp_login *out, tsb_error *err) TSB_MUST_USE;
/* Durable when it returns. */
int tsp_account_save(const tsp_account *account, const char *server, const tsp_login *login,
                     tsb_error *err) TSB_MUST_USE;

/* Where what is kept of this server lies, for messages; the caller frees it. NULL when out of memory. */
char *tsp_account_path(const tsp_account *account, const char *server) TSB_MUST_USE;

/* The folder of all those files; each has the name of its server's address, what is not plain in it written as %XX.
 * Borrowed. */
const char *tsp_account_servers(const tsp_account *account);

/* What this computer calls itself, at most size - 1 bytes; never empty. */
void tsp_account_device_name(char *out, size_t size);

#endif
