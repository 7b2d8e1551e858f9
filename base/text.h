/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes text from elsewhere safe to show on a terminal or in a log line. */
#ifndef TALLYSTICK_BASE_TEXT_H
#define TALLYSTICK_BASE_TEXT_H

/* Replaces, in place and one for one, each byte that is not part of valid UTF-8
 * (a character cut off at the end included) or that belongs to a control
 * character or a change of writing direction: line breaks and tabs by a space,
 * all others by '?'. The text keeps its length. */
void tsb_text_scrub(char *text);

#endif
