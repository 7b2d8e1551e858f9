/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Progress of long work, on standard error: a bar where that is a terminal,
 * otherwise a line now and then. One thread at a time.
 */
#ifndef TALLYSTICK_SERVER_PROGRESS_H
#define TALLYSTICK_SERVER_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct tsv_progress {
    const char *what; /* "Splitting", borrowed */
    bool terminal;
    int percent;    /* shown last; -1: none */
    uint64_t shown; /* when, in milliseconds */
} tsv_progress;

void tsv_progress_start(tsv_progress *progress, const char *what);
void tsv_progress_show(tsv_progress *progress, uint64_t done, uint64_t total);
/* Takes the bar away, so that messages can follow. */
void tsv_progress_end(tsv_progress *progress);

#endif
