/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files and folders: bounded reads, durable writes, the platform's places. */
#ifndef TALLYSTICK_BASE_FILE_H
#define TALLYSTICK_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/buffer.h"
#include "base/error.h"

/* Appends the whole file to out; TSB_ERR_MEMORY when it is over out's ceiling. */
int tsb_file_read(const char *path, tsb_buffer *out, tsb_error *err) TSB_MUST_USE;

/* Replaces path durably: temporary in the same folder, mode, fsync, rename,
 * fsync of the folder. On failure the old contents stand and no temporary is left. */
int tsb_file_write(const char *path, const void *bytes, size_t size, unsigned mode, tsb_error *err) TSB_MUST_USE;

/* As tsb_file_write, but never replaces: TSB_ERR_EXISTS when path is there, also when it came there meanwhile. */
int tsb_file_create(const char *path, const void *bytes, size_t size, unsigned mode, tsb_error *err) TSB_MUST_USE;

/* Overwrites the file's bytes with zeros, durably, and removes it; a missing one is fine. What the medium itself keeps
 * of them (flash cells, snapshots) is out of reach. */
int tsb_file_erase(const char *path, tsb_error *err) TSB_MUST_USE;

/*
 * A file written bit by bit that appears whole or not at all. Until then it has no name where the file system can do
 * without, so that not even a killed process leaves anything; else a temporary one in the same folder, which nobody can
 * foresee and which is never one that was there before.
 */
typedef struct tsb_new_file {
    FILE *stream;
    char *path;
    char *temporary; /* NULL: it has no name yet */
} tsb_new_file;

/* Begins one that will replace path, with what the umask leaves of mode; TSB_ERR_INVALID when something is there that
 * is no ordinary file. Finish it in any case. */
int tsb_new_file_open(tsb_new_file *out, const char *path, unsigned mode, tsb_error *err) TSB_MUST_USE;
/* Closes it, durably, and gives it its name. */
int tsb_new_file_commit(tsb_new_file *file, tsb_error *err) TSB_MUST_USE;
/* Frees; what was not committed is gone. Zeroed is fine. */
void tsb_new_file_finish(tsb_new_file *file);

/* Makes a folder and its missing parents with this mode; an existing one is fine. */
int tsb_folder_make(const char *path, unsigned mode, tsb_error *err) TSB_MUST_USE;

/* Calls each for every name in the folder but "." and "..", in any order, until it returns not 0, which is then
 * returned. */
int tsb_folder_each(const char *path, int (*each)(void *context, const char *name), void *context,
                    tsb_error *err) TSB_MUST_USE;

/* Removes a file or a folder with all that is in it; a missing one is fine.
 * Symbolic links are removed, never followed. */
int tsb_tree_remove(const char *path, tsb_error *err);

bool tsb_path_exists(const char *path);
/* Whether it names a folder, or a symbolic link to one. */
bool tsb_path_is_folder(const char *path);

/* folder + "/" + name as a new string for the caller to free, or NULL. */
char *tsb_path_join(const char *folder, const char *name) TSB_MUST_USE;

/* The folder that a path's last part lies in, "." where it names none, as a new string for the caller to free, or NULL.
 */
char *tsb_path_parent(const char *path) TSB_MUST_USE;

/* The one absolute path of a file or folder that is there, without symbolic links, as a new string for the caller to
 * free, or NULL. */
char *tsb_path_real(const char *path) TSB_MUST_USE;

/* The platform's state folder for this program ("tallystick", "tallystick-server"):
 * $XDG_STATE_HOME/NAME or ~/.local/state/NAME; %LOCALAPPDATA%\NAME;
 * ~/Library/Application Support/NAME. A new string for the caller to free, or NULL. */
char *tsb_state_folder(const char *name) TSB_MUST_USE;

/* The same for what people write themselves: $XDG_CONFIG_HOME/NAME or ~/.config/NAME; %APPDATA%\NAME;
 * ~/Library/Application Support/NAME. */
char *tsb_config_folder(const char *name) TSB_MUST_USE;

#endif
