/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells mock_stick, under which the test runs, what to do with the stick. */
#ifndef TALLYSTICK_TESTS_TOKEN_MOCK_H
#define TALLYSTICK_TESTS_TOKEN_MOCK_H

#include <stddef.h>

#define MOCK_SERIAL "0123456789AB"

/* Sends a line; answer has size bytes. */
void mock_tell(const char *line, char *answer, size_t size);

/* Sends a line that is answered with ok. */
void mock_order(const char *line);

/* Commands the stick was sent so far, and kernel drivers that are detached now. */
unsigned mock_commands(void);
unsigned mock_detached(void);

/* Plugs the stick in anew: every test begins and ends with it in its place. */
void mock_fresh(void);

#endif
