/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages about views moved to tokens. */
#include "net/message_fields.h"
#include "net/messages.h"

static const tsn_field request_list[] = {
    TSN_FIELD(tsn_export_request, request, "request", HEX),
    TSN_FIELD(tsn_export_request, copy, "copy", HEX),
    TSN_FIELD(tsn_export_request, views, "views", U32),
    TSN_FIELD(tsn_export_request, serial, "serial", TEXT),
    TSN_FIELD(tsn_export_request, device_key, "device_key", HEX),
    TSN_FIELD(tsn_export_request, devices, "devices", NUMBERS),
};
static const tsn_fields request_fields = TSN_FIELDS(request_list, true);

static const tsn_field export_list[] = {
    TSN_FIELD(tsn_export, export, "export", HEX),         TSN_FIELD(tsn_export, views, "views", U32),
    TSN_FIELD(tsn_export, views_left, "views_left", U32), TSN_FIELD(tsn_export, licence, "licence", BYTES),
    TSN_FIELD(tsn_export, record, "record", HEX),
};
static const tsn_fields export_fields = TSN_FIELDS(export_list, false);

static const tsn_field report_list[] = {
    TSN_FIELD(tsn_export_report, record, "record", HEX),
};
static const tsn_fields report_fields = TSN_FIELDS(report_list, true);

static const tsn_field state_list[] = {
    TSN_FIELD(tsn_export_state, checkpoint, "checkpoint", U64),
    TSN_FIELD(tsn_export_state, views_on_token, "views_on_token", U32),
    TSN_FIELD(tsn_export_state, views_returned, "views_returned", U32),
    TSN_FIELD(tsn_export_state, views_left, "views_left", U32),
};
static const tsn_fields state_fields = TSN_FIELDS(state_list, false);

int tsn_export_request_encode(tsb_buffer *out, const tsn_export_request *request, tsb_error *err)
{
    return tsn_fields_encode(out, request, &request_fields, err);
}

int tsn_export_encode(tsb_buffer *out, const tsn_export *export, tsb_error *err)
{
    return tsn_fields_encode(out, export, &export_fields, err);
}

int tsn_export_report_encode(tsb_buffer *out, const tsn_export_report *report, tsb_error *err)
{
    return tsn_fields_encode(out, report, &report_fields, err);
}

int tsn_export_state_encode(tsb_buffer *out, const tsn_export_state *state, tsb_error *err)
{
    return tsn_fields_encode(out, state, &state_fields, err);
}

int tsn_export_request_decode(tsn_export_request *out, const void *json, size_t size, tsb_error *err)
{
    return tsn_fields_decode(out, sizeof *out, json, size, &request_fields, err);
}

int tsn_export_decode(tsn_export *out, const void *json, size_t size, tsb_error *err)
{
    return tsn_fields_decode(out, sizeof *out, json, size, &export_fields, err);
}

int tsn_export_report_decode(tsn_export_report *out, const void *json, size_t size, tsb_error *err)
{
    return tsn_fields_decode(out, sizeof *out, json, size, &report_fields, err);
}

int tsn_export_state_decode(tsn_export_state *out, const void *json, size_t size, tsb_error *err)
{
    return tsn_fields_decode(out, sizeof *out, json, size, &state_fields, err);
}
