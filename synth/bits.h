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

/* Appends bits; up to 8 bytes past the last one written are overwritten. */
struct tss_bit_writer {
    uint8_t *at;
    uint64_t pending; /* right-aligned, below bits that are written already */
    unsigned used;    /* bits pending, 0 to 7 after a flush */
};

/* 1 to 56 bits, right-aligned with zeros above; 63 at the most may be pending. */
static inline void tss_bits_append(struct tss_bit_writer *writer, uint64_t value, unsigned count)
{
    writer->pending = writer->pending << count | value;
    writer->used += count;
}

/* Writes what is pending, 1 bit at the least; whole bytes are then done with. */
static inline void tss_bits_flush(struct tss_bit_writer *writer)
{
    tsb_store64(writer->at, writer->pending << (64 - writer->used));
    writer->at += writer->used >> 3;
    writer->used &= 7;
}

#endif
