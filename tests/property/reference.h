/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A plain decoder of MPEG-2 video syntax, up to dequantised coefficients and
 * motion vectors, written bit by bit along ISO/IEC 13818-2: what the fast walk
 * of synth/ is measured against. FFmpeg in turn is what this is measured against.
 */
#ifndef TALLYSTICK_TESTS_PROPERTY_REFERENCE_H
#define TALLYSTICK_TESTS_PROPERTY_REFERENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ref_sequence {
    bool known; /* MPEG-2, 4:2:0, not scalable */
    uint32_t width;
    uint32_t height;
    uint32_t mb_width;
    uint8_t intra_matrix[64]; /* in raster order */
    uint8_t other_matrix[64];
};

struct ref_picture {
    bool known; /* header and coding extension met */
    unsigned type;
    unsigned structure;
    unsigned f_code[2][2];
    unsigned dc_precision;
    bool frame_pred_frame_dct;
    bool concealment;
    bool q_scale_type;
    bool intra_vlc_format;
    bool alternate_scan;
};

struct ref_vector {
    int x;
    int y;
    bool backward;
    unsigned part; /* 0, or 1 for the second field or the lower half */
};

struct ref_macroblock {
    uint32_t address; /* row by row from the picture's first */
    bool skipped;
    bool intra;
    bool halves;    /* two vectors a direction: fields of a frame, or 16x8 */
    bool in_fields; /* field prediction in a frame picture */
    bool dual_prime;
    unsigned pattern; /* coded_block_pattern; bit 5 is block 0 */
    unsigned vector_count;
    struct ref_vector vectors[4];
    int blocks[6][64]; /* dequantised, in raster order; all zero where not coded */
};

/* What was met; of slices that broke off, only their number. */
struct ref_counts {
    uint64_t pictures;
    uint64_t slices;
    uint64_t broken;  /* slices that break the syntax */
    uint64_t skipped; /* macroblocks */
    uint64_t macroblocks;
    uint64_t vectors;
    uint64_t coefficients;      /* as tss_tally counts them */
    uint64_t dc_out_of_range;   /* 7.2.1 */
    uint64_t skips_after_intra; /* 7.6.6.4, in B-pictures */
    uint64_t beyond_block;      /* runs that lead past coefficient 63 */
    uint64_t outside;           /* macroblocks past the row's end */
};

struct ref_slice {
    size_t start; /* of its start code */
    size_t end;
    bool good;
    struct ref_counts counts;
};

struct ref_tree;

/* Zero-initialise, then ref_init. */
struct ref_parser {
    struct ref_tree *tree;
    struct ref_sequence sequence;
    struct ref_picture picture;
    struct ref_counts counts;
    /* May be NULL. */
    void (*macroblock)(void *user, const struct ref_picture *picture, const struct ref_macroblock *macroblock);
    void (*slice)(void *user, const struct ref_slice *slice);
    void *user;
};

void ref_init(struct ref_parser *parser);
void ref_finish(struct ref_parser *parser);

/* Parses a piece of a stream that begins and ends between start codes. bytes has 64 zeros after it. */
void ref_parse(struct ref_parser *parser, const uint8_t *bytes, size_t size);

/* The first start code at or after from, or size. */
size_t ref_start_code(const uint8_t *bytes, size_t from, size_t size);

#endif
