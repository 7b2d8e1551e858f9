/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/file.h"

#include <stdlib.h>
#include <string.h>

char *tsb_path_join(const char *folder, const char *name)
{
    size_t length = strlen(folder);
    size_t name_length = strlen(name);
    size_t separator = length > 0 && folder[length - 1] != '/' ? 1 : 0;
    char *path = malloc(length + separator + name_length + 1);
    if (!path)
        return NULL;
    memcpy(path, folder, length);
    if (separator)
        path[length] = '/';
    memcpy(path + length + separator, name, name_length + 1);
    return path;
}
