/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Byte strings written as hexadecimal text in the tests of synth/. */
#ifndef TALLYSTICK_TESTS_SYNTH_HEX_H
#define TALLYSTICK_TESTS_SYNTH_HEX_H

#include <check.h>
#include <stdint.h>
#include <string.h>

#include "base/bytes.h"

/* Decodes text into bytes, which holds capacity bytes; returns how many it was. */
static inline size_t unhex(uint8_t *bytes, size_t capacity, const char *text)
{
    const size_t size = strlen(text) / 2;
    ck_assert_uint_le(size, capacity);
    ck_assert_int_eq(tsb_hex_decode(bytes, size, text, strlen(text)), 0);
    return size;
}

/* Fails unless the bytes are what text says, all of it. */
static inline void ck_assert_hex(const uint8_t *bytes, size_t size, const char *text)
{
    uint8_t expected[1024];
    ck_assert_uint_eq(unhex(expected, sizeof expected, text), size);
    ck_assert_mem_eq(bytes, expected, size);
}

#endif
