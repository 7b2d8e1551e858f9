/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The number under which views are moved to a token. It is kept in a file from before
 * the account is charged until the licence lies on the token, so that whoever is interrupted
 * between the two asks under the same number again and gets the same licence, and
 * no view is lost. One thread at a time.
 */
#ifndef TALLYSTICK_TOKEN_REQUEST_H
#define TALLYSTICK_TOKEN_REQUEST_H

#include <stdbool.h>

#include "synth/keys.h"

/*
 * The request under way in this folder (made, 0700, where it is missing) for a copy on the token of this serial, or a
 * new one, durable before this returns. A file that is damaged is replaced.
 */
int tst_request_obtain(tss_id *request, const char *folder, const tss_id *copy, const char *serial,
                       tsb_error *err) TSB_MUST_USE;

/* Whether one is under way. */
bool tst_request_pending(const char *folder, const tss_id *copy, const char *serial);

/* A new one in place of whatever is there: the one before is used up. */
int tst_request_renew(tss_id *request, const char *folder, const tss_id *copy, const char *serial,
                      tsb_error *err) TSB_MUST_USE;

/* Forgets it: its licence is on the token, or was refused. One that is not there is fine. */
int tst_request_done(const char *folder, const tss_id *copy, const char *serial, tsb_error *err) TSB_MUST_USE;

#endif
