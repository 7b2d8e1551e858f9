/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Big-endian loads and stores at any alignment, and hexadecimal text. */
#ifndef TALLYSTICK_BASE_BYTES_H
#define TALLYSTICK_BASE_BYTES_H

#include <stddef.h>
#include <stdint.h>

static inline uint16_t tsb_load16(const uint8_t *from)
{
    return (uint16_t)((from[0] << 8) | from[1]);
}

static inline uint32_t tsb_load32(const uint8_t *from)
{
    return ((uint32_t)from[0] << 24) | ((uint32_t)from[1] << 16) | ((uint32_t)from[2] << 8) | from[3];
}

static inline uint64_t tsb_load64(const uint8_t *from)
{
    return ((uint64_t)tsb_load32(from) << 32) | tsb_load32(from + 4);
}

static inline void tsb_store16(uint8_t *to, uint16_t value)
{
    to[0] = (uint8_t)(value >> 8);
    to[1] = (uint8_t)value;
}

static inline void tsb_store32(uint8_t *to, uint32_t value)
{
    tsb_store16(to, (uint16_t)(value >> 16));
    tsb_store16(to + 2, (uint16_t)value);
}

static inline void tsb_store64(uint8_t *to, uint64_t value)
{
    tsb_store32(to, (uint32_t)(value >> 32));
    tsb_store32(to + 4, (uint32_t)value);
}

/* Writes 2 * size lower-case digits and a terminating zero to text. */
void tsb_hex_encode(char *text, const uint8_t *bytes, size_t size);

/* Reads exactly size bytes from exactly 2 * size digits, either case; returns
 * 0, or TSB_ERR_INVALID with bytes untouched. text_length excludes any zero. */
int tsb_hex_decode(uint8_t *bytes, size_t size, const char *text, size_t text_length);

#endif
