/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/desktop/config_lines.h"

#include <string.h>

#include "base/translate.h"

#define WARNINGS_MAX 20

/* A "#" begins a comment at the line's beginning, or behind a blank. Ends the line there, without trailing blanks. */
static void cut_comment(char *line)
{
    size_t length = 0;
    for (const char *at = line; *at; at++) {
        if (*at == '#' && (at == line || strchr(TSP_CONFIG_BLANKS, at[-1])))
            break;
        if (!strchr(TSP_CONFIG_BLANKS, *at))
            length = (size_t)(at - line) + 1;
    }
    line[length] = '\0';
}

static int take_line(const char *text, size_t size, tsp_config_taker *take, void *context, tsb_error *err)
{
    char line[TSP_CONFIG_LINE_SIZE];
    if (size > 0 && text[size - 1] == '\r')
        size--;
    if (size >= sizeof line)
        return tsb_fail(err, TSB_ERR_INVALID, "the line is longer than %d bytes", TSP_CONFIG_LINE_SIZE - 1);
    if (memchr(text, '\0', size))
        return tsb_fail(err, TSB_ERR_INVALID, "the line has a zero byte in it");
    memcpy(line, text, size);
    line[size] = '\0';
    char *start = line + strspn(line, TSP_CONFIG_BLANKS);
    cut_comment(start);
    return start[0] ? take(context, start, err) : 0;
}

size_t tsp_config_lines(const char *file, const char *text, size_t size, tsp_config_taker *take, void *context,
                        const tsb_log *log)
{
    static const char mark[] = "\xEF\xBB\xBF"; /* that some editors begin a file with */
    size_t skipped = 0;
    unsigned number = 0;
    const char *end = text + size;
    if (size >= 3 && memcmp(text, mark, 3) == 0)
        text += 3;
    while (text < end) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        tsb_error err = {0};
        if (!stop)
            stop = end;
        number++;
        if (take_line(text, (size_t)(stop - text), take, context, &err) != 0) {
            skipped++;
            if (skipped <= WARNINGS_MAX)
                tsb_warn(log, _("%s:%u: %s; the line is skipped"), file, number, err.text);
        }
        text = stop == end ? end : stop + 1;
    }
    if (skipped > WARNINGS_MAX)
        tsb_warn(log,
                 tsb_translate_count("%s: %u more line is skipped", "%s: %u more lines are skipped",
                                     (unsigned)(skipped - WARNINGS_MAX)),
                 file, (unsigned)(skipped - WARNINGS_MAX));
    return skipped;
}

bool tsp_config_number(const char *text, double *out)
{
    bool negative = *text == '-';
    double value = 0;
    double place = 1;
    size_t digits = 0;
    text += negative || *text == '+';
    for (; *text >= '0' && *text <= '9'; text++, digits++)
        value = value * 10 + (*text - '0');
    if (*text == '.')
        for (text++; *text >= '0' && *text <= '9'; text++, digits++)
            value += (*text - '0') * (place /= 10);
    *out = negative ? -value : value;
    return digits > 0 && digits <= 15 && *text == '\0';
}
