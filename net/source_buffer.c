/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "net/source_internal.h"

int tsn_buffer_init(tsn_buffer *buffer, const tss_index *index, uint32_t ahead_chunks, size_t ahead_bytes,
                    tsb_error *err)
{
    *buffer = (tsn_buffer){.index = index, .ahead_chunks = ahead_chunks, .ahead_bytes = ahead_bytes};
    buffer->slots = calloc(index->chunk_count ? index->chunk_count : 1, sizeof *buffer->slots);
    return buffer->slots ? 0 : tsb_fail(err, TSB_ERR_MEMORY, "out of memory for the complement's buffer");
}

void tsn_buffer_finish(tsn_buffer *buffer)
{
    for (uint32_t i = 0; buffer->slots && i < buffer->index->chunk_count; i++)
        tsn_buffer_drop(buffer, i);
    free(buffer->slots);
    buffer->slots = NULL;
}

void tsn_buffer_drop(tsn_buffer *buffer, uint32_t chunk)
{
    tsn_slot *slot = &buffer->slots[chunk];
    if (slot->bytes)
        tsb_wipe(slot->bytes, slot->have);
    free(slot->bytes);
    slot->bytes = NULL;
    slot->have = 0;
}

uint32_t tsn_buffer_horizon(const tsn_buffer *buffer)
{
    const tss_index *index = buffer->index;
    uint32_t end = buffer->want;
    uint64_t bytes = 0;
    while (end < index->chunk_count && end - buffer->want < buffer->ahead_chunks) {
        bytes += index->entries[end].size;
        if (bytes > buffer->ahead_bytes && end > buffer->want)
            break;
        end++;
    }
    return end;
}

void tsn_buffer_want(tsn_buffer *buffer, uint32_t chunk)
{
    uint32_t old = buffer->want;
    uint32_t old_end = tsn_buffer_horizon(buffer);
    buffer->want = chunk;
    uint32_t end = tsn_buffer_horizon(buffer);
    for (uint32_t i = old; i < old_end; i++)
        if (i < chunk || i >= end)
            tsn_buffer_drop(buffer, i);
}

bool tsn_buffer_complete(const tsn_buffer *buffer, uint32_t chunk)
{
    return buffer->slots[chunk].bytes && buffer->slots[chunk].have == buffer->index->entries[chunk].size;
}

uint32_t tsn_buffer_missing(const tsn_buffer *buffer)
{
    uint32_t end = tsn_buffer_horizon(buffer);
    uint32_t chunk = buffer->want;
    while (chunk < end && tsn_buffer_complete(buffer, chunk))
        chunk++;
    return chunk;
}

int64_t tsn_buffer_put(tsn_buffer *buffer, uint32_t chunk, const uint8_t *bytes, size_t size)
{
    if (chunk < buffer->want || chunk >= tsn_buffer_horizon(buffer))
        return 0;
    tsn_slot *slot = &buffer->slots[chunk];
    uint32_t whole = buffer->index->entries[chunk].size;
    if (!slot->bytes) {
        slot->bytes = malloc(whole);
        slot->have = 0;
    }
    if (!slot->bytes)
        return TSB_ERR_MEMORY;
    size_t take = size < whole - slot->have ? size : whole - slot->have;
    memcpy(slot->bytes + slot->have, bytes, take);
    slot->have += (uint32_t)take;
    return (int64_t)take;
}
