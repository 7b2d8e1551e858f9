/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions to the person at the terminal. Questions go to stderr, so that stdout stays the scripts'. */
#ifndef TALLYSTICK_PLAYER_PROMPT_H
#define TALLYSTICK_PLAYER_PROMPT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* Whether there is a person to ask: stdin and stderr are a terminal. */
bool tsp_prompt_possible(void);

/* Whether stderr is a terminal. */
bool tsp_prompt_terminal(void);

/* Reads one line, without its newline, into text (size bytes, zero included). */
int tsp_prompt_line(const char *question, char *text, size_t size, tsb_error *err) TSB_MUST_USE;

/* As tsp_prompt_line with echo off; the terminal is restored whatever happens. text should be secret memory. */
int tsp_prompt_secret(const char *question, char *text, size_t size, tsb_error *err) TSB_MUST_USE;

/* Reads a password's line from an open descriptor, up to newline or end; does not close it. */
int tsp_prompt_descriptor(int descriptor, char *text, size_t size, tsb_error *err) TSB_MUST_USE;

/* 1 for yes (or just Enter), 0 for no (or the end of input), negative on error. */
int tsp_prompt_yes(const char *question, tsb_error *err);

#endif
