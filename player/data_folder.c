/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/data_folder.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"

char *tsp_data_folder(const char *named)
{
    return named ? strdup(named) : tsb_state_folder("tallystick");
}

char *tsp_data_path(const char *named, const char *name)
{
    char *folder = tsp_data_folder(named);
    char *path = folder ? tsb_path_join(folder, name) : NULL;

    free(folder);
    return path;
}
