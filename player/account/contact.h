/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A token meets the server: what its counter says is entered there, and the server's checkpoint here. */
#ifndef TALLYSTICK_PLAYER_CONTACT_H
#define TALLYSTICK_PLAYER_CONTACT_H

#include "base/cancel.h"
#include "base/error.h"
#include "net/client.h"
#include "synth/source.h"
#include "token/counter.h"

/*
 * Both report the record in force, enter the checkpoint the server draws, and report the record that has it. Broken
 * off anywhere, the next contact takes it up. TSB_ERR_DENIED: the server knows a later state of this token, which is
 * refused here, too, from then on; or it knows this sign-in no more. TSB_ERR_NETWORK; of the token: as
 * tst_counter_read().
 */
int tsp_contact_counter(tsn_client *client, const tst_counter *counter, const tsb_cancel *cancel,
                        tsb_error *err) TSB_MUST_USE;

/* Of a token that is being played from (token/source.h). */
int tsp_contact_source(tsn_client *client, tss_source *source, const tsb_cancel *cancel, tsb_error *err) TSB_MUST_USE;

#endif
