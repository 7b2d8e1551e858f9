/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A growable byte buffer that never grows past its ceiling. */
#ifndef TALLYSTICK_BASE_BUFFER_H
#define TALLYSTICK_BASE_BUFFER_H

#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/error.h"

/* bytes[0 .. size) is valid; bytes[size] is always zero once anything was
 * appended, so text can be read as a C string. One thread at a time. */
typedef struct tsb_buffer {
    uint8_t *bytes;
    size_t size;
    size_t capacity;
    size_t ceiling;
} tsb_buffer;

void tsb_buffer_init(tsb_buffer *buffer, size_t ceiling);

/* Frees the memory; the buffer may be used again. Accepts an empty buffer. */
void tsb_buffer_finish(tsb_buffer *buffer);

/* Keeps the memory, forgets the contents. */
void tsb_buffer_clear(tsb_buffer *buffer);

/* 0, or TSB_ERR_MEMORY with the buffer unchanged. */
int tsb_buffer_reserve(tsb_buffer *buffer, size_t capacity, tsb_error *err) TSB_MUST_USE;
int tsb_buffer_append(tsb_buffer *buffer, const void *bytes, size_t size, tsb_error *err) TSB_MUST_USE;
int tsb_buffer_printf(tsb_buffer *buffer, tsb_error *err, const char *format, ...) TSB_PRINTF(3, 4) TSB_MUST_USE;

#endif
