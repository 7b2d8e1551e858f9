/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The container as a file on the token's mounted file system. */
#ifndef TALLYSTICK_TOKEN_BLOCKS_FILE_H
#define TALLYSTICK_TOKEN_BLOCKS_FILE_H

#include <stdbool.h>

#include "token/blocks.h"

/* Its name, in the root of the stick's file system; fits FAT. */
#define TST_FILE_NAME "TALLY.TST"

/*
 * Opens the file for reading and writing and locks it for this opener alone, so
 * that two players can never count on one token at once. create: makes an empty
 * one where there is none. serial: of the USB device the file lies on, as the
 * caller found it; NULL where it is not known.
 *
 * TSB_ERR_NOT_FOUND: no such file. TSB_ERR_EXISTS: somebody else has it open.
 * TSB_ERR_DENIED: not allowed, write-protected, or not a regular file.
 */
int tst_blocks_file_open(tst_blocks **out, const char *path, bool create, const char *serial,
                         tsb_error *err) TSB_MUST_USE;

#endif
