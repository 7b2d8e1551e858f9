/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/message_fields.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/secret.h"
#include "base/text.h"
#include "base/translate.h"
#include "net/json.h"
#include "net/messages.h"

static const char *const purposes[] = {[TSN_WATCH] = "watch", [TSN_VERIFY] = "verify"};

static int refuse(const tsn_field *field, const char *want, tsb_error *err)
{
    return tsb_fail(err, TSB_ERR_INVALID, "\"%s\" must be %s", field->name, _(want));
}

static int read_sentence(char *to, const tsn_field *field, const json_t *value, tsb_error *err)
{
    if (!json_is_string(value))
        return refuse(field, N_("a text"), err);
    size_t length = json_string_length(value);
    if (length > field->size - 1)
        length = field->size - 1;
    memcpy(to, json_string_value(value), length);
    to[length] = '\0';
    tsb_text_scrub(to);
    return 0;
}

static int read_text(char *to, const tsn_field *field, const json_t *value, bool request, tsb_error *err)
{
    if (!json_is_string(value))
        return refuse(field, N_("a text"), err);
    size_t length = json_string_length(value);
    if (length >= field->size)
        return tsb_fail(err, TSB_ERR_INVALID, "\"%s\" is longer than %zu bytes", field->name, field->size - 1);
    if (length == 0 && request)
        return refuse(field, N_("a text that is not empty"), err);
    memcpy(to, json_string_value(value), length + 1);
    if (field->kind == TSN_FIELD_VERBATIM)
        return 0;
    tsb_text_scrub(to);
    if (request && memcmp(to, json_string_value(value), length) != 0)
        return refuse(field, N_("a text without control characters"), err);
    return 0;
}

static int read_hex(uint8_t *to, const tsn_field *field, const json_t *value, tsb_error *err)
{
    if (!json_is_string(value) ||
        tsb_hex_decode(to, field->size, json_string_value(value), json_string_length(value)) != 0)
        return tsb_fail(err, TSB_ERR_INVALID, "\"%s\" must be %zu hexadecimal digits", field->name, 2 * field->size);
    return 0;
}

/* Fields of no fixed size: their count, then the items. */
enum { BYTES_AT = sizeof(uint32_t), NUMBERS_AT = sizeof(uint64_t) };

static int read_bytes(void *to, const tsn_field *field, const json_t *value, tsb_error *err)
{
    size_t most = (field->size - BYTES_AT) / sizeof(uint32_t) * sizeof(uint32_t);
    size_t digits = json_is_string(value) ? json_string_length(value) : 0;
    if (digits == 0 || digits % 2 != 0 || digits / 2 > most ||
        tsb_hex_decode((uint8_t *)to + BYTES_AT, digits / 2, json_string_value(value), digits) != 0)
        return tsb_fail(err, TSB_ERR_INVALID, "\"%s\" must be 2 to %zu hexadecimal digits", field->name, 2 * most);
    *(uint32_t *)to = (uint32_t)(digits / 2);
    return 0;
}

static int read_numbers(void *to, const tsn_field *field, const json_t *value, tsb_error *err)
{
    size_t most = (field->size - NUMBERS_AT) / sizeof(uint64_t);
    uint64_t *list = (uint64_t *)((char *)to + NUMBERS_AT);
    if (!json_is_array(value) || json_array_size(value) > most)
        return tsb_fail(err, TSB_ERR_INVALID, "\"%s\" must be a list of at most %zu numbers", field->name, most);
    for (size_t i = 0; i < json_array_size(value); i++) {
        const json_t *item = json_array_get(value, i);
        if (!json_is_integer(item) || json_integer_value(item) < 0)
            return refuse(field, N_("a list of whole numbers from 0"), err);
        list[i] = (uint64_t)json_integer_value(item);
    }
    *(uint32_t *)to = (uint32_t)json_array_size(value);
    return 0;
}

static int read_purpose(enum tsn_purpose *to, const tsn_field *field, const json_t *value, tsb_error *err)
{
    for (size_t i = 0; i < TSB_COUNT(purposes); i++) {
        if (purposes[i] && json_is_string(value) && strcmp(json_string_value(value), purposes[i]) == 0) {
            *to = (enum tsn_purpose)i;
            return 0;
        }
    }
    return refuse(field, N_("\"watch\" or \"verify\""), err);
}

static int read_number(void *to, const tsn_field *field, const json_t *value, tsb_error *err)
{
    json_int_t number = json_is_integer(value) ? json_integer_value(value) : -1;
    if (number < 0 || (field->kind == TSN_FIELD_U32 && number > (json_int_t)UINT32_MAX))
        return refuse(field,
                      field->kind == TSN_FIELD_U32 ? N_("a whole number from 0 to 4294967295")
                                                   : N_("a whole number from 0"),
                      err);
    if (field->kind == TSN_FIELD_U32)
        *(uint32_t *)to = (uint32_t)number;
    else if (field->kind == TSN_FIELD_U64)
        *(uint64_t *)to = (uint64_t)number;
    else
        *(int64_t *)to = (int64_t)number;
    return 0;
}

static int read_field(void *out, const tsn_field *field, const json_t *value, bool request, tsb_error *err)
{
    void *to = (char *)out + field->offset;
    switch (field->kind) {
    case TSN_FIELD_TEXT:
    case TSN_FIELD_VERBATIM:
        return read_text(to, field, value, request, err);
    case TSN_FIELD_SENTENCE:
        return read_sentence(to, field, value, err);
    case TSN_FIELD_HEX:
        return read_hex(to, field, value, err);
    case TSN_FIELD_BYTES:
        return read_bytes(to, field, value, err);
    case TSN_FIELD_NUMBERS:
        return read_numbers(to, field, value, err);
    case TSN_FIELD_BOOL:
        if (!json_is_boolean(value))
            return refuse(field, N_("true or false"), err);
        *(bool *)to = json_is_true(value);
        return 0;
    case TSN_FIELD_PURPOSE:
        return read_purpose(to, field, value, err);
    case TSN_FIELD_U32:
    case TSN_FIELD_U64:
    case TSN_FIELD_TIME:
        break;
    }
    return read_number(to, field, value, err);
}

int tsn_fields_read(void *out, const json_t *object, const tsn_fields *fields, tsb_error *err)
{
    if (!json_is_object(object))
        return tsb_fail(err, TSB_ERR_INVALID, "a JSON object is expected");
    for (size_t i = 0; i < fields->count; i++) {
        const tsn_field *field = &fields->list[i];
        const json_t *value = json_object_get(object, field->name);
        if (!value)
            return tsb_fail(err, TSB_ERR_INVALID, "\"%s\" is missing", field->name);
        int rc = read_field(out, field, value, fields->request, err);
        if (rc != 0)
            return rc;
    }
    /* All known members are there, none twice: more in number means an unknown one. */
    if (fields->request && json_object_size(object) != fields->count)
        return tsb_fail(err, TSB_ERR_INVALID, "the message has a member this request does not know");
    return 0;
}

static json_t *build_hex(const uint8_t *bytes, size_t size)
{
    const size_t room = 2 * size + 1;
    char *text = malloc(room);
    if (!text)
        return NULL;
    tsb_hex_encode(text, bytes, size);
    json_t *value = json_stringn(text, 2 * size);
    tsb_wipe(text, room);
    free(text);
    return value;
}

static json_t *build_numbers(const void *from)
{
    const uint64_t *numbers = (const uint64_t *)((const char *)from + NUMBERS_AT);
    json_t *list = json_array();
    for (uint32_t i = 0; list && i < *(const uint32_t *)from; i++) {
        if (json_array_append_new(list, json_integer((json_int_t)numbers[i])) != 0) {
            json_decref(list);
            list = NULL;
        }
    }
    return list;
}

static json_t *build_purpose(enum tsn_purpose purpose)
{
    if ((size_t)purpose >= TSB_COUNT(purposes) || !purposes[purpose])
        return NULL;
    return json_string(purposes[purpose]);
}

static json_t *build_field(const void *from, const tsn_field *field)
{
    const void *at = (const char *)from + field->offset;
    switch (field->kind) {
    case TSN_FIELD_TEXT:
    case TSN_FIELD_SENTENCE:
    case TSN_FIELD_VERBATIM:
        return json_string(at);
    case TSN_FIELD_HEX:
        return build_hex(at, field->size);
    case TSN_FIELD_BYTES:
        return build_hex((const uint8_t *)at + BYTES_AT, *(const uint32_t *)at);
    case TSN_FIELD_NUMBERS:
        return build_numbers(at);
    case TSN_FIELD_BOOL:
        return json_boolean(*(const bool *)at);
    case TSN_FIELD_U32:
        return json_integer(*(const uint32_t *)at);
    case TSN_FIELD_U64:
        return json_integer((json_int_t) * (const uint64_t *)at);
    case TSN_FIELD_TIME:
        return json_integer(*(const int64_t *)at);
    case TSN_FIELD_PURPOSE:
        break;
    }
    return build_purpose(*(const enum tsn_purpose *)at);
}

json_t *tsn_fields_build(const void *from, const tsn_fields *fields)
{
    tsn_json_prepare();
    json_t *object = json_object();
    for (size_t i = 0; object && i < fields->count; i++) {
        /* json_object_set_new takes a NULL value as failure. */
        if (json_object_set_new(object, fields->list[i].name, build_field(from, &fields->list[i])) != 0) {
            json_decref(object);
            object = NULL;
        }
    }
    return object;
}

int tsn_fields_encode(tsb_buffer *out, const void *from, const tsn_fields *fields, tsb_error *err)
{
    return tsn_json_append_new(out, tsn_fields_build(from, fields), err);
}

int tsn_fields_decode(void *out, size_t out_size, const void *json, size_t size, const tsn_fields *fields,
                      tsb_error *err)
{
    memset(out, 0, out_size);
    json_t *root = tsn_json_parse(json, size, fields->request ? TSN_REQUEST_MAX : TSN_REPLY_MAX, err);
    if (!root)
        return TSB_ERR_INVALID;
    int rc = tsn_fields_read(out, root, fields, err);
    json_decref(root);
    if (rc != 0)
        tsb_wipe(out, out_size);
    return rc;
}

int tsn_list_encode(tsb_buffer *out, const char *name, const void *items, size_t count, size_t item_size,
                    const tsn_fields *fields, tsb_error *err)
{
    tsn_json_prepare();
    json_t *list = json_array();
    for (size_t i = 0; list && i < count; i++) {
        if (json_array_append_new(list, tsn_fields_build((const char *)items + i * item_size, fields)) != 0) {
            json_decref(list);
            list = NULL;
        }
    }
    json_t *root = json_object();
    if (root && json_object_set_new(root, name, list) != 0) {
        json_decref(root);
        root = NULL;
    } else if (!root) {
        json_decref(list);
    }
    return tsn_json_append_new(out, root, err);
}

/* The items as a new array of count; empty lists give NULL and 0. */
static int read_items(void **items, size_t *count, const json_t *list, size_t item_size, const tsn_fields *fields,
                      tsb_error *err)
{
    size_t size = json_array_size(list);
    if (size > TSN_LIST_MAX)
        return tsb_fail(err, TSB_ERR_INVALID, "the list has more than %u items", TSN_LIST_MAX);
    if (size == 0)
        return 0;
    char *memory = calloc(size, item_size);
    if (!memory)
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory for a list");
    for (size_t i = 0; i < size; i++) {
        int rc = tsn_fields_read(memory + i * item_size, json_array_get(list, i), fields, err);
        if (rc != 0) {
            free(memory);
            return rc;
        }
    }
    *items = memory;
    *count = size;
    return 0;
}

int tsn_list_decode(void **items, size_t *count, const char *name, const void *json, size_t size, size_t item_size,
                    const tsn_fields *fields, tsb_error *err)
{
    json_t *root = tsn_json_parse(json, size, TSN_REPLY_MAX, err);
    if (!root)
        return TSB_ERR_INVALID;
    const json_t *list = json_object_get(root, name);
    int rc = 0;
    if (!json_is_array(list))
        rc = tsb_fail(err, TSB_ERR_INVALID, "\"%s\" must be a list", name);
    else
        rc = read_items(items, count, list, item_size, fields, err);
    json_decref(root);
    return rc;
}
