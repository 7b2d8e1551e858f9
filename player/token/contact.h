/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A token meets the server: what its counter says is entered there, and the server's checkpoint here. */
#ifndef TALLYSTICK_PLAYER_TOKEN_CONTACT_H
#define TALLYSTICK_PLAYER_TOKEN_CONTACT_H

#include "base/cancel.h"
#include "base/error.h"
#include "net/client.h"
#include "token/counter.h"

/*
 * Reports the record in force, enters the checkpoint the server draws, and reports the record that has it. Broken off
 * anywhere, the next contact takes it up. TSB_ERR_DENIED: the server knows a later state of this token, or
 * this sign-in no more; TSB_ERR_NETWORK; of the token: as tst_counter_read().
 */
int tsp_contact(tsn_client *client, const tst_counter *counter, tst_counter_record *record, const tsb_cancel *cancel,
                tsb_error *err) TSB_MUST_USE;

#endif
