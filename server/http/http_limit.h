/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Limits on how fast things are tried. In memory, of a fixed size; a restart
 * forgets them. Any thread.
 */
#ifndef TALLYSTICK_SERVER_HTTP_LIMIT_H
#define TALLYSTICK_SERVER_HTTP_LIMIT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "synth/keys.h"

/* Guessing: so many tries are free; then each next one must wait, twice as long each time, up to a ceiling. */
typedef struct tsv_guess_rule {
    unsigned free_tries;
    unsigned max_wait_s;
    unsigned forget_s; /* without a try for so long, all is forgotten */
} tsv_guess_rule;

typedef struct tsv_guesses tsv_guesses;
int tsv_guesses_create(tsv_guesses **out, const tsv_guess_rule *rule, tsb_error *err) TSB_MUST_USE;
void tsv_guesses_destroy(tsv_guesses **guesses);

/* Counts a try on name before its outcome is known, so that many at once gain nothing. Returns 0, or for
 * how many seconds this name must wait; such a try is not counted. */
unsigned tsv_guesses_try(tsv_guesses *guesses, const char *name, int64_t now);
/* The try was right: forgets name. */
void tsv_guesses_forgive(tsv_guesses *guesses, const char *name);
/* Takes one try back, as one that was not made. */
void tsv_guesses_undo(tsv_guesses *guesses, const char *name);

/* Window keys, per view: 8 windows at once, then one per 5 s. Windows already given are given again freely. */
#define TSV_KEYS_BURST    8u
#define TSV_KEYS_PERIOD_S 5u

typedef struct tsv_paces tsv_paces;
int tsv_paces_create(tsv_paces **out, tsb_error *err) TSB_MUST_USE;
void tsv_paces_destroy(tsv_paces **paces);
/* 0: give it; otherwise for how many seconds to wait. */
unsigned tsv_paces_take(tsv_paces *paces, const tss_id *view, uint32_t window, int64_t now);

#endif
