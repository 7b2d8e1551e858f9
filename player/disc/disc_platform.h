/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Raw reading of image files and drives, and the list of drives: disc_posix.c, disc_win32.c; their discs and trays:
 * drive_linux.c and so on. */
#ifndef TALLYSTICK_PLAYER_DISC_PLATFORM_H
#define TALLYSTICK_PLAYER_DISC_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

typedef struct tsp_raw {
    intptr_t handle;
    uint64_t size;   /* bytes; 0 for a drive that does not tell */
    bool drive;      /* not a plain file */
    uint64_t volume; /* these tell a file from any other, as long as it is there */
    uint64_t number;
} tsp_raw;

/* Opens an image file or a drive for reading; anything else (a folder, a pipe) is refused. */
int tsp_raw_open(tsp_raw *out, const char *path, tsb_error *err) TSB_MUST_USE;
void tsp_raw_close(tsp_raw *raw);

/* Reads exactly size bytes at offset, both whole sectors. TSB_ERR_IO: they cannot be read; TSB_ERR_NOT_FOUND:
 * the disc or its drive is gone. Any thread. */
int tsp_raw_read(const tsp_raw *raw, uint64_t offset, size_t size, void *out, tsb_error *err) TSB_MUST_USE;

/* Whether path names what was opened, and that is as long as it was; of a drive: whether a disc is in it, and be it
 * another one. Does not use the handle, and moves no tray. May block as any look into a drive. */
bool tsp_raw_present(const tsp_raw *raw, const char *path);

/* drive_linux.c, drive_win32.c, drive_other.c. */
enum tsp_drive_state {
    TSP_DRIVE_EMPTY,  /* no disc is in it, its tray is open, or it is gone itself */
    TSP_DRIVE_BUSY,   /* it is about to find out */
    TSP_DRIVE_LOADED, /* or cannot tell */
};
/* Asks the drive, without moving its tray. */
enum tsp_drive_state tsp_drive_state(const char *path);
/* Opens the tray, or pushes the disc out. TSB_ERR_DENIED: somebody still uses it, or the user must not;
 * TSB_ERR_UNSUPPORTED: that cannot be done here. */
int tsp_drive_eject(const char *path, tsb_error *err) TSB_MUST_USE;

/* The drive whose disc is mounted on this folder, for the caller to free; NULL when none is. */
char *tsp_raw_mounted_on(const char *folder);

/* Names of drives that may hold a disc, best first, each once; NULL after the last. NULL when out of memory. */
char **tsp_raw_drives(void);
void tsp_raw_drives_free(char **drives);

#endif
