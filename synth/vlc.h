/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Look-up tables over the variable-length codes. The walk needs lengths more
 * than values, so a table over a run of DCT codes tells in one look-up how many
 * bits several whole codes take.
 */
#ifndef TALLYSTICK_SYNTH_VLC_H
#define TALLYSTICK_SYNTH_VLC_H

#include <stdbool.h>
#include <stdint.h>

#include "synth/vlc_tables.h"

/* Widths of the look-ups: the longest code of each table, its sign included. */
#define TSS_INCREMENT_BITS 11
#define TSS_TYPE_BITS      8 /* with the motion type that may follow */
#define TSS_PATTERN_BITS   9
#define TSS_MOTION_BITS    11
#define TSS_DMVECTOR_BITS  1
#define TSS_DC_LUMA_BITS   9
#define TSS_DC_CHROMA_BITS 10
/* As many whole DCT codes as fit. The wider it is, the fewer look-ups a block takes; but the tables in use must about
 * fit a first-level cache. The first look-up of a non-intra block is less wide: there is one of them for several
 * others. */
#define TSS_DCT_BITS       13
#define TSS_DCT_FIRST_BITS 10
/* What may follow them: the rest of a code that starts with TSS_DCT_ZEROS zeros, or an escape's level. */
#define TSS_DCT_ZEROS      6
#define TSS_DCT_LONG_BITS  11
#define TSS_DCT_LEVEL_BITS 12

/* The f_codes there are (Table 7-7) run from 1 to TSS_F_CODES - 1. */
#define TSS_F_CODES 10

/*
 * What a look-up tells, 0 when there is no such code. Bits 0-3: a value; 5-10: which of the states that
 * can follow does, 0 for codes that all lead to one; 11-15: how many bits are done with. As small as can be,
 * for the bits that choose an entry are next to random: all of a table is in use at any time.
 */
typedef uint16_t tss_entry;

/* The most bits that look-ups are done with: motion_code 16 and its residual; dct_dc_size_chrominance 11 and its
 * differential. All others take fewer than a vector's. */
#define TSS_VECTOR_LENGTH_MAX 19u
#define TSS_DC_LENGTH_MAX     21u

/* A state is counted in what it takes of an array of states, in bytes. */
#define TSS_STATE_SIZE 32u
/* How many states can follow one. */
#define TSS_NEXT_STATES 64u

static inline tss_entry tss_entry_make(unsigned length, unsigned next, unsigned value)
{
    return (tss_entry)(length << 11 | next * TSS_STATE_SIZE | value);
}

static inline unsigned tss_entry_length(unsigned entry)
{
    return entry >> 11;
}

static inline unsigned tss_entry_value(unsigned entry)
{
    return entry & 15U;
}

/* In bytes. */
static inline unsigned tss_entry_next(unsigned entry)
{
    return entry & (TSS_NEXT_STATES - 1) * TSS_STATE_SIZE;
}

/* What follows a look-up in a block: one of the states of the block, or the first of the next block. */
enum { TSS_AFTER_RUN = 0, TSS_AFTER_LONG = 1, TSS_AFTER_ESCAPE = 2, TSS_AFTER_BLOCK = 3, TSS_BLOCK_STATES = 4 };

/* Of a macroblock (4:2:0). */
enum { TSS_BLOCKS_LUMA = 4, TSS_BLOCKS_CHROMA = 2, TSS_BLOCKS = 6 };

/* What follows a macroblock_address_increment or an escape of it. */
enum { TSS_AFTER_INCREMENT = 0, TSS_AFTER_INCREMENT_ESCAPE = 1 };

struct tss_dct_table {
    tss_entry run[1U << TSS_DCT_BITS];         /* value: coefficients */
    tss_entry longer[1U << TSS_DCT_LONG_BITS]; /* codes after TSS_DCT_ZEROS zeros, without these */
    /* Length, sign included, of the one code at the front; 0: End of Block, the escape, or longer. */
    uint8_t one[1U << TSS_DCT_BITS];
};

struct tss_vlc {
    tss_entry increment[1U << TSS_INCREMENT_BITS];
    tss_entry motion[TSS_F_CODES][1U << TSS_MOTION_BITS]; /* with sign and residual; by f_code */
    tss_entry dmvector[1U << TSS_DMVECTOR_BITS];
    tss_entry bit[2];                             /* any one */
    tss_entry pattern[1U << TSS_PATTERN_BITS];    /* value: how many blocks are coded; the next state is the first's */
    tss_entry dc_luma[4][1U << TSS_DC_LUMA_BITS]; /* by intra_dc_precision; with the differential; value: dct_dc_size */
    tss_entry dc_chroma[4][1U << TSS_DC_CHROMA_BITS];
    tss_entry first_run[1U << TSS_DCT_FIRST_BITS]; /* as run, at the start of a non-intra block */
    tss_entry level[1U << TSS_DCT_LEVEL_BITS];
    struct tss_dct_table dct[2]; /* Tables B-14, B-15 */
};

void tss_vlc_build(struct tss_vlc *vlc);

/* The length of the one DCT code at position (not End of Block), 0 when there
 * is none; the first code of a non-intra block has a form of its own (Table
 * B-14, note 2). */
unsigned tss_dct_code(const struct tss_dct_table *table, const uint8_t *bytes, uint32_t position, bool first_other);

#endif
