/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/messages.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/secret.h"
#include "net/message_fields.h"

#define FIELD(type, member, name, kind)                                                                                \
    {                                                                                                                  \
        name, TSN_FIELD_##kind, offsetof(type, member), sizeof(((type *)0)->member)                                    \
    }
#define FIELDS(list, is_request)                                                                                       \
    {                                                                                                                  \
        list, TSB_COUNT(list), is_request                                                                              \
    }

static const tsn_field server_info_list[] = {
    FIELD(tsn_server_info, name, "name", TEXT),
    FIELD(tsn_server_info, version, "version", TEXT),
    FIELD(tsn_server_info, signing_key, "signing_key", HEX),
    FIELD(tsn_server_info, fingerprint, "fingerprint", TEXT),
};
static const tsn_fields server_info_fields = FIELDS(server_info_list, false);

static const tsn_field login_request_list[] = {
    FIELD(tsn_login_request, user, "user", TEXT),
    FIELD(tsn_login_request, password, "password", VERBATIM),
    FIELD(tsn_login_request, device_name, "device_name", TEXT),
    FIELD(tsn_login_request, device_key, "device_key", HEX),
};
static const tsn_fields login_request_fields = FIELDS(login_request_list, true);

static const tsn_field login_list[] = {
    FIELD(tsn_login, token, "token", HEX),
    FIELD(tsn_login, device, "device_id", U64),
    FIELD(tsn_login, qa, "qa", BOOL),
    FIELD(tsn_login, expires, "expires", TIME),
};
static const tsn_fields login_fields = FIELDS(login_list, false);

static const tsn_field title_list[] = {
    FIELD(tsn_title, id, "id", HEX),
    FIELD(tsn_title, name, "name", TEXT),
    FIELD(tsn_title, profile, "profile", TEXT),
    FIELD(tsn_title, image_sectors, "image_sectors", U32),
    FIELD(tsn_title, chunks, "chunks", U32),
};
static const tsn_fields title_fields = FIELDS(title_list, false);

static const tsn_field copy_list[] = {
    FIELD(tsn_copy, copy, "copy", HEX),
    FIELD(tsn_copy, title, "title", HEX),
    FIELD(tsn_copy, title_name, "title_name", TEXT),
    FIELD(tsn_copy, views_left, "views_left", U32),
    FIELD(tsn_copy, views_granted, "views_granted", U32),
    FIELD(tsn_copy, resumable, "resumable", BOOL),
    FIELD(tsn_copy, resume_until, "resume_until", TIME),
};
static const tsn_fields copy_fields = FIELDS(copy_list, false);

static const tsn_field view_request_list[] = {
    FIELD(tsn_view_request, copy, "copy", HEX),
    FIELD(tsn_view_request, purpose, "purpose", PURPOSE),
};
static const tsn_fields view_request_fields = FIELDS(view_request_list, true);

static const tsn_field view_list[] = {
    FIELD(tsn_view, view, "view", HEX),
    FIELD(tsn_view, views_left, "views_left", U32),
    FIELD(tsn_view, resumed, "resumed", BOOL),
    FIELD(tsn_view, position_ms, "position_ms", U64),
    FIELD(tsn_view, resume_until, "resume_until", TIME),
    FIELD(tsn_view, expires, "expires", TIME),
};
static const tsn_fields view_fields = FIELDS(view_list, false);

static const tsn_field window_key_list[] = {
    FIELD(tsn_window_key, window, "window", U32),
    FIELD(tsn_window_key, sealed, "sealed", HEX),
};
static const tsn_fields window_key_fields = FIELDS(window_key_list, false);

static const tsn_field close_request_list[] = {
    FIELD(tsn_close_request, position_ms, "position_ms", U64),
};
static const tsn_fields close_request_fields = FIELDS(close_request_list, true);

static const tsn_field refusal_list[] = {
    FIELD(tsn_refusal, code, "code", TEXT),
    FIELD(tsn_refusal, message, "message", SENTENCE),
};
static const tsn_fields refusal_fields = FIELDS(refusal_list, false);

/* Appends object and drops it; NULL says that it could not be built. */
static int append_and_drop(tsb_buffer *out, json_t *object, tsb_error *err)
{
    if (!object)
        return tsb_fail(err, TSB_ERR_INVALID,
                        "the message cannot be written: a text in it is not UTF-8, or memory is out");
    int rc = tsn_json_append(out, object, err);
    json_decref(object);
    return rc;
}

static int encode(tsb_buffer *out, const void *from, const tsn_fields *fields, tsb_error *err)
{
    return append_and_drop(out, tsn_fields_build(from, fields), err);
}

static int decode(void *out, size_t out_size, const void *json, size_t size, const tsn_fields *fields, tsb_error *err)
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

static int encode_list(tsb_buffer *out, const char *name, const void *items, size_t count, size_t item_size,
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
    return append_and_drop(out, root, err);
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

static int decode_list(void **items, size_t *count, const char *name, const void *json, size_t size, size_t item_size,
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

int tsn_server_info_encode(tsb_buffer *out, const tsn_server_info *info, tsb_error *err)
{
    return encode(out, info, &server_info_fields, err);
}

int tsn_login_request_encode(tsb_buffer *out, const tsn_login_request *request, tsb_error *err)
{
    return encode(out, request, &login_request_fields, err);
}

int tsn_login_encode(tsb_buffer *out, const tsn_login *login, tsb_error *err)
{
    return encode(out, login, &login_fields, err);
}

int tsn_titles_encode(tsb_buffer *out, const tsn_titles *titles, tsb_error *err)
{
    return encode_list(out, "titles", titles->items, titles->count, sizeof *titles->items, &title_fields, err);
}

int tsn_copy_encode(tsb_buffer *out, const tsn_copy *copy, tsb_error *err)
{
    return encode(out, copy, &copy_fields, err);
}

int tsn_copies_encode(tsb_buffer *out, const tsn_copies *copies, tsb_error *err)
{
    return encode_list(out, "copies", copies->items, copies->count, sizeof *copies->items, &copy_fields, err);
}

int tsn_view_request_encode(tsb_buffer *out, const tsn_view_request *request, tsb_error *err)
{
    return encode(out, request, &view_request_fields, err);
}

int tsn_view_encode(tsb_buffer *out, const tsn_view *view, tsb_error *err)
{
    return encode(out, view, &view_fields, err);
}

int tsn_window_key_encode(tsb_buffer *out, const tsn_window_key *key, tsb_error *err)
{
    return encode(out, key, &window_key_fields, err);
}

int tsn_close_request_encode(tsb_buffer *out, const tsn_close_request *request, tsb_error *err)
{
    return encode(out, request, &close_request_fields, err);
}

int tsn_refusal_encode(tsb_buffer *out, const tsn_refusal *refusal, tsb_error *err)
{
    json_t *error = tsn_fields_build(refusal, &refusal_fields);
    json_t *root = error ? json_object() : NULL;
    if (!root)
        json_decref(error);
    else if (json_object_set_new(root, "error", error) != 0) {
        json_decref(root);
        root = NULL;
    }
    return append_and_drop(out, root, err);
}

int tsn_server_info_decode(tsn_server_info *out, const void *json, size_t size, tsb_error *err)
{
    return decode(out, sizeof *out, json, size, &server_info_fields, err);
}

int tsn_login_request_decode(tsn_login_request *out, const void *json, size_t size, tsb_error *err)
{
    return decode(out, sizeof *out, json, size, &login_request_fields, err);
}

int tsn_login_decode(tsn_login *out, const void *json, size_t size, tsb_error *err)
{
    return decode(out, sizeof *out, json, size, &login_fields, err);
}

int tsn_titles_decode(tsn_titles *out, const void *json, size_t size, tsb_error *err)
{
    void *items = NULL;
    *out = (tsn_titles){0};
    int rc = decode_list(&items, &out->count, "titles", json, size, sizeof *out->items, &title_fields, err);
    out->items = items;
    return rc;
}

int tsn_copy_decode(tsn_copy *out, const void *json, size_t size, tsb_error *err)
{
    return decode(out, sizeof *out, json, size, &copy_fields, err);
}

int tsn_copies_decode(tsn_copies *out, const void *json, size_t size, tsb_error *err)
{
    void *items = NULL;
    *out = (tsn_copies){0};
    int rc = decode_list(&items, &out->count, "copies", json, size, sizeof *out->items, &copy_fields, err);
    out->items = items;
    return rc;
}

int tsn_view_request_decode(tsn_view_request *out, const void *json, size_t size, tsb_error *err)
{
    return decode(out, sizeof *out, json, size, &view_request_fields, err);
}

int tsn_view_decode(tsn_view *out, const void *json, size_t size, tsb_error *err)
{
    return decode(out, sizeof *out, json, size, &view_fields, err);
}

int tsn_window_key_decode(tsn_window_key *out, const void *json, size_t size, tsb_error *err)
{
    return decode(out, sizeof *out, json, size, &window_key_fields, err);
}

int tsn_close_request_decode(tsn_close_request *out, const void *json, size_t size, tsb_error *err)
{
    return decode(out, sizeof *out, json, size, &close_request_fields, err);
}

int tsn_refusal_decode(tsn_refusal *out, const void *json, size_t size, tsb_error *err)
{
    memset(out->code, 0, sizeof out->code);
    memset(out->message, 0, sizeof out->message);
    json_t *root = tsn_json_parse(json, size, TSN_REPLY_MAX, err);
    if (!root)
        return TSB_ERR_INVALID;
    int rc = tsn_fields_read(out, json_object_get(root, "error"), &refusal_fields, err);
    json_decref(root);
    if (rc != 0) {
        memset(out->code, 0, sizeof out->code);
        memset(out->message, 0, sizeof out->message);
    }
    return rc;
}

void tsn_titles_finish(tsn_titles *titles)
{
    free(titles->items);
    *titles = (tsn_titles){0};
}

void tsn_copies_finish(tsn_copies *copies)
{
    free(copies->items);
    *copies = (tsn_copies){0};
}

void tsn_key_context(uint8_t context[TSN_KEY_CONTEXT_SIZE], const tss_id *copy, uint32_t window)
{
    memcpy(context, copy->bytes, TSS_ID_SIZE);
    tsb_store32(context + TSS_ID_SIZE, window);
}
