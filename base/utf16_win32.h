/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text between UTF-8, which the project speaks, and UTF-16, which Windows does. Any thread. */
#ifndef TALLYSTICK_BASE_UTF16_WIN32_H
#define TALLYSTICK_BASE_UTF16_WIN32_H

#include <wchar.h>

#include "base/compiler.h"

/* UTF-8 to a new UTF-16 string for the caller to free; NULL without memory, or where it is not UTF-8. */
wchar_t *tsb_utf16_from(const char *text) TSB_MUST_USE;

/* UTF-16 to a new UTF-8 string for the caller to free; NULL without memory. */
char *tsb_utf16_to_utf8(const wchar_t *text) TSB_MUST_USE;

#endif
