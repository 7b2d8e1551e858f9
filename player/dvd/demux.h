/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Takes the packetised elementary streams out of a DVD's packs, one 2048-byte
 * sector at a time (ISO/IEC 13818-1 2.5.3.3 pack, 2.4.3.6 PES packet; DVD-Video
 * 5.2 for private stream 1). Keeps nothing between sectors, so a damaged one harms no other.
 */
#ifndef TALLYSTICK_PLAYER_DEMUX_H
#define TALLYSTICK_PLAYER_DEMUX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TSP_SECTOR_SIZE 2048u

enum tsp_stream_kind {
    TSP_STREAM_VIDEO,
    TSP_STREAM_MPEG_AUDIO, /* stream_id 0xC0-0xC7 */
    TSP_STREAM_AC3,        /* private stream 1, sub_stream_id 0x80-0x87 */
    TSP_STREAM_DTS,        /* 0x88-0x8F */
    TSP_STREAM_LPCM,       /* 0xA0-0xA7; bytes begin with the three bytes of the audio header */
    TSP_STREAM_SUBPICTURE  /* 0x20-0x3F */
};

/* bytes point into the sector. */
typedef struct tsp_pes {
    enum tsp_stream_kind kind;
    uint8_t id; /* of its kind, from 0 */
    const uint8_t *bytes;
    size_t size;
    bool has_pts;
    uint64_t pts; /* 33 bits of 90 kHz */
} tsp_pes;

typedef struct tsp_demux {
    const uint8_t *sector;
    size_t position;
    bool damaged; /* the sector is no pack, or its contents break off */
} tsp_demux;

/* Borrows the sector as long as the demuxer and its packets are used. */
void tsp_demux_init(tsp_demux *demux, const uint8_t sector[TSP_SECTOR_SIZE]);

/* The sector's next packet of audio, video or subpictures; false after the last. */
bool tsp_demux_next(tsp_demux *demux, tsp_pes *out);

#endif
