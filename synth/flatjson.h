/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A small strict reader and writer of JSON (RFC 8259) for one flat object:
 * members are strings, numbers, true, false or null; no arrays, no objects in
 * it. Text is UTF-8 without control characters, as it is and once its escapes
 * are undone. No memory is allocated. One thread at a time.
 */
#ifndef TALLYSTICK_SYNTH_FLATJSON_H
#define TALLYSTICK_SYNTH_FLATJSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"

/* Longest name and longest string, in bytes of UTF-8 with a zero. */
#define TSS_JSON_NAME_SIZE 64u
#define TSS_JSON_TEXT_SIZE 4096u

enum tss_json_kind {
    TSS_JSON_STRING,
    TSS_JSON_INTEGER, /* plain digits, at most UINT64_MAX */
    TSS_JSON_NUMBER,  /* any other number; its value is not kept */
    TSS_JSON_BOOLEAN,
    TSS_JSON_NULL
};

typedef struct tss_json_member {
    size_t start; /* offset of the name's opening quote in the input */
    char name[TSS_JSON_NAME_SIZE];
    enum tss_json_kind kind;
    char text[TSS_JSON_TEXT_SIZE]; /* STRING */
    size_t length;                 /* STRING, without its zero */
    uint64_t integer;              /* INTEGER, and BOOLEAN as 0 or 1 */
} tss_json_member;

typedef struct tss_json_reader {
    const uint8_t *bytes; /* borrowed */
    size_t size;
    size_t at;
    bool started;
    bool ended;
} tss_json_reader;

void tss_json_reader_init(tss_json_reader *reader, const void *bytes, size_t size);

/*
 * Reads the next member: 1, and out is filled; 0 at the object's end, when
 * nothing but white space follows it; TSB_ERR_INVALID. After 0 or an error
 * the reader is spent.
 */
int tss_json_next(tss_json_reader *reader, tss_json_member *out, tsb_error *err) TSB_MUST_USE;

/* Whether text (length bytes) is valid UTF-8 (RFC 3629) without control characters (U+0000 to U+001F, U+007F to
 * U+009F). */
bool tss_json_text_valid(const char *text, size_t length);

/* Append `"name": value` to out. text must be valid as above, TSB_ERR_INVALID otherwise. */
int tss_json_put_text(tsb_buffer *out, const char *name, const char *text, tsb_error *err) TSB_MUST_USE;
int tss_json_put_integer(tsb_buffer *out, const char *name, uint64_t value, tsb_error *err) TSB_MUST_USE;

#endif
