/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "synth/walk.h"

#include <stdlib.h>
#include <string.h>

#include "synth/bits.h"
#include "synth/strings.h"
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

/* Bytes of the marks of a macroblock. These begin at a multiple of it: the place of any one tells that of the first,
 * and the walk need not carry both. */
enum { MARKS_SIZE = (int)(TSS_MARKS * sizeof(uint32_t)) };
_Static_assert((MARKS_SIZE & (MARKS_SIZE - 1)) == 0, "what is behind a multiple is a matter of bits");

/* Where the walk through a slice is. */
struct cursor {
    const struct tss_state *state;
    char *mark; /* the latest; of the present macroblock */
    uint32_t position;
    uint32_t values; /* of all entries, summed up if they are counted */
    uint64_t bits;   /* at position, for the time of a few steps */
};

/* The walk through one slice. */
struct lane {
    struct cursor cursor;
    const uint8_t *bytes; /* of the slice */
    const struct tss_syntax *syntax;
    const char *stop; /* where the marks end of the last macroblock there may be */
    uint32_t limit;   /* of the position */
    uint32_t content; /* position after the last bit that is set; every macroblock sets one */
    bool counts;      /* coefficients */
    struct tss_slice *slice;
    uint32_t *marks; /* in room */
    uint32_t room[MARKS + TSS_MARKS];
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

/* The marks begin at a multiple of their size. */
static void lay_marks(struct lane *lane)
{
    lane->marks = lane->room;
    while ((uintptr_t)lane->marks % MARKS_SIZE != 0) {
        lane->marks++;
    }
}

int tss_walker_create(struct tss_walker **out, const struct tss_vlc *vlc, tsb_error *err)
{
    *out = calloc(1, sizeof **out);
    if (!*out) {
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory for the walk through slices");
    }
    (*out)->vlc = vlc;
    for (int i = 0; i < LANES; i++) {
        lay_marks(&(*out)->lanes[i]);
    }
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
        .state = tss_syntax_start(syntax), .mark = (char *)lane->marks, .position = slice->first - slice->start * 8};
    lane->bytes = bytes + slice->start;
    lane->syntax = syntax;
    lane->stop = (char *)(lane->marks + (size_t)(most + 1) * TSS_MARKS);
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
    cursor->mark -= (uintptr_t)cursor->mark % MARKS_SIZE;
    cursor->mark += state->mark;
    *(uint32_t *)cursor->mark = tss_mark_make(cursor->position, entry);
    cursor->state = tss_state_next(state, entry);
    return true;
}

static inline bool within(const struct lane *lane, const struct cursor *cursor)
{
    return cursor->position <= lane->limit && cursor->mark < lane->stop;
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

/* After the last step: the slice is whole when a macroblock ended behind all that it holds. */
static void leave(const struct lane *lane)
{
    const struct cursor *cursor = &lane->cursor;
    const uint32_t macroblocks = (uint32_t)((cursor->mark - (const char *)lane->marks) / MARKS_SIZE);
    struct tss_slice *slice = lane->slice;
    uint32_t others = 0;
    slice->understood = tss_syntax_is_between(lane->syntax, cursor->state) && cursor->position >= lane->content &&
                        within(lane, cursor) && macroblocks > 0 &&
                        tss_strings_take(slice, lane->marks, macroblocks, &others);
    slice->coefficients = slice->understood && lane->counts ? cursor->values - others : 0;
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
