/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A strict reader and writer of one flat JSON object. */
#include "synth/flatjson.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"

#define NOTHING_LEFT (-1)

static int fail_at(const tss_json_reader *reader, tsb_error *err, const char *what)
{
    return tsb_fail(err, TSB_ERR_INVALID, "not valid JSON at byte %zu: %s", reader->at, what);
}

void tss_json_reader_init(tss_json_reader *reader, const void *bytes, size_t size)
{
    *reader = (tss_json_reader){.bytes = bytes, .size = size};
}

static int peek(const tss_json_reader *reader)
{
    return reader->at < reader->size ? reader->bytes[reader->at] : NOTHING_LEFT;
}

static bool accept(tss_json_reader *reader, char wanted)
{
    if (peek(reader) != (unsigned char)wanted)
        return false;
    reader->at++;
    return true;
}

static void skip_space(tss_json_reader *reader)
{
    while (accept(reader, ' ') || accept(reader, '\n') || accept(reader, '\r') || accept(reader, '\t'))
        ;
}

static bool is_control(uint32_t point)
{
    return point < 0x20 || (point >= 0x7F && point <= 0x9F);
}

bool tss_json_text_valid(const char *text, size_t length)
{
    for (size_t at = 0; at < length;) {
        uint32_t point = 0;
        const size_t step = tsb_utf8_decode(text + at, length - at, &point);
        if (step == 0 || is_control(point))
            return false;
        at += step;
    }
    return true;
}

static bool read_hex4(tss_json_reader *reader, uint32_t *value)
{
    *value = 0;
    for (int i = 0; i < 4; i++) {
        const int c = peek(reader);
        const uint32_t digit = c >= '0' && c <= '9'   ? (uint32_t)(c - '0')
                               : c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a' + 10)
                               : c >= 'A' && c <= 'F' ? (uint32_t)(c - 'A' + 10)
                                                      : 16;
        if (digit > 15)
            return false;
        *value = *value << 4 | digit;
        reader->at++;
    }
    return true;
}

/* What follows \u: one code point, from one unit or from a pair of surrogates. */
static bool read_unicode_escape(tss_json_reader *reader, uint32_t *point)
{
    uint32_t low = 0;
    if (!read_hex4(reader, point))
        return false;
    if (*point < 0xD800 || *point > 0xDFFF)
        return true;
    if (*point > 0xDBFF || !accept(reader, '\\') || !accept(reader, 'u') || !read_hex4(reader, &low) || low < 0xDC00 ||
        low > 0xDFFF)
        return false;
    *point = 0x10000 + ((*point - 0xD800) << 10) + (low - 0xDC00);
    return true;
}

/* What follows a backslash. The escapes of control characters are understood, and refused by the caller. */
static bool read_escape(tss_json_reader *reader, uint32_t *point)
{
    static const char letters[] = "\"\\/bfnrt";
    static const char meanings[] = "\"\\/\b\f\n\r\t";
    if (accept(reader, 'u'))
        return read_unicode_escape(reader, point);
    for (size_t i = 0; i < sizeof letters - 1; i++) {
        if (accept(reader, letters[i])) {
            *point = (unsigned char)meanings[i];
            return true;
        }
    }
    return false;
}

/* One character of a string, escapes undone. */
static bool read_character(tss_json_reader *reader, uint32_t *point)
{
    if (accept(reader, '\\'))
        return read_escape(reader, point) && !is_control(*point);
    const size_t step = tsb_utf8_decode(reader->bytes + reader->at, reader->size - reader->at, point);
    reader->at += step;
    return step > 0 && !is_control(*point);
}

static int read_string(tss_json_reader *reader, char *out, size_t capacity, size_t *length, tsb_error *err)
{
    if (!accept(reader, '"'))
        return fail_at(reader, err, "a string was expected");
    *length = 0;
    while (!accept(reader, '"')) {
        uint32_t point = 0;
        char encoded[TSB_UTF8_SIZE] = "";
        if (peek(reader) == NOTHING_LEFT)
            return fail_at(reader, err, "a string does not end");
        if (!read_character(reader, &point))
            return fail_at(reader, err, "a string holds a character that is not allowed");
        const size_t step = tsb_utf8_encode(encoded, point);
        if (*length + step >= capacity)
            return fail_at(reader, err, "a string is too long");
        memcpy(out + *length, encoded, step);
        *length += step;
    }
    out[*length] = '\0';
    return 0;
}

static size_t skip_digits(tss_json_reader *reader)
{
    const size_t from = reader->at;
    while (peek(reader) >= '0' && peek(reader) <= '9')
        reader->at++;
    return reader->at - from;
}

/* Whether digits make a number that fits; leading zeros were refused before. */
static bool integer_of(const uint8_t *digits, size_t count, uint64_t *value)
{
    *value = 0;
    for (size_t i = 0; i < count; i++) {
        const uint64_t digit = (uint64_t)(digits[i] - '0');
        if (*value > (UINT64_MAX - digit) / 10)
            return false;
        *value = *value * 10 + digit;
    }
    return true;
}

static int read_number(tss_json_reader *reader, tss_json_member *out, tsb_error *err)
{
    bool plain = !accept(reader, '-');
    const size_t from = reader->at;
    const size_t digits = skip_digits(reader);
    if (digits == 0 || (digits > 1 && reader->bytes[from] == '0'))
        return fail_at(reader, err, "a number is malformed");
    if (accept(reader, '.')) {
        plain = false;
        if (skip_digits(reader) == 0)
            return fail_at(reader, err, "a number is malformed");
    }
    if (accept(reader, 'e') || accept(reader, 'E')) {
        plain = false;
        if (!accept(reader, '+'))
            (void)accept(reader, '-');
        if (skip_digits(reader) == 0)
            return fail_at(reader, err, "a number is malformed");
    }
    const bool fits = plain && integer_of(reader->bytes + from, digits, &out->integer);
    out->kind = fits ? TSS_JSON_INTEGER : TSS_JSON_NUMBER;
    return 0;
}

static int read_value(tss_json_reader *reader, tss_json_member *out, tsb_error *err)
{
    static const struct {
        const char *word;
        enum tss_json_kind kind;
        uint64_t value;
    } words[] = {{"true", TSS_JSON_BOOLEAN, 1}, {"false", TSS_JSON_BOOLEAN, 0}, {"null", TSS_JSON_NULL, 0}};
    const int c = peek(reader);
    if (c == '"') {
        out->kind = TSS_JSON_STRING;
        return read_string(reader, out->text, sizeof out->text, &out->length, err);
    }
    if (c == '-' || (c >= '0' && c <= '9'))
        return read_number(reader, out, err);
    for (size_t i = 0; i < TSB_COUNT(words); i++) {
        const size_t length = strlen(words[i].word);
        if (reader->size - reader->at >= length && memcmp(reader->bytes + reader->at, words[i].word, length) == 0) {
            reader->at += length;
            out->kind = words[i].kind;
            out->integer = words[i].value;
            return 0;
        }
    }
    return fail_at(reader, err, "a string, a number, true, false or null was expected");
}

/* Up to the next member's name: 1 when there is one, 0 at the end of the input. */
static int read_separator(tss_json_reader *reader, tsb_error *err)
{
    skip_space(reader);
    if (!reader->started) {
        if (!accept(reader, '{'))
            return fail_at(reader, err, "an object was expected");
        skip_space(reader);
    }
    if (accept(reader, '}')) {
        skip_space(reader);
        reader->ended = true;
        return reader->at == reader->size ? 0 : fail_at(reader, err, "something follows the object");
    }
    if (reader->started && !accept(reader, ','))
        return fail_at(reader, err, "a comma or the object's end was expected");
    reader->started = true;
    skip_space(reader);
    return 1;
}

static int read_member(tss_json_reader *reader, tss_json_member *out, tsb_error *err)
{
    size_t name_length = 0;
    out->start = reader->at;
    out->length = 0;
    out->text[0] = '\0';
    out->integer = 0;
    int result = read_string(reader, out->name, sizeof out->name, &name_length, err);
    if (result)
        return result;
    skip_space(reader);
    if (!accept(reader, ':'))
        return fail_at(reader, err, "a colon was expected");
    skip_space(reader);
    return read_value(reader, out, err);
}

int tss_json_next(tss_json_reader *reader, tss_json_member *out, tsb_error *err)
{
    if (reader->ended)
        return fail_at(reader, err, "the object has ended");
    int result = read_separator(reader, err);
    if (result == 1) {
        result = read_member(reader, out, err);
        if (result == 0)
            return 1;
    }
    reader->ended = true;
    return result;
}

int tss_json_put_text(tsb_buffer *out, const char *name, const char *text, tsb_error *err)
{
    const size_t length = strlen(text);
    if (!tss_json_text_valid(text, length))
        return tsb_fail(err, TSB_ERR_INVALID, "the text for \"%s\" is not valid UTF-8 or holds control characters",
                        name);
    int result = tsb_buffer_printf(out, err, "\"%s\": \"", name);
    for (size_t i = 0; i < length && !result; i++) {
        if (text[i] == '"' || text[i] == '\\')
            result = tsb_buffer_append(out, "\\", 1, err);
        if (!result)
            result = tsb_buffer_append(out, text + i, 1, err);
    }
    return result ? result : tsb_buffer_append(out, "\"", 1, err);
}

int tss_json_put_integer(tsb_buffer *out, const char *name, uint64_t value, tsb_error *err)
{
    return tsb_buffer_printf(out, err, "\"%s\": %" PRIu64, name, value);
}
