/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The writer of random streams: what its parts share. */
#ifndef TALLYSTICK_TESTS_PROPERTY_GENERATE_H
#define TALLYSTICK_TESTS_PROPERTY_GENERATE_H

#include <stdbool.h>
#include <stdint.h>

#include "tests/property/film.h"

enum { GEN_BYTES = 16 << 20, GEN_FRAME = 3, GEN_MATRIX_MOST = 84 };

struct gen {
    uint64_t random;
    uint32_t width_mbs;
    uint32_t height_mbs;
    /* Of the picture. */
    unsigned type;
    unsigned structure;
    unsigned f_code[2][2];
    unsigned dc_precision;
    bool concealment;
    bool frame_pred_frame_dct;
    bool q_scale_type;
    bool intra_vlc_format;
    bool alternate_scan;
    /* Of the slice. */
    unsigned scale_code;
    int dc[3];
    size_t bits;
    uint8_t bytes[GEN_BYTES];
};

uint32_t gen_random(struct gen *gen, uint32_t below);
void gen_put(struct gen *gen, uint32_t value, unsigned count);
void gen_start_code(struct gen *gen, unsigned code);

/* A slice of count macroblocks, skipped ones included. */
void gen_slice(struct gen *gen, uint32_t row, uint32_t column, uint32_t count);

#endif
