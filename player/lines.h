/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small files of text: a heading, then one "name value" a line. */
#ifndef TALLYSTICK_PLAYER_LINES_H
#define TALLYSTICK_PLAYER_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

typedef struct tsp_line {
    const char *name; /* neither ends with a zero */
    size_t name_size;
    const char *value;
    size_t value_size;
} tsp_line;

/* 0, or TSB_ERR_INVALID, which ends the reading. */
typedef int tsp_line_reader(void *context, const tsp_line *line);

/* Whether the line has this name. */
bool tsp_line_is(const tsp_line *line, const char *name);

/* Copies the line's value as a text of at most size bytes, its zero included. False: it is longer, or holds a zero. */
bool tsp_line_text(const tsp_line *line, char *out, size_t size);

/* Reads the line's value as a whole number in decimal digits, from least to most. False: it is none. */
bool tsp_line_number(const tsp_line *line, int64_t least, int64_t most, int64_t *out);

/* Calls read for each line below the heading. TSB_ERR_INVALID: another heading, or the last line is cut short. */
int tsp_lines_read(const char *text, size_t size, const char *heading, tsp_line_reader *read,
                   void *context) TSB_MUST_USE;

#endif
