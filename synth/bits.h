/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bits of an elementary stream by absolute position. Every buffer these are
 * used on has TSS_BITS_SLACK readable bytes after its last one, so that a
 * reader need not test for the end within one syntax element.
 */
#ifndef TALLYSTICK_SYNTH_BITS_H
#define TALLYSTICK_SYNTH_BITS_H

#include <stdint.h>
#include <string.h>

#include "base/bytes.h"
#include "base/compiler.h"

#define TSS_BITS_SLACK 64u

/* Bits a peek is sure to hold. */
#define TSS_PEEK_BITS 57u

/* The bits from position on, left-aligned; the first TSS_PEEK_BITS are valid. */
static inline uint64_t tss_bits_peek(const uint8_t *bytes, uint32_t position)
{
    return tsb_load64(bytes + (position >> 3)) << (position & 7);
}

/* 1 to TSS_PEEK_BITS bits, right-aligned. */
static inline uint64_t tss_bits_get(const uint8_t *bytes, uint32_t position, unsigned count)
{
    return tss_bits_peek(bytes, position) >> (64 - count);
}

/* Replaces 1 to 16 bits. */
static inline void tss_bits_set(uint8_t *bytes, uint32_t position, unsigned count, uint32_t value)
{
    uint8_t *at = bytes + (position >> 3);
    const unsigned shift = 32 - (position & 7) - count;
    const uint32_t mask = ((1U << count) - 1U) << shift;
    tsb_store32(at, (tsb_load32(at) & ~mask) | ((value << shift) & mask));
}

/* Copies bit strings one behind another; up to 16 bytes past the last one written are overwritten. */
struct tss_bit_writer {
    uint8_t *at;   /* the byte being filled */
    unsigned used; /* bits in it, 0 to 7 */
    uint64_t head; /* these, left-aligned with zeros after them */
};

/* Bits that a copy deals with at a time: whole bytes, so that each time is like the first. */
#define TSS_COPY_BITS 56u

static inline uint64_t tss_bits_first(uint64_t bits, unsigned count)
{
    return bits & ~(UINT64_MAX >> count);
}

/* Writes what is pending before a string, and its first bits, aligned as they are to stand; returns these. */
static inline uint64_t tss_bits_begin(const struct tss_bit_writer *writer, const uint8_t *bytes, uint32_t position)
{
    const uint64_t bits = tss_bits_peek(bytes, position) >> writer->used | writer->head;
    tsb_store64(writer->at, bits);
    return bits;
}

/* Appends a string of at most TSS_COPY_BITS - 7 bits. */
static inline void tss_bits_copy_short(struct tss_bit_writer *writer, const uint8_t *bytes, uint32_t position,
                                       uint32_t length)
{
    const uint64_t bits = tss_bits_begin(writer, bytes, position);
    const uint32_t total = writer->used + length;
    writer->at += total / 8;
    writer->used = total % 8;
    writer->head = tss_bits_first(bits << (total - total % 8), writer->used);
}

/* Appends a string of any length; position is 8 at the least. */
static inline void tss_bits_copy(struct tss_bit_writer *writer, const uint8_t *bytes, uint32_t position,
                                 uint32_t length)
{
    const uint64_t begin = tss_bits_begin(writer, bytes, position);
    const uint32_t from = position - writer->used; /* as if the string began with its byte */
    const uint32_t total = writer->used + length;
    uint8_t *at = writer->at + TSS_COPY_BITS / 8;
    tsb_store64(at, tss_bits_peek(bytes, from + TSS_COPY_BITS)); /* if there are so many: most often there are */
    for (uint32_t done = 2 * TSS_COPY_BITS; TSB_UNLIKELY(done < total); done += TSS_COPY_BITS) {
        at += TSS_COPY_BITS / 8;
        tsb_store64(at, tss_bits_peek(bytes, from + done));
    }
    writer->at += total / 8;
    writer->used = total % 8;
    const uint64_t end = total < 8 ? begin : tss_bits_peek(bytes, from + (total - total % 8));
    writer->head = tss_bits_first(end, writer->used);
}

#endif
