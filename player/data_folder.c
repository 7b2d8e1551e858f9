/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/data_folder.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"

char *tsp_data_folder(const char *named)
{
    return named ? strdup(named) : tsb_state_folder("tallystick");
}

/* A file in it; as tsp_data_folder. */
static char *path_of(const char *named, const char *name)
{
    char *folder = tsp_data_folder(named);
    char *path = folder ? tsb_path_join(folder, name) : NULL;

    free(folder);
    return path;
}

int tsp_data_read(tsb_buffer *out, const char *named, const char *name, tsb_error *err)
{
    char *path = path_of(named, name);
    int result = path ? tsb_file_read(path, out, err) : tsb_fail(err, TSB_ERR_NOT_FOUND, "There is no home folder.");

    free(path);
    return result;
}

int tsp_data_write(const char *named, const char *name, const void *bytes, size_t size, tsb_error *err)
{
    char *folder = tsp_data_folder(named);
    char *path = folder ? tsb_path_join(folder, name) : NULL;
    int result = path ? tsb_folder_make(folder, 0700, err)
                      : tsb_fail(err, TSB_ERR_NOT_FOUND, "There is no home folder.");

    if (result == 0)
        result = tsb_file_write(path, bytes, size, 0600, err);
    free(folder);
    free(path);
    return result;
}
