/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The container's directory on its medium: in two places that are written in turn, so that one of them is whole
 * whenever the stick is pulled. Errors are those of token/blocks.h, and what is said here. One thread at a time.
 */
#ifndef TALLYSTICK_TOKEN_DIRECTORY_STORE_H
#define TALLYSTICK_TOKEN_DIRECTORY_STORE_H

#include "token/blocks.h"
#include "token/directory.h"

/* Writes size bytes, makes them durable and reads them back. TSB_ERR_IO, too: the medium does not keep what is written
 * to it. */
int tst_store_put(tst_blocks *blocks, uint64_t offset, const void *bytes, size_t size, tsb_error *err) TSB_MUST_USE;

/* Writes a directory to its place, likewise. */
int tst_directory_put(tst_blocks *blocks, const tst_directory *directory, tsb_error *err) TSB_MUST_USE;

/* The newer of the two that are there. TSB_ERR_INVALID: none is; TSB_ERR_UNSUPPORTED: one of a later version. */
int tst_directory_find(tst_blocks *blocks, tst_directory *out, tsb_error *err) TSB_MUST_USE;

#endif
