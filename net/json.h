/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bodies of messages as jansson's objects, whose memory is wiped when it is freed. Inside net/ only. Any thread. */
#ifndef TALLYSTICK_NET_JSON_H
#define TALLYSTICK_NET_JSON_H

#include <jansson.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/error.h"

/* Has all memory that jansson frees wiped, since bodies carry passwords and tokens. Before an object is made; parsing
 * does so by itself. */
void tsn_json_prepare(void);

/* The JSON value of a whole body that must be one object, for the caller to json_decref; NULL with err set. */
json_t *tsn_json_parse(const void *json, size_t size, size_t ceiling, tsb_error *err);

/* Appends object's text to out and drops it; NULL stands for one that could not be built. */
int tsn_json_append_new(tsb_buffer *out, json_t *object, tsb_error *err) TSB_MUST_USE;

#endif
