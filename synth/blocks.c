/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "synth/blocks.h"

#include "synth/bits.h"

enum { BLOCKS_LUMA = 4, BLOCKS_CHROMA = 2, ESCAPE_LENGTH = 24 };

/* Look-ups that a filled window is enough for. */
enum { LOOKUPS = (int)TSS_WINDOW_BITS / TSS_DCT_BITS };

/* A code too long for the first level: 0 when there is none. */
static unsigned long_code(const struct tss_dct_table *table, uint64_t peek)
{
    if (peek >> 58 == 1) {
        const uint32_t level = peek >> 40 & 0xFFF;
        return (level & 0x7FF) != 0 ? ESCAPE_LENGTH : 0; /* 7.2.2.3: levels 0 and -2048 are forbidden */
    }
    if (peek >> 58 != 0) {
        return 0;
    }
    return table->longer[peek >> (58 - TSS_DCT_LONG_BITS) & ((1U << TSS_DCT_LONG_BITS) - 1U)];
}

/* Walks to behind End of Block; the window has LOOKUPS look-ups in it. False: a code does not
 * exist, or one is met after limit. */
static inline bool walk_coefficients(struct tss_window *window, const struct tss_dct_table *table, uint32_t limit,
                                     uint32_t *coefficients)
{
    for (;;) {
        uint32_t entry = 0;
        uint32_t sum = 0;
#pragma GCC unroll 4
        for (int i = 0; i < LOOKUPS; i++) {
            entry = table->run[window->bits >> (64 - TSS_DCT_BITS)];
            window->bits <<= tss_part_length(entry);
            sum += entry;
            if (entry & TSS_DCT_STOP) {
                break;
            }
        }
        window->valid -= tss_part_length(sum);
        *coefficients += tss_part_value(sum);
        if (entry & TSS_DCT_STOP) {
            if (tss_part_length(entry) != 0) {
                return true;
            }
            tss_window_fill(window);
            const unsigned length = long_code(table, window->bits);
            if (length == 0 || tss_window_position(window) > limit) {
                return false;
            }
            tss_window_skip(window, length);
            ++*coefficients;
        }
        tss_window_fill(window);
    }
}

static inline struct tss_string string(uint32_t from, uint32_t to, uint32_t note)
{
    return (struct tss_string){from, (to - from) | note << 24};
}

/* What the walk through a macroblock's blocks goes by. */
struct blocks {
    struct tss_window window; /* filled */
    const struct tss_dct_table *table;
    uint32_t largest; /* dct_dc_size */
    uint32_t limit;
    uint32_t coefficients;
};

/* Walks count intra blocks of one kind. */
static inline bool walk_intra(struct blocks *blocks, const uint16_t *sizes, unsigned width, struct tss_string *dc,
                              struct tss_string *ac, int count)
{
    struct tss_window *window = &blocks->window;
    uint32_t from = tss_window_position(window);
    for (int i = 0; i < count; i++) {
        const uint32_t entry = sizes[tss_window_peek(window, width)];
        const uint32_t size = tss_part_value(entry);
        const uint32_t middle = from + tss_part_length(entry);
        tss_window_skip(window, tss_part_length(entry));
        tss_window_fill(window);
        if (size > blocks->largest || !walk_coefficients(window, blocks->table, blocks->limit, &blocks->coefficients)) {
            return false;
        }
        tss_window_fill(window);
        const uint32_t to = tss_window_position(window);
        dc[i] = string(from, middle, size);
        ac[i] = string(middle, to, 0);
        from = to;
    }
    return true;
}

static inline struct tss_string *add_strings(struct tss_slice *slice, enum tss_kind kind, uint32_t count)
{
    struct tss_string *strings = slice->strings[kind] + slice->count[kind];
    slice->count[kind] += count;
    return strings;
}

bool tss_blocks_intra(struct tss_slice *slice, const struct tss_vlc *vlc, const struct tss_dct_table *table,
                      uint32_t largest, struct tss_window *window, uint32_t limit)
{
    struct blocks blocks = {*window, table, largest, limit, 0};
    if (!walk_intra(&blocks, vlc->dc_luma, TSS_DC_LUMA_BITS, add_strings(slice, TSS_KIND_DC_LUMA, BLOCKS_LUMA),
                    add_strings(slice, TSS_KIND_AC_LUMA, BLOCKS_LUMA), BLOCKS_LUMA) ||
        !walk_intra(&blocks, vlc->dc_chroma, TSS_DC_CHROMA_BITS, add_strings(slice, TSS_KIND_DC_CHROMA, BLOCKS_CHROMA),
                    add_strings(slice, TSS_KIND_AC_CHROMA, BLOCKS_CHROMA), BLOCKS_CHROMA)) {
        return false;
    }
    slice->coefficients += blocks.coefficients;
    *window = blocks.window;
    return true;
}

bool tss_blocks_other(struct tss_slice *slice, const struct tss_vlc *vlc, uint32_t pattern, struct tss_window *window,
                      uint32_t limit)
{
    struct blocks blocks = {*window, &vlc->dct[0], 0, limit, 0};
    struct tss_string *ac = slice->strings[TSS_KIND_AC_OTHER] + slice->count[TSS_KIND_AC_OTHER];
    uint32_t from = tss_window_position(window);
    for (; pattern != 0; pattern &= pattern - 1) {
        /* "1s" is run 0, level 1. */
        const uint32_t first = tss_window_peek(&blocks.window, 1);
        blocks.coefficients += first;
        tss_window_skip(&blocks.window, 2 * first);
        if (!walk_coefficients(&blocks.window, blocks.table, limit, &blocks.coefficients)) {
            return false;
        }
        tss_window_fill(&blocks.window);
        const uint32_t to = tss_window_position(&blocks.window);
        *ac++ = string(from, to, 0);
        from = to;
    }
    slice->count[TSS_KIND_AC_OTHER] = (uint32_t)(ac - slice->strings[TSS_KIND_AC_OTHER]);
    slice->coefficients += blocks.coefficients;
    *window = blocks.window;
    return true;
}

unsigned tss_dct_code(const struct tss_dct_table *table, const uint8_t *bytes, uint32_t position, bool first_other)
{
    const uint64_t peek = tss_bits_peek(bytes, position);
    if (first_other && peek >> 63) {
        return 2;
    }
    const unsigned length = table->one[peek >> (64 - TSS_DCT_BITS)];
    return length != 0 ? length : long_code(table, peek);
}
