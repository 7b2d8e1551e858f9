/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <libintl.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <SDL.h>

#include "base/compiler.h"
#include "base/file.h"
#include "base/translate.h"
#include "player/environment.h"
#include "player/translate.h"

#define DOMAIN "tallystick"

static const char *find_text(const char *text)
{
    return dgettext(DOMAIN, text);
}

static const char *find_count(const char *one, const char *many, unsigned long count)
{
    return dngettext(DOMAIN, one, many, count);
}

static const char *named_by_environment(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    const char *value = NULL;

    for (size_t i = 0; i < TSB_COUNT(names) && !(value && *value); i++)
        value = getenv(names[i]);
    return value;
}

/* Locales in which gettext may not look for any language. */
static bool without_language(const char *locale)
{
    return !locale || strcmp(locale, "C") == 0 || strcmp(locale, "POSIX") == 0 || strncmp(locale, "C.", 2) == 0;
}

/* gettext takes the language from LANGUAGE, but only where some other locale than C is in force; which one it is
 * does not matter then. glibc has C.UTF-8 count as another one, its successors may not. */
static void enter_any_locale(void)
{
    static const char *const names[] = {"en_US.UTF-8", "C.UTF-8"};

    for (size_t i = 0; i < TSB_COUNT(names); i++) {
        if (setlocale(LC_MESSAGES, names[i])) {
            (void)setlocale(LC_CTYPE, names[i]);
            return;
        }
    }
}

static void bind_catalogues(void)
{
    char path[1024];
    char *base = SDL_GetBasePath();
    int length = snprintf(path, sizeof path, "%s../share/locale", base ? base : "");

    if (!base || length < 0 || (size_t)length >= sizeof path || !tsb_path_is_folder(path))
        snprintf(path, sizeof path, "%s", TALLYSTICK_LOCALE_DIR);
    SDL_free(base);
    (void)bindtextdomain(DOMAIN, path);
    (void)bind_textdomain_codeset(DOMAIN, "UTF-8");
}

void tsp_translate_start(void)
{
    static const tsb_translator translator = {find_text, find_count};
    const char *language = getenv("LANGUAGE");

    (void)setlocale(LC_CTYPE, "");
    if (!setlocale(LC_MESSAGES, "")) {
        if (!language || !*language)
            tsp_environment_set("LANGUAGE", named_by_environment());
        enter_any_locale();
    }
    bind_catalogues();
    tsb_translate_with(&translator);
}

void tsp_translate_language(const char *languages)
{
    char list[256];

    if (!languages || !*languages)
        return;
    (void)snprintf(list, sizeof list, "%s", languages);
    for (char *at = list; *at; at++)
        if (*at == ',')
            *at = ':';
    tsp_environment_set("LANGUAGE", list);
    if (without_language(setlocale(LC_MESSAGES, NULL)))
        enter_any_locale();
    /* Has gettext forget what it found in the language before. */
    bind_catalogues();
}
