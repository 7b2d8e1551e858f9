/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The films watched last on this device, and where each was left: a small file in the player's data folder, of mode
 * 0600. Nothing of it is secret, and nothing depends on it: a damaged file is as good as none. One thread at a time.
 */
#ifndef TALLYSTICK_PLAYER_RECENT_H
#define TALLYSTICK_PLAYER_RECENT_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "synth/keys.h"
#include "synth/manifest.h"

#define TSP_RECENT_MAX       12u
#define TSP_RECENT_PATH_SIZE 1024

typedef struct tsp_recent_film {
    tss_id copy;
    char title[TSS_MANIFEST_NAME_SIZE];
    char path[TSP_RECENT_PATH_SIZE]; /* what was opened: an image, or a drive; absolute where it can be */
    uint64_t position_ms;            /* where it was left; 0: at its beginning or its end */
    uint64_t duration_ms;            /* 0: not known */
    int64_t when;                    /* Unix seconds */
} tsp_recent_film;

typedef struct tsp_recent {
    tsp_recent_film films[TSP_RECENT_MAX]; /* the last one first */
    size_t count;
} tsp_recent;

/* folder: the player's data folder, NULL for the platform's own. Empty where there is no file, or none of use. */
void tsp_recent_load(tsp_recent *out, const char *folder);

/* NULL when it is not among them. Borrowed. */
const tsp_recent_film *tsp_recent_find(const tsp_recent *recent, const tss_id *copy);

/* Makes this film the last one watched, in place of what was noted of its copy before. Durable when it returns. */
int tsp_recent_note(const char *folder, const tsp_recent_film *film, tsb_error *err) TSB_MUST_USE;

/* Takes a film off the list; one that is not on it is none the less 0. */
int tsp_recent_forget(const char *folder, const tss_id *copy, tsb_error *err) TSB_MUST_USE;

/* The file's text, for tests: TSB_ERR_INVALID, with out empty, when it is damaged. */
int tsp_recent_parse(tsp_recent *out, const char *text, size_t size) TSB_MUST_USE;

#endif
