/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A slice of random macroblocks (ISO/IEC 13818-2, 6.2.4 to 6.2.6). */
#include <string.h>

#include "synth/vlc_tables.h"
#include "tests/property/generate.h"

enum { P = 2, B = 3, LARGEST = 2040 };

static void put_code(struct gen *gen, const struct tss_code *code)
{
    for (const char *digit = code->code; *digit; digit++) {
        gen_put(gen, *digit == '1', 1);
    }
}

static void put_value(struct gen *gen, const struct tss_code *codes, int value)
{
    while (codes->code && codes->value != value) {
        codes++;
    }
    HOLDS(codes->code, "no code for %d", value);
    put_code(gen, codes);
}

static const struct tss_code *any_code(struct gen *gen, const struct tss_code *codes)
{
    uint32_t count = 0;
    while (codes[count].code) {
        count++;
    }
    return &codes[gen_random(gen, count)];
}

/* The largest level that stays within 12 bits when it is dequantised. */
static int level_limit(const struct gen *gen)
{
    static const int non_linear[32] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  10, 12, 14, 16, 18, 20,  22,
                                       24, 28, 32, 36, 40, 44, 48, 52, 56, 64, 72, 80, 88, 96, 104, 112};
    const int scale = gen->q_scale_type ? non_linear[gen->scale_code] : 2 * (int)gen->scale_code;
    const int limit = (LARGEST * 16 / (GEN_MATRIX_MOST * scale)) - 1;
    return limit < 1 ? 1 : limit;
}

static void escape(struct gen *gen, int run, int level)
{
    gen_put(gen, 1, 6);
    gen_put(gen, (uint32_t)run, 6);
    gen_put(gen, (uint32_t)level & 0xFFF, 12);
}

static void coefficients(struct gen *gen, bool intra)
{
    const bool one = intra && gen->intra_vlc_format;
    const struct tss_code *codes = one ? tss_dct_codes_one : tss_dct_codes_zero;
    const int limit = level_limit(gen);
    const uint32_t length = gen_random(gen, 4) ? 5 : 64;
    int at = intra ? 1 : 0;
    for (bool first = !intra; first || gen_random(gen, length) != 0; first = false) {
        const struct tss_code *code = any_code(gen, codes);
        const bool plain = code->value >= 0;
        const int run = plain ? code->value / 64 : (int)gen_random(gen, 64);
        const int level = plain ? code->value % 64 : 1 + (int)gen_random(gen, (uint32_t)limit);
        const uint32_t negative = gen_random(gen, 2);
        if (at + run > 63 || level > limit || code->value == TSS_DCT_END) {
            if (first) { /* a block that is coded has a coefficient */
                gen_put(gen, 2 | negative, 2);
                at++;
            }
            continue;
        }
        if (!plain) {
            escape(gen, run, negative ? -level : level);
        } else if (first && run == 0 && level == 1) {
            gen_put(gen, 2 | negative, 2);
        } else {
            put_code(gen, code);
            gen_put(gen, negative, 1);
        }
        at += run + 1;
    }
    put_value(gen, codes, TSS_DCT_END);
}

/* 7.2.1: towards any DC in range. */
static void dc(struct gen *gen, int *predictor, bool luma)
{
    const int wanted = gen_random(gen, 4) ? (int)gen_random(gen, 1u << (8 + gen->dc_precision)) : *predictor;
    const int differential = wanted - *predictor;
    int size = 0;
    while (abs(differential) >= 1 << size) {
        size++;
    }
    put_value(gen, luma ? tss_dc_luma_codes : tss_dc_chroma_codes, size);
    gen_put(gen, (uint32_t)(differential > 0 ? differential : differential + (1 << size) - 1), (unsigned)size);
    *predictor = wanted;
}

static void reset_dc(struct gen *gen)
{
    gen->dc[0] = gen->dc[1] = gen->dc[2] = 1 << (7 + gen->dc_precision);
}

static void vector(struct gen *gen, int s, bool select, bool dual_prime)
{
    if (select) {
        gen_put(gen, gen_random(gen, 2), 1);
    }
    for (int t = 0; t < 2; t++) {
        const struct tss_code *code = any_code(gen, tss_motion_codes);
        put_code(gen, code);
        if (code->value != 0) {
            gen_put(gen, gen_random(gen, 2), 1);
            const unsigned residual = gen->f_code[s][t] - 1;
            gen_put(gen, gen_random(gen, 1u << residual), residual);
        }
        if (dual_prime) { /* Table B-11 */
            const uint32_t moves = gen_random(gen, 2);
            gen_put(gen, moves, 1);
            gen_put(gen, gen_random(gen, 2), moves);
        }
    }
}

/* Motion type and how the vectors look that follow it (Tables 6-17 and 6-18). */
struct motion {
    unsigned count;
    bool select;
    bool dual_prime;
};

static struct motion motion_type(struct gen *gen, bool predicted)
{
    const bool frame = gen->structure == GEN_FRAME;
    struct motion motion = {1, !frame, false};
    if (predicted && !gen->frame_pred_frame_dct) {
        const unsigned type = 1 + gen_random(gen, gen->type == P ? 3 : 2);
        gen_put(gen, type, 2);
        motion.count = type == (frame ? 1 : 2) ? 2 : 1;
        motion.dual_prime = type == 3;
        motion.select = frame ? type == 1 : type != 3;
    }
    return motion;
}

static void blocks(struct gen *gen, bool intra, unsigned pattern)
{
    for (unsigned i = 0; i < 6; i++) {
        if (!(pattern >> (5 - i) & 1)) {
            continue;
        }
        if (intra) {
            dc(gen, &gen->dc[i < 4 ? 0 : i - 3], i < 4);
        }
        coefficients(gen, intra);
    }
}

/* Returns whether it is intra. */
static bool macroblock(struct gen *gen)
{
    static const struct tss_code *const types[] = {tss_type_codes_i, tss_type_codes_p, tss_type_codes_b};
    const struct tss_code *code = any_code(gen, types[gen->type - 1]);
    const bool intra = code->value & TSS_MB_INTRA;
    put_code(gen, code);
    const struct motion motion = motion_type(gen, code->value & (TSS_MB_FORWARD | TSS_MB_BACKWARD));
    if (gen->structure == GEN_FRAME && !gen->frame_pred_frame_dct && (code->value & (TSS_MB_INTRA | TSS_MB_PATTERN))) {
        gen_put(gen, gen_random(gen, 2), 1); /* dct_type */
    }
    if (code->value & TSS_MB_QUANT) {
        gen->scale_code = 1 + gen_random(gen, gen_random(gen, 2) ? 4 : 31);
        gen_put(gen, gen->scale_code, 5);
    }
    const bool concealed = intra && gen->concealment;
    for (unsigned i = 0; i < motion.count && ((code->value & TSS_MB_FORWARD) || concealed); i++) {
        vector(gen, 0, motion.select, motion.dual_prime);
    }
    for (unsigned i = 0; i < motion.count && (code->value & TSS_MB_BACKWARD); i++) {
        vector(gen, 1, motion.select, false);
    }
    gen_put(gen, concealed, concealed); /* marker_bit */
    unsigned pattern = intra ? 0x3F : 0;
    if (code->value & TSS_MB_PATTERN) {
        const struct tss_code *coded = any_code(gen, tss_pattern_codes);
        put_code(gen, coded);
        pattern = (unsigned)coded->value;
    }
    if (!intra) {
        reset_dc(gen);
    }
    blocks(gen, intra, pattern);
    return intra;
}

static void increment(struct gen *gen, uint32_t value)
{
    for (; value > 33; value -= 33) {
        put_value(gen, tss_increment_codes, TSS_INCREMENT_ESCAPE);
    }
    put_value(gen, tss_increment_codes, (int)value);
}

void gen_slice(struct gen *gen, uint32_t row, uint32_t column, uint32_t count)
{
    gen_start_code(gen, row + 1);
    gen->scale_code = 1 + gen_random(gen, gen_random(gen, 2) ? 4 : 31);
    gen_put(gen, gen->scale_code, 5);
    if (gen_random(gen, 8) == 0) { /* intra_slice_flag and extra_information_slice */
        gen_put(gen, 1, 1);
        gen_put(gen, gen_random(gen, 2) << 7, 8);
    }
    gen_put(gen, 0, 1);
    reset_dc(gen);
    increment(gen, column + 1);
    bool intra = macroblock(gen);
    for (uint32_t at = 1; at < count;) {
        uint32_t step = 1;
        const bool may_skip = gen->type == P || (gen->type == B && !intra);
        if (may_skip && gen_random(gen, 3) == 0) {
            step += gen_random(gen, count - at); /* the last is never skipped */
        }
        if (step > 1) {
            reset_dc(gen);
        }
        increment(gen, step);
        at += step;
        intra = macroblock(gen);
    }
}
