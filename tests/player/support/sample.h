/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small image in memory, original and copy, with its complement: what device tests join. */
#ifndef TALLYSTICK_TESTS_PLAYER_SAMPLE_H
#define TALLYSTICK_TESTS_PLAYER_SAMPLE_H

#include <check.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "base/cancel.h"
#include "synth/complement.h"
#include "synth/manifest.h"

#define SAMPLE_MANIFEST   24u
#define SAMPLE_VMG        20u
#define SAMPLE_VMG_BACKUP 21u
#define SAMPLE_LEAD       32u /* sectors before the film */

typedef struct test_sample {
    uint32_t count;
    uint8_t *original; /* count sectors */
    uint8_t *copy;     /* the main stream, with manifest and provider */
    tss_manifest manifest;
    tss_index index;
    uint8_t **plain; /* one plain chunk an index entry */
} test_sample;

/* What sample_run makes, of a few seconds that ffmpeg encodes: before Check forks, for all tests of the program. */
extern test_sample film;

/* A disc with the film's copy. */
typedef struct sample_disc {
    uint32_t lost_first; /* sectors [first, first + count) cannot be read */
    uint32_t lost_count;
    atomic_bool gone;
} sample_disc;

/* A tsp_reader, whose context is a sample_disc. */
int sample_disc_read(void *context, uint32_t first, uint32_t count, uint8_t *out, uint8_t *lost,
                     const tsb_cancel *cancel, tsb_error *err);

/* Makes the film and runs the tests that add declares; main's result: 77, skipped, where ffmpeg is missing. */
int sample_run(const char *name, void (*add)(TCase *tcase));

/* Whether a sector that was not restored shows nothing of the decoys: it is the original's or its video is blank. */
bool sample_sector_safe(const test_sample *sample, uint32_t number, const uint8_t *sector);

#endif
