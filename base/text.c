/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

size_t tsb_utf8_decode(const void *text, size_t size, uint32_t *character)
{
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *bytes = text;
    size_t length = 0;
    uint32_t value = 0;

    if (size == 0)
        return 0;
    value = bytes[0];
    if (value < 0x80) {
        *character = value;
        return 1;
    }
    if ((value & 0xE0) == 0xC0) {
        length = 2;
        value &= 0x1F;
    } else if ((value & 0xF0) == 0xE0) {
        length = 3;
        value &= 0x0F;
    } else if ((value & 0xF8) == 0xF0) {
        length = 4;
        value &= 0x07;
    }
    if (length == 0 || length > size)
        return 0;
    for (size_t i = 1; i < length; i++) {
        if ((bytes[i] & 0xC0) != 0x80)
            return 0;
        value = (value << 6) | (bytes[i] & 0x3F);
    }
    if (value < smallest[length] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
        return 0;
    *character = value;
    return length;
}

size_t tsb_utf8_encode(char out[TSB_UTF8_SIZE], uint32_t character)
{
    unsigned more = character < 0x80 ? 0 : character < 0x800 ? 1 : character < 0x10000 ? 2 : 3;
    static const unsigned char first[] = {0, 0xC0, 0xE0, 0xF0};

    out[0] = (char)(first[more] | (character >> (6 * more)));
    for (unsigned i = 1; i <= more; i++)
        out[i] = (char)(0x80 | ((character >> (6 * (more - i))) & 0x3F));
    out[more + 1] = '\0';
    return more + 1;
}

static bool is_unsafe(uint32_t character)
{
    return character < 0x20 || (character >= 0x7F && character < 0xA0) || character == 0x200E || character == 0x200F ||
           (character >= 0x2028 && character <= 0x202E) || (character >= 0x2066 && character <= 0x2069);
}

void tsb_text_sentence(char *out, size_t size, const char *text)
{
    static const char ellipsis[] = "\xE2\x80\xA6";
    size_t length = strlen(text);
    bool ended = length == 0 || strchr(".!?:", text[length - 1]) ||
                 (length >= 3 && strcmp(text + length - 3, ellipsis) == 0);

    snprintf(out, size, "%s%s", text, ended ? "" : ".");
}

void tsb_text_scrub(char *text)
{
    char *at = text;
    const char *end = text + strlen(text);
    while (at < end) {
        uint32_t character = 0;
        size_t length = tsb_utf8_decode(at, (size_t)(end - at), &character);
        if (length > 0 && !is_unsafe(character)) {
            at += length;
            continue;
        }
        char replacement = *at == '\n' || *at == '\r' || *at == '\t' ? ' ' : '?';
        for (size_t i = 0; i < (length ? length : 1); i++)
            *at++ = replacement;
    }
}

int tsb_numbers_parse(const char *text, uint64_t *list, size_t most, size_t *count)
{
    *count = 0;
    for (;;) {
        uint64_t number = 0;
        const char *first = text;
        for (; *text >= '0' && *text <= '9'; text++) {
            unsigned digit = (unsigned)(*text - '0');
            if (number > ((uint64_t)INT64_MAX - digit) / 10)
                return TSB_ERR_INVALID;
            number = number * 10 + digit;
        }
        if (text == first || number == 0 || (*text != ',' && *text != '\0'))
            return TSB_ERR_INVALID;
        if (*count == most)
            return TSB_ERR_FULL;
        list[(*count)++] = number;
        if (*text++ == '\0')
            return 0;
    }
}
