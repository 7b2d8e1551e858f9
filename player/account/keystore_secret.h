/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Talks with the Secret Service, each question with a deadline: a service that hangs, or asks
 * a person who is not there, must not hang the player. Inside keystore_secret*.c only. One thread.
 */
#ifndef TALLYSTICK_PLAYER_KEYSTORE_SECRET_H
#define TALLYSTICK_PLAYER_KEYSTORE_SECRET_H

#include <libsecret/secret.h>
#include <stdbool.h>

#include "player/account/keystore.h"

typedef struct tsp_secret_talk {
    SecretService *service;
    GCancellable *cancellable; /* for each call, with tsp_secret_done and the talk as its callback */
    GAsyncResult *result;      /* of the call that tsp_secret_wait waited for; borrowed */
    const tsp_keystore_place *place;
    GMainContext *context;
    GSource *ticks;
    uint64_t until; /* on tsb_clock_ms() */
    bool asking;    /* what is waited for may be a person */
    bool abandoned; /* the service has let even the cancelling go unanswered */
} tsp_secret_talk;

/* Opens a session with the service, if there is one: else TSB_ERR_UNSUPPORTED. End it in any case. */
int tsp_secret_begin(tsp_secret_talk **out, const tsp_keystore_place *place, tsb_error *err) TSB_MUST_USE;
void tsp_secret_end(tsp_secret_talk **talk);

/* From here on a call may have a person asked: tells so, and gives the time that needs, or a moment if nobody is
 * there. */
void tsp_secret_expect_person(tsp_secret_talk *talk, const char *what);

void tsp_secret_done(GObject *source, GAsyncResult *result, gpointer talk);
/* Waits for the call just started; after 0, its _finish function takes talk->result. */
int tsp_secret_wait(tsp_secret_talk *talk, tsb_error *err) TSB_MUST_USE;

/* Maps what a _finish function said to a code, and frees it; NULL is 0. */
int tsp_secret_check(GError *error, tsb_error *err) TSB_MUST_USE;

#endif
