/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "synth/walk.h"

#include <stdlib.h>
#include <string.h>

#include "synth/bits.h"
#include "synth/blocks.h"

enum { BLOCKS_LUMA = 4, BLOCKS_CHROMA = 2, BLOCKS = 6, ALL_BLOCKS = 0x3F, MAX_F_CODE = 9 };

/* Most strings a macroblock has of each kind. */
static const uint32_t per_macroblock[TSS_KIND_COUNT] = {
    1, 1, BLOCKS_LUMA, BLOCKS_CHROMA, BLOCKS_LUMA, BLOCKS_CHROMA, BLOCKS};

/* The walk under way: where it is in the slice. */
struct walk {
    const struct tss_vlc *vlc;
    const struct tss_coding *coding;
    const struct tss_dct_table *intra_table;
    struct tss_window window; /* filled between macroblocks */
    uint32_t end;
    struct tss_slice *slice;
};

int tss_slice_init(struct tss_slice *slice, tsb_error *err)
{
    memset(slice, 0, sizeof *slice);
    for (int kind = 0; kind < TSS_KIND_COUNT; kind++) {
        slice->strings[kind] = calloc((size_t)TSS_SLICE_MBS * per_macroblock[kind], sizeof(struct tss_string));
        if (!slice->strings[kind]) {
            tss_slice_finish(slice);
            return tsb_fail(err, TSB_ERR_MEMORY, "out of memory for the walk through a slice");
        }
    }
    return 0;
}

void tss_slice_finish(struct tss_slice *slice)
{
    for (int kind = 0; kind < TSS_KIND_COUNT; kind++) {
        free(slice->strings[kind]);
        slice->strings[kind] = NULL;
    }
}

static inline void add_string(struct tss_slice *slice, enum tss_kind kind, uint32_t from, uint32_t to, uint32_t note)
{
    slice->strings[kind][slice->count[kind]++] = (struct tss_string){from, (to - from) | note << 24};
}

/* 6.2.5.2.1: one motion_vector(), which a filled window is enough for; false when its code is none. */
static inline bool motion_vector(struct walk *walk, const uint8_t f_code[2], bool dual_prime)
{
    for (int t = 0; t < 2; t++) {
        const struct tss_entry entry = walk->vlc->motion[tss_window_peek(&walk->window, TSS_MOTION_BITS)];
        if (entry.length == 0 || f_code[t] == 0 || f_code[t] > MAX_F_CODE) {
            return false;
        }
        tss_window_skip(&walk->window, entry.length + (entry.value ? f_code[t] - 1U : 0));
        if (dual_prime) { /* dmvector, Table B-11 */
            tss_window_skip(&walk->window, tss_window_peek(&walk->window, 1) + 1);
        }
    }
    walk->slice->vectors++;
    return true;
}

/* 6.2.5.2: motion_vectors(s). */
static bool motion_vectors(struct walk *walk, int direction, unsigned count, bool field_select, bool dual_prime)
{
    for (unsigned r = 0; r < count; r++) {
        tss_window_fill(&walk->window);
        tss_window_skip(&walk->window, field_select);
        if (!motion_vector(walk, walk->coding->f_code[direction], dual_prime)) {
            return false;
        }
    }
    return true;
}

/* What Tables 6-17 and 6-18 say of a motion type. */
struct motion {
    unsigned count;
    bool field_select;
    bool dual_prime;
};

static bool motion_type(const struct tss_coding *coding, uint32_t type, struct motion *motion)
{
    if (coding->structure == TSS_STRUCTURE_FRAME) {
        *motion = (struct motion){type == 1 ? 2 : 1, type == 1, type == 3};
    } else {
        *motion = (struct motion){type == 2 ? 2 : 1, type != 3, type == 3};
    }
    return type != 0 && !(type == 3 && coding->type != TSS_PICTURE_P);
}

static bool header_vectors(struct walk *walk, uint32_t type, const struct motion *motion)
{
    const bool concealment = (type & TSS_MB_INTRA) && walk->coding->concealment;
    if ((type & TSS_MB_FORWARD) || concealment) {
        if (!motion_vectors(walk, 0, motion->count, motion->field_select, motion->dual_prime)) {
            return false;
        }
    }
    if ((type & TSS_MB_BACKWARD) && !motion_vectors(walk, 1, motion->count, motion->field_select, motion->dual_prime)) {
        return false;
    }
    tss_window_skip(&walk->window, concealment); /* marker_bit */
    return true;
}

/* 6.2.5: from macroblock_type to coded_block_pattern; *note as tss_string has it. */
static bool header(struct walk *walk, uint32_t *note)
{
    const struct tss_coding *coding = walk->coding;
    struct tss_window *window = &walk->window;
    const uint32_t from = tss_window_position(window);
    const bool frame = coding->structure == TSS_STRUCTURE_FRAME;
    const struct tss_entry entry = walk->vlc->type[coding->type - 1][tss_window_peek(window, TSS_TYPE_BITS)];
    const uint32_t type = entry.value;
    if (entry.length == 0) {
        return false;
    }
    tss_window_skip(window, entry.length);
    /* Without a motion type: frame prediction, or field prediction in field pictures. */
    struct motion motion = {1, !frame, false};
    const bool free_choice = !(frame && coding->frame_pred_frame_dct);
    if ((type & (TSS_MB_FORWARD | TSS_MB_BACKWARD)) && free_choice) {
        if (!motion_type(coding, tss_window_peek(window, 2), &motion)) {
            return false;
        }
        tss_window_skip(window, 2);
    }
    tss_window_skip(window, frame && free_choice && (type & (TSS_MB_INTRA | TSS_MB_PATTERN))); /* dct_type */
    tss_window_skip(window, type & TSS_MB_QUANT ? 5 : 0);
    if (!header_vectors(walk, type, &motion)) {
        return false;
    }
    tss_window_fill(window);
    *note = type & TSS_MB_INTRA ? TSS_NOTE_INTRA | ALL_BLOCKS : 0;
    if (type & TSS_MB_PATTERN) {
        const struct tss_entry pattern = walk->vlc->pattern[tss_window_peek(window, TSS_PATTERN_BITS)];
        if (pattern.length == 0) {
            return false;
        }
        tss_window_skip(window, pattern.length);
        tss_window_fill(window);
        *note = pattern.value;
    }
    add_string(walk->slice, TSS_KIND_HEADER, from, tss_window_position(window), *note);
    return true;
}

static bool increment(struct walk *walk, bool first)
{
    struct tss_window *window = &walk->window;
    const uint32_t from = tss_window_position(window);
    for (;;) {
        const struct tss_entry entry = walk->vlc->increment[tss_window_peek(window, TSS_INCREMENT_BITS)];
        if (entry.length == 0 || tss_window_position(window) > walk->end) {
            return false;
        }
        tss_window_skip(window, entry.length);
        if (entry.value != TSS_INCREMENT_ESCAPE) {
            break;
        }
        tss_window_fill(window);
    }
    const uint32_t to = tss_window_position(window);
    add_string(walk->slice, TSS_KIND_INCREMENT, from, to, 0);
    /* 6.3.17.1: I-pictures have no skipped macroblocks. */
    return first || to == from + 1 || walk->coding->type != TSS_PICTURE_I;
}

static bool macroblock(struct walk *walk, bool first)
{
    uint32_t note = 0;
    if (!increment(walk, first) || !header(walk, &note) || tss_window_position(&walk->window) > walk->end) {
        return false;
    }
    if (note & TSS_NOTE_INTRA) {
        return tss_blocks_intra(walk->slice, walk->vlc, walk->intra_table, 8U + walk->coding->dc_precision,
                                &walk->window, walk->end);
    }
    return note == 0 || tss_blocks_other(walk->slice, walk->vlc, note, &walk->window, walk->end);
}

/* 6.2.4: quantiser_scale_code and what may stand before and behind it; false when it passes end. */
static bool slice_header(const struct tss_coding *coding, const uint8_t *bytes, uint32_t *position, uint32_t end)
{
    *position += coding->height > 2800 ? 3 : 0; /* slice_vertical_position_extension */
    *position += 5;
    if (tss_bits_get(bytes, *position, 1)) {
        *position += 9; /* intra_slice_flag, intra_slice, reserved_bits */
        while (tss_bits_get(bytes, *position, 1)) {
            *position += 9; /* extra_bit_slice, extra_information_slice */
            if (*position > end) {
                return false;
            }
        }
    }
    ++*position; /* extra_bit_slice */
    return *position < end;
}

/* The bit after the last that is set; every macroblock sets one. */
static uint32_t after_last_one(const uint8_t *bytes, uint32_t start, uint32_t end)
{
    while (end > start && bytes[end - 1] == 0) {
        end--;
    }
    if (end == start) {
        return start * 8;
    }
    uint32_t position = end * 8;
    for (uint8_t byte = bytes[end - 1]; !(byte & 1); byte >>= 1) {
        position--;
    }
    return position;
}

bool tss_slice_walk(struct tss_slice *slice, const struct tss_vlc *vlc, const struct tss_coding *coding,
                    const uint8_t *bytes, uint32_t start, uint32_t end)
{
    memset(slice->count, 0, sizeof slice->count);
    slice->vectors = 0;
    slice->coefficients = 0;
    if (!coding->picture_known || end - start >= TSS_SLICE_BYTES) {
        return false;
    }
    uint32_t position = (start + 4) * 8;
    if (!slice_header(coding, bytes, &position, end * 8)) {
        return false;
    }
    struct walk walk = {.vlc = vlc,
                        .coding = coding,
                        .intra_table = &vlc->dct[coding->intra_vlc_format],
                        .end = end * 8,
                        .slice = slice};
    tss_window_open(&walk.window, bytes, position);
    slice->first = position;
    const uint32_t content = after_last_one(bytes, start + 4, end);
    const uint32_t most = coding->width_mbs < TSS_SLICE_MBS ? coding->width_mbs : TSS_SLICE_MBS;
    do {
        if (slice->count[TSS_KIND_HEADER] == most || !macroblock(&walk, slice->count[TSS_KIND_HEADER] == 0)) {
            return false;
        }
        position = tss_window_position(&walk.window);
    } while (position < content);
    slice->last = position;
    slice->end = walk.end;
    slice->intra_vlc_format = coding->intra_vlc_format;
    slice->dc_precision = coding->dc_precision;
    slice->type = coding->type;
    return position <= walk.end;
}
