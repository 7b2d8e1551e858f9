/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "synth/walk.h"

#include <stdlib.h>
#include <string.h>

#include "synth/bits.h"
#include "synth/syntax.h"

/* Look-ups that the bits of a peek are enough for, whichever they are: three vectors take most of them. */
enum { LOOKUPS = 3 };
_Static_assert(3 * TSS_VECTOR_LENGTH_MAX <= TSS_PEEK_BITS, "a peek holds three components of vectors");
_Static_assert(2 * TSS_DC_LENGTH_MAX + TSS_DCT_BITS <= TSS_PEEK_BITS, "a peek holds a block between two DCs");

/* Slices walked at once: each look-up waits for the one before it in its slice, but not for those of the others. */
enum { LANES = 3 };

/* Marks of all macroblocks of a slice, of one before the first, and of one too many. */
enum { MARKS = ((int)TSS_SLICE_MBS + 2) * TSS_MARKS };

/* Most strings a macroblock has of each kind. */
static const uint32_t per_macroblock[TSS_KIND_COUNT] = {
    1, 1, TSS_BLOCKS_LUMA, TSS_BLOCKS_CHROMA, TSS_BLOCKS_LUMA, TSS_BLOCKS_CHROMA, TSS_BLOCKS};

/* A mark: the position in the slice, and above it the value of the entry that made it. */
enum { POSITION_BITS = 24 };

/* Where the walk through a slice is. */
struct cursor {
    const struct tss_state *state;
    uint32_t *marks; /* of the present macroblock */
    uint32_t position;
    uint32_t values; /* of all entries, summed up if they are counted */
    uint64_t bits;   /* at position, for the time of a few steps */
};

/* The walk through one slice. */
struct lane {
    struct cursor cursor;
    const uint8_t *bytes; /* of the slice */
    const struct tss_syntax *syntax;
    const uint32_t *last; /* marks of the last macroblock there may be */
    uint32_t limit;       /* of the position */
    uint32_t content;     /* position after the last bit that is set; every macroblock sets one */
    bool counts;          /* coefficients */
    struct tss_slice *slice;
    uint32_t marks[MARKS];
};

struct tss_walker {
    const struct tss_vlc *vlc;
    struct tss_syntax syntaxes[3]; /* of the latest I-, P- and B-picture */
    struct lane lanes[LANES];
};

/* Room for the strings of so many macroblocks, the kinds close behind one another: little memory is touched. */
static void lay_out_strings(struct tss_slice *slice, uint32_t macroblocks)
{
    for (int kind = 1; kind < TSS_KIND_COUNT; kind++) {
        slice->strings[kind] = slice->strings[kind - 1] + (size_t)macroblocks * per_macroblock[kind - 1];
    }
}

int tss_slice_init(struct tss_slice *slice, tsb_error *err)
{
    uint32_t strings = 0;
    for (int kind = 0; kind < TSS_KIND_COUNT; kind++) {
        strings += TSS_SLICE_MBS * per_macroblock[kind];
    }
    memset(slice, 0, sizeof *slice);
    slice->strings[0] = calloc(strings, sizeof *slice->strings[0]);
    if (!slice->strings[0]) {
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory for the walk through a slice");
    }
    lay_out_strings(slice, TSS_SLICE_MBS);
    return 0;
}

void tss_slice_finish(struct tss_slice *slice)
{
    free(slice->strings[0]); /* with the others behind them */
    memset(slice->strings, 0, sizeof slice->strings);
}

int tss_walker_create(struct tss_walker **out, const struct tss_vlc *vlc, tsb_error *err)
{
    *out = calloc(1, sizeof **out);
    if (!*out) {
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory for the walk through slices");
    }
    (*out)->vlc = vlc;
    return 0;
}

void tss_walker_destroy(struct tss_walker **walker)
{
    free(*walker);
    *walker = NULL;
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

/* The bit after the last that is set. */
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

/* Makes ready for the walk through a slice; false: it cannot be understood. */
static bool enter(struct lane *lane, const struct tss_syntax *syntax, const struct tss_coding *coding,
                  const uint8_t *bytes, struct tss_slice *slice)
{
    const uint32_t most = coding->width_mbs < TSS_SLICE_MBS ? coding->width_mbs : TSS_SLICE_MBS;
    lay_out_strings(slice, most);
    memset(slice->count, 0, sizeof slice->count);
    slice->understood = false;
    slice->end = slice->stop * 8;
    slice->intra_vlc_format = coding->intra_vlc_format;
    slice->dc_precision = coding->dc_precision;
    slice->type = coding->type;
    slice->first = (slice->start + 4) * 8;
    if (slice->stop - slice->start >= TSS_SLICE_BYTES || !slice_header(coding, bytes, &slice->first, slice->end)) {
        return false;
    }
    lane->cursor = (struct cursor){
        .state = tss_syntax_start(syntax), .marks = lane->marks, .position = slice->first - slice->start * 8};
    lane->bytes = bytes + slice->start;
    lane->syntax = syntax;
    lane->last = lane->marks + (size_t)most * TSS_MARKS;
    lane->limit = slice->end - slice->start * 8;
    lane->content = after_last_one(bytes, slice->start + 4, slice->stop) - slice->start * 8;
    lane->slice = slice;
    return true;
}

/* One look-up; false where no code is. */
static TSB_TEMPLATE bool step(struct cursor *cursor, bool counts)
{
    const struct tss_state *state = cursor->state;
    const unsigned entry = state->table[cursor->bits >> state->shift];
    const unsigned length = tss_entry_length(entry);
    const uint32_t value = tss_entry_value(entry);
    if (TSB_UNLIKELY(length == 0)) {
        return false;
    }
    cursor->bits <<= length;
    cursor->position += length;
    cursor->values += counts ? value : 0;
    cursor->marks += state->advance;
    cursor->marks[state->mark] = cursor->position | value << POSITION_BITS;
    cursor->state = tss_state_next(state, entry);
    return true;
}

static inline bool within(const struct lane *lane, const struct cursor *cursor)
{
    return cursor->position <= lane->limit && cursor->marks <= lane->last;
}

/* Walks on through so many lanes until one of them comes to an end. */
static TSB_TEMPLATE void advance_lanes(struct lane *const lanes[], int count, bool counts)
{
    struct cursor cursors[LANES];
    bool going = true;
    for (int i = 0; i < count; i++) {
        cursors[i] = lanes[i]->cursor;
    }
    do {
#pragma GCC unroll 4
        for (int i = 0; i < count; i++) {
            cursors[i].bits = tss_bits_peek(lanes[i]->bytes, cursors[i].position);
        }
#pragma GCC unroll 4
        for (int n = 0; n < LOOKUPS; n++) {
#pragma GCC unroll 4
            for (int i = 0; i < count; i++) {
                going = going && step(&cursors[i], counts);
            }
        }
#pragma GCC unroll 4
        for (int i = 0; i < count; i++) {
            going = going && within(lanes[i], &cursors[i]);
        }
    } while (TSB_LIKELY(going));
    for (int i = 0; i < count; i++) {
        lanes[i]->cursor = cursors[i];
    }
}

/* The same, with a loop of its own for each count there may be. */
static TSB_TEMPLATE void advance(struct lane *const lanes[], int count, bool counts)
{
    switch (count) {
    case LANES:
        advance_lanes(lanes, LANES, counts);
        break;
    case 2:
        advance_lanes(lanes, 2, counts);
        break;
    default:
        advance_lanes(lanes, 1, counts);
        break;
    }
}

/* Whether the walk can go on. */
static bool goes_on(const struct lane *lane)
{
    struct cursor cursor = lane->cursor;
    cursor.bits = tss_bits_peek(lane->bytes, cursor.position);
    return within(lane, &cursor) && tss_entry_length(cursor.state->table[cursor.bits >> cursor.state->shift]) != 0;
}

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
    return mark & ((1U << POSITION_BITS) - 1U);
}

static inline uint32_t value_of(uint32_t mark)
{
    return mark >> POSITION_BITS;
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

/* The strings that the marks of a whole slice make; false: it must not be what it says. */
static bool take_strings(const struct lane *lane)
{
    struct tss_slice *slice = lane->slice;
    struct taker taker = {.base = slice->start * 8, .from = slice->first - slice->start * 8};
    memcpy(taker.next, slice->strings, sizeof taker.next);
    const uint32_t first = taker.from;
    for (const uint32_t *marks = lane->marks + TSS_MARKS; marks <= lane->cursor.marks; marks += TSS_MARKS) {
        const uint32_t increment = position_of(*(marks - TSS_MARKS + TSS_MARK_NEXT_INCREMENT));
        /* 6.3.17.1: I-pictures have no skipped macroblocks. */
        if (slice->type == TSS_PICTURE_I && taker.from != first && increment != taker.from + 1) {
            return false;
        }
        *taker.next[TSS_KIND_INCREMENT]++ = take(&taker, increment, 0);
        take_macroblock(&taker, marks);
    }
    for (int kind = 0; kind < TSS_KIND_COUNT; kind++) {
        slice->count[kind] = (uint32_t)(taker.next[kind] - slice->strings[kind]);
    }
    slice->vectors = taker.vectors;
    slice->coefficients = lane->counts ? lane->cursor.values - taker.others : 0;
    slice->last = taker.base + taker.from;
    return true;
}

/* After the last step: the slice is whole when a macroblock ended behind all that it holds. */
static void leave(const struct lane *lane)
{
    const struct cursor *cursor = &lane->cursor;
    lane->slice->understood = tss_syntax_is_between(lane->syntax, cursor->state) && cursor->position >= lane->content &&
                              within(lane, cursor) && cursor->marks > lane->marks && take_strings(lane);
}

/* Slices that wait for a lane. */
struct queue {
    const struct tss_syntax *syntax;
    const struct tss_coding *coding;
    const uint8_t *bytes;
    bool counts;
    struct tss_slice *next;
    struct tss_slice *end;
};

/* Enters the next slice that can be; false when there is none. */
static bool enter_next(struct lane *lane, struct queue *queue)
{
    while (queue->next < queue->end) {
        lane->counts = queue->counts;
        if (enter(lane, queue->syntax, queue->coding, queue->bytes, queue->next++)) {
            return true;
        }
    }
    return false;
}

void tss_walker_walk(struct tss_walker *walker, const struct tss_coding *coding, const uint8_t *bytes,
                     struct tss_slice *slices, uint32_t count, bool counts)
{
    struct tss_syntax *syntax = &walker->syntaxes[coding->type - 1];
    struct queue queue = {syntax, coding, bytes, counts, slices, slices + count};
    struct lane *lanes[LANES];
    int used = 0;
    tss_syntax_build(syntax, walker->vlc, coding);
    for (int i = 0; i < LANES; i++) {
        lanes[used] = &walker->lanes[i];
        used += enter_next(lanes[used], &queue);
    }
    while (used > 0) {
        if (counts) {
            advance(lanes, used, true);
        } else {
            advance(lanes, used, false);
        }
        for (int i = 0; i < used; i++) {
            if (!goes_on(lanes[i])) {
                leave(lanes[i]);
                if (!enter_next(lanes[i], &queue)) {
                    lanes[i--] = lanes[--used];
                }
            }
        }
    }
}
