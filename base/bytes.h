/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Big-endian loads and stores at any alignment, and hexadecimal text. */
#ifndef TALLYSTICK_BASE_BYTES_H
#define TALLYSTICK_BASE_BYTES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Each is one access to memory, also where a sanitizer follows every access by itself. */
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define TSB_BIG16(value) (value)
#define TSB_BIG32(value) (value)
#define TSB_BIG64(value) (value)
#else
#define TSB_BIG16(value) __builtin_bswap16(value)
#define TSB_BIG32(value) __builtin_bswap32(value)
#define TSB_BIG64(value) __builtin_bswap64(value)
#endif

static inline uint16_t tsb_load16(const uint8_t *from)
{
    uint16_t value = 0;
    memcpy(&value, from, sizeof value);
    return TSB_BIG16(value);
}

static inline uint32_t tsb_load32(const uint8_t *from)
{
    uint32_t value = 0;
    memcpy(&value, from, sizeof value);
    return TSB_BIG32(value);
}

static inline uint64_t tsb_load64(const uint8_t *from)
{
    uint64_t value = 0;
    memcpy(&value, from, sizeof value);
    return TSB_BIG64(value);
}

static inline void tsb_store16(uint8_t *to, uint16_t value)
{
    value = TSB_BIG16(value);
    memcpy(to, &value, sizeof value);
}

static inline void tsb_store32(uint8_t *to, uint32_t value)
{
    value = TSB_BIG32(value);
    memcpy(to, &value, sizeof value);
}

static inline void tsb_store64(uint8_t *to, uint64_t value)
{
    value = TSB_BIG64(value);
    memcpy(to, &value, sizeof value);
}

/* Writes 2 * size lower-case digits and a terminating zero to text. */
void tsb_hex_encode(char *text, const uint8_t *bytes, size_t size);

/* Reads exactly size bytes from exactly 2 * size digits, either case; returns
 * 0, or TSB_ERR_INVALID with bytes untouched. text_length excludes any zero. */
int tsb_hex_decode(uint8_t *bytes, size_t size, const char *text, size_t text_length);

#endif
