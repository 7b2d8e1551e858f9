/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A slice: macroblocks, vectors, blocks (ISO/IEC 13818-2, 6.2.4 to 6.2.6 and 7.2 to 7.6.3). */
#include <stdlib.h>
#include <string.h>

#include "synth/vlc_tables.h"
#include "tests/property/reference_int.h"

enum { FRAME = 3, TYPE_P = 2, TYPE_B = 3 };

/* Table 7-6, q_scale_type 1. */
static const uint8_t non_linear_scale[32] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  10, 12, 14, 16, 18, 20,  22,
                                             24, 28, 32, 36, 40, 44, 48, 52, 56, 64, 72, 80, 88, 96, 104, 112};

struct slice {
    struct ref_parser *parser;
    const struct ref_picture *picture;
    struct ref_bits bits;
    struct ref_counts counts;
    unsigned scale_code;
    int dc[3];        /* predictors */
    int pmv[2][2][2]; /* 7.6.3: r, s, t */
    struct ref_macroblock mb;
};

static void reset_dc(struct slice *slice)
{
    for (int i = 0; i < 3; i++) {
        slice->dc[i] = 1 << (7 + slice->picture->dc_precision);
    }
}

static void reset_vectors(struct slice *slice)
{
    memset(slice->pmv, 0, sizeof slice->pmv);
}

/* 7.6.3.1: one component of a vector. */
static bool component(struct slice *slice, int r, int s, int t, bool field_in_frame)
{
    const unsigned f_code = slice->picture->f_code[s][t];
    if (f_code < 1 || f_code > 9) {
        return false;
    }
    int code = ref_code(slice->parser->tree, REF_MOTION, &slice->bits);
    if (code == REF_NO_CODE) {
        return false;
    }
    const int f = 1 << (f_code - 1);
    int delta = code;
    if (code != 0) {
        const bool negative = ref_read(&slice->bits, 1);
        if (f != 1) {
            delta = (code - 1) * f + (int)ref_read(&slice->bits, f_code - 1) + 1;
        }
        delta = negative ? -delta : delta;
    }
    int prediction = slice->pmv[r][s][t];
    if (field_in_frame && t == 1) {
        prediction = (prediction - (prediction & 1)) / 2; /* DIV rounds down */
    }
    int vector = prediction + delta;
    vector += vector < -16 * f ? 32 * f : vector > 16 * f - 1 ? -32 * f : 0;
    slice->pmv[r][s][t] = field_in_frame && t == 1 ? 2 * vector : vector;
    struct ref_vector *out = &slice->mb.vectors[slice->mb.vector_count];
    *(t == 0 ? &out->x : &out->y) = vector;
    if (slice->mb.dual_prime && ref_read(&slice->bits, 1)) { /* Table B-11 */
        (void)ref_read(&slice->bits, 1);
    }
    return true;
}

/* 6.2.5.2; select: a motion_vertical_field_select stands before each vector. */
static bool vectors(struct slice *slice, int s, bool select)
{
    const int count = slice->mb.halves ? 2 : 1;
    const bool field_in_frame = slice->mb.in_fields || (slice->mb.dual_prime && slice->picture->structure == FRAME);
    for (int r = 0; r < count; r++) {
        if (select) {
            (void)ref_read(&slice->bits, 1);
        }
        slice->mb.vectors[slice->mb.vector_count].backward = s == 1;
        slice->mb.vectors[slice->mb.vector_count].part = (unsigned)r;
        if (!component(slice, r, s, 0, field_in_frame) || !component(slice, r, s, 1, field_in_frame)) {
            return false;
        }
        slice->mb.vector_count++;
        slice->counts.vectors++;
    }
    if (count == 1) { /* Tables 7-9 and 7-10 */
        memcpy(slice->pmv[1][s], slice->pmv[0][s], sizeof slice->pmv[1][s]);
    }
    return true;
}

/* Tables 6-17 and 6-18. False: a motion type that is reserved. */
static bool motion_type(struct slice *slice, bool predicted, bool *select)
{
    const bool frame = slice->picture->structure == FRAME;
    *select = !frame;
    if (!predicted || (frame && slice->picture->frame_pred_frame_dct)) {
        return true;
    }
    const unsigned type = ref_read(&slice->bits, 2);
    const unsigned two = frame ? 1 : 2;
    slice->mb.halves = type == two;
    slice->mb.in_fields = frame && slice->mb.halves;
    slice->mb.dual_prime = type == 3;
    *select = frame ? slice->mb.halves : type != 3;
    return type != 0 && (type != 3 || slice->picture->type == TYPE_P);
}

/* 7.4.2: one coefficient dequantised and saturated. */
static int dequantise(const struct slice *slice, int level, int place)
{
    const struct ref_sequence *sequence = &slice->parser->sequence;
    const int scale = slice->picture->q_scale_type ? non_linear_scale[slice->scale_code] : 2 * (int)slice->scale_code;
    int value = 0;
    if (slice->mb.intra) {
        value = 2 * level * sequence->intra_matrix[place] * scale / 32;
    } else {
        value = (2 * level + (level > 0 ? 1 : -1)) * sequence->other_matrix[place] * scale / 32;
    }
    return value > 2047 ? 2047 : value < -2048 ? -2048 : value;
}

/* 7.2.2: run and level of one code; false: none, or End of Block with *end set. */
static bool run_level(struct slice *slice, bool intra, bool first, int *run, int *level, bool *end)
{
    struct ref_bits *bits = &slice->bits;
    *end = false;
    if (first && !intra && ref_peek(bits, 1) == 1) { /* Table B-14, notes 2 and 3 */
        (void)ref_read(bits, 1);
        *run = 0;
        *level = ref_read(bits, 1) ? -1 : 1;
        return true;
    }
    const bool one = intra && slice->picture->intra_vlc_format;
    const int value = ref_code(slice->parser->tree, one ? REF_DCT_ONE : REF_DCT_ZERO, bits);
    if (value == TSS_DCT_END) {
        *end = true;
        return false;
    }
    if (value == TSS_DCT_ESCAPE) {
        *run = (int)ref_read(bits, 6);
        *level = (int)ref_read(bits, 12);
        *level -= *level >= 2048 ? 4096 : 0;
        return *level != 0 && *level != -2048;
    }
    if (value < 0) {
        return false;
    }
    *run = value / 64;
    *level = value % 64;
    *level = ref_read(bits, 1) ? -*level : *level;
    return true;
}

/* 6.2.6, 7.2 to 7.4. */
static bool block(struct slice *slice, int number)
{
    int *out = slice->mb.blocks[number];
    int at = 0;
    if (slice->mb.intra) {
        const int size = ref_code(slice->parser->tree, number < 4 ? REF_DC_LUMA : REF_DC_CHROMA, &slice->bits);
        if (size < 0 || size > 8 + (int)slice->picture->dc_precision) {
            return false;
        }
        int differential = size == 0 ? 0 : (int)ref_read(&slice->bits, (unsigned)size);
        if (size != 0 && differential < 1 << (size - 1)) {
            differential -= (1 << size) - 1;
        }
        int *dc = &slice->dc[number < 4 ? 0 : number - 3];
        *dc += differential;
        slice->counts.dc_out_of_range += *dc < 0 || *dc >= 1 << (8 + slice->picture->dc_precision);
        out[0] = *dc * (8 >> slice->picture->dc_precision);
        at = 1;
    }
    int sum = out[0];
    bool first = true;
    for (;; first = false) {
        int run = 0;
        int level = 0;
        bool end = false;
        if (!run_level(slice, slice->mb.intra, first, &run, &level, &end)) {
            out[63] ^= sum % 2 == 0; /* 7.4.4 */
            return end && !(first && !slice->mb.intra);
        }
        slice->counts.coefficients++;
        at += run;
        if (at > 63) {
            slice->counts.beyond_block++;
        } else {
            const int place = slice->picture->alternate_scan ? ref_alternate(at) : ref_zigzag(at);
            out[place] = dequantise(slice, level, place);
            sum += out[place];
        }
        at++;
        if (slice->bits.at > slice->bits.end) {
            return false;
        }
    }
}

/* 6.2.5 from macroblock_type on. */
static bool macroblock(struct slice *slice)
{
    const struct ref_picture *picture = slice->picture;
    struct ref_macroblock *mb = &slice->mb;
    const enum ref_table table = (enum ref_table)((int)REF_TYPE_I + (int)picture->type - 1);
    const int type = ref_code(slice->parser->tree, table, &slice->bits);
    if (type == REF_NO_CODE) {
        return false;
    }
    mb->intra = type & TSS_MB_INTRA;
    const bool frame = picture->structure == FRAME;
    bool select = false;
    if (!motion_type(slice, type & (TSS_MB_FORWARD | TSS_MB_BACKWARD), &select)) {
        return false;
    }
    if (frame && !picture->frame_pred_frame_dct && (type & (TSS_MB_INTRA | TSS_MB_PATTERN))) {
        (void)ref_read(&slice->bits, 1); /* dct_type */
    }
    if (type & TSS_MB_QUANT) {
        slice->scale_code = ref_read(&slice->bits, 5);
    }
    const bool concealed = mb->intra && picture->concealment;
    if ((mb->intra && !concealed) || (picture->type == TYPE_P && !mb->intra && !(type & TSS_MB_FORWARD))) {
        reset_vectors(slice); /* 7.6.3.4 */
    }
    if (((type & TSS_MB_FORWARD) || concealed) && !vectors(slice, 0, select)) {
        return false;
    }
    if ((type & TSS_MB_BACKWARD) && !vectors(slice, 1, select)) {
        return false;
    }
    if (concealed) {
        (void)ref_read(&slice->bits, 1); /* marker_bit */
    }
    mb->pattern = mb->intra ? 0x3F : 0;
    if (type & TSS_MB_PATTERN) {
        const int pattern = ref_code(slice->parser->tree, REF_PATTERN, &slice->bits);
        if (pattern == REF_NO_CODE) {
            return false;
        }
        mb->pattern = (unsigned)pattern;
    }
    if (!mb->intra) {
        reset_dc(slice);
    }
    for (int i = 0; i < 6; i++) {
        if ((mb->pattern >> (5 - i) & 1) && !block(slice, i)) {
            return false;
        }
    }
    return true;
}

static void tell(struct slice *slice)
{
    if (slice->parser->macroblock) {
        slice->parser->macroblock(slice->parser->user, slice->picture, &slice->mb);
    }
}

/* Tells of the macroblocks that an increment skips. */
static bool skip(struct slice *slice, uint32_t from, uint32_t to, bool after_intra)
{
    if (from == to) {
        return true;
    }
    if (slice->picture->type == 1) {
        return false;
    }
    slice->counts.skipped += to - from;
    slice->counts.skips_after_intra += slice->picture->type == TYPE_B && after_intra;
    reset_dc(slice);
    if (slice->picture->type == TYPE_P) {
        reset_vectors(slice);
    }
    for (uint32_t address = from; address < to; address++) {
        memset(&slice->mb, 0, sizeof slice->mb);
        slice->mb.address = address;
        slice->mb.skipped = true;
        tell(slice);
    }
    return true;
}

static bool increment(struct slice *slice, uint32_t *value)
{
    *value = 0;
    for (;;) {
        const int code = ref_code(slice->parser->tree, REF_INCREMENT, &slice->bits);
        if (code == REF_NO_CODE || slice->bits.at > slice->bits.end) {
            return false;
        }
        if (code != TSS_INCREMENT_ESCAPE) {
            *value += (uint32_t)code;
            return true;
        }
        *value += 33;
    }
}

/* 6.2.4: ends where 23 zero bits, the start of a start code, stand. */
static bool macroblocks(struct slice *slice, uint32_t row)
{
    const uint32_t width = slice->parser->sequence.mb_width;
    uint32_t address = row * width;
    bool after_intra = false;
    bool first = true;
    do {
        uint32_t step = 0;
        if (!increment(slice, &step)) {
            return false;
        }
        /* The first increment only says where in its row the slice begins (6.3.17.1). */
        if (!first && !skip(slice, address, address + step - 1, after_intra)) {
            return false;
        }
        first = false;
        address += step - 1;
        memset(&slice->mb, 0, sizeof slice->mb);
        slice->mb.address = address;
        if (!macroblock(slice)) {
            return false;
        }
        slice->counts.outside += address >= (row + 1) * width;
        tell(slice);
        after_intra = slice->mb.intra;
        slice->counts.macroblocks++;
        address++;
        if (slice->bits.at > slice->bits.end) {
            return false;
        }
    } while (ref_peek(&slice->bits, 23) != 0);
    return true;
}

static bool slice_header(struct slice *slice, uint32_t *row)
{
    if (slice->parser->sequence.height > 2800) {
        *row |= ref_read(&slice->bits, 3) << 7;
    }
    *row -= 1;
    slice->scale_code = ref_read(&slice->bits, 5);
    if (ref_peek(&slice->bits, 1) == 1) {
        (void)ref_read(&slice->bits, 1 + 1 + 7); /* intra_slice_flag, intra_slice, reserved_bits */
        while (ref_peek(&slice->bits, 1) == 1) {
            (void)ref_read(&slice->bits, 1 + 8);
        }
    }
    (void)ref_read(&slice->bits, 1); /* extra_bit_slice */
    return slice->bits.at < slice->bits.end;
}

static void add(struct ref_counts *total, const struct ref_counts *what)
{
    total->skipped += what->skipped;
    total->macroblocks += what->macroblocks;
    total->vectors += what->vectors;
    total->coefficients += what->coefficients;
    total->dc_out_of_range += what->dc_out_of_range;
    total->skips_after_intra += what->skips_after_intra;
    total->beyond_block += what->beyond_block;
    total->outside += what->outside;
}

void ref_slice(struct ref_parser *parser, const uint8_t *bytes, size_t start, size_t end)
{
    struct slice slice;
    memset(&slice, 0, sizeof slice);
    slice.parser = parser;
    slice.picture = &parser->picture;
    slice.bits = (struct ref_bits){bytes, (start + 4) * 8, end * 8};
    parser->counts.slices++;
    bool good = parser->picture.known;
    if (good) {
        uint32_t row = bytes[start + 3];
        reset_dc(&slice);
        good = slice_header(&slice, &row) && macroblocks(&slice, row);
        for (size_t at = slice.bits.at; good && at < slice.bits.end; at++) {
            good = (bytes[at / 8] >> (7 - at % 8) & 1) == 0;
        }
    }
    if (good) {
        add(&parser->counts, &slice.counts);
    } else {
        parser->counts.broken++;
    }
    if (parser->slice) {
        const struct ref_slice report = {start, end, good, slice.counts};
        parser->slice(parser->user, &report);
    }
}
