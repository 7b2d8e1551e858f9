/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Texts for people, in their language. Sources hold them in English, marked by
 * _() where they are used, or N_() where they are kept; a program that speaks other
 * languages installs a translator when it starts, others show the English ones.
 */
#ifndef TALLYSTICK_BASE_TRANSLATE_H
#define TALLYSTICK_BASE_TRANSLATE_H

#include "base/compiler.h"

/* Both give a text that is never freed, and many itself where they know no better. */
typedef struct tsb_translator {
    const char *(*text)(const char *text);
    const char *(*count)(const char *one, const char *many, unsigned long count);
} tsb_translator;

/* Borrowed for good. Before any other thread is started. */
void tsb_translate_with(const tsb_translator *translator);

/* Any thread. */
const char *tsb_translate(const char *text) TSB_FORMAT_ARG(1);
/* The form that goes with that many: "%u view", "%u views". */
const char *tsb_translate_count(const char *one, const char *many, unsigned long count) TSB_FORMAT_ARG(1)
    TSB_FORMAT_ARG(2);

#define _(text)  tsb_translate(text)
#define N_(text) (text)

/* A number for people, with so many decimals and their language's mark before them. Writes and gives text. */
#define TSB_DECIMAL_SIZE 48
const char *tsb_decimal(char text[TSB_DECIMAL_SIZE], double number, int decimals);
/* The same for the arguments of a format: lasts to the end of the block. */
#define TSB_DECIMAL(number, decimals) tsb_decimal((char[TSB_DECIMAL_SIZE]){0}, number, decimals)

#endif
