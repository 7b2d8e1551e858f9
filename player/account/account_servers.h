/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which server is meant where nobody names one. */
#ifndef TALLYSTICK_PLAYER_ACCOUNT_SERVERS_H
#define TALLYSTICK_PLAYER_ACCOUNT_SERVERS_H

#include "base/error.h"
#include "player/account/account.h"
#include "synth/manifest.h"

/* The address, in normal form, of the one server this device has met. TSB_ERR_NOT_FOUND: it has met none;
 * TSB_ERR_EXISTS: more than one; err says what to do. */
int tsp_account_only_server(const tsp_account *account, char server[TSS_MANIFEST_SERVER_SIZE],
                            tsb_error *err) TSB_MUST_USE;

#endif
