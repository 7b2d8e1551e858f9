/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The file that keeps an account, as text: "tallystick account 1", then one
 * "name value" a line: signing-key, user, token, expires, device. Unknown names are ignored.
 */
#ifndef TALLYSTICK_PLAYER_ACCOUNT_TEXT_H
#define TALLYSTICK_PLAYER_ACCOUNT_TEXT_H

#include <stddef.h>

#include "base/buffer.h"
#include "base/error.h"
#include "player/account/account.h"

int tsp_login_format(tsb_buffer *out, const tsp_login *login, tsb_error *err) TSB_MUST_USE;

/* 0, or TSB_ERR_INVALID with out zeroed. */
int tsp_login_parse(tsp_login *out, const char *text, size_t size) TSB_MUST_USE;

#endif
