/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UTF-8, and text from elsewhere made safe to show on a terminal or in a log line. */
#ifndef TALLYSTICK_BASE_TEXT_H
#define TALLYSTICK_BASE_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* The character that the size bytes at text begin with, by RFC 3629, and how many bytes it takes; 0 where they begin
 * with none: cut short, overlong, a surrogate, beyond U+10FFFF, or nothing at all. A zero byte is a character. */
size_t tsb_utf8_decode(const void *text, size_t size, uint32_t *character);

/* The most bytes that a character takes as UTF-8, with a zero byte. */
#define TSB_UTF8_SIZE 5u

/* Writes the character, at most U+10FFFF, as UTF-8 and a zero byte. How many bytes it takes without that one. */
size_t tsb_utf8_encode(char out[TSB_UTF8_SIZE], uint32_t character);

/* Replaces, in place and one for one, each byte that is not part of valid UTF-8
 * (a character cut off at the end included) or that belongs to a control
 * character or a change of writing direction: line breaks and tabs by a space,
 * all others by '?'. The text keeps its length. */
void tsb_text_scrub(char *text);

/* Copies a text that people read, cut to the size, a zero byte included, with a full stop where none of ".!?:" and no
 * ellipsis ends it. */
void tsb_text_sentence(char *out, size_t size, const char *text);

/* Reads "3,7": whole numbers from 1 to INT64_MAX with commas between, and nothing else. TSB_ERR_INVALID: it is no
 * such list; TSB_ERR_FULL: there are more than most. */
int tsb_numbers_parse(const char *text, uint64_t *list, size_t most, size_t *count) TSB_MUST_USE;

#endif
