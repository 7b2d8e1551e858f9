/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/translate.h"

#include <stddef.h>

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
