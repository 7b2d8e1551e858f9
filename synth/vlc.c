/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "synth/vlc.h"

#include <stdbool.h>
#include <string.h>

static uint32_t code_bits(const char *code)
{
    uint32_t bits = 0;
    for (; *code; code++) {
        bits = bits << 1 | (uint32_t)(*code == '1');
    }
    return bits;
}

/* Fills the entries of a width-bit table that start with this code. */
static void fill(struct tss_entry *table, unsigned width, const char *code, unsigned length, unsigned value)
{
    const unsigned rest = width - (unsigned)strlen(code);
    const uint32_t first = code_bits(code) << rest;
    for (uint32_t i = 0; i < 1U << rest; i++) {
        table[first + i].length = (uint8_t)length;
        table[first + i].value = (uint8_t)value;
    }
}

static void build_plain(struct tss_entry *table, unsigned width, const struct tss_code *codes)
{
    for (; codes->code; codes++) {
        fill(table, width, codes->code, (unsigned)strlen(codes->code), (unsigned)codes->value);
    }
}

static void build_motion(struct tss_entry *table)
{
    for (const struct tss_code *code = tss_motion_codes; code->code; code++) {
        const bool moves = code->value != 0;
        fill(table, TSS_MOTION_BITS, code->code, (unsigned)strlen(code->code) + moves, moves);
    }
}

static uint16_t part_entry(unsigned length, unsigned value, unsigned flags)
{
    return (uint16_t)(flags | value << 6 | length);
}

static void build_dc(uint16_t *table, unsigned width, const struct tss_code *codes)
{
    struct tss_entry sizes[1U << TSS_DC_CHROMA_BITS] = {{0, 0}};
    build_plain(sizes, width, codes);
    for (uint32_t bits = 0; bits < 1U << width; bits++) {
        table[bits] = part_entry(sizes[bits].length + sizes[bits].value, sizes[bits].value, 0);
    }
}

enum { ONE_COEFFICIENT, ONE_END };

/* One code a look-up: those that are whole in TSS_DCT_BITS bits, the escape left out. */
static void build_dct_one(struct tss_entry *one, const struct tss_code *codes)
{
    for (; codes->code; codes++) {
        const unsigned length = (unsigned)strlen(codes->code);
        if (codes->value == TSS_DCT_END) {
            fill(one, TSS_DCT_BITS, codes->code, length, ONE_END);
        } else if (codes->value != TSS_DCT_ESCAPE && length < TSS_DCT_BITS) {
            fill(one, TSS_DCT_BITS, codes->code, length + 1, ONE_COEFFICIENT);
        }
    }
}

/* As many codes as are whole in these bits. */
static uint16_t dct_run(const struct tss_entry *one, uint32_t bits)
{
    const uint32_t mask = (1U << TSS_DCT_BITS) - 1U;
    unsigned taken = 0;
    unsigned coefficients = 0;
    for (;;) {
        const struct tss_entry *entry = &one[bits << taken & mask];
        if (entry->length == 0 || taken + entry->length > TSS_DCT_BITS) {
            return part_entry(taken, coefficients, taken ? 0 : TSS_DCT_STOP);
        }
        taken += entry->length;
        if (entry->value == ONE_END) {
            return part_entry(taken, coefficients, TSS_DCT_STOP);
        }
        coefficients++;
    }
}

static void build_dct(struct tss_dct_table *table, const struct tss_code *codes)
{
    struct tss_entry one[1U << TSS_DCT_BITS] = {{0, 0}};
    build_dct_one(one, codes);
    for (uint32_t bits = 0; bits < 1U << TSS_DCT_BITS; bits++) {
        table->run[bits] = dct_run(one, bits);
        table->one[bits] = one[bits].value == ONE_COEFFICIENT ? one[bits].length : 0;
    }
    for (const struct tss_code *code = codes; code->code; code++) {
        const unsigned length = (unsigned)strlen(code->code);
        if (code->value >= 0 && strspn(code->code, "0") >= TSS_DCT_ZEROS) {
            const unsigned rest = TSS_DCT_LONG_BITS - (length - TSS_DCT_ZEROS);
            const uint32_t first = code_bits(code->code) << rest;
            memset(table->longer + first, (int)length + 1, (size_t)1 << rest);
        }
    }
}

void tss_vlc_build(struct tss_vlc *vlc)
{
    memset(vlc, 0, sizeof *vlc);
    build_plain(vlc->increment, TSS_INCREMENT_BITS, tss_increment_codes);
    build_plain(vlc->type[0], TSS_TYPE_BITS, tss_type_codes_i);
    build_plain(vlc->type[1], TSS_TYPE_BITS, tss_type_codes_p);
    build_plain(vlc->type[2], TSS_TYPE_BITS, tss_type_codes_b);
    build_plain(vlc->pattern, TSS_PATTERN_BITS, tss_pattern_codes);
    build_motion(vlc->motion);
    build_dc(vlc->dc_luma, TSS_DC_LUMA_BITS, tss_dc_luma_codes);
    build_dc(vlc->dc_chroma, TSS_DC_CHROMA_BITS, tss_dc_chroma_codes);
    build_dct(&vlc->dct[0], tss_dct_codes_zero);
    build_dct(&vlc->dct[1], tss_dct_codes_one);
}
