/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text as JSON (RFC 8259, section 7), for reports that scripts read. */
#ifndef TALLYSTICK_PLAYER_JSON_TEXT_H
#define TALLYSTICK_PLAYER_JSON_TEXT_H

#include <stdio.h>

/* Prints valid UTF-8 as a string, with its quotation marks. */
void tsp_json_string(FILE *out, const char *text);

#endif
