/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/screen/drop.h"

#include <string.h>

bool tsp_drop_take(SDL_DropEvent *drop, char *path, size_t size)
{
    SDL_Event other;
    size_t length = drop->file ? strlen(drop->file) : 0;
    bool fits = length > 0 && length < size;
    if (fits)
        memcpy(path, drop->file, length + 1);
    SDL_free(drop->file);
    drop->file = NULL;
    while (fits && SDL_PeepEvents(&other, 1, SDL_GETEVENT, SDL_DROPFILE, SDL_DROPFILE) == 1)
        SDL_free(other.drop.file);
    return fits;
}
