/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Synthesis with any plain chunk. The first byte: bit 0 profile, bit 1 whether
 * the plain chunk is the input's own bytes or a genuine one with the input's laid over it; the next two, how many
 * bytes belong to the plain chunk. The rest is the elementary stream.
 */
#include <stdbool.h>

#include "synth/taken.h"
#include "tests/fuzz/sectors.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A genuine split of the sectors, with bytes laid over by exclusive or from the width on, the counts left as they are.
 */
static uint8_t *alter(tss_engine *engine, uint8_t *sectors, uint32_t count, enum tss_profile profile,
                      const uint8_t *over, size_t over_size, size_t *size)
{
    enum { FIRST = 12, COUNTS = 64, COUNTS_END = 76 };
    tss_chunk_keys keys;
    memset(&keys, 7, sizeof keys);
    require(tss_chunk_measure(engine, sectors, count, profile, size, NULL, NULL) == 0);
    uint8_t *taken = malloc(*size);
    require(taken != NULL);
    require(tss_chunk_split(engine, sectors, count, profile, &keys, taken, *size, NULL, NULL) == 0);
    for (size_t i = FIRST; i < *size && i - FIRST < over_size; i++) {
        if (i < COUNTS || i >= COUNTS_END) {
            taken[i] ^= over[i - FIRST];
        }
    }
    return taken;
}

/* What is refused leaves the sectors alone. */
static void check(tss_engine *engine, uint8_t *sectors, uint32_t count, const uint8_t *taken, size_t size)
{
    const size_t bytes = (size_t)count * TSS_SECTOR_SIZE;
    uint8_t *before = malloc(bytes);
    require(before != NULL);
    memcpy(before, sectors, bytes);
    struct tss_taken parsed;
    const int form = tss_taken_parse(&parsed, taken, size, NULL);
    const int result = tss_chunk_synthesise(engine, sectors, count, taken, size, NULL, NULL, NULL);
    require(result == 0 || result == TSB_ERR_DAMAGED || result == TSB_ERR_INVALID || result == TSB_ERR_UNSUPPORTED);
    require(form == 0 || result == form);
    if (result == TSB_ERR_INVALID || result == TSB_ERR_UNSUPPORTED) {
        require(memcmp(before, sectors, bytes) == 0);
    }
    free(before);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static tss_engine *engine;
    if (size < 3) {
        return 0;
    }
    if (!engine) {
        require(tss_engine_create(&engine, NULL) == 0);
    }
    const enum tss_profile profile = data[0] & 1 ? TSS_PROFILE_STRONG : TSS_PROFILE_STANDARD;
    const size_t rest = size - 3;
    const size_t own = tsb_load16(data + 1) < rest ? tsb_load16(data + 1) : rest;
    uint32_t count = 0;
    uint8_t *sectors = sectors_wrap(data + 3 + own, rest - own, 500, &count);
    if (data[0] & 2) {
        uint8_t *exact = malloc(own ? own : 1); /* as large as it is, so that a sanitizer sees a read past its end */
        require(exact != NULL);
        memcpy(exact, data + 3, own);
        check(engine, sectors, count, exact, own);
        free(exact);
    } else {
        size_t taken_size = 0;
        uint8_t *taken = alter(engine, sectors, count, profile, data + 3, own, &taken_size);
        check(engine, sectors, count, taken, taken_size);
        free(taken);
    }
    free(sectors);
    return 0;
}
