/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small films for tokens: a real complement each, of three sealed chunks. */
#ifndef TALLYSTICK_TESTS_TOKEN_SAMPLE_H
#define TALLYSTICK_TESTS_TOKEN_SAMPLE_H

#include "synth/complement.h"
#include "token/container.h"

#define SAMPLE_CHUNKS 3u
#define SAMPLE_SERIAL "TALLY0001"

struct sample {
    tss_id copy;
    tss_id title;
    uint8_t copy_key[TSS_KEY_SIZE];
    uint8_t index_hash[TSS_HASH_SIZE];
    uint8_t *bytes; /* the .tsc file */
    size_t size;
};

/* The number tells films apart. */
void sample_make(struct sample *sample, uint8_t number);
void sample_finish(struct sample *sample);

/* The plain chunk as it was sealed: size bytes, filled from film and chunk number. */
size_t sample_plain_size(uint32_t chunk);
void sample_plain(const struct sample *sample, uint32_t chunk, uint8_t *plain);

/* Enters, writes and completes it. */
int sample_put(tst_container *container, const struct sample *sample, const uint8_t *licence, size_t licence_size,
               const uint8_t *record, uint32_t *film, tsb_error *err);

#endif
