/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An image cut into pieces: each chunk of the complement's index is one, and what lies between is cut evenly. */
#ifndef TALLYSTICK_PLAYER_DEVICE_PIECES_H
#define TALLYSTICK_PLAYER_DEVICE_PIECES_H

#include <stdint.h>

#include "base/error.h"
#include "synth/complement.h"
#include "synth/manifest.h"

typedef struct tsp_piece {
    uint32_t first; /* image sector */
    uint32_t count; /* at most TSS_CHUNK_MAX_SECTORS */
    int32_t chunk;  /* -1: outside any chunk */
} tsp_piece;

/* In ascending order, without holes, over the whole image. */
typedef struct tsp_pieces {
    tsp_piece *items; /* owned */
    uint32_t count;
} tsp_pieces;

int tsp_pieces_build(tsp_pieces *out, const tss_index *index, tsb_error *err) TSB_MUST_USE;
void tsp_pieces_finish(tsp_pieces *pieces);

/* The piece that holds a sector of the image. */
uint32_t tsp_pieces_find(const tsp_pieces *pieces, uint32_t sector);

/* Puts into the sectors from first on what the original has in place of the manifest and the provider fields.
 * Clears the lost bits of sectors it rewrote whole. */
void tsp_restore_fields(const tss_manifest *manifest, uint32_t first, uint32_t count, uint8_t *sectors, uint8_t *lost);

/* Zeroes the video of a program-stream sector, keeping navigation and sound; all of a sector that is no such pack. */
void tsp_blank_video(uint8_t sector[TSS_SECTOR_SIZE]);

#endif
