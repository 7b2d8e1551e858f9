/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the headers of an MPEG-2 video stream say about the slices that follow
 * (ISO/IEC 13818-2, 6.2.2 and 6.2.3): just what the walk through slices needs.
 */
#ifndef TALLYSTICK_SYNTH_CODING_H
#define TALLYSTICK_SYNTH_CODING_H

#include <stdbool.h>
#include <stdint.h>

enum { TSS_PICTURE_I = 1, TSS_PICTURE_P = 2, TSS_PICTURE_B = 3 };
enum { TSS_STRUCTURE_FRAME = 3 };

/* Zero-initialise: nothing understood yet. */
struct tss_coding {
    /* Sequence. */
    bool sequence_known; /* MPEG-2, 4:2:0, not scalable */
    bool sequence_fixed; /* known for good: what the stream says of it is not followed */
    uint16_t width_mbs;
    uint16_t height;
    /* Picture. */
    bool picture_known; /* its header and coding extension were met, and the sequence is known */
    uint8_t type;
    uint8_t structure;
    uint8_t dc_precision; /* intra_dc_precision: 0 is 8 bits */
    uint8_t f_code[2][2]; /* direction, then horizontal, vertical */
    bool frame_pred_frame_dct;
    bool concealment;
    bool intra_vlc_format;
};

enum tss_unit {
    TSS_UNIT_OTHER,
    TSS_UNIT_PICTURE, /* a picture header */
    TSS_UNIT_SLICE
};

/* Where the scan of a stream is; zero-initialise all but bytes and size. */
struct tss_scan {
    const uint8_t *bytes; /* with TSS_BITS_SLACK after them */
    uint32_t size;
    uint32_t next; /* next start code's first byte */
    bool started;
    uint32_t start; /* this unit: its start code's first byte */
    uint32_t end;   /* and the byte after its last */
    struct tss_coding coding;
};

/* Goes to the next unit and takes in what it says; false at the end. */
bool tss_scan_next(struct tss_scan *scan, enum tss_unit *unit);

/* Goes to the next unit, which is known to end here, and takes in nothing of it. */
void tss_scan_to(struct tss_scan *scan, uint32_t end);

/* All that the walk goes by in a picture, as one number; 0 when it is not known. */
uint32_t tss_coding_word(const struct tss_coding *coding);

#endif
