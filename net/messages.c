/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/messages.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "net/json.h"
#include "net/message_fields.h"

static const tsn_field server_info_list[] = {
    TSN_FIELD(tsn_server_info, name, "name", TEXT),
    TSN_FIELD(tsn_server_info, version, "version", TEXT),
    TSN_FIELD(tsn_server_info, signing_key, "signing_key", HEX),
    TSN_FIELD(tsn_server_info, fingerprint, "fingerprint", TEXT),
};
static const tsn_fields server_info_fields = TSN_FIELDS(server_info_list, false);

static const tsn_field login_request_list[] = {
    TSN_FIELD(tsn_login_request, user, "user", TEXT),
    TSN_FIELD(tsn_login_request, password, "password", VERBATIM),
    TSN_FIELD(tsn_login_request, device_name, "device_name", TEXT),
    TSN_FIELD(tsn_login_request, device_key, "device_key", HEX),
};
static const tsn_fields login_request_fields = TSN_FIELDS(login_request_list, true);

static const tsn_field login_list[] = {
    TSN_FIELD(tsn_login, token, "token", HEX),
    TSN_FIELD(tsn_login, device, "device_id", U64),
    TSN_FIELD(tsn_login, qa, "qa", BOOL),
    TSN_FIELD(tsn_login, expires, "expires", TIME),
};
static const tsn_fields login_fields = TSN_FIELDS(login_list, false);

static const tsn_field title_list[] = {
    TSN_FIELD(tsn_title, id, "id", HEX),
    TSN_FIELD(tsn_title, name, "name", TEXT),
    TSN_FIELD(tsn_title, profile, "profile", TEXT),
    TSN_FIELD(tsn_title, image_sectors, "image_sectors", U32),
    TSN_FIELD(tsn_title, chunks, "chunks", U32),
};
static const tsn_fields title_fields = TSN_FIELDS(title_list, false);

static const tsn_field copy_list[] = {
    TSN_FIELD(tsn_copy, copy, "copy", HEX),
    TSN_FIELD(tsn_copy, title, "title", HEX),
    TSN_FIELD(tsn_copy, title_name, "title_name", TEXT),
    TSN_FIELD(tsn_copy, distributor_name, "distributor_name", TEXT),
    TSN_FIELD(tsn_copy, views_left, "views_left", U32),
    TSN_FIELD(tsn_copy, views_granted, "views_granted", U32),
    TSN_FIELD(tsn_copy, views_on_tokens, "views_on_tokens", U32),
    TSN_FIELD(tsn_copy, resumable, "resumable", BOOL),
    TSN_FIELD(tsn_copy, resume_until, "resume_until", TIME),
    TSN_FIELD(tsn_copy, position_ms, "position_ms", U64),
};
static const tsn_fields copy_fields = TSN_FIELDS(copy_list, false);

static const tsn_field view_request_list[] = {
    TSN_FIELD(tsn_view_request, copy, "copy", HEX),
    TSN_FIELD(tsn_view_request, purpose, "purpose", PURPOSE),
};
static const tsn_fields view_request_fields = TSN_FIELDS(view_request_list, true);

static const tsn_field view_list[] = {
    TSN_FIELD(tsn_view, view, "view", HEX),
    TSN_FIELD(tsn_view, views_left, "views_left", U32),
    TSN_FIELD(tsn_view, resumed, "resumed", BOOL),
    TSN_FIELD(tsn_view, position_ms, "position_ms", U64),
    TSN_FIELD(tsn_view, resume_until, "resume_until", TIME),
    TSN_FIELD(tsn_view, expires, "expires", TIME),
};
static const tsn_fields view_fields = TSN_FIELDS(view_list, false);

static const tsn_field window_key_list[] = {
    TSN_FIELD(tsn_window_key, window, "window", U32),
    TSN_FIELD(tsn_window_key, sealed, "sealed", HEX),
};
static const tsn_fields window_key_fields = TSN_FIELDS(window_key_list, false);

static const tsn_field close_request_list[] = {
    TSN_FIELD(tsn_close_request, position_ms, "position_ms", U64),
};
static const tsn_fields close_request_fields = TSN_FIELDS(close_request_list, true);

static const tsn_field refusal_list[] = {
    TSN_FIELD(tsn_refusal, code, "code", TEXT),
    TSN_FIELD(tsn_refusal, message, "message", SENTENCE),
};
static const tsn_fields refusal_fields = TSN_FIELDS(refusal_list, false);

int tsn_server_info_encode(tsb_buffer *out, const tsn_server_info *info, tsb_error *err)
{
    return tsn_fields_encode(out, info, &server_info_fields, err);
}

int tsn_login_request_encode(tsb_buffer *out, const tsn_login_request *request, tsb_error *err)
{
    return tsn_fields_encode(out, request, &login_request_fields, err);
}

int tsn_login_encode(tsb_buffer *out, const tsn_login *login, tsb_error *err)
{
    return tsn_fields_encode(out, login, &login_fields, err);
}

int tsn_titles_encode(tsb_buffer *out, const tsn_titles *titles, tsb_error *err)
{
    return tsn_list_encode(out, "titles", titles->items, titles->count, sizeof *titles->items, &title_fields, err);
}

int tsn_copy_encode(tsb_buffer *out, const tsn_copy *copy, tsb_error *err)
{
    return tsn_fields_encode(out, copy, &copy_fields, err);
}

int tsn_copies_encode(tsb_buffer *out, const tsn_copies *copies, tsb_error *err)
{
    return tsn_list_encode(out, "copies", copies->items, copies->count, sizeof *copies->items, &copy_fields, err);
}

int tsn_view_request_encode(tsb_buffer *out, const tsn_view_request *request, tsb_error *err)
{
    return tsn_fields_encode(out, request, &view_request_fields, err);
}

int tsn_view_encode(tsb_buffer *out, const tsn_view *view, tsb_error *err)
{
    return tsn_fields_encode(out, view, &view_fields, err);
}

int tsn_window_key_encode(tsb_buffer *out, const tsn_window_key *key, tsb_error *err)
{
    return tsn_fields_encode(out, key, &window_key_fields, err);
}

int tsn_close_request_encode(tsb_buffer *out, const tsn_close_request *request, tsb_error *err)
{
    return tsn_fields_encode(out, request, &close_request_fields, err);
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
    return tsn_json_append_new(out, root, err);
}

int tsn_server_info_decode(tsn_server_info *out, const void *json, size_t size, tsb_error *err)
{
    return tsn_fields_decode(out, sizeof *out, json, size, &server_info_fields, err);
}

int tsn_login_request_decode(tsn_login_request *out, const void *json, size_t size, tsb_error *err)
{
    return tsn_fields_decode(out, sizeof *out, json, size, &login_request_fields, err);
}

int tsn_login_decode(tsn_login *out, const void *json, size_t size, tsb_error *err)
{
    return tsn_fields_decode(out, sizeof *out, json, size, &login_fields, err);
}

int tsn_titles_decode(tsn_titles *out, const void *json, size_t size, tsb_error *err)
{
    void *items = NULL;
    *out = (tsn_titles){0};
    int rc = tsn_list_decode(&items, &out->count, "titles", json, size, sizeof *out->items, &title_fields, err);
    out->items = items;
    return rc;
}

int tsn_copy_decode(tsn_copy *out, const void *json, size_t size, tsb_error *err)
{
    return tsn_fields_decode(out, sizeof *out, json, size, &copy_fields, err);
}

int tsn_copies_decode(tsn_copies *out, const void *json, size_t size, tsb_error *err)
{
    void *items = NULL;
    *out = (tsn_copies){0};
    int rc = tsn_list_decode(&items, &out->count, "copies", json, size, sizeof *out->items, &copy_fields, err);
    out->items = items;
    return rc;
}

int tsn_view_request_decode(tsn_view_request *out, const void *json, size_t size, tsb_error *err)
{
    return tsn_fields_decode(out, sizeof *out, json, size, &view_request_fields, err);
}

int tsn_view_decode(tsn_view *out, const void *json, size_t size, tsb_error *err)
{
    return tsn_fields_decode(out, sizeof *out, json, size, &view_fields, err);
}

int tsn_window_key_decode(tsn_window_key *out, const void *json, size_t size, tsb_error *err)
{
    return tsn_fields_decode(out, sizeof *out, json, size, &window_key_fields, err);
}

int tsn_close_request_decode(tsn_close_request *out, const void *json, size_t size, tsb_error *err)
{
    return tsn_fields_decode(out, sizeof *out, json, size, &close_request_fields, err);
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
