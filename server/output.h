/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A large file that appears whole or not at all. */
#ifndef TALLYSTICK_SERVER_OUTPUT_H
#define TALLYSTICK_SERVER_OUTPUT_H

#include <stddef.h>

#include "base/error.h"

typedef struct tsv_output {
    char *path;
    char *temporary; /* NULL: the file has no name until it is committed */
    int descriptor;
} tsv_output;

/* Begins a file that will replace path. mode is subject to the umask. */
int tsv_output_open(tsv_output *out, const char *path, unsigned mode, tsb_error *err) TSB_MUST_USE;
int tsv_output_write(const tsv_output *out, const void *bytes, size_t size, tsb_error *err) TSB_MUST_USE;
/* Syncs it and gives it its name. */
int tsv_output_commit(tsv_output *out, tsb_error *err) TSB_MUST_USE;
/* Frees; what was not committed is gone. */
void tsv_output_finish(tsv_output *out);

#endif
