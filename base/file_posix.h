/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files file*_posix.c share. */
#ifndef TALLYSTICK_BASE_FILE_POSIX_H
#define TALLYSTICK_BASE_FILE_POSIX_H

#include "base/compiler.h"

/* A new file's temporary name; mkostemp's pattern. */
#define TSB_TEMPORARY_SUFFIX ".new-XXXXXX"

/* path with that suffix, for the caller to free; NULL without memory. */
char *tsb_file_temporary_name(const char *path) TSB_MUST_USE;

/* Makes the names in path's folder durable: 0, or -1 with errno. */
int tsb_file_sync_parent(const char *path) TSB_MUST_USE;

#endif
