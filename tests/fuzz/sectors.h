/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts an elementary stream into program-stream sectors, so that short inputs cross many of them. */
#ifndef TALLYSTICK_TESTS_FUZZ_SECTORS_H
#define TALLYSTICK_TESTS_FUZZ_SECTORS_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "synth/chunk.h"

enum { SECTORS_MOST = 64, SECTORS_HEADERS = 14 + 9 };

static inline void require(int condition)
{
    if (!condition) {
        abort();
    }
}

/* One pack with so many bytes of video (ISO/IEC 13818-1, 2.5.3.3 and 2.4.3.6), then a padding packet. */
static inline void sectors_pack(uint8_t *sector, const uint8_t *video, uint32_t size)
{
    static const uint8_t header[14] = {0, 0, 1, 0xBA, 0x44, 0, 4, 0, 4, 1, 1, 0x89, 0xC3, 0xF8};
    const uint32_t padding = TSS_SECTOR_SIZE - SECTORS_HEADERS - size;
    memset(sector, 0xFF, TSS_SECTOR_SIZE);
    memcpy(sector, header, sizeof header);
    tsb_store32(sector + 14, 0x1E0);
    tsb_store16(sector + 18, (uint16_t)(3 + size));
    memcpy(sector + 20, "\x80\x00\x00", 3);
    memcpy(sector + SECTORS_HEADERS, video, size);
    if (padding >= 6) {
        tsb_store32(sector + SECTORS_HEADERS + size, 0x1BE);
        tsb_store16(sector + SECTORS_HEADERS + size + 4, (uint16_t)(padding - 6));
    }
}

/* Sectors of so many video bytes each around a stream, in memory of their own. */
static inline uint8_t *sectors_wrap(const uint8_t *video, size_t size, uint32_t each, uint32_t *count)
{
    *count = (uint32_t)((size + each - 1) / each);
    *count = *count == 0 ? 1 : *count > SECTORS_MOST ? SECTORS_MOST : *count;
    uint8_t *sectors = malloc((size_t)*count * TSS_SECTOR_SIZE);
    require(sectors != NULL);
    for (uint32_t i = 0; i < *count; i++) {
        const size_t at = (size_t)i * each;
        const size_t left = at < size ? size - at : 0;
        sectors_pack(sectors + (size_t)i * TSS_SECTOR_SIZE, video + (left ? at : 0),
                     (uint32_t)(left < each ? left : each));
    }
    return sectors;
}

/* Sectors of the very bytes, the last one filled up with zeros. */
static inline uint8_t *sectors_raw(const uint8_t *bytes, size_t size, uint32_t *count)
{
    const size_t most = (size_t)SECTORS_MOST * TSS_SECTOR_SIZE;
    const size_t used = size < most ? size : most;
    *count = (uint32_t)(used / TSS_SECTOR_SIZE) + 1;
    uint8_t *sectors = calloc(*count, TSS_SECTOR_SIZE);
    require(sectors != NULL);
    memcpy(sectors, bytes, used);
    return sectors;
}

#endif
