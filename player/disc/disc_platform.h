/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Raw reading of image files and drives, and the list of drives: disc_posix.c, disc_win32.c. */
#ifndef TALLYSTICK_PLAYER_DISC_PLATFORM_H
#define TALLYSTICK_PLAYER_DISC_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

typedef struct tsp_raw {
    intptr_t handle;
    uint64_t size; /* bytes; 0 for a drive that does not tell */
    bool drive;    /* not a plain file */
} tsp_raw;

/* Opens an image file or a drive for reading; anything else (a folder, a pipe) is refused. */
int tsp_raw_open(tsp_raw *out, const char *path, tsb_error *err) TSB_MUST_USE;
void tsp_raw_close(tsp_raw *raw);

/* Reads exactly size bytes at offset, both whole sectors. TSB_ERR_IO: they cannot be read; TSB_ERR_NOT_FOUND:
 * the disc or its drive is gone. Any thread. */
int tsp_raw_read(const tsp_raw *raw, uint64_t offset, size_t size, void *out, tsb_error *err) TSB_MUST_USE;

/* The drive whose disc is mounted on this folder, for the caller to free; NULL when none is. */
char *tsp_raw_mounted_on(const char *folder);

/* Names of drives that may hold a disc, best first, each once; NULL after the last. NULL when out of memory. */
char **tsp_raw_drives(void);
void tsp_raw_drives_free(char **drives);

#endif
