/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Languages as discs name them: codes of ISO 639-1, and withdrawn ones that old discs have. */
#ifndef TALLYSTICK_PLAYER_LANGUAGES_H
#define TALLYSTICK_PLAYER_LANGUAGES_H

#include <stdbool.h>
#include <stdint.h>

#define TSP_LANGUAGE_SIZE 3

/* The two letters of a disc's language code, those of today for withdrawn ones; empty when the code is none. */
void tsp_language_code(char out[TSP_LANGUAGE_SIZE], uint16_t code);

/* Its name in the person's own language; the code itself for rare ones. Never freed, or the argument. */
const char *tsp_language_name(const char *code);

/* Whether a preference, "fr", "fr_CA" or "fr-CA", asks for the language of this code. Of several, "fr,en", the first.
 */
bool tsp_language_matches(const char *preference, const char *code);
/* The preferences after the first, or NULL. */
const char *tsp_language_next(const char *preferences);

#endif
