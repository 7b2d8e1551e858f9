/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the configuration have in common: lines, "#" comments, warnings that name the line. */
#ifndef TALLYSTICK_PLAYER_CONFIG_LINES_H
#define TALLYSTICK_PLAYER_CONFIG_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/log.h"

#define TSP_CONFIG_BLANKS " \t"
/* A longer line is skipped. */
#define TSP_CONFIG_LINE_SIZE 512

/* One line without comment and without blanks around it, never empty, to be cut up at will. An error: it is skipped. */
typedef int tsp_config_taker(void *context, char *line, tsb_error *err);

/* Calls take for each line. Returns how many were skipped, each with a warning; after 20 the rest is without. */
size_t tsp_config_lines(const char *file, const char *text, size_t size, tsp_config_taker *take, void *context,
                        const tsb_log *log);

/* Reads a decimal number such as "-1.5", with a dot whatever the locale; false: it is none, or not the whole text. */
bool tsp_config_number(const char *text, double *out);

#endif
