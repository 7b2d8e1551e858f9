/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "synth/vlc.h"

#include <stdbool.h>
#include <string.h>

#include "synth/bits.h"

enum { DCT_ESCAPE_LENGTH = 24, DCT_ESCAPE_PREFIX = 1, DC_PRECISIONS = 4 };

static uint32_t code_bits(const char *code)
{
    uint32_t bits = 0;
    for (; *code; code++) {
        bits = bits << 1 | (uint32_t)(*code == '1');
    }
    return bits;
}

/* Fills the entries of a width-bit table that start with this code. */
static void fill(tss_entry *table, unsigned width, const char *code, tss_entry entry)
{
    const unsigned rest = width - (unsigned)strlen(code);
    const uint32_t first = code_bits(code) << rest;
    for (uint32_t i = 0; i < 1U << rest; i++) {
        table[first + i] = entry;
    }
}

static void build_increment(tss_entry *table)
{
    for (const struct tss_code *code = tss_increment_codes; code->code; code++) {
        const bool escape = code->value == TSS_INCREMENT_ESCAPE;
        fill(
            table, TSS_INCREMENT_BITS, code->code,
            tss_entry_make((unsigned)strlen(code->code), escape ? TSS_AFTER_INCREMENT_ESCAPE : TSS_AFTER_INCREMENT, 0));
    }
}

/* 6.2.5.2.1: a code other than 0 has a sign and f_code - 1 bits of residual. */
static void build_motion(tss_entry *table, unsigned f_code)
{
    for (const struct tss_code *code = tss_motion_codes; code->code; code++) {
        const unsigned length = (unsigned)strlen(code->code);
        fill(table, TSS_MOTION_BITS, code->code, tss_entry_make(code->value != 0 ? length + f_code : length, 0, 0));
    }
}

static unsigned count_ones(unsigned bits)
{
    unsigned ones = 0;
    for (; bits != 0; bits &= bits - 1) {
        ones++;
    }
    return ones;
}

static void build_pattern(tss_entry *table)
{
    for (const struct tss_code *code = tss_pattern_codes; code->code; code++) {
        const unsigned blocks = count_ones((unsigned)code->value);
        const unsigned first = TSS_BLOCK_STATES * (TSS_BLOCKS - blocks);
        fill(table, TSS_PATTERN_BITS, code->code, tss_entry_make((unsigned)strlen(code->code), first, blocks));
    }
}

/* 7.2.1: a size is at most the DC's own bits. */
static void build_dc(tss_entry *table, unsigned width, const struct tss_code *codes, int largest)
{
    for (; codes->code; codes++) {
        if (codes->value <= largest) {
            const unsigned size = (unsigned)codes->value;
            fill(table, width, codes->code, tss_entry_make((unsigned)strlen(codes->code) + size, 0, size));
        }
    }
}

enum { ONE_COEFFICIENT, ONE_END };

/* One code a look-up: those that are whole in TSS_DCT_BITS bits, the escape left out. */
static void build_dct_one(tss_entry *one, const struct tss_code *codes)
{
    for (; codes->code; codes++) {
        const unsigned length = (unsigned)strlen(codes->code);
        if (codes->value == TSS_DCT_END) {
            fill(one, TSS_DCT_BITS, codes->code, tss_entry_make(length, 0, ONE_END));
        } else if (codes->value != TSS_DCT_ESCAPE && length < TSS_DCT_BITS) {
            fill(one, TSS_DCT_BITS, codes->code, tss_entry_make(length + 1, 0, ONE_COEFFICIENT));
        }
    }
}

/* As many codes as are whole in the first bits of so many, after those taken already; then the front of a longer one or
 * of an escape. */
static tss_entry dct_run(const tss_entry *one, uint32_t bits, unsigned width, unsigned taken, unsigned coefficients)
{
    const uint32_t mask = (1U << TSS_DCT_BITS) - 1U;
    for (;;) {
        const tss_entry entry = one[bits << taken & mask];
        const unsigned length = tss_entry_length(entry);
        if (length == 0 || taken + length > width) {
            break;
        }
        taken += length;
        if (tss_entry_value(entry) == ONE_END) {
            return tss_entry_make(taken, TSS_AFTER_BLOCK, coefficients);
        }
        coefficients++;
    }
    if (taken + TSS_DCT_ZEROS <= width) {
        const uint32_t front = (bits << taken & mask) >> (TSS_DCT_BITS - TSS_DCT_ZEROS);
        if (front == DCT_ESCAPE_PREFIX) {
            return tss_entry_make(taken + DCT_ESCAPE_LENGTH - TSS_DCT_LEVEL_BITS, TSS_AFTER_ESCAPE, coefficients);
        }
        if (front == 0) {
            return tss_entry_make(taken + TSS_DCT_ZEROS, TSS_AFTER_LONG, coefficients);
        }
    }
    return taken != 0 ? tss_entry_make(taken, TSS_AFTER_RUN, coefficients) : 0;
}

static void build_longer(tss_entry *longer, const struct tss_code *codes)
{
    for (; codes->code; codes++) {
        if (codes->value >= 0 && strspn(codes->code, "0") >= TSS_DCT_ZEROS) {
            const char *rest = codes->code + TSS_DCT_ZEROS;
            fill(longer, TSS_DCT_LONG_BITS, rest, tss_entry_make((unsigned)strlen(rest) + 1, TSS_AFTER_RUN, 1));
        }
    }
}

static void build_dct(struct tss_dct_table *table, tss_entry *first_run, const struct tss_code *codes)
{
    tss_entry one[1U << TSS_DCT_BITS] = {0};
    build_dct_one(one, codes);
    for (uint32_t bits = 0; bits < 1U << TSS_DCT_BITS; bits++) {
        table->run[bits] = dct_run(one, bits, TSS_DCT_BITS, 0, 0);
        table->one[bits] = tss_entry_value(one[bits]) == ONE_COEFFICIENT ? (uint8_t)tss_entry_length(one[bits]) : 0;
    }
    for (uint32_t first = 0; first_run && first < 1U << TSS_DCT_FIRST_BITS; first++) {
        const bool short_one = first >> (TSS_DCT_FIRST_BITS - 1); /* "1s" is run 0, level 1 there */
        const uint32_t bits = first << (TSS_DCT_BITS - TSS_DCT_FIRST_BITS);
        first_run[first] = dct_run(one, bits, TSS_DCT_FIRST_BITS, short_one ? 2 : 0, short_one);
    }
    build_longer(table->longer, codes);
}

/* 7.2.2.3: levels 0 and -2048 are forbidden. */
static void build_level(tss_entry *table)
{
    for (uint32_t level = 0; level < 1U << TSS_DCT_LEVEL_BITS; level++) {
        const bool forbidden = (level & ((1U << (TSS_DCT_LEVEL_BITS - 1)) - 1U)) == 0;
        table[level] = forbidden ? 0 : tss_entry_make(TSS_DCT_LEVEL_BITS, TSS_AFTER_RUN, 1);
    }
}

void tss_vlc_build(struct tss_vlc *vlc)
{
    memset(vlc, 0, sizeof *vlc);
    build_increment(vlc->increment);
    for (unsigned f_code = 1; f_code < TSS_F_CODES; f_code++) {
        build_motion(vlc->motion[f_code], f_code);
    }
    vlc->dmvector[0] = tss_entry_make(1, 0, 0); /* Table B-11 */
    vlc->dmvector[1] = tss_entry_make(2, 0, 0);
    vlc->bit[0] = vlc->bit[1] = tss_entry_make(1, 0, 0);
    build_pattern(vlc->pattern);
    for (int precision = 0; precision < DC_PRECISIONS; precision++) {
        build_dc(vlc->dc_luma[precision], TSS_DC_LUMA_BITS, tss_dc_luma_codes, 8 + precision);
        build_dc(vlc->dc_chroma[precision], TSS_DC_CHROMA_BITS, tss_dc_chroma_codes, 8 + precision);
    }
    build_dct(&vlc->dct[0], vlc->first_run, tss_dct_codes_zero);
    build_dct(&vlc->dct[1], NULL, tss_dct_codes_one);
    build_level(vlc->level);
}

unsigned tss_dct_code(const struct tss_dct_table *table, const uint8_t *bytes, uint32_t position, bool first_other)
{
    const uint64_t peek = tss_bits_peek(bytes, position);
    if (first_other && peek >> 63) {
        return 2;
    }
    const unsigned length = table->one[peek >> (64 - TSS_DCT_BITS)];
    if (length != 0) {
        return length;
    }
    if (peek >> (64 - TSS_DCT_ZEROS) == DCT_ESCAPE_PREFIX) {
        return DCT_ESCAPE_LENGTH;
    }
    return TSS_DCT_ZEROS + tss_entry_length(table->longer[peek << TSS_DCT_ZEROS >> (64 - TSS_DCT_LONG_BITS)]);
}
