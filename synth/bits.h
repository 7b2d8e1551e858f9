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
    uint8_t *at;   /* where what is pending will stand */
    unsigned used; /* bits pending, 0 to TSS_COPY_BITS */
    uint64_t head; /* these, left-aligned; those after them mean nothing */
};

/* Bits that a copy deals with at a time: whole bytes, so that each time is like the first. */
#define TSS_COPY_BITS 56u

/* What is pending and, behind it, bits aligned as they are to stand. */
static inline uint64_t tss_bits_join(const struct tss_bit_writer *writer, uint64_t bits)
{
    return writer->head ^ ((writer->head ^ bits) & UINT64_MAX >> writer->used);
}

/* Adds a string to what is pending, which there must be room for; positions are TSS_COPY_BITS at the least. */
static inline void tss_bits_pend(struct tss_bit_writer *writer, const uint8_t *bytes, uint32_t position,
                                 uint32_t length)
{
    writer->head = tss_bits_join(writer, tss_bits_peek(bytes, position - writer->used));
    writer->used += length;
}

/* Writes whole bytes of what is pending. */
static inline void tss_bits_flush(struct tss_bit_writer *writer)
{
    tsb_store64(writer->at, writer->head);
    writer->at += writer->used / 8;
    writer->head <<= writer->used & ~7U;
    writer->used %= 8;
}

/* Writes whole bytes of what is pending and of a string of any length after it. */
static inline void tss_bits_copy(struct tss_bit_writer *writer, const uint8_t *bytes, uint32_t position,
                                 uint32_t length)
{
    const uint32_t from = position - writer->used; /* as if the string began with what is pending */
    const uint32_t total = writer->used + length;
    const uint8_t *source = bytes + (from >> 3);
    const unsigned shift = from & 7;
    const uint64_t first = tss_bits_join(writer, tsb_load64(source) << shift);
    enum { STEP = TSS_COPY_BITS / 8 };
    tsb_store64(writer->at, first);
    tsb_store64(writer->at + STEP, tsb_load64(source + STEP) << shift); /* if there are so many: most often there are */
    for (uint32_t done = 2 * STEP; TSB_UNLIKELY(8 * done < total); done += STEP) {
        tsb_store64(writer->at + done, tsb_load64(source + done) << shift);
    }
    const uint64_t end = tsb_load64(source + total / 8) << shift;
    const uint64_t all = UINT64_C(0) - (total <= TSS_COPY_BITS); /* a mask: no branch that is hard to foretell */
    writer->head = end ^ ((end ^ first << (total & ~7U) % 64) & all);
    writer->at += total / 8;
    writer->used = total % 8;
}

#endif
