/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small image in memory, original and copy, with its complement: what device tests join. */
#ifndef TALLYSTICK_TESTS_PLAYER_SAMPLE_H
#define TALLYSTICK_TESTS_PLAYER_SAMPLE_H

#include <stdbool.h>

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

/* False where ffmpeg is missing. */
bool sample_possible(void);

/* Encodes a few seconds with ffmpeg and splits them. */
void sample_make(test_sample *out);
void sample_finish(test_sample *sample);

/* Whether a sector that was not restored shows nothing of the decoys: it is the original's or its video is blank. */
bool sample_sector_safe(const test_sample *sample, uint32_t number, const uint8_t *sector);

#endif
