/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the player keeps what is its own. Any thread. */
#ifndef TALLYSTICK_PLAYER_DATA_FOLDER_H
#define TALLYSTICK_PLAYER_DATA_FOLDER_H

#include "base/buffer.h"
#include "base/error.h"

/* A new string for the caller to free, or NULL when there is no home or no memory. named, here and below: the folder
 * that --data names; NULL: the platform's own. */
char *tsp_data_folder(const char *named) TSB_MUST_USE;

/* Appends the whole of a small file in it. */
int tsp_data_read(tsb_buffer *out, const char *named, const char *name, tsb_error *err) TSB_MUST_USE;
/* Replaces a file in it, durably, with mode 0600; makes the folder where it is missing. */
int tsp_data_write(const char *named, const char *name, const void *bytes, size_t size, tsb_error *err) TSB_MUST_USE;

#endif
