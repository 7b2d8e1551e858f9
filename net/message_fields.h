/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Between JSON objects and structs, by a table of fields: the one reader and
 * the one writer all messages share. Inside net/ only.
 */
#ifndef TALLYSTICK_NET_MESSAGE_FIELDS_H
#define TALLYSTICK_NET_MESSAGE_FIELDS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"

enum tsn_field_kind {
    TSN_FIELD_TEXT,     /* char[size]; no control characters */
    TSN_FIELD_SENTENCE, /* char[size]; cut to size and scrubbed, never refused for its contents */
    TSN_FIELD_VERBATIM, /* char[size]; any text but none empty: passwords */
    TSN_FIELD_HEX,      /* uint8_t[size] as 2 * size digits */
    TSN_FIELD_BYTES, /* struct { uint32_t size; uint8_t bytes[]; }: as many as there are, in digits; none is refused */
    TSN_FIELD_NUMBERS, /* struct { uint32_t count; uint64_t list[]; }: a list of whole numbers */
    TSN_FIELD_BOOL,    /* bool */
    TSN_FIELD_U32,     /* uint32_t */
    TSN_FIELD_U64,     /* uint64_t, at most INT64_MAX */
    TSN_FIELD_TIME,    /* int64_t, not negative */
    TSN_FIELD_PURPOSE  /* enum tsn_purpose */
};

typedef struct tsn_field {
    const char *name;
    enum tsn_field_kind kind;
    size_t offset;
    size_t size;
} tsn_field;

typedef struct tsn_fields {
    const tsn_field *list;
    size_t count;
    bool request; /* unknown members and unclean text are refused */
} tsn_fields;

#define TSN_FIELD(type, member, name, kind)                                                                            \
    {                                                                                                                  \
        name, TSN_FIELD_##kind, offsetof(type, member), sizeof(((type *)0)->member)                                    \
    }
#define TSN_FIELDS(list, is_request)                                                                                   \
    {                                                                                                                  \
        list, TSB_COUNT(list), is_request                                                                              \
    }

int tsn_fields_read(void *out, const json_t *object, const tsn_fields *fields, tsb_error *err) TSB_MUST_USE;

/* A new object, or NULL when memory is out or a text is no UTF-8. */
json_t *tsn_fields_build(const void *from, const tsn_fields *fields);

/* A message that is one object, to and from its text. After a failure to decode, out is wiped. */
int tsn_fields_encode(tsb_buffer *out, const void *from, const tsn_fields *fields, tsb_error *err) TSB_MUST_USE;
int tsn_fields_decode(void *out, size_t out_size, const void *json, size_t size, const tsn_fields *fields,
                      tsb_error *err) TSB_MUST_USE;

/* A message that is one list of objects, {"name": [...]}. Decoding gives a new array, NULL for an empty list. */
int tsn_list_encode(tsb_buffer *out, const char *name, const void *items, size_t count, size_t item_size,
                    const tsn_fields *fields, tsb_error *err) TSB_MUST_USE;
int tsn_list_decode(void **items, size_t *count, const char *name, const void *json, size_t size, size_t item_size,
                    const tsn_fields *fields, tsb_error *err) TSB_MUST_USE;

#endif
