/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/http/http_range.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

/* Reads digits, saturating; false when there are none. */
static bool read_number(const char **at, uint64_t *out)
{
    const char *from = *at;
    *out = 0;
    for (; **at >= '0' && **at <= '9'; (*at)++) {
        uint64_t digit = (uint64_t)(**at - '0');
        *out = *out > (UINT64_MAX - digit) / 10 ? UINT64_MAX : *out * 10 + digit;
    }
    return *at != from;
}

enum tsv_range tsv_range_parse(const char *header, uint64_t size, uint64_t *first, uint64_t *length)
{
    uint64_t from = 0;
    uint64_t to = 0;
    *first = 0;
    *length = size;
    if (!header || strncasecmp(header, "bytes=", 6) != 0)
        return TSV_RANGE_WHOLE;
    const char *at = header + 6;
    bool has_from = read_number(&at, &from);
    if (*at++ != '-')
        return TSV_RANGE_WHOLE;
    bool has_to = read_number(&at, &to);
    if (*at != '\0' || (!has_from && !has_to) || (has_from && has_to && to < from))
        return TSV_RANGE_WHOLE;
    if (!has_from) { /* the last so many bytes */
        if (to == 0 || size == 0)
            return TSV_RANGE_UNSATISFIABLE;
        *first = to < size ? size - to : 0;
        *length = size - *first;
        return TSV_RANGE_PART;
    }
    if (from >= size)
        return TSV_RANGE_UNSATISFIABLE;
    *first = from;
    *length = (has_to && to < size ? to + 1 : size) - from;
    return TSV_RANGE_PART;
}
