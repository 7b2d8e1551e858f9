/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/bytes.h"

#include "base/error.h"

static int digit_value(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F')
        return digit - 'A' + 10;
    return -1;
}

void tsb_hex_encode(char *text, const uint8_t *bytes, size_t size)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < size; i++) {
        text[2 * i] = digits[bytes[i] >> 4];
        text[2 * i + 1] = digits[bytes[i] & 15];
    }
    text[2 * size] = 0;
}

int tsb_hex_decode(uint8_t *bytes, size_t size, const char *text, size_t text_length)
{
    if (text_length % 2 != 0 || text_length / 2 != size)
        return TSB_ERR_INVALID;
    for (size_t i = 0; i < text_length; i++) {
        if (digit_value(text[i]) < 0)
            return TSB_ERR_INVALID;
    }
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)(((unsigned)digit_value(text[2 * i]) << 4) | (unsigned)digit_value(text[2 * i + 1]));
    return 0;
}
