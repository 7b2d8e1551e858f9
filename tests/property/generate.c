/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Usage: generate [--seed N] OUT.m2v
 *
 * Writes an elementary stream of random syntax: all that Main Profile's syntax
 * and 11-bit DCs allow and no encoder at hand uses together: field pictures, every
 * motion type, concealment vectors, both tables and scans, every code of Annex B,
 * escapes, skips, slices of any length. The pictures are noise.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "tests/property/generate.h"

enum { I = 1, P = 2, B = 3, TOP = 1, BOTTOM = 2 };

uint32_t gen_random(struct gen *gen, uint32_t below)
{
    return film_random(&gen->random, below);
}

void gen_put(struct gen *gen, uint32_t value, unsigned count)
{
    for (unsigned i = count; i-- > 0;) {
        HOLDS(gen->bits / 8 < GEN_BYTES, "the stream is too long");
        uint8_t *at = &gen->bytes[gen->bits / 8];
        *at = (uint8_t)(*at | (value >> i & 1u) << (7 - gen->bits % 8));
        gen->bits++;
    }
}

void gen_start_code(struct gen *gen, unsigned code)
{
    gen->bits = (gen->bits + 7) / 8 * 8;
    gen_put(gen, 0x000001, 24);
    gen_put(gen, code, 8);
}

static void sequence(struct gen *gen)
{
    gen_start_code(gen, 0xB3);
    gen_put(gen, gen->width_mbs * 16, 12);
    gen_put(gen, gen->height_mbs * 16, 12);
    gen_put(gen, 2, 4); /* 4:3 */
    gen_put(gen, 3, 4); /* 25 Hz */
    gen_put(gen, 37500, 18);
    gen_put(gen, 1, 1);
    gen_put(gen, 112, 10);
    gen_put(gen, 0, 1);
    for (int matrix = 0; matrix < 2; matrix++) {
        const bool load = gen_random(gen, 2);
        gen_put(gen, load, 1);
        for (int i = 0; load && i < 64; i++) {
            gen_put(gen, 8 + gen_random(gen, GEN_MATRIX_MOST - 8), 8);
        }
    }
    gen_start_code(gen, 0xB5);
    gen_put(gen, 1, 4);
    gen_put(gen, 0x44, 8); /* Main Profile at High 1440: only the tools matter here */
    gen_put(gen, 0, 1);    /* interlaced */
    gen_put(gen, 1, 2);    /* 4:2:0 */
    gen_put(gen, 0, 4 + 12);
    gen_put(gen, 1, 1);
    gen_put(gen, 0, 8 + 1 + 2 + 5);
}

static void picture_header(struct gen *gen, unsigned temporal_reference)
{
    gen_start_code(gen, 0x00);
    gen_put(gen, temporal_reference, 10);
    gen_put(gen, gen->type, 3);
    gen_put(gen, 0xFFFF, 16);
    if (gen->type != I) {
        gen_put(gen, 7, 4); /* full_pel_forward_vector 0, forward_f_code 7 */
    }
    if (gen->type == B) {
        gen_put(gen, 7, 4);
    }
    gen_put(gen, 0, 1);
    gen_start_code(gen, 0xB5);
    gen_put(gen, 8, 4);
    for (int s = 0; s < 2; s++) {
        for (int t = 0; t < 2; t++) {
            const bool used = s == 0 ? gen->type != I || gen->concealment : gen->type == B;
            gen->f_code[s][t] = used ? 1 + gen_random(gen, 6) : 15;
            gen_put(gen, gen->f_code[s][t], 4);
        }
    }
    gen_put(gen, gen->dc_precision, 2);
    gen_put(gen, gen->structure, 2);
    gen_put(gen, gen->structure == GEN_FRAME, 1); /* top_field_first */
    gen_put(gen, gen->frame_pred_frame_dct, 1);
    gen_put(gen, gen->concealment, 1);
    gen_put(gen, gen->q_scale_type, 1);
    gen_put(gen, gen->intra_vlc_format, 1);
    gen_put(gen, gen->alternate_scan, 1);
    gen_put(gen, 0, 1 + 1 + 1 + 1); /* repeat_first_field, chroma_420_type, progressive_frame, composite_display_flag */
}

static void picture(struct gen *gen, unsigned type, unsigned structure, unsigned temporal_reference)
{
    gen->type = type;
    gen->structure = structure;
    gen->concealment = gen_random(gen, 2);
    gen->frame_pred_frame_dct = structure == GEN_FRAME && gen_random(gen, 3) == 0;
    gen->dc_precision = gen_random(gen, 4);
    gen->q_scale_type = gen_random(gen, 2);
    gen->intra_vlc_format = gen_random(gen, 2);
    gen->alternate_scan = gen_random(gen, 2);
    picture_header(gen, temporal_reference);
    const uint32_t rows = structure == GEN_FRAME ? gen->height_mbs : gen->height_mbs / 2;
    for (uint32_t row = 0; row < rows; row++) {
        for (uint32_t column = 0; column < gen->width_mbs;) {
            const uint32_t left = gen->width_mbs - column;
            const uint32_t count = gen_random(gen, 3) ? left : 1 + gen_random(gen, left);
            gen_slice(gen, row, column, count);
            column += count;
        }
    }
}

static void frame(struct gen *gen, unsigned type, unsigned temporal_reference)
{
    if (gen_random(gen, 2)) {
        picture(gen, type, GEN_FRAME, temporal_reference);
        return;
    }
    picture(gen, type, TOP, temporal_reference);
    picture(gen, type == I && gen_random(gen, 2) ? P : type, BOTTOM, temporal_reference);
}

int main(int argc, char **argv)
{
    static struct gen gen;
    const char *seed = getenv("TALLYSTICK_SEED");
    gen.random = seed && *seed ? strtoull(seed, NULL, 0) : 1;
    int at = 1;
    if (argc > 2 && strcmp(argv[1], "--seed") == 0) {
        gen.random = strtoull(argv[2], NULL, 0);
        at = 3;
    }
    if (at + 1 != argc) {
        fprintf(stderr, "usage: %s [--seed N] OUT.m2v\n", argv[0]);
        return 2;
    }
    printf("seed %" PRIu64 "\n", gen.random);
    gen.width_mbs = gen_random(&gen, 3) ? 1 + gen_random(&gen, 22) : 70 + gen_random(&gen, 30);
    gen.height_mbs = 2 * (1 + gen_random(&gen, 5));
    for (unsigned group = 0; group < 2; group++) {
        sequence(&gen);
        gen_start_code(&gen, 0xB8);
        gen_put(&gen, 1u << 12 | group, 25); /* time_code */
        gen_put(&gen, 2, 2);                 /* closed */
        frame(&gen, I, 0);
        for (unsigned i = 3; i <= 6; i += 3) {
            frame(&gen, P, i);
            frame(&gen, B, i - 2);
            frame(&gen, B, i - 1);
        }
    }
    gen_start_code(&gen, 0xB7);
    FILE *file = fopen(argv[at], "wb");
    HOLDS(file && fwrite(gen.bytes, 1, gen.bits / 8, file) == gen.bits / 8 && fclose(file) == 0, "%s", argv[at]);
    return 0;
}
