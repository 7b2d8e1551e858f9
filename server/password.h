/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A new password, from a person or a script; never from the command line. */
#ifndef TALLYSTICK_SERVER_PASSWORD_H
#define TALLYSTICK_SERVER_PASSWORD_H

#include <stddef.h>

#include "base/error.h"

#define TSV_PASSWORD_MIN  8   /* bytes */
#define TSV_PASSWORD_SIZE 256 /* longest, its zero included */

/*
 * Reads a new password into secret memory of TSV_PASSWORD_SIZE bytes: the first line of descriptor,
 * or, when that is negative, typed twice on the terminal without being shown.
 * TSB_ERR_INVALID: too short, too long, or the two differ.
 */
int tsv_password_read(char *out, int descriptor, const char *user, tsb_error *err) TSB_MUST_USE;

/* In terminal_posix.c: asks on the process's terminal; TSB_ERR_IO when it has none. */
int tsv_terminal_ask(char *out, size_t size, const char *prompt, tsb_error *err) TSB_MUST_USE;

#endif
