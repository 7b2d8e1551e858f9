/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The complement's header and index from any bytes: what is accepted keeps all rules and is written back the same. */
#include <stdlib.h>
#include <string.h>

#include "synth/complement.h"
#include "tests/fuzz/require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_entries(const tss_index *index)
{
    uint64_t offset = tss_index_size(index->chunk_count);
    uint64_t sector = 0;
    for (uint32_t i = 0; i < index->chunk_count; i++) {
        const tss_index_entry *entry = &index->entries[i];
        require(entry->offset == offset && entry->first >= sector);
        require(entry->count >= 1 && entry->count <= TSS_CHUNK_MAX_SECTORS);
        require(entry->size > TSS_TAG_SIZE && entry->size <= TSS_SEALED_CHUNK_MAX);
        require(tss_index_find(index, entry->first) == i);
        require(tss_index_find(index, entry->first + entry->count - 1) == i);
        require(tss_index_find(index, entry->first + entry->count) != i);
        offset += entry->size;
        sector = (uint64_t)entry->first + entry->count;
    }
    require(offset == index->file_size && sector <= index->image_sectors);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    tss_index index = {0};
    size_t peeked = 0;
    tsb_error err = {0};
    if (size >= TSS_INDEX_HEADER_SIZE && tss_index_peek(data, &peeked, NULL) == 0)
        require(peeked > TSS_INDEX_HEADER_SIZE && peeked <= tss_index_size(TSS_INDEX_MAX_CHUNKS));
    const int result = tss_index_parse(&index, data, size, &err);
    require(result == err.code && (result == 0 || index.entries == NULL));
    if (result)
        return 0;
    require(peeked == size);
    check_entries(&index);
    uint8_t *again = malloc(size);
    if (again) {
        tss_index_write(again, &index, &index.copy);
        require(memcmp(again, data, size) == 0);
    }
    free(again);
    tss_index_finish(&index);
    return 0;
}
