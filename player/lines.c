/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/lines.h"

#include <stdlib.h>
#include <string.h>

bool tsp_line_is(const tsp_line *line, const char *name)
{
    return line->name_size == strlen(name) && memcmp(line->name, name, line->name_size) == 0;
}

bool tsp_line_text(const tsp_line *line, char *out, size_t size)
{
    if (line->value_size >= size || memchr(line->value, '\0', line->value_size))
        return false;
    memcpy(out, line->value, line->value_size);
    out[line->value_size] = '\0';
    return true;
}

bool tsp_line_number(const tsp_line *line, int64_t least, int64_t most, int64_t *out)
{
    char text[20] = "";
    const char *digits = text;
    int64_t number = 0;

    if (!tsp_line_text(line, text, sizeof(text)))
        return false;
    digits += text[0] == '-';
    if (digits[0] == '\0' || digits[strspn(digits, "0123456789")] != '\0' || strlen(digits) > 18)
        return false;
    number = strtoll(text, NULL, 10);
    if (number < least || number > most)
        return false;
    *out = number;
    return true;
}

static tsp_line split(const char *line, size_t length)
{
    const char *space = memchr(line, ' ', length);
    size_t name = space ? (size_t)(space - line) : length;
    size_t taken = space ? name + 1 : name;

    return (tsp_line){.name = line, .name_size = name, .value = line + taken, .value_size = length - taken};
}

int tsp_lines_read(const char *text, size_t size, const char *heading, tsp_line_reader *read, void *context)
{
    size_t first = strlen(heading);
    const char *end = text + size;
    int result = 0;

    if (size <= first || memcmp(text, heading, first) != 0 || text[first] != '\n')
        return TSB_ERR_INVALID;
    for (const char *at = text + first + 1; at < end && result == 0;) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        if (!stop)
            return TSB_ERR_INVALID; /* Cut short. */
        tsp_line line = split(at, (size_t)(stop - at));
        result = read(context, &line);
        at = stop + 1;
    }
    return result;
}
