/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A line of UTF-8 that a person edits: cursor, selection, words. Its memory is the caller's, so that a password's can
 * be secret; what is taken out of it is wiped. One thread at a time.
 */
#ifndef TALLYSTICK_PLAYER_FIELD_H
#define TALLYSTICK_PLAYER_FIELD_H

#include <stdbool.h>
#include <stddef.h>

typedef struct tsp_field {
    char *text;    /* borrowed; valid UTF-8 without control characters, ended by a zero */
    size_t size;   /* of that memory: the text has size - 1 bytes at most */
    size_t length; /* bytes */
    size_t cursor; /* before which byte; always between characters */
    size_t anchor; /* where the selection began; the cursor when nothing is selected */
    bool secret;   /* shown as dots, and copied nowhere */
} tsp_field;

enum tsp_field_step {
    TSP_FIELD_CHARACTER,
    TSP_FIELD_WORD,
    TSP_FIELD_ALL /* to the beginning or the end */
};

/* A text that is in the memory already is kept as far as it is valid, with the cursor after it. size is 1 at least. */
void tsp_field_init(tsp_field *field, char *memory, size_t size, bool secret);

/* Puts text in place of what is selected. What is no valid UTF-8, control characters, and what finds no room are left
 * out. */
void tsp_field_insert(tsp_field *field, const char *text);

/* Moves the cursor back or forward; select: the selection grows or shrinks with it, else there is none any more. */
void tsp_field_move(tsp_field *field, enum tsp_field_step step, bool forward, bool select);

/* Takes out what is selected, or else so much before or after the cursor. */
void tsp_field_erase(tsp_field *field, enum tsp_field_step step, bool forward);

void tsp_field_select_all(tsp_field *field);
/* Empties it. */
void tsp_field_clear(tsp_field *field);

/* Where the selection begins, and its bytes (0: none). */
size_t tsp_field_selection(const tsp_field *field, size_t *length);

/* Characters in the first bytes of the text, and bytes of the first characters. */
size_t tsp_field_characters(const tsp_field *field, size_t bytes);
size_t tsp_field_bytes(const tsp_field *field, size_t characters);

#endif
