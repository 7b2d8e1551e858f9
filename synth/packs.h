/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The video elementary stream of a chunk's sectors: gathered from the PES
 * packets of stream 0xE0 in program-stream packs (ISO/IEC 13818-1, 2.5.3 and
 * 2.4.3.6) and put back where it came from. Sectors that hold anything this
 * does not understand contribute nothing and are never touched.
 */
#ifndef TALLYSTICK_SYNTH_PACKS_H
#define TALLYSTICK_SYNTH_PACKS_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* A run of payload bytes. */
struct tss_piece {
    uint32_t stream; /* offset in the elementary stream */
    uint32_t sector; /* offset in the sectors, in bytes */
    uint32_t size;
};

/* Zero-initialise. Its memory is secret and reused from chunk to chunk. */
struct tss_packs {
    uint8_t *bytes; /* the elementary stream, with TSS_BITS_SLACK zeros after it */
    uint32_t size;
    size_t capacity;
    struct tss_piece *pieces;
    uint32_t piece_count;
    uint32_t piece_capacity;
};

int tss_packs_gather(struct tss_packs *packs, const uint8_t *sectors, uint32_t count, tsb_error *err) TSB_MUST_USE;
void tss_packs_scatter(const struct tss_packs *packs, uint8_t *sectors);
void tss_packs_finish(struct tss_packs *packs);

/* The byte of the sectors that holds this byte of the stream; *piece is where
 * the search starts and ends, so that ascending questions cost little. */
uint32_t tss_packs_locate(const struct tss_packs *packs, uint32_t stream, uint32_t *piece);

#endif
