/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What those who write files on POSIX systems share. Any thread. */
#ifndef TALLYSTICK_BASE_FILE_POSIX_H
#define TALLYSTICK_BASE_FILE_POSIX_H

#include "base/compiler.h"

/* A new file's temporary name; mkostemp's pattern. */
#define TSB_TEMPORARY_SUFFIX ".new-XXXXXX"

/* path with that suffix, for the caller to free; NULL without memory. */
char *tsb_file_temporary_name(const char *path) TSB_MUST_USE;

/* Makes the names in path's folder durable, where its file system can: 0, or -1 with errno. */
int tsb_file_sync_parent(const char *path) TSB_MUST_USE;

#endif
