/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/json.h"

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/secret.h"

/* In front of each block jansson asks for, so that freeing can wipe it. */
typedef union block {
    size_t size;
    max_align_t align;
} block;

static void *wiping_malloc(size_t size)
{
    if (size > SIZE_MAX - sizeof(block))
        return NULL;
    block *memory = malloc(sizeof(block) + size);
    if (!memory)
        return NULL;
    memory->size = size;
    return memory + 1;
}

static void wiping_free(void *pointer)
{
    if (!pointer)
        return;
    block *memory = (block *)pointer - 1;
    tsb_wipe(pointer, memory->size);
    free(memory);
}

static void set_allocator(void)
{
    json_set_alloc_funcs(wiping_malloc, wiping_free);
}

void tsn_json_prepare(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, set_allocator);
}

json_t *tsn_json_parse(const void *json, size_t size, size_t ceiling, tsb_error *err)
{
    tsn_json_prepare();
    if (size > ceiling) {
        tsb_fail(err, TSB_ERR_INVALID, "the message is over its limit of %zu bytes", ceiling);
        return NULL;
    }
    json_error_t where;
    json_t *root = json_loadb(json ? json : "", size, JSON_REJECT_DUPLICATES, &where);
    if (!root) {
        /* jansson's own text quotes the message, which may hold a password or a token. */
        tsb_fail(err, TSB_ERR_INVALID, "the message is not JSON, or says a thing twice (byte %d)", where.position);
        return NULL;
    }
    if (!json_is_object(root)) {
        json_decref(root);
        tsb_fail(err, TSB_ERR_INVALID, "the message is not a JSON object");
        return NULL;
    }
    return root;
}

static int append_object(tsb_buffer *out, const json_t *object, tsb_error *err)
{
    size_t size = json_dumpb(object, NULL, 0, JSON_COMPACT);
    if (size == 0)
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory for a message");
    int rc = tsb_buffer_reserve(out, out->size + size, err);
    if (rc != 0)
        return rc;
    char *text = malloc(size);
    if (!text)
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory for a message");
    rc = TSB_ERR_INTERNAL;
    if (json_dumpb(object, text, size, JSON_COMPACT) == size)
        rc = tsb_buffer_append(out, text, size, err);
    tsb_wipe(text, size);
    free(text);
    return rc;
}

int tsn_json_append_new(tsb_buffer *out, json_t *object, tsb_error *err)
{
    if (!object)
        return tsb_fail(err, TSB_ERR_INVALID,
                        "the message cannot be written: a text in it is not UTF-8, or memory is out");
    int rc = append_object(out, object, err);
    json_decref(object);
    return rc;
}
