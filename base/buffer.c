/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Enough for most short texts, so that they allocate once. */
#define SMALLEST_CAPACITY 64

void tsb_buffer_init(tsb_buffer *buffer, size_t ceiling)
{
    /* The terminating zero needs a byte beyond the ceiling. */
    *buffer = (tsb_buffer){.ceiling = ceiling < SIZE_MAX ? ceiling : SIZE_MAX - 1};
}

void tsb_buffer_finish(tsb_buffer *buffer)
{
    free(buffer->bytes);
    buffer->bytes = NULL;
    buffer->size = 0;
    buffer->capacity = 0;
}

void tsb_buffer_clear(tsb_buffer *buffer)
{
    buffer->size = 0;
    if (buffer->bytes)
        buffer->bytes[0] = 0;
}

int tsb_buffer_reserve(tsb_buffer *buffer, size_t capacity, tsb_error *err)
{
    if (capacity <= buffer->capacity && buffer->bytes)
        return 0;
    if (capacity > buffer->ceiling)
        return tsb_fail(err, TSB_ERR_MEMORY, "more than the %zu bytes allowed here", buffer->ceiling);
    uint8_t *bytes = realloc(buffer->bytes, capacity + 1);
    if (!bytes)
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory (%zu bytes were asked for)", capacity);
    bytes[buffer->size] = 0;
    buffer->bytes = bytes;
    buffer->capacity = capacity;
    return 0;
}

/* Room for more bytes after the present ones, doubling so that appending stays linear. */
static int make_room(tsb_buffer *buffer, size_t more, tsb_error *err)
{
    if (more > buffer->ceiling - buffer->size)
        return tsb_fail(err, TSB_ERR_MEMORY, "more than the %zu bytes allowed here", buffer->ceiling);
    size_t needed = buffer->size + more;
    if (needed <= buffer->capacity && buffer->bytes)
        return 0;
    size_t capacity = buffer->capacity > buffer->ceiling / 2 ? buffer->ceiling : buffer->capacity * 2;
    if (capacity < needed)
        capacity = needed;
    if (capacity < SMALLEST_CAPACITY)
        capacity = buffer->ceiling < SMALLEST_CAPACITY ? buffer->ceiling : SMALLEST_CAPACITY;
    return tsb_buffer_reserve(buffer, capacity, err);
}

int tsb_buffer_append(tsb_buffer *buffer, const void *bytes, size_t size, tsb_error *err)
{
    int code = make_room(buffer, size, err);
    if (code)
        return code;
    if (size > 0)
        memcpy(buffer->bytes + buffer->size, bytes, size);
    buffer->size += size;
    buffer->bytes[buffer->size] = 0;
    return 0;
}

int tsb_buffer_printf(tsb_buffer *buffer, tsb_error *err, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0)
        return tsb_fail(err, TSB_ERR_INTERNAL, "text cannot be formatted");
    int code = make_room(buffer, (size_t)length, err);
    if (code)
        return code;
    va_start(arguments, format);
    (void)vsnprintf((char *)buffer->bytes + buffer->size, (size_t)length + 1, format, arguments);
    va_end(arguments);
    buffer->size += (size_t)length;
    return 0;
}
