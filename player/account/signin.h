/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing in: from an account on this device and, where need be, a person (person.h), to a client of the server.
 * One thread at a time. */
#ifndef TALLYSTICK_PLAYER_SIGNIN_H
#define TALLYSTICK_PLAYER_SIGNIN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cancel.h"
#include "base/error.h"
#include "base/log.h"
#include "net/client.h"
#include "player/account/account.h"
#include "player/account/person.h"

/* All borrowed while the sign-in lives. */
typedef struct tsp_signin_options {
    const char *server;    /* address */
    const char *user;      /* NULL: who signed in last, or ask */
    const char *ca_file;   /* NULL: the system's authorities */
    const uint8_t *signer; /* TSS_KEY_SIZE bytes: who signed the disc; must be this server. NULL: no disc is at hand */
    bool password_given;   /* the person has a password at hand, which is used in place of what is kept */
    tsp_person *person;    /* NULL: nothing is asked: TSB_ERR_DENIED without a token kept from earlier */
    const tsb_cancel *cancel;
    const tsb_log *log;
} tsp_signin_options;

typedef struct tsp_signin tsp_signin;

/*
 * Checks that the server is the one pinned (or, met for the first time, shows
 * its key's fingerprint and pins it) and that it signed the disc, then signs in with the
 * token kept here, unless it was given to another device key than today's, or else with a password. TSB_ERR_DENIED:
 * another key, or a wrong password; TSB_ERR_NETWORK: the server cannot be reached.
 */
int tsp_signin_open(tsp_signin **out, const tsp_account *account, const tsp_signin_options *options,
                    tsb_error *err) TSB_MUST_USE;

/* TSB_ERR_DENIED, and why: the disc's signer is not the key expected of this server. Both of TSS_KEY_SIZE bytes. */
int tsp_signin_refuse_signer(const char *url, const uint8_t *signer, const uint8_t *expected, tsb_error *err);

/* Destroys the client, too; nothing of it may be in use. */
void tsp_signin_destroy(tsp_signin **signin);

/* The server's signing key, pinned by now. Borrowed. */
const uint8_t *tsp_signin_server_key(const tsp_signin *signin);

/* Borrowed. */
tsn_client *tsp_signin_client(const tsp_signin *signin);

/* Whether the token in use is one kept from earlier, which the server may have forgotten. */
bool tsp_signin_kept(const tsp_signin *signin);

/* Forgets the token, here and in what is kept: the next sign-in asks for the password. */
int tsp_signin_forget(tsp_signin *signin, tsb_error *err) TSB_MUST_USE;

/* Signs in with the password, forgetting the token kept. */
int tsp_signin_again(tsp_signin *signin, tsb_error *err) TSB_MUST_USE;

#endif
