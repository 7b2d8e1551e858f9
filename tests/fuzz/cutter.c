/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The cutter on any image. The input is a list of runs of equal sectors: one
 * byte for how many, in steps of 37, and the first bytes of the sector, which
 * is zero from there on: as many as the byte after says.
 */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "synth/cutter.h"
#include "tests/fuzz/require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Enough for one of the longest chunks and what follows it. */
#define MAX_SECTORS 5000u

struct image {
    bool pack[MAX_SECTORS];
    uint32_t sectors;
    uint32_t free_from; /* no chunk so far reaches beyond */
};

static void check_chunk(struct image *image, tss_extent chunk)
{
    require(chunk.count >= 1 && chunk.count <= TSS_CHUNK_MAX_SECTORS);
    require(chunk.first >= image->free_from && chunk.first + chunk.count <= image->sectors);
    for (uint32_t i = 0; i < chunk.count; i++)
        require(image->pack[chunk.first + i]);
    image->free_from = chunk.first + chunk.count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct image image;
    tss_cutter cutter = {0};
    tss_extent out[2];
    image.sectors = 0;
    image.free_from = 0;
    /* On the heap, so that a sanitizer sees any byte read past the sector's end. */
    uint8_t *sector = malloc(TSS_SECTOR_SIZE);
    if (!sector)
        return 0;
    for (size_t at = 0; at + 2 <= size;) {
        const uint32_t count = 1 + data[at] * 37u;
        const size_t given = data[at + 1] < size - at - 2 ? data[at + 1] : size - at - 2;
        memset(sector, 0, TSS_SECTOR_SIZE);
        memcpy(sector, data + at + 2, given);
        at += 2 + given;
        for (uint32_t i = 0; i < count && image.sectors < MAX_SECTORS; i++) {
            image.pack[image.sectors++] = tsb_load32(sector) == 0x000001BA;
            const unsigned closed = tss_cutter_push(&cutter, sector, out);
            require(closed <= 2);
            for (unsigned c = 0; c < closed; c++)
                check_chunk(&image, out[c]);
        }
    }
    if (tss_cutter_finish(&cutter, out))
        check_chunk(&image, out[0]);
    require(tss_cutter_finish(&cutter, out) == 0);
    free(sector);
    return 0;
}
