/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Split and synthesis of any bytes. The first byte: bit 0 profile, bit 1 whether
 * the rest is sectors or an elementary stream, bit 2 whether the main stream is
 * damaged before its synthesis (bit 3: known to the reader), bits 4 to 7 how much video a sector
 * holds. The second byte says where the damage is.
 */
#include <stdbool.h>

#include "tests/fuzz/sectors.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Where the synthesis says all is well, all is well; and what was not split never changes. */
static void check_damaged(tss_engine *engine, uint8_t *sectors, const uint8_t *original, uint32_t count,
                          const uint8_t *taken, size_t size, uint8_t flags, uint8_t where)
{
    uint8_t lost[SECTORS_MOST / 8 + 1] = {0};
    const uint32_t sector = where % count;
    uint8_t *at = sectors + (size_t)sector * TSS_SECTOR_SIZE;
    if (flags & 8) {
        memset(at, 0, TSS_SECTOR_SIZE);
        lost[sector / 8] = (uint8_t)(1u << sector % 8);
    } else {
        at[SECTORS_HEADERS + where] ^= (uint8_t)(1u << where % 8);
    }
    const int result = tss_chunk_synthesise(engine, sectors, count, taken, size, flags & 8 ? lost : NULL, NULL, NULL);
    const bool same = memcmp(sectors, original, (size_t)count * TSS_SECTOR_SIZE) == 0;
    require(same ? result == 0 : result == TSB_ERR_DAMAGED);
}

static void check(tss_engine *engine, uint8_t *sectors, uint32_t count, uint8_t flags, uint8_t where)
{
    const enum tss_profile profile = flags & 1 ? TSS_PROFILE_STRONG : TSS_PROFILE_STANDARD;
    const size_t bytes = (size_t)count * TSS_SECTOR_SIZE;
    tss_chunk_keys keys;
    memset(&keys, where, sizeof keys);
    uint8_t *original = malloc(bytes);
    require(original != NULL);
    memcpy(original, sectors, bytes);
    size_t size = 0;
    tss_tally measured = {0};
    tss_tally split = {0};
    tss_tally synthesised = {0};
    require(tss_chunk_measure(engine, sectors, count, profile, &size, &measured, NULL) == 0);
    uint8_t *taken = malloc(size);
    require(taken != NULL);
    require(tss_chunk_split(engine, sectors, count, profile, &keys, taken, size, &split, NULL) == 0);
    require(measured.sites == split.sites && measured.macroblocks == split.macroblocks);
    if (flags & 4) {
        check_damaged(engine, sectors, original, count, taken, size, flags, where);
    } else {
        require(tss_chunk_synthesise(engine, sectors, count, taken, size, NULL, &synthesised, NULL) == 0);
        require(memcmp(sectors, original, bytes) == 0);
        require(synthesised.pictures_damaged == 0 && synthesised.slices_taken == split.slices_taken);
    }
    free(taken);
    free(original);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static tss_engine *engine;
    if (size < 2) {
        return 0;
    }
    if (!engine) {
        require(tss_engine_create(&engine, NULL) == 0);
    }
    const uint8_t flags = data[0];
    uint32_t count = 0;
    uint8_t *sectors = flags & 2 ? sectors_raw(data + 2, size - 2, &count)
                                 : sectors_wrap(data + 2, size - 2, 100u + 126u * (flags >> 4), &count);
    check(engine, sectors, count, flags, data[1]);
    free(sectors);
    return 0;
}
