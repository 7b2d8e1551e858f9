/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A film's way to a token, and its views' way back. Both tell the person on stderr what they do. One
 * thread at a time. */
#ifndef TALLYSTICK_PLAYER_TOKEN_FILM_H
#define TALLYSTICK_PLAYER_TOKEN_FILM_H

#include "player/token/job.h"

/*
 * Moves views (--views; without it all there are) from the account to the token and writes the film there. Goes on
 * where an earlier one was interrupted; a film that is there with no view left gets a new licence, its complement
 * staying. TSB_ERR_EXISTS: views are left on the token already. licence: its id.
 */
int tsp_token_write(const tsp_token_job *job, tss_id *licence, tsb_error *err) TSB_MUST_USE;

/* Gives the token's views back to the account; with --remove, takes the film off the token. May be called again. */
int tsp_token_return(const tsp_token_job *job, tsb_error *err) TSB_MUST_USE;

#endif
