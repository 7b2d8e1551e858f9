/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts of several lines. Any thread. */
#ifndef TALLYSTICK_PLAYER_WRAP_H
#define TALLYSTICK_PLAYER_WRAP_H

#include <stddef.h>

/* Bytes of the longest line, its zero included. */
#define TSP_WRAP_LINE 256u

/* How wide a text would be. */
typedef int tsp_wrap_measure(void *context, const char *text);

/*
 * Puts as much of text as is not wider than the limit into line, and returns how many bytes of it were taken, the
 * blanks between this line and the next included; 0 when nothing is left. Lines end at blanks (never at no-break
 * spaces), at line feeds, and inside a word only where it is wider than a whole line: between characters then, and
 * after one of them at least.
 */
size_t tsp_wrap_next(const char *text, int limit, tsp_wrap_measure *measure, void *context, char line[TSP_WRAP_LINE]);

#endif
