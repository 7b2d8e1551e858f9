/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The walk through a slice (ISO/IEC 13818-2, 6.2.4 to 6.2.6): cuts it into the
 * bit strings that the shuffle deals out again. Both directions use this code
 * alone, so they meet the same strings in the same order.
 */
#ifndef TALLYSTICK_SYNTH_WALK_H
#define TALLYSTICK_SYNTH_WALK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "synth/coding.h"
#include "synth/vlc.h"

enum tss_kind {
    TSS_KIND_INCREMENT, /* macroblock_address_increment with its escapes */
    TSS_KIND_HEADER,    /* macroblock_type up to coded_block_pattern */
    TSS_KIND_DC_LUMA,   /* dct_dc_size and dct_dc_differential */
    TSS_KIND_DC_CHROMA,
    TSS_KIND_AC_LUMA, /* the rest of an intra block up to and with End of Block */
    TSS_KIND_AC_CHROMA,
    TSS_KIND_AC_OTHER, /* a non-intra block */
    TSS_KIND_COUNT
};

/* A row of macroblocks is the most a slice can hold (6.1.2). */
#define TSS_SLICE_MBS 1024u

/* A slice so long is not understood, so that the length of any string in it has 24 bits. */
#define TSS_SLICE_BYTES (2u << 20)

/* A bit string of the elementary stream. note: of a header, how many blocks it
 * announces, or TSS_NOTE_INTRA; of a DC string, its dct_dc_size; else 0. */
struct tss_string {
    uint32_t position;
    uint32_t length_note; /* length in the low 24 bits, note above */
};

/* A header's note: the macroblock is intra, and has all its blocks. */
#define TSS_NOTE_INTRA 0x40u

static inline uint32_t tss_string_length(struct tss_string string)
{
    return string.length_note & 0xFFFFFFU;
}

static inline uint32_t tss_string_note(struct tss_string string)
{
    return string.length_note >> 24;
}

/* An increment above 1 is the only one longer than a bit: macroblocks were skipped before it. */
static inline bool tss_string_skips(struct tss_string increment)
{
    return tss_string_length(increment) > 1;
}

struct tss_slice {
    uint32_t start; /* byte of its start code */
    uint32_t stop;  /* byte after its last */
    bool understood;
    uint32_t first; /* bit position of the first macroblock */
    uint32_t last;  /* bit position after the last macroblock */
    uint32_t end;   /* bit position after the slice's last byte; zeros from last on */
    bool intra_vlc_format;
    uint8_t dc_precision;
    uint8_t type; /* of the picture */
    uint32_t vectors;
    uint32_t coefficients; /* 0 unless they were counted */
    uint32_t count[TSS_KIND_COUNT];
    struct tss_string *strings[TSS_KIND_COUNT]; /* owned, as one */
};

int tss_slice_init(struct tss_slice *slice, tsb_error *err) TSB_MUST_USE;
void tss_slice_finish(struct tss_slice *slice);

/* Walks slices; one thread at a time. */
struct tss_walker;
int tss_walker_create(struct tss_walker **out, const struct tss_vlc *vlc, tsb_error *err) TSB_MUST_USE;
void tss_walker_destroy(struct tss_walker **walker);

/*
 * Walks slices of one picture, of each of which start and stop are given. Not
 * understood is one in which something is not, or that is not whole. Several at
 * once take less time than one by one; counting coefficients takes some more.
 */
void tss_walker_walk(struct tss_walker *walker, const struct tss_coding *coding, const uint8_t *bytes,
                     struct tss_slice *slices, uint32_t count, bool counts);

#endif
