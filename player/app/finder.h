/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What there is to watch: Tallystick discs in the drives, films on the tokens that are plugged in, and of the films
 * watched lately, those that are still where they were. Looked for again
 * and again on a thread of its own, which never disturbs a disc that has not changed. Main thread, but for where it
 * says so.
 */
#ifndef TALLYSTICK_PLAYER_FINDER_H
#define TALLYSTICK_PLAYER_FINDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/log.h"
#include "player/account/recent.h"
#include "player/options.h"
#include "player/token/sticks.h"
#include "synth/manifest.h"

#define TSP_FOUND_DISCS     8u
#define TSP_FOUND_FILMS     16u
#define TSP_FOUND_TOKENS    8u
#define TSP_FOUND_PATH_SIZE 1024u

typedef struct tsp_found_disc {
    char drive[TSP_FOUND_PATH_SIZE];
    bool ours; /* a Tallystick disc is in it; what follows is that disc's */
    tss_id copy;
    char title[TSS_MANIFEST_NAME_SIZE];
} tsp_found_disc;

typedef struct tsp_found_film {
    char token[TSP_FOUND_PATH_SIZE]; /* what the stick is called */
    tss_id copy;
    char title[TST_LICENCE_NAME_SIZE];
    bool complete;
    enum tsp_film_use use;
    uint32_t left;
    uint32_t granted;
    char why[TSB_ERROR_TEXT_SIZE]; /* TSP_FILM_REFUSED: the reason */
} tsp_found_film;

/* A token without any film to list. */
typedef struct tsp_found_token {
    char name[TSP_FOUND_PATH_SIZE]; /* empty: why says which it is */
    char why[TSB_ERROR_TEXT_SIZE];  /* it cannot be used; empty: it can, but there is nothing on it yet */
} tsp_found_token;

typedef struct tsp_found_recent {
    tss_id copy;
    bool here; /* there is something at the path where it was opened */
} tsp_found_recent;

typedef struct tsp_found {
    bool looked; /* into all drives, once at least */
    tsp_found_disc discs[TSP_FOUND_DISCS];
    size_t disc_count;
    tsp_found_film films[TSP_FOUND_FILMS];
    size_t film_count;
    tsp_found_token tokens[TSP_FOUND_TOKENS];
    size_t token_count;
    tsp_found_recent recent[TSP_RECENT_MAX];
    size_t recent_count;
} tsp_found;

typedef struct tsp_finder tsp_finder;

/* options and log are borrowed for its life. wake is called, on any thread, when something has changed. */
int tsp_finder_start(tsp_finder **out, const tsp_options *options, void (*wake)(void), const tsb_log *log,
                     tsb_error *err) TSB_MUST_USE;

/* What was found; true if it is something else than the last time. */
bool tsp_finder_take(tsp_finder *finder, tsp_found *found);

/* Ends the search; whatever was being read may take a moment, so that drives and sticks are free for others only once
 * it has stopped. */
void tsp_finder_stop(tsp_finder *finder);
bool tsp_finder_stopped(tsp_finder *finder);

/* Waits until it has stopped. */
void tsp_finder_destroy(tsp_finder **finder);

#endif
