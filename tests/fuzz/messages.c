/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as any message of the protocol: what is accepted can be written, and reads back the same. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "net/messages.h"

typedef union message {
    tsn_server_info server_info;
    tsn_login_request login_request;
    tsn_login login;
    tsn_copy copy;
    tsn_view_request view_request;
    tsn_view view;
    tsn_window_key window_key;
    tsn_close_request close_request;
    tsn_export_request export_request;
    tsn_export export;
    tsn_export_report export_report;
    tsn_export_state export_state;
    tsn_refusal refusal;
} message;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Decodes and writes, decodes that and writes again: both texts are the same. */
#define ROUND(type)                                                                                                    \
    do {                                                                                                               \
        if (tsn_##type##_decode(&one.type, json, size, NULL) == 0) {                                                   \
            if (tsn_##type##_encode(&text, &one.type, NULL) != 0 ||                                                    \
                tsn_##type##_decode(&two.type, text.bytes, text.size, NULL) != 0 ||                                    \
                tsn_##type##_encode(&again, &two.type, NULL) != 0 || text.size != again.size ||                        \
                memcmp(text.bytes, again.bytes, text.size) != 0)                                                       \
                abort();                                                                                               \
        }                                                                                                              \
    } while (0)

#define CASE(number, type)                                                                                             \
    case number:                                                                                                       \
        ROUND(type);                                                                                                   \
        break

static void read_lists(const uint8_t *json, size_t size)
{
    tsn_titles titles;
    tsn_copies copies;
    tsn_devices devices;
    if (tsn_titles_decode(&titles, json, size, NULL) != 0 && titles.items)
        abort();
    tsn_titles_finish(&titles);
    if (tsn_copies_decode(&copies, json, size, NULL) != 0 && copies.items)
        abort();
    tsn_copies_finish(&copies);
    if (tsn_devices_decode(&devices, json, size, NULL) != 0 && devices.items)
        abort();
    tsn_devices_finish(&devices);
}

/* What is accepted can be written and is read back, item by item, as it was. */
static void round_devices(const uint8_t *json, size_t size, tsb_buffer *text)
{
    tsn_devices one;
    tsn_devices two;
    if (tsn_devices_decode(&one, json, size, NULL) == 0) {
        if (tsn_devices_encode(text, &one, NULL) != 0 || tsn_devices_decode(&two, text->bytes, text->size, NULL) != 0 ||
            one.count != two.count)
            abort();
        for (size_t i = 0; i < one.count; i++) {
            if (one.items[i].id != two.items[i].id || strcmp(one.items[i].name, two.items[i].name) != 0 ||
                memcmp(one.items[i].key, two.items[i].key, TSS_KEY_SIZE) != 0 ||
                one.items[i].created != two.items[i].created || one.items[i].last_seen != two.items[i].last_seen ||
                one.items[i].current != two.items[i].current)
                abort();
        }
        tsn_devices_finish(&two);
    }
    tsn_devices_finish(&one);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    message one;
    message two;
    tsb_buffer text;
    tsb_buffer again;
    tsb_error error = {0};
    if (size == 0)
        return 0;
    const uint8_t *json = data + 1;
    size--;
    memset(&one, 0, sizeof one);
    memset(&two, 0, sizeof two);
    tsb_buffer_init(&text, TSN_REPLY_MAX);
    tsb_buffer_init(&again, TSN_REPLY_MAX);
    switch (data[0] < 0xf0 ? data[0] % 10 : data[0]) {
        CASE(0, server_info);
        CASE(1, login_request);
        CASE(2, login);
        CASE(3, copy);
        CASE(4, view_request);
        CASE(5, view);
        CASE(6, window_key);
        CASE(7, close_request);
        CASE(0xf0, export_request);
        CASE(0xf1, export);
        CASE(0xf2, export_report);
        CASE(0xf3, export_state);
    case 8:
        (void)!tsn_refusal_decode(&one.refusal, json, size, &error);
        break;
    case 0xf4:
        round_devices(json, size, &text);
        break;
    default:
        read_lists(json, size);
        break;
    }
    tsb_buffer_finish(&text);
    tsb_buffer_finish(&again);
    return 0;
}
