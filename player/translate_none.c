/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where there is no gettext, English is spoken. */
#include <locale.h>

#include "player/translate.h"

void tsp_translate_start(void)
{
    setlocale(LC_CTYPE, "");
}

void tsp_translate_language(const char *languages)
{
    (void)languages;
}
