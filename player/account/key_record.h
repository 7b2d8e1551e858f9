/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The record that a device key lies in a key store, as text: "tallystick device key 1", then one "name value" a line:
 * store, device (the public key), and kept, where the store has something kept. Unknown names are ignored.
 * There is no secret in it.
 */
#ifndef TALLYSTICK_PLAYER_KEY_RECORD_H
#define TALLYSTICK_PLAYER_KEY_RECORD_H

#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "player/account/keystore.h"

#define TSP_STORE_ID_SIZE 32

typedef struct tsp_key_record {
    char store[TSP_STORE_ID_SIZE]; /* tsp_keystore_id() of the build that wrote it */
    uint8_t device[TSS_KEY_SIZE];
    uint8_t kept[TSP_KEYSTORE_KEPT_MAX];
    size_t kept_size;
} tsp_key_record;

int tsp_key_record_format(tsb_buffer *out, const tsp_key_record *record, tsb_error *err) TSB_MUST_USE;

/* 0, or TSB_ERR_INVALID with out zeroed. */
int tsp_key_record_parse(tsp_key_record *out, const char *text, size_t size) TSB_MUST_USE;

#endif
