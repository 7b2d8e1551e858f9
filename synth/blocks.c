/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "synth/blocks.h"

#include "base/compiler.h"
#include "synth/bits.h"

enum { BLOCKS_LUMA = 4, BLOCKS_CHROMA = 2, ESCAPE_LENGTH = 24 };

/* Look-ups that a filled window is enough for. */
enum { LOOKUPS = 56 / TSS_DCT_BITS };

/*
 * The bits ahead. Filling the window up loads from an address known long
 * before, so that nothing waits for the load.
 */
struct window {
    uint64_t bits;  /* left-aligned; after the valid ones come zeros or what
                       follows in the stream */
    uint32_t valid; /* 56 to 63 when filled */
    uint32_t next;  /* byte of the stream that holds the first bit not valid */
    const uint8_t *bytes;
};

static inline void open_window(struct window *window, uint32_t position)
{
    const unsigned gone = position & 7;
    window->bits = tsb_load64(window->bytes + (position >> 3)) << gone;
    window->valid = 56 - gone;
    window->next = (position >> 3) + 7;
}

static inline void fill_window(struct window *window)
{
    window->bits |= tsb_load64(window->bytes + window->next) >> window->valid;
    window->next += (63 - window->valid) >> 3;
    window->valid |= 56;
}

/* The position of the window's first bit. */
static inline uint32_t window_position(const struct window *window)
{
    return window->next * 8 - window->valid;
}

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

/* Walks to behind End of Block; the window is filled. False: a code does not
 * exist, or one is met after limit. */
static inline bool walk_coefficients(struct window *window, const struct tss_dct_table *table, uint32_t limit,
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
            fill_window(window);
            const unsigned length = long_code(table, window->bits);
            if (length == 0 || window_position(window) > limit) {
                return false;
            }
            window->bits <<= length;
            window->valid -= length;
            ++*coefficients;
        }
        fill_window(window);
    }
}

static inline struct tss_string string(uint32_t from, uint32_t to, uint32_t note)
{
    return (struct tss_string){from, (to - from) | note << 24};
}

/* What the walk through a macroblock's blocks goes by. */
struct blocks {
    struct window window;
    const struct tss_dct_table *table;
    uint32_t largest; /* dct_dc_size */
    uint32_t limit;
    uint32_t from; /* the present string's position */
    uint32_t coefficients;
};

/* Walks count intra blocks of one kind. */
static inline bool walk_intra(struct blocks *blocks, const uint16_t *sizes, unsigned width, struct tss_string *dc,
                              struct tss_string *ac, int count)
{
    struct window *window = &blocks->window;
    for (int i = 0; i < count; i++) {
        fill_window(window);
        const uint32_t entry = sizes[window->bits >> (64 - width)];
        const uint32_t middle = blocks->from + tss_part_length(entry);
        window->bits <<= tss_part_length(entry);
        window->valid -= tss_part_length(entry);
        fill_window(window);
        if (tss_part_value(entry) > blocks->largest ||
            !walk_coefficients(window, blocks->table, blocks->limit, &blocks->coefficients)) {
            return false;
        }
        const uint32_t to = window_position(window);
        dc[i] = string(blocks->from, middle, tss_part_value(entry));
        ac[i] = string(middle, to, 0);
        blocks->from = to;
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
                      uint32_t largest, const uint8_t *bytes, uint32_t *position, uint32_t limit)
{
    struct blocks blocks = {{.bytes = bytes}, table, largest, limit, *position, 0};
    open_window(&blocks.window, blocks.from);
    if (!walk_intra(&blocks, vlc->dc_luma, TSS_DC_LUMA_BITS, add_strings(slice, TSS_KIND_DC_LUMA, BLOCKS_LUMA),
                    add_strings(slice, TSS_KIND_AC_LUMA, BLOCKS_LUMA), BLOCKS_LUMA) ||
        !walk_intra(&blocks, vlc->dc_chroma, TSS_DC_CHROMA_BITS, add_strings(slice, TSS_KIND_DC_CHROMA, BLOCKS_CHROMA),
                    add_strings(slice, TSS_KIND_AC_CHROMA, BLOCKS_CHROMA), BLOCKS_CHROMA)) {
        return false;
    }
    slice->coefficients += blocks.coefficients;
    *position = blocks.from;
    return blocks.from <= limit;
}

bool tss_blocks_other(struct tss_slice *slice, const struct tss_vlc *vlc, uint32_t pattern, const uint8_t *bytes,
                      uint32_t *position, uint32_t limit)
{
    struct window window = {.bytes = bytes};
    uint32_t coefficients = 0;
    uint32_t from = *position;
    struct tss_string *ac = slice->strings[TSS_KIND_AC_OTHER] + slice->count[TSS_KIND_AC_OTHER];
    open_window(&window, from);
    for (; pattern != 0; pattern &= pattern - 1) {
        /* "1s" is run 0, level 1. */
        const uint32_t first = (uint32_t)(window.bits >> 63);
        coefficients += first;
        window.bits <<= 2 * first;
        window.valid -= 2 * first;
        fill_window(&window);
        if (!walk_coefficients(&window, &vlc->dct[0], limit, &coefficients)) {
            return false;
        }
        const uint32_t to = window_position(&window);
        *ac++ = string(from, to, 0);
        from = to;
    }
    slice->count[TSS_KIND_AC_OTHER] = (uint32_t)(ac - slice->strings[TSS_KIND_AC_OTHER]);
    slice->coefficients += coefficients;
    *position = from;
    return from <= limit;
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
