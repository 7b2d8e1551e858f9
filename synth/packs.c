/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "synth/packs.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/secret.h"
#include "synth/bits.h"
#include "synth/chunk.h"

enum { PACK_START = 0x1BA, SYSTEM_HEADER = 0x1BB, VIDEO_STREAM = 0x1E0, LOWEST_STREAM = 0x1BB };

/* ISO/IEC 13818-1 2.5.3.3: '01' marks an MPEG-2 pack header of 14 bytes and stuffing. */
static uint32_t pack_header_size(const uint8_t *sector)
{
    if (tsb_load32(sector) != PACK_START || (sector[4] & 0xC0) != 0x40) {
        return 0;
    }
    return 14U + (sector[13] & 7U);
}

/* 2.4.3.6: the payload's offset in an MPEG-2 PES packet in clear, or 0. */
static uint32_t payload_offset(const uint8_t *packet, uint32_t size)
{
    if (size < 9 || (packet[6] & 0xF0) != 0x80) {
        return 0;
    }
    const uint32_t offset = 9U + packet[8];
    return offset <= size ? offset : 0;
}

static int add_piece(struct tss_packs *packs, uint32_t sector, uint32_t size, tsb_error *err)
{
    if (packs->piece_count == packs->piece_capacity) {
        const uint32_t capacity = packs->piece_capacity ? packs->piece_capacity * 2 : 1024;
        struct tss_piece *pieces = realloc(packs->pieces, capacity * sizeof *pieces);
        if (!pieces) {
            return tsb_fail(err, TSB_ERR_MEMORY, "out of memory for a chunk of the film");
        }
        packs->pieces = pieces;
        packs->piece_capacity = capacity;
    }
    packs->pieces[packs->piece_count++] = (struct tss_piece){packs->size, sector, size};
    packs->size += size;
    return 0;
}

/* Adds the video payloads of one sector. */
static int gather_sector(struct tss_packs *packs, const uint8_t *sectors, uint32_t sector, tsb_error *err)
{
    const uint8_t *start = sectors + sector;
    uint32_t at = pack_header_size(start);
    while (at != 0 && at + 6 <= TSS_SECTOR_SIZE) {
        const uint32_t code = tsb_load32(start + at);
        const uint32_t size = 6U + tsb_load16(start + at + 4);
        if (code < LOWEST_STREAM || code > 0x1FF || size > TSS_SECTOR_SIZE - at) {
            break;
        }
        if (code == VIDEO_STREAM) {
            const uint32_t offset = payload_offset(start + at, size);
            if (offset != 0 && offset < size) {
                const int result = add_piece(packs, sector + at + offset, size - offset, err);
                if (result != 0) {
                    return result;
                }
            }
        }
        at += size;
    }
    return 0;
}

static int reserve(struct tss_packs *packs, size_t capacity, tsb_error *err)
{
    if (capacity <= packs->capacity) {
        return 0;
    }
    uint8_t *bytes = tsb_secret_alloc(capacity);
    if (!bytes) {
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory for a chunk of the film");
    }
    tsb_secret_free(packs->bytes, packs->capacity);
    packs->bytes = bytes;
    packs->capacity = capacity;
    return 0;
}

int tss_packs_gather(struct tss_packs *packs, const uint8_t *sectors, uint32_t count, tsb_error *err)
{
    packs->size = 0;
    packs->piece_count = 0;
    for (uint32_t i = 0; i < count; i++) {
        const int result = gather_sector(packs, sectors, i * TSS_SECTOR_SIZE, err);
        if (result != 0) {
            return result;
        }
    }
    const int result = reserve(packs, (size_t)count * TSS_SECTOR_SIZE + TSS_BITS_SLACK, err);
    if (result != 0) {
        return result;
    }
    for (uint32_t i = 0; i < packs->piece_count; i++) {
        const struct tss_piece *piece = &packs->pieces[i];
        memcpy(packs->bytes + piece->stream, sectors + piece->sector, piece->size);
    }
    memset(packs->bytes + packs->size, 0, TSS_BITS_SLACK);
    return 0;
}

void tss_packs_scatter(const struct tss_packs *packs, uint8_t *sectors)
{
    for (uint32_t i = 0; i < packs->piece_count; i++) {
        const struct tss_piece *piece = &packs->pieces[i];
        memcpy(sectors + piece->sector, packs->bytes + piece->stream, piece->size);
    }
}

void tss_packs_finish(struct tss_packs *packs)
{
    tsb_secret_free(packs->bytes, packs->capacity);
    free(packs->pieces);
    *packs = (struct tss_packs){0};
}

uint32_t tss_packs_locate(const struct tss_packs *packs, uint32_t stream, uint32_t *piece)
{
    uint32_t i = *piece;
    while (i + 1 < packs->piece_count && packs->pieces[i + 1].stream <= stream) {
        i++;
    }
    *piece = i;
    return packs->pieces[i].sector + (stream - packs->pieces[i].stream);
}
