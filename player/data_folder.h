/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the player keeps what is its own. Any thread. */
#ifndef TALLYSTICK_PLAYER_DATA_FOLDER_H
#define TALLYSTICK_PLAYER_DATA_FOLDER_H

#include "base/compiler.h"

/* Both give a new string for the caller to free, or NULL when there is no home or no memory. named: the folder that
 * --data names; NULL: the platform's own. */
char *tsp_data_folder(const char *named) TSB_MUST_USE;
/* A file or folder in it. */
char *tsp_data_path(const char *named, const char *name) TSB_MUST_USE;

#endif
