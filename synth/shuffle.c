/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "synth/shuffle.h"

#include <string.h>

#include "base/bytes.h"
#include "synth/bits.h"

static inline void swap(struct tss_string *strings, uint32_t i, uint32_t j)
{
    const struct tss_string held = strings[i];
    strings[i] = strings[j];
    strings[j] = held;
}

/* The draw for place i: 0 to i, from the i-th 16 bits. */
static inline uint32_t draw(const uint8_t *draws, uint32_t i)
{
    return (uint32_t)tsb_load16(draws + 2 * (size_t)(i - 1)) * (i + 1) >> 16;
}

/* Fisher-Yates, and its inverse; both return where the next draws are. */
static const uint8_t *permute(struct tss_string *strings, uint32_t count, const uint8_t *draws)
{
    for (uint32_t i = count; i-- > 1;) {
        swap(strings, i, draw(draws, i));
    }
    return draws + (count > 1 ? 2 * (size_t)(count - 1) : 0);
}

static const uint8_t *restore(struct tss_string *strings, uint32_t count, const uint8_t *draws)
{
    for (uint32_t i = 1; i < count; i++) {
        swap(strings, i, draw(draws, i));
    }
    return draws + (count > 1 ? 2 * (size_t)(count - 1) : 0);
}

typedef const uint8_t *permutation(struct tss_string *, uint32_t, const uint8_t *);

/* 7.6.6.4: in a B-picture a skipped macroblock must not follow an intra one. */
static bool keeps_skips(const struct tss_slice *slice)
{
    return slice->type == TSS_PICTURE_B;
}

static inline bool skip_follows(const struct tss_string *increments, uint32_t count, uint32_t i)
{
    return i + 1 < count && tss_string_skips(increments[i + 1]);
}

/* Takes headers apart into those that a skip follows and the others. */
static uint32_t take_apart(struct tss_shuffle *shuffle, const struct tss_slice *slice)
{
    const uint32_t count = slice->count[TSS_KIND_HEADER];
    const struct tss_string *headers = slice->strings[TSS_KIND_HEADER];
    uint32_t skipping = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (skip_follows(slice->strings[TSS_KIND_INCREMENT], count, i)) {
            shuffle->skipping[skipping++] = headers[i];
        } else {
            shuffle->others[i - skipping] = headers[i];
        }
    }
    return skipping;
}

static void lay_together(const struct tss_shuffle *shuffle, struct tss_slice *slice)
{
    const uint32_t count = slice->count[TSS_KIND_HEADER];
    struct tss_string *headers = slice->strings[TSS_KIND_HEADER];
    uint32_t skipping = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (skip_follows(slice->strings[TSS_KIND_INCREMENT], count, i)) {
            headers[i] = shuffle->skipping[skipping++];
        } else {
            headers[i] = shuffle->others[i - skipping];
        }
    }
}

/* How many draws a slice takes at the most, in bytes, and on to the end of a block. */
static size_t draws_size(const struct tss_slice *slice)
{
    size_t strings = 0;
    for (int kind = 0; kind < TSS_KIND_COUNT; kind++) {
        strings += slice->count[kind];
    }
    return (2 * strings + TSS_STREAM_BLOCK - 1) / TSS_STREAM_BLOCK * TSS_STREAM_BLOCK;
}

/* Both directions: the increments first, whose old and new order both say where skips are. */
static int rearrange(struct tss_shuffle *shuffle, struct tss_slice *slice, tss_stream *keystream, permutation *order)
{
    if (tss_stream_read(keystream, shuffle->draws, draws_size(slice)) != 0) {
        return TSB_ERR_INTERNAL;
    }
    const uint8_t *draws = shuffle->draws;
    const uint32_t count = slice->count[TSS_KIND_HEADER];
    const bool apart = keeps_skips(slice);
    const uint32_t skipping = apart ? take_apart(shuffle, slice) : 0;
    draws = order(slice->strings[TSS_KIND_INCREMENT] + 1, count - 1, draws);
    if (apart) {
        draws = order(shuffle->skipping, skipping, draws);
        draws = order(shuffle->others, count - skipping, draws);
        lay_together(shuffle, slice);
    } else {
        draws = order(slice->strings[TSS_KIND_HEADER], count, draws);
    }
    for (int kind = TSS_KIND_DC_LUMA; kind < TSS_KIND_COUNT; kind++) {
        draws = order(slice->strings[kind], slice->count[kind], draws);
    }
    return 0;
}

int tss_shuffle_apply(struct tss_shuffle *shuffle, struct tss_slice *slice, tss_stream *keystream)
{
    return rearrange(shuffle, slice, keystream, permute);
}

int tss_shuffle_undo(struct tss_shuffle *shuffle, struct tss_slice *slice, tss_stream *keystream)
{
    return rearrange(shuffle, slice, keystream, restore);
}

/* Longest increment and header together that wait for what follows: a DC string still has room behind them. */
enum { WAITING_BITS = 28 };
_Static_assert(7 + WAITING_BITS + TSS_DC_LENGTH_MAX <= TSS_COPY_BITS, "a writer holds as much");

static inline void copy(struct tss_bit_writer *writer, const uint8_t *bytes, struct tss_string string)
{
    tss_bits_copy(writer, bytes, string.position, tss_string_length(string));
}

static inline void pend(struct tss_bit_writer *writer, const uint8_t *bytes, struct tss_string string)
{
    tss_bits_pend(writer, bytes, string.position, tss_string_length(string));
}

/* What comes before the blocks of a macroblock: short nearly always. */
static inline void deal_head(struct tss_bit_writer *writer, const uint8_t *bytes, struct tss_string increment,
                             struct tss_string header)
{
    if (TSB_LIKELY(tss_string_length(increment) + tss_string_length(header) <= WAITING_BITS)) {
        pend(writer, bytes, increment);
        pend(writer, bytes, header);
    } else {
        copy(writer, bytes, increment);
        copy(writer, bytes, header);
    }
}

static inline void deal_intra(struct tss_bit_writer *writer, const uint8_t *bytes, const struct tss_string **dc,
                              const struct tss_string **ac, int blocks)
{
    for (int block = 0; block < blocks; block++) {
        pend(writer, bytes, (*dc)[block]);
        copy(writer, bytes, (*ac)[block]);
    }
    *dc += blocks;
    *ac += blocks;
}

size_t tss_shuffle_deal(const struct tss_slice *slice, const uint8_t *bytes, uint8_t *out)
{
    /* What is before the first macroblock in its byte goes first. */
    struct tss_bit_writer writer = {out, slice->first % 8, tsb_load64(bytes + slice->first / 8)};
    const struct tss_string *next[TSS_KIND_COUNT];
    memcpy(next, slice->strings, sizeof next);
    for (uint32_t i = 0; i < slice->count[TSS_KIND_HEADER]; i++) {
        const struct tss_string header = *next[TSS_KIND_HEADER]++;
        deal_head(&writer, bytes, *next[TSS_KIND_INCREMENT]++, header);
        const uint32_t note = tss_string_note(header);
        if (note == TSS_NOTE_INTRA) {
            deal_intra(&writer, bytes, &next[TSS_KIND_DC_LUMA], &next[TSS_KIND_AC_LUMA], 4);
            deal_intra(&writer, bytes, &next[TSS_KIND_DC_CHROMA], &next[TSS_KIND_AC_CHROMA], 2);
        } else if (note == 0) {
            tss_bits_flush(&writer);
        }
        for (uint32_t block = 0; block < note % TSS_NOTE_INTRA; block++) {
            copy(&writer, bytes, *next[TSS_KIND_AC_OTHER]++);
        }
    }
    const size_t size = (slice->end >> 3) - (slice->first >> 3);
    const size_t written = (size_t)(writer.at - out);
    tsb_store64(writer.at, writer.head & ~(UINT64_MAX >> writer.used));
    if (written + 8 < size) {
        memset(writer.at + 8, 0, size - written - 8);
    }
    return size;
}
