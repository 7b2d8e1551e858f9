/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files file*_win32.c share. */
#ifndef TALLYSTICK_BASE_FILE_WIN32_H
#define TALLYSTICK_BASE_FILE_WIN32_H

#include <wchar.h>

#include "base/compiler.h"
#include "base/error.h"

/* The errno that says the same as a code of GetLastError(); EIO for those that have none. */
int tsb_file_errno_of(unsigned long error) TSB_MUST_USE;

/* Fails with the sentence for a path that is not UTF-8. */
int tsb_file_fail_path(const char *path, tsb_error *err);

/* A new path beside path that no other process uses, for the caller to free; NULL without memory. */
wchar_t *tsb_file_temporary_name(const wchar_t *path) TSB_MUST_USE;

#endif
