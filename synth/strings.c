/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "synth/strings.h"

#include <string.h>

/* The strings being taken from a slice. */
struct taker {
    struct tss_string *next[TSS_KIND_COUNT];
    uint32_t base;    /* the position of the slice */
    uint32_t from;    /* in the slice: where the next string begins */
    uint32_t vectors; /* so far */
    uint32_t others;  /* the sum of values that are not coefficients */
};

static inline uint32_t position_of(uint32_t mark)
{
    return mark & ((1U << TSS_POSITION_BITS) - 1U);
}

static inline uint32_t value_of(uint32_t mark)
{
    return tss_entry_value(mark >> TSS_POSITION_BITS);
}

/* The string up to a position, where the next begins. */
static inline struct tss_string take(struct taker *taker, uint32_t to, uint32_t note)
{
    const struct tss_string string = {taker->base + taker->from, (to - taker->from) | note << 24};
    taker->from = to;
    return string;
}

static inline void take_intra(struct taker *taker, enum tss_kind dc, enum tss_kind ac, const uint32_t *marks,
                              int blocks)
{
    for (int i = 0; i < blocks; i++) {
        const uint32_t size = value_of(marks[2 * i]);
        *taker->next[dc]++ = take(taker, position_of(marks[2 * i]), size);
        *taker->next[ac]++ = take(taker, position_of(marks[2 * i + 1]), 0);
        taker->others += size;
    }
}

static inline void take_other(struct taker *taker, const uint32_t *marks, uint32_t blocks)
{
    const uint32_t *ends = marks + TSS_BLOCKS - blocks;
    const uint32_t end = blocks != 0 ? position_of(marks[TSS_BLOCKS - 1]) : taker->from;
    for (uint32_t i = 0; i < TSS_BLOCKS; i++) { /* as many each time: only the count is hard to foretell */
        taker->next[TSS_KIND_AC_OTHER][i] = take(taker, position_of(ends[i]), 0);
    }
    taker->next[TSS_KIND_AC_OTHER] += blocks;
    taker->from = end;
    taker->others += blocks;
}

/* All strings that the marks of a macroblock make, its increment left out. */
static inline void take_macroblock(struct taker *taker, const uint32_t *marks)
{
    const uint32_t type = value_of(marks[TSS_MARK_TYPE]);
    const uint32_t header = position_of(marks[type == TSS_TYPE_INTRA ? TSS_MARK_TYPE : TSS_MARK_HEADER]);
    taker->vectors += type % TSS_TYPE_INTRA;
    taker->others += type;
    if (type & TSS_TYPE_INTRA) {
        enum { CHROMA = TSS_MARK_BLOCKS + 2 * (int)TSS_BLOCKS_LUMA };
        *taker->next[TSS_KIND_HEADER]++ = take(taker, header, TSS_NOTE_INTRA);
        take_intra(taker, TSS_KIND_DC_LUMA, TSS_KIND_AC_LUMA, marks + TSS_MARK_BLOCKS, TSS_BLOCKS_LUMA);
        take_intra(taker, TSS_KIND_DC_CHROMA, TSS_KIND_AC_CHROMA, marks + CHROMA, TSS_BLOCKS_CHROMA);
    } else {
        const uint32_t blocks = value_of(marks[TSS_MARK_HEADER]);
        *taker->next[TSS_KIND_HEADER]++ = take(taker, header, blocks);
        take_other(taker, marks + TSS_MARK_BLOCKS, blocks);
    }
}

bool tss_strings_take(struct tss_slice *slice, const uint32_t *marks, uint32_t macroblocks, uint32_t *others)
{
    struct taker taker = {.base = slice->start * 8, .from = slice->first - slice->start * 8};
    memcpy(taker.next, slice->strings, sizeof taker.next);
    const uint32_t first = taker.from;
    for (uint32_t i = 0; i < macroblocks; i++) {
        const uint32_t increment = position_of(marks[TSS_MARK_NEXT_INCREMENT]);
        /* 6.3.17.1: I-pictures have no skipped macroblocks. */
        if (slice->type == TSS_PICTURE_I && taker.from != first && increment != taker.from + 1) {
            return false;
        }
        marks += TSS_MARKS;
        *taker.next[TSS_KIND_INCREMENT]++ = take(&taker, increment, 0);
        take_macroblock(&taker, marks);
    }
    for (int kind = 0; kind < TSS_KIND_COUNT; kind++) {
        slice->count[kind] = (uint32_t)(taker.next[kind] - slice->strings[kind]);
    }
    slice->vectors = taker.vectors;
    slice->last = taker.base + taker.from;
    *others = taker.others;
    return true;
}
