/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/screen/fonts.h"

#include <stdio.h>

#include <SDL.h>

#include "base/compiler.h"
#include "base/file.h"

/* Relative to the folder of the program. */
static const char *const own[] = {
    "../share/tallystick/fonts/DejaVuSans.ttf",
    "share/tallystick/fonts/DejaVuSans.ttf",
    "../Resources/fonts/DejaVuSans.ttf",
    "fonts/DejaVuSans.ttf",
};

static const char *const systems[] = {
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/dejavu-sans-fonts/DejaVuSans.ttf",
    "/usr/share/fonts/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/TTF/DejaVuSans.ttf",
    "/usr/local/share/fonts/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf",
    "/usr/share/fonts/noto/NotoSans-Regular.ttf",
    "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf",
    "/usr/share/fonts/liberation/LiberationSans-Regular.ttf",
    "/usr/share/fonts/truetype/freefont/FreeSans.ttf",
    "C:/Windows/Fonts/segoeui.ttf",
    "C:/Windows/Fonts/arial.ttf",
    "/System/Library/Fonts/Supplemental/Arial Unicode.ttf",
    "/System/Library/Fonts/Supplemental/Arial.ttf",
};

char *tsp_fonts_find(void)
{
    char path[1024];
    char *found = NULL;
    char *base = SDL_GetBasePath();
    for (size_t i = 0; base && !found && i < TSB_COUNT(own); i++) {
        int length = snprintf(path, sizeof path, "%s%s", base, own[i]);
        if (length > 0 && (size_t)length < sizeof path && tsb_path_exists(path))
            found = SDL_strdup(path);
    }
    SDL_free(base);
    for (size_t i = 0; !found && i < TSB_COUNT(systems); i++)
        if (tsb_path_exists(systems[i]))
            found = SDL_strdup(systems[i]);
    return found;
}
