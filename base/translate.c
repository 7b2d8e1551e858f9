/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/translate.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

static const tsb_translator *translator;

void tsb_translate_with(const tsb_translator *other)
{
    translator = other;
}

const char *tsb_translate(const char *text)
{
    /* To gettext the empty text is the catalogue's head. */
    return translator && *text ? translator->text(text) : text;
}

const char *tsb_translate_count(const char *one, const char *many, unsigned long count)
{
    if (translator)
        return translator->count(one, many, count);
    return count == 1 ? one : many;
}

const char *tsb_decimal(char text[TSB_DECIMAL_SIZE], double number, int decimals)
{
    /* Translators: how such a number is written; its mark is put into all others. */
    const char *sample = _("0.5");
    const char *zero = strchr(sample, '0');
    const char *five = zero ? strchr(zero, '5') : NULL;
    const bool known = five && five > zero + 1;
    const char *mark = known ? zero + 1 : ".";
    const int mark_size = known ? (int)(five - mark) : 1;
    char plain[TSB_DECIMAL_SIZE];

    /* No program of ours sets LC_NUMERIC: files and protocols have points. */
    (void)snprintf(plain, sizeof(plain), "%.*f", decimals, number);
    const size_t whole = strcspn(plain, ".");
    const bool has_point = plain[whole] != '\0';
    (void)snprintf(text, TSB_DECIMAL_SIZE, "%.*s%.*s%s", (int)whole, plain, has_point ? mark_size : 0, mark,
                   has_point ? plain + whole + 1 : "");
    return text;
}
