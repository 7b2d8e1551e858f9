/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Look-up tables over the variable-length codes. The walk needs lengths more
 * than values, so a table over a run of DCT codes tells in one look-up how many
 * bits several whole codes take.
 */
#ifndef TALLYSTICK_SYNTH_VLC_H
#define TALLYSTICK_SYNTH_VLC_H

#include <stdint.h>

#include "synth/vlc_tables.h"

/* Widths of the look-ups: the longest code of each table, its sign included. */
#define TSS_INCREMENT_BITS 11
#define TSS_TYPE_BITS      6
#define TSS_PATTERN_BITS   9
#define TSS_MOTION_BITS    11
#define TSS_DC_LUMA_BITS   9
#define TSS_DC_CHROMA_BITS 10

/* First level of the DCT tables: as many whole codes as fit. The wider it is, the fewer look-ups a
 * block takes; at 13 bits the table in use still fits a first-level cache beside all else. */
#define TSS_DCT_BITS 13
/* Second level: one code that starts with TSS_DCT_ZEROS zeros. */
#define TSS_DCT_ZEROS     6
#define TSS_DCT_LONG_BITS 11

/* A code: its length in bits (0: no such code), its value. */
struct tss_entry {
    uint8_t length;
    uint8_t value;
};

/*
 * What a look-up at the front of a part of a block tells: bits 0-5: bits that the
 * whole codes found there take; bits 6-9: coefficients among them, or dct_dc_size.
 * TSS_DCT_STOP: End of Block was met; or (0 bits taken) the first code is not whole
 * in the look-up or an escape. The sum of a window's entries is one of the same form.
 */
#define TSS_DCT_STOP 0x8000U

static inline uint32_t tss_part_length(uint32_t entry)
{
    return entry & 63;
}

static inline uint32_t tss_part_value(uint32_t entry)
{
    return entry >> 6 & 0x1FF;
}

struct tss_dct_table {
    uint16_t run[1U << TSS_DCT_BITS];
    /* Lengths, sign included, of codes after TSS_DCT_ZEROS zeros; 0: none. */
    uint8_t longer[1U << TSS_DCT_LONG_BITS];
    /* Length, sign included, of the one code at the front; 0: End of Block, the escape, or longer. */
    uint8_t one[1U << TSS_DCT_BITS];
};

struct tss_vlc {
    struct tss_entry increment[1U << TSS_INCREMENT_BITS];
    struct tss_entry type[3][1U << TSS_TYPE_BITS]; /* I, P, B */
    struct tss_entry pattern[1U << TSS_PATTERN_BITS];
    struct tss_entry motion[1U << TSS_MOTION_BITS]; /* length with sign; value 0 or 1: a residual follows */
    uint16_t dc_luma[1U << TSS_DC_LUMA_BITS];       /* with the differential */
    uint16_t dc_chroma[1U << TSS_DC_CHROMA_BITS];
    struct tss_dct_table dct[2]; /* Tables B-14, B-15 */
};

void tss_vlc_build(struct tss_vlc *vlc);

#endif
