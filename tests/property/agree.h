/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is compared of a stream between the walk, the reference parser and libavcodec. */
#ifndef TALLYSTICK_TESTS_PROPERTY_AGREE_H
#define TALLYSTICK_TESTS_PROPERTY_AGREE_H

#include <stdint.h>

#include <libavutil/motion_vector.h>

#include "synth/coding.h"
#include "synth/vlc.h"
#include "synth/walk.h"
#include "tests/property/reference.h"

/* The most of a packet, and of packets whose frames are still to come. */
enum { AGREE_MACROBLOCKS = 16384, AGREE_SLICES = 16384, AGREE_PENDING = 8, AGREE_VECTORS = 4 * AGREE_MACROBLOCKS };

/* A motion vector as libavcodec would tell it. */
struct agree_vector {
    int16_t dst_x;
    int16_t dst_y;
    int16_t x;
    int16_t y;
    bool backward;
};

struct agree_pending {
    int64_t packet;
    size_t count;
    struct agree_vector vectors[AGREE_VECTORS];
};

struct agree {
    const char *path;
    bool wrapped; /* vectors are compared by their low bits */
    int64_t packet;
    unsigned failures;
    unsigned not_decoded;
    uint8_t *bytes;
    size_t capacity;
    /* The reference parser and what it found in the packet. */
    struct ref_parser reference;
    size_t expected_count;
    struct ref_macroblock expected[AGREE_MACROBLOCKS];
    uint64_t slice_count;
    struct ref_slice slices[AGREE_SLICES];
    struct agree_pending pending[AGREE_PENDING];
    /* The walk. */
    struct tss_coding coding;
    struct tss_vlc vlc;
    struct tss_walker *walker;
    struct tss_slice slice;
    uint64_t walked;
    uint64_t walk_macroblocks;
    uint64_t walk_vectors;
    uint64_t walk_coefficients;
    /* libavcodec. */
    size_t told_count;
    unsigned told_at;
    int16_t told[AGREE_MACROBLOCKS][6 * 64];
    uint64_t macroblocks;
    uint64_t vectors;
    uint64_t nonzero;
};

void agree_begin_vectors(struct agree *agree);
void agree_expect_vectors(struct agree *agree, const struct ref_picture *picture,
                          const struct ref_macroblock *macroblock);
/* The vectors of the frame that this packet held. */
void agree_compare_vectors(struct agree *agree, int64_t packet, const AVMotionVector *told, size_t count);

#endif
