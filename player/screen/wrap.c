/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/screen/wrap.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/text.h"

/* Bytes of the character at text, one for what is none. */
static size_t step(const char *text)
{
    uint32_t character = 0;
    size_t length = tsb_utf8_decode(text, strnlen(text, 4), &character);
    return length > 0 ? length : 1;
}

static bool fits(const char *text, size_t length, int limit, tsp_wrap_measure *measure, void *context,
                 char line[TSP_WRAP_LINE])
{
    if (length >= TSP_WRAP_LINE)
        return false;
    memcpy(line, text, length);
    line[length] = '\0';
    return measure(context, line) <= limit;
}

/* As much of a word as fits, at least a character. */
static size_t cut(const char *text, size_t word, int limit, tsp_wrap_measure *measure, void *context,
                  char line[TSP_WRAP_LINE])
{
    size_t taken = step(text);
    while (taken < word && fits(text, taken + step(text + taken), limit, measure, context, line))
        taken += step(text + taken);
    return taken < word ? taken : word;
}

size_t tsp_wrap_next(const char *text, int limit, tsp_wrap_measure *measure, void *context, char line[TSP_WRAP_LINE])
{
    size_t lead = strspn(text, " ");
    size_t taken = 0; /* bytes the line has */
    size_t end = 0;   /* where the next word begins */
    text += lead;
    while (text[end] && text[end] != '\n') {
        size_t word = strcspn(text + end, " \n");
        if (!fits(text, end + word, limit, measure, context, line)) {
            if (taken == 0)
                end = taken = cut(text, word, limit, measure, context, line);
            break;
        }
        taken = end + word;
        end = taken + strspn(text + taken, " ");
    }
    if (text[end] == '\n')
        end++;
    memcpy(line, text, taken);
    line[taken] = '\0';
    return lead + end;
}
