/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading from a place in a file. POSIX systems only. */
#ifndef TALLYSTICK_BASE_READ_AT_H
#define TALLYSTICK_BASE_READ_AT_H

#include <stdint.h>
#include <sys/types.h>

#include "base/compiler.h"

/* Reads size bytes at offset, through signals and short reads. How many there were: fewer at the file's end alone; -1
 * with errno, whatever was read before. Any thread. */
ssize_t tsb_read_at(int descriptor, void *out, size_t size, uint64_t offset) TSB_MUST_USE;

#endif
