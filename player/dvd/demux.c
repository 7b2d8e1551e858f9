/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/dvd/demux.h"

#include "base/bytes.h"

enum { PACK_START = 0xBA, SYSTEM_HEADER = 0xBB, PRIVATE_1 = 0xBD, AUDIO_FIRST = 0xC0, AUDIO_LAST = 0xC7, VIDEO = 0xE0 };

#define PACK_HEADER_SIZE 14u
#define START_CODE_SIZE  4u

void tsp_demux_init(tsp_demux *demux, const uint8_t sector[TSP_SECTOR_SIZE])
{
    *demux = (tsp_demux){.sector = sector};
    /* An MPEG-2 pack: start code, then the marker bits 01. */
    if (tsb_load32(sector) != (0x100u | PACK_START) || (sector[4] & 0xC0) != 0x40) {
        demux->damaged = true;
        demux->position = TSP_SECTOR_SIZE;
        return;
    }
    demux->position = PACK_HEADER_SIZE + (sector[13] & 7u);
}

/* ISO/IEC 13818-1 2.4.3.7: 33 bits in five bytes, with marker bits between. */
static uint64_t read_timestamp(const uint8_t *at)
{
    return ((uint64_t)(at[0] >> 1 & 7u) << 30) | ((uint64_t)(tsb_load16(at + 1) >> 1) << 15) |
           (uint64_t)(tsb_load16(at + 3) >> 1);
}

/* Finds the payload behind a PES header; false when the header is broken. */
static bool read_header(tsp_pes *pes, const uint8_t *packet, size_t size)
{
    if (size < 3 || (packet[0] & 0xC0) != 0x80)
        return false;
    size_t header = 3u + packet[2];
    if (header > size)
        return false;
    pes->has_pts = (packet[1] & 0x80) != 0 && packet[2] >= 5;
    pes->pts = pes->has_pts ? read_timestamp(packet + 3) : 0;
    pes->bytes = packet + header;
    pes->size = size - header;
    return true;
}

/* Private stream 1: the sub-stream's id, then for audio a frame count and a pointer to the first frame. */
static bool read_private(tsp_pes *pes)
{
    if (pes->size < 1)
        return false;
    uint8_t id = pes->bytes[0];
    size_t skip = 4;
    if (id >= 0x80 && id <= 0x87) {
        pes->kind = TSP_STREAM_AC3;
    } else if (id >= 0x88 && id <= 0x8F) {
        pes->kind = TSP_STREAM_DTS;
    } else if (id >= 0xA0 && id <= 0xA7) {
        pes->kind = TSP_STREAM_LPCM;
    } else if (id >= 0x20 && id <= 0x3F) {
        pes->kind = TSP_STREAM_SUBPICTURE;
        skip = 1;
    } else {
        return false;
    }
    if (pes->size < skip)
        return false;
    pes->id = pes->kind == TSP_STREAM_SUBPICTURE ? (uint8_t)(id & 0x1F) : (uint8_t)(id & 7);
    pes->bytes += skip;
    pes->size -= skip;
    return true;
}

static bool read_packet(tsp_pes *pes, uint8_t stream, const uint8_t *packet, size_t size)
{
    if (!read_header(pes, packet, size))
        return false;
    if (stream == VIDEO)
        pes->kind = TSP_STREAM_VIDEO;
    else if (stream >= AUDIO_FIRST && stream <= AUDIO_LAST)
        pes->kind = TSP_STREAM_MPEG_AUDIO;
    else
        return read_private(pes);
    pes->id = (uint8_t)(stream & 7);
    return true;
}

bool tsp_demux_next(tsp_demux *demux, tsp_pes *out)
{
    while (demux->position + START_CODE_SIZE + 2 <= TSP_SECTOR_SIZE) {
        const uint8_t *at = demux->sector + demux->position;
        size_t size = tsb_load16(at + START_CODE_SIZE);
        size_t packet = demux->position + START_CODE_SIZE + 2;
        if ((tsb_load32(at) >> 8) != 1 || at[3] < SYSTEM_HEADER || size > TSP_SECTOR_SIZE - packet) {
            demux->damaged = true;
            break;
        }
        demux->position = packet + size;
        uint8_t stream = at[3];
        if (stream != PRIVATE_1 && stream != VIDEO && !(stream >= AUDIO_FIRST && stream <= AUDIO_LAST))
            continue; /* system header, padding, navigation and what DVD-Video does not know */
        *out = (tsp_pes){0};
        if (read_packet(out, stream, demux->sector + packet, size))
            return true;
        demux->damaged = true;
    }
    demux->position = TSP_SECTOR_SIZE;
    return false;
}
