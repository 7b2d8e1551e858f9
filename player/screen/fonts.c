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

/* Names of films in Chinese, Japanese, Korean, in the writings of India and of the Near East, and pictures among
 * letters. */
static const char *const others[] = {
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-sans-cjk-vf-fonts/NotoSansCJK-VF.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/opentype/ipafont-gothic/ipag.ttf",
    "/usr/share/fonts/truetype/nanum/NanumGothic.ttf",
    "/usr/share/fonts/truetype/noto/NotoSansArabic-Regular.ttf",
    "/usr/share/fonts/truetype/noto/NotoSansHebrew-Regular.ttf",
    "/usr/share/fonts/truetype/noto/NotoSansDevanagari-Regular.ttf",
    "/usr/share/fonts/truetype/noto/NotoSansThai-Regular.ttf",
    "/usr/share/fonts/truetype/noto/NotoSansSymbols2-Regular.ttf",
    "/usr/share/fonts/truetype/freefont/FreeSans.ttf",
    "/usr/share/fonts/truetype/ancient-scripts/Symbola_hint.ttf",
    "C:/Windows/Fonts/YuGothR.ttc",
    "C:/Windows/Fonts/msyh.ttc",
    "C:/Windows/Fonts/malgun.ttf",
    "C:/Windows/Fonts/Nirmala.ttf",
    "C:/Windows/Fonts/arial.ttf",
    "C:/Windows/Fonts/seguisym.ttf",
    "C:/Windows/Fonts/seguiemj.ttf",
    "/System/Library/Fonts/PingFang.ttc",
    "/System/Library/Fonts/AppleSDGothicNeo.ttc",
    "/System/Library/Fonts/Supplemental/Arial Unicode.ttf",
};

size_t tsp_fonts_others(const char *paths[TSP_FONTS_OTHERS_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < TSB_COUNT(others) && count < TSP_FONTS_OTHERS_MAX; i++)
        if (tsb_path_exists(others[i]))
            paths[count++] = others[i];
    return count;
}

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
