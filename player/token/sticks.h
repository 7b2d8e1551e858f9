/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `tallystick token list` tells: the sticks that are plugged in, and the films on those that are tokens.
 * One thread at a time, as the account that it is asked with. */
#ifndef TALLYSTICK_PLAYER_STICKS_H
#define TALLYSTICK_PLAYER_STICKS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/error.h"
#include "player/account/account.h"
#include "token/find.h"
#include "token/licence.h"

enum tsp_film_use {
    TSP_FILM_OURS,          /* left is known */
    TSP_FILM_OTHER_DEVICES, /* licensed to others: how many views are left only they can read */
    TSP_FILM_REFUSED        /* why says the reason */
};

typedef struct tsp_token_film {
    tss_id copy;
    char
        name[TST_LICENCE_NAME_SIZE]; /* of the title, as the licence says; nothing here was checked for its signature */
    bool complete;
    uint64_t size; /* bytes of the complement */
    uint64_t written;
    uint32_t granted;
    bool qa;
    enum tsp_film_use use;
    uint32_t left;
    char why[TSB_ERROR_TEXT_SIZE];
} tsp_token_film;

typedef struct tsp_stick {
    tst_found found;
    bool accessible;
    bool container;
    char why[TSB_ERROR_TEXT_SIZE]; /* why it is not accessible, or holds no usable container; may be empty */
    uint32_t film_count;
    tsp_token_film *films;
} tsp_stick;

/* Looks into every stick, or into the one alone that a person has named as for tst_find_named() (NULL: into all), with
 * the TPM that tcti reaches (NULL: this computer's own); *sticks is for tsp_sticks_free(). */
int tsp_sticks_list(tsp_stick **sticks, size_t *count, const char *named, const tsp_account *account, const char *tcti,
                    tsb_error *err) TSB_MUST_USE;
void tsp_sticks_free(tsp_stick *sticks, size_t count);

/* Prints each stick that arrives (those that are plugged in now first) and that leaves, a line each, until cancel
 * fires. */
int tsp_sticks_watch(FILE *out, bool json, const tsb_cancel *cancel, tsb_error *err) TSB_MUST_USE;

/* The list for a person, and as one JSON object on a line. */
void tsp_sticks_print(FILE *out, const tsp_stick *sticks, size_t count);
void tsp_sticks_print_json(FILE *out, const tsp_stick *sticks, size_t count);

#endif
