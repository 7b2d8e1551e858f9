/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A small DVD-Video image made on the spot, and sectors over it that can be
 * told to hang, to be slow and to be damaged: what tests of the pipeline play.
 */
#ifndef TALLYSTICK_TESTS_PLAYER_FILM_H
#define TALLYSTICK_TESTS_PLAYER_FILM_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>

#include "player/disc/sectors.h"
#include "tests/support/suite.h"

/* Two video objects whose time stamps start anew, 4 s each: interlaced, then
 * progressive. Chapters at 0, 2 and 4 s. Two sound tracks: AC-3, then MPEG audio. */
#define FILM_SECONDS 8
#define FILM_RATE    25

/* For the tests that film_run runs: a folder, and the image in it. */
extern char film_folder[256];
extern char film_image[300];

/* Makes the image of that film in film_folder, and film_folder/dvd/VIDEO_TS, as it was mastered. */
bool film_make(void);

/* Makes the discs by make, once, for it takes seconds, and runs the tests on them without a display; main's result: 77,
 * skipped, where ffmpeg, dvdauthor or genisoimage is missing. */
int film_run(const char *name, const TTest *const tests[], size_t count, bool (*make)(void));

typedef struct film_sectors {
    tsp_sectors base;
    FILE *file;
    atomic_uint stall; /* reads that hold this sector hang until they are cancelled; 0: none */
    atomic_uint zero_first;
    atomic_uint zero_count; /* sectors that come as zeros, as from a scratched disc */
    atomic_uint garbage;    /* every so many-th sector is noise; 0: none */
    atomic_uint stalled;    /* reads that hang now */
    atomic_uint reads;      /* begun so far */
} film_sectors;

/* Opens and closes sectors over an image. */
void film_open(film_sectors *sectors, const char *path);
void film_close(film_sectors *sectors);

#endif
