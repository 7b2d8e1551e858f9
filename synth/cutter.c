/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where chunks begin and end in a disc image. */
#include "synth/cutter.h"

#include <string.h>

#include "base/bytes.h"

/* ISO/IEC 13818-1, tables 2-18, 2-33, 2-34; ISO/IEC 13818-2, table 6-1. */
#define PACK_START           0x000001BAu
#define SYSTEM_HEADER        0x000001BBu
#define PRIVATE_STREAM_2     0x000001BFu
#define SEQUENCE_HEADER      0x000001B3u
#define VIDEO_STREAM_FIRST   0x000001E0u
#define VIDEO_STREAM_LAST    0x000001EFu
#define PACK_HEADER_SIZE     14u
#define PACK_STUFFING_OFFSET 13u
#define PES_PREFIX_SIZE      6u /* start code, packet length */
#define PES_HEADER_SIZE      9u /* up to and with PES_header_data_length */
#define PCI_SUBSTREAM        0u /* DVD-Video 4.4.3 */
#define START_CODE_SIZE      4u

static bool is_pack(const uint8_t *sector)
{
    return tsb_load32(sector) == PACK_START;
}

/* Where the first thing after pack header and system header starts; TSS_SECTOR_SIZE if outside the sector. */
static size_t after_headers(const uint8_t *sector, bool *has_system_header)
{
    size_t at = PACK_HEADER_SIZE + (sector[PACK_STUFFING_OFFSET] & 7u);
    *has_system_header = tsb_load32(sector + at) == SYSTEM_HEADER;
    if (*has_system_header)
        at += PES_PREFIX_SIZE + tsb_load16(sector + at + START_CODE_SIZE);
    return at < TSS_SECTOR_SIZE ? at : TSS_SECTOR_SIZE;
}

static bool is_navigation_pack(const uint8_t *sector)
{
    bool has_system_header = false;
    const size_t at = after_headers(sector, &has_system_header);
    return has_system_header && at + PES_PREFIX_SIZE < TSS_SECTOR_SIZE && tsb_load32(sector + at) == PRIVATE_STREAM_2 &&
           sector[at + PES_PREFIX_SIZE] == PCI_SUBSTREAM;
}

static bool holds_sequence_header(const uint8_t *bytes, size_t size)
{
    /* By the code's last byte, which is the rarest: the others are those of every start code. */
    size_t at = START_CODE_SIZE - 1;
    while (at < size) {
        const uint8_t *last = memchr(bytes + at, SEQUENCE_HEADER & 0xFF, size - at);
        if (!last)
            return false;
        at = (size_t)(last - bytes) + 1;
        if (tsb_load32(last - (START_CODE_SIZE - 1)) == SEQUENCE_HEADER)
            return true;
    }
    return false;
}

/* Whether any video PES packet's payload in the sector holds a sequence header. */
static bool starts_sequence(const uint8_t *sector)
{
    bool ignored = false;
    size_t at = after_headers(sector, &ignored);
    while (at + PES_HEADER_SIZE <= TSS_SECTOR_SIZE) {
        const uint32_t code = tsb_load32(sector + at);
        size_t end = at + PES_PREFIX_SIZE + tsb_load16(sector + at + START_CODE_SIZE);
        if (code >> 8 != 1 || end > TSS_SECTOR_SIZE)
            return false;
        if (code >= VIDEO_STREAM_FIRST && code <= VIDEO_STREAM_LAST) {
            const size_t payload = at + PES_HEADER_SIZE + sector[at + PES_HEADER_SIZE - 1];
            if (payload < end && holds_sequence_header(sector + payload, end - payload))
                return true;
        }
        at = end;
    }
    return false;
}

static tss_extent close_at(tss_cutter *cutter, uint32_t end)
{
    const tss_extent chunk = {.first = cutter->first, .count = end - cutter->first};
    cutter->open = false;
    return chunk;
}

static void open_at(tss_cutter *cutter, uint32_t first)
{
    cutter->first = first;
    cutter->vobu = first;
    cutter->open = true;
}

/* Takes note of the sector; returns whether a VOBU starts with it. */
static bool is_start(tss_cutter *cutter, const uint8_t *sector)
{
    if (is_navigation_pack(sector)) {
        cutter->has_nav = true;
        return true;
    }
    return !cutter->has_nav && starts_sequence(sector);
}

unsigned tss_cutter_push(tss_cutter *cutter, const uint8_t sector[TSS_SECTOR_SIZE], tss_extent out[2])
{
    const uint32_t here = cutter->position++;
    unsigned closed = 0;
    if (!is_pack(sector)) {
        if (cutter->open)
            out[closed++] = close_at(cutter, here);
        cutter->in_run = false;
        cutter->has_nav = false;
        return closed;
    }
    const bool first_of_run = !cutter->in_run;
    cutter->in_run = true;
    const bool start = is_start(cutter, sector) || first_of_run;
    if (cutter->open && start && here - cutter->first >= TSS_CHUNK_MIN_SECTORS) {
        out[closed++] = close_at(cutter, here);
    } else if (cutter->open && here - cutter->first >= TSS_CHUNK_MAX_SECTORS) {
        const uint32_t vobu = cutter->vobu;
        const bool cut_at_vobu = vobu > cutter->first;
        out[closed++] = close_at(cutter, cut_at_vobu ? vobu : here);
        if (cut_at_vobu)
            open_at(cutter, vobu);
    }
    if (!cutter->open && start)
        open_at(cutter, here);
    else if (start)
        cutter->vobu = here;
    return closed;
}

unsigned tss_cutter_finish(tss_cutter *cutter, tss_extent *out)
{
    if (!cutter->open)
        return 0;
    *out = close_at(cutter, cutter->position);
    return 1;
}
