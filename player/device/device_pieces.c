/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/device/device_pieces.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"

/* Between chunks lie file system, tables and menus: read in steps as large as a chunk's least. */
#define STEP TSS_CHUNK_MIN_SECTORS

static uint32_t steps_between(uint32_t from, uint32_t to)
{
    return to > from ? (to - from - 1) / STEP + 1 : 0;
}

static void add_steps(tsp_pieces *pieces, uint32_t from, uint32_t to)
{
    for (uint32_t at = from; at < to; at += STEP) {
        uint32_t count = to - at < STEP ? to - at : STEP;
        pieces->items[pieces->count++] = (tsp_piece){.first = at, .count = count, .chunk = -1};
        if (to - at <= STEP)
            break; /* at must not wrap on an image of 2^32 - 1 sectors. */
    }
}

int tsp_pieces_build(tsp_pieces *out, const tss_index *index, tsb_error *err)
{
    size_t total = 0;
    uint32_t at = 0;

    *out = (tsp_pieces){0};
    for (uint32_t i = 0; i < index->chunk_count; i++) {
        const tss_index_entry *entry = &index->entries[i];
        if (entry->first < at || entry->count == 0 || entry->count > TSS_CHUNK_MAX_SECTORS ||
            entry->first > index->image_sectors || entry->count > index->image_sectors - entry->first)
            return tsb_fail(err, TSB_ERR_INVALID, "The complement's index does not fit the image.");
        total += steps_between(at, entry->first) + 1u;
        at = entry->first + entry->count;
    }
    total += steps_between(at, index->image_sectors);
    out->items = calloc(total > 0 ? total : 1, sizeof(*out->items));
    if (!out->items)
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory.");
    at = 0;
    for (uint32_t i = 0; i < index->chunk_count; i++) {
        const tss_index_entry *entry = &index->entries[i];
        add_steps(out, at, entry->first);
        out->items[out->count++] = (tsp_piece){.first = entry->first, .count = entry->count, .chunk = (int32_t)i};
        at = entry->first + entry->count;
    }
    add_steps(out, at, index->image_sectors);
    return 0;
}

void tsp_pieces_finish(tsp_pieces *pieces)
{
    free(pieces->items);
    *pieces = (tsp_pieces){0};
}

uint32_t tsp_pieces_find(const tsp_pieces *pieces, uint32_t sector)
{
    uint32_t low = 0;
    uint32_t high = pieces->count;

    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (pieces->items[middle].first <= sector)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static uint8_t *sector_at(uint32_t wanted, uint32_t first, uint32_t count, uint8_t *sectors)
{
    if (wanted < first || wanted - first >= count)
        return NULL;
    return sectors + (size_t)(wanted - first) * TSS_SECTOR_SIZE;
}

void tsp_restore_fields(const tss_manifest *manifest, uint32_t first, uint32_t count, uint8_t *sectors, uint8_t *lost)
{
    const uint32_t tables[] = {manifest->vmg_sector, manifest->vmg_backup_sector};
    uint8_t blank[TSS_MANIFEST_SIZE];

    tss_manifest_blank(blank);
    for (uint32_t i = 0; i < TSS_MANIFEST_SIZE / TSS_SECTOR_SIZE; i++) {
        uint32_t wanted = manifest->manifest_sector + i;
        uint8_t *sector = sector_at(wanted, first, count, sectors);
        if (!sector)
            continue;
        memcpy(sector, blank + (size_t)i * TSS_SECTOR_SIZE, TSS_SECTOR_SIZE);
        if (lost)
            lost[(wanted - first) / 8] = (uint8_t)(lost[(wanted - first) / 8] & ~(1u << (wanted - first) % 8));
    }
    for (size_t i = 0; i < TSB_COUNT(tables); i++) {
        uint8_t *sector = sector_at(tables[i], first, count, sectors);
        if (sector)
            memcpy(sector + TSS_PROVIDER_OFFSET, manifest->provider, TSS_PROVIDER_SIZE);
    }
}

/* ISO/IEC 13818-1, 2.4.3.6: where the payload of the PES packet at offset begins. */
static size_t payload_start(const uint8_t *sector, size_t offset, size_t end)
{
    size_t start = offset + 6;

    if (offset + 9 <= end && (sector[offset + 6] & 0xc0) == 0x80)
        start = offset + 9 + sector[offset + 8];
    return start < end ? start : end;
}

void tsp_blank_video(uint8_t sector[TSS_SECTOR_SIZE])
{
    /* ISO/IEC 13818-1, 2.5.3.3: pack_header, 14 bytes and up to 7 of stuffing. */
    size_t offset = 14u + (sector[13] & 7u);
    bool pack = tsb_load32(sector) == 0x000001ba && (sector[4] & 0xc0) == 0x40;

    if (!pack)
        offset = 0;
    while (pack && offset + 6 <= TSS_SECTOR_SIZE) {
        uint32_t code = tsb_load32(sector + offset);
        size_t end = offset + 6 + tsb_load16(sector + offset + 4);
        if (code < 0x000001bb || code > 0x000001ff || end > TSS_SECTOR_SIZE)
            break;
        if (code >= 0x000001e0 && code <= 0x000001ef) {
            size_t start = payload_start(sector, offset, end);
            memset(sector + start, 0, end - start);
        }
        offset = end;
    }
    /* What is not understood may be video, too. */
    memset(sector + offset, 0, TSS_SECTOR_SIZE - offset);
}
