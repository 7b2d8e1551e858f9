/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The complement file's header and index, and the sealing of its chunks. */
#include "synth/complement.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"

/* Header fields (docs/FORMATS.md, "Complement"). */
enum {
    AT_MAGIC = 0,
    AT_VERSION = 8,
    AT_METHOD = 10,
    AT_PROFILE = 11,
    AT_WINDOW_CHUNKS = 12,
    AT_RESERVED_1 = 14,
    AT_CHUNK_COUNT = 16,
    AT_IMAGE_SECTORS = 20,
    AT_INDEX_SIZE = 24,
    AT_RESERVED_2 = 28,
    AT_TITLE = 32,
    AT_COPY = 48,
    AT_FILE_SIZE = 64,
    AT_RESERVED_3 = 72
};

/* Fields of an entry of the index. */
enum { AT_OFFSET = 0, AT_FIRST = 8, AT_COUNT = 12, AT_SIZE = 16, AT_ENTRY_METHOD = 20, AT_ENTRY_RESERVED = 21 };

static const uint8_t magic[8] = {'T', 'A', 'L', 'L', 'Y', 'T', 'S', 'C'};

#define SEAL_ASSOCIATED_SIZE (TSS_ID_SIZE + 4u)

static bool all_zero(const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] != 0)
            return false;
    }
    return true;
}

static int fail_form(tsb_error *err, const char *what)
{
    return tsb_fail(err, TSB_ERR_INVALID, "this is not a complement, or it is damaged: %s", what);
}

size_t tss_index_size(uint32_t chunk_count)
{
    return TSS_INDEX_HEADER_SIZE + (size_t)chunk_count * TSS_INDEX_ENTRY_SIZE;
}

/* One entry against what precedes it: next_sector and next_offset are the first ones still free. */
static int check_entry(const tss_index_entry *entry, uint32_t image_sectors, uint64_t next_sector, uint64_t next_offset,
                       tsb_error *err)
{
    if (entry->method != TSS_METHOD_MPEG2)
        return tsb_fail(err, TSB_ERR_UNSUPPORTED, "a chunk uses method %u, which this version does not know; update it",
                        entry->method);
    if (entry->count < 1 || entry->count > TSS_CHUNK_MAX_SECTORS)
        return fail_form(err, "a chunk's length is out of range");
    if (entry->first < next_sector || (uint64_t)entry->first + entry->count > image_sectors)
        return fail_form(err, "chunks overlap or lie outside the disc");
    if (entry->size <= TSS_TAG_SIZE || entry->size > TSS_SEALED_CHUNK_MAX)
        return fail_form(err, "a chunk's size is out of range");
    if (entry->offset != next_offset)
        return fail_form(err, "chunks do not follow one another");
    return 0;
}

static int check_entries(const tss_index *index, tsb_error *err)
{
    uint64_t next_sector = 0;
    uint64_t next_offset = tss_index_size(index->chunk_count);
    for (uint32_t i = 0; i < index->chunk_count; i++) {
        const tss_index_entry *entry = &index->entries[i];
        int result = check_entry(entry, index->image_sectors, next_sector, next_offset, err);
        if (result)
            return result;
        next_sector = (uint64_t)entry->first + entry->count;
        next_offset += entry->size;
    }
    if (next_offset != index->file_size)
        return fail_form(err, "its length is not that of its chunks");
    return 0;
}

static int check_count(uint32_t count, tsb_error *err)
{
    if (count < 1 || count > TSS_INDEX_MAX_CHUNKS)
        return tsb_fail(err, TSB_ERR_INVALID, "a complement has 1 to %u chunks, not %u", TSS_INDEX_MAX_CHUNKS, count);
    return 0;
}

static int check_profile(unsigned profile, tsb_error *err)
{
    if (profile != TSS_PROFILE_STANDARD && profile != TSS_PROFILE_STRONG)
        return tsb_fail(err, TSB_ERR_UNSUPPORTED,
                        "the complement uses profile %u, which this version does not know; update it", profile);
    return 0;
}

static int allocate(tss_index *index, uint32_t count, tsb_error *err)
{
    index->entries = calloc(count, sizeof *index->entries);
    if (!index->entries)
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory");
    index->chunk_count = count;
    return 0;
}

int tss_index_build(tss_index *out, const tss_id *title, enum tss_profile profile, uint32_t image_sectors,
                    const tss_extent *extents, const size_t *plain_sizes, uint32_t count, tsb_error *err)
{
    tss_index index = {.title = *title, .profile = (uint8_t)profile, .image_sectors = image_sectors};
    int result = check_profile(profile, err);
    if (!result)
        result = check_count(count, err);
    if (!result)
        result = allocate(&index, count, err);
    if (result)
        return result;
    uint64_t offset = tss_index_size(count);
    for (uint32_t i = 0; i < count; i++) {
        if (plain_sizes[i] > TSS_SEALED_CHUNK_MAX - TSS_TAG_SIZE) {
            result = fail_form(err, "a chunk's size is out of range");
            goto out;
        }
        index.entries[i] = (tss_index_entry){.offset = offset,
                                             .first = extents[i].first,
                                             .count = extents[i].count,
                                             .size = (uint32_t)plain_sizes[i] + TSS_TAG_SIZE,
                                             .method = TSS_METHOD_MPEG2};
        offset += index.entries[i].size;
    }
    index.file_size = offset;
    result = check_entries(&index, err);
out:
    if (result)
        tss_index_finish(&index);
    else
        *out = index;
    return result;
}

void tss_index_finish(tss_index *index)
{
    if (!index)
        return;
    free(index->entries);
    *index = (tss_index){0};
}

void tss_index_write(uint8_t *bytes, const tss_index *index, const tss_id *copy)
{
    const size_t size = tss_index_size(index->chunk_count);
    memset(bytes, 0, size);
    memcpy(bytes + AT_MAGIC, magic, sizeof magic);
    tsb_store16(bytes + AT_VERSION, TSS_COMPLEMENT_VERSION);
    bytes[AT_METHOD] = TSS_METHOD_MPEG2;
    bytes[AT_PROFILE] = index->profile;
    tsb_store16(bytes + AT_WINDOW_CHUNKS, TSS_WINDOW_CHUNKS);
    tsb_store32(bytes + AT_CHUNK_COUNT, index->chunk_count);
    tsb_store32(bytes + AT_IMAGE_SECTORS, index->image_sectors);
    tsb_store32(bytes + AT_INDEX_SIZE, (uint32_t)size);
    memcpy(bytes + AT_TITLE, index->title.bytes, TSS_ID_SIZE);
    memcpy(bytes + AT_COPY, copy->bytes, TSS_ID_SIZE);
    tsb_store64(bytes + AT_FILE_SIZE, index->file_size);
    for (uint32_t i = 0; i < index->chunk_count; i++) {
        const tss_index_entry *entry = &index->entries[i];
        uint8_t *to = bytes + tss_index_size(i);
        tsb_store64(to + AT_OFFSET, entry->offset);
        tsb_store32(to + AT_FIRST, entry->first);
        tsb_store32(to + AT_COUNT, entry->count);
        tsb_store32(to + AT_SIZE, entry->size);
        to[AT_ENTRY_METHOD] = entry->method;
    }
}

uint64_t tss_index_claims(const uint8_t header[TSS_INDEX_HEADER_SIZE])
{
    return tsb_load64(header + AT_FILE_SIZE);
}

int tss_index_peek(const uint8_t header[TSS_INDEX_HEADER_SIZE], size_t *size, tsb_error *err)
{
    if (memcmp(header + AT_MAGIC, magic, sizeof magic) != 0)
        return fail_form(err, "it does not begin as one");
    const unsigned version = tsb_load16(header + AT_VERSION);
    if (version != TSS_COMPLEMENT_VERSION)
        return tsb_fail(err, TSB_ERR_UNSUPPORTED, "the complement has version %u, this program knows %d; update it",
                        version, TSS_COMPLEMENT_VERSION);
    const unsigned method = header[AT_METHOD];
    if (method != TSS_METHOD_MPEG2)
        return tsb_fail(err, TSB_ERR_UNSUPPORTED,
                        "the complement uses method %u, which this version does not know; update it", method);
    int result = check_profile(header[AT_PROFILE], err);
    if (result)
        return result;
    if (tsb_load16(header + AT_WINDOW_CHUNKS) != TSS_WINDOW_CHUNKS)
        return tsb_fail(err, TSB_ERR_UNSUPPORTED, "the complement's windows have %u chunks, this program knows %u",
                        tsb_load16(header + AT_WINDOW_CHUNKS), TSS_WINDOW_CHUNKS);
    const uint32_t count = tsb_load32(header + AT_CHUNK_COUNT);
    result = check_count(count, err);
    if (result)
        return result;
    if (tsb_load32(header + AT_INDEX_SIZE) != tss_index_size(count))
        return fail_form(err, "its index has another length than its chunks need");
    if (!all_zero(header + AT_RESERVED_1, AT_CHUNK_COUNT - AT_RESERVED_1) ||
        !all_zero(header + AT_RESERVED_2, AT_TITLE - AT_RESERVED_2) ||
        !all_zero(header + AT_RESERVED_3, TSS_INDEX_HEADER_SIZE - AT_RESERVED_3))
        return fail_form(err, "reserved bytes of its header are not zero");
    *size = tss_index_size(count);
    return 0;
}

static int parse_entry(tss_index_entry *out, const uint8_t *bytes, tsb_error *err)
{
    *out = (tss_index_entry){.offset = tsb_load64(bytes + AT_OFFSET),
                             .first = tsb_load32(bytes + AT_FIRST),
                             .count = tsb_load32(bytes + AT_COUNT),
                             .size = tsb_load32(bytes + AT_SIZE),
                             .method = bytes[AT_ENTRY_METHOD]};
    if (!all_zero(bytes + AT_ENTRY_RESERVED, TSS_INDEX_ENTRY_SIZE - AT_ENTRY_RESERVED))
        return fail_form(err, "reserved bytes of its index are not zero");
    return 0;
}

int tss_index_parse(tss_index *out, const uint8_t *bytes, size_t size, tsb_error *err)
{
    size_t expected = 0;
    if (size < TSS_INDEX_HEADER_SIZE)
        return fail_form(err, "it is cut short");
    int result = tss_index_peek(bytes, &expected, err);
    if (result)
        return result;
    if (size != expected)
        return fail_form(err, "its index is cut short or too long");
    tss_index index = {.profile = bytes[AT_PROFILE],
                       .image_sectors = tsb_load32(bytes + AT_IMAGE_SECTORS),
                       .file_size = tsb_load64(bytes + AT_FILE_SIZE)};
    memcpy(index.title.bytes, bytes + AT_TITLE, TSS_ID_SIZE);
    memcpy(index.copy.bytes, bytes + AT_COPY, TSS_ID_SIZE);
    /* peek bounds the count, and size says that so many entries are there. */
    result = allocate(&index, tsb_load32(bytes + AT_CHUNK_COUNT), err);
    for (uint32_t i = 0; i < index.chunk_count && !result; i++)
        result = parse_entry(&index.entries[i], bytes + tss_index_size(i), err);
    if (!result)
        result = check_entries(&index, err);
    if (result)
        tss_index_finish(&index);
    else
        *out = index;
    return result;
}

int64_t tss_index_find(const tss_index *index, uint32_t sector)
{
    uint32_t low = 0;
    uint32_t high = index->chunk_count;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        const tss_index_entry *entry = &index->entries[middle];
        if (sector < entry->first)
            high = middle;
        else if (sector - entry->first >= entry->count)
            low = middle + 1;
        else
            return middle;
    }
    return -1;
}

static void seal_parameters(uint8_t nonce[TSS_NONCE_SIZE], uint8_t associated[SEAL_ASSOCIATED_SIZE], const tss_id *copy,
                            uint32_t chunk)
{
    memset(nonce, 0, TSS_NONCE_SIZE);
    tsb_store32(nonce + TSS_NONCE_SIZE - 4, chunk);
    memcpy(associated, copy->bytes, TSS_ID_SIZE);
    tsb_store32(associated + TSS_ID_SIZE, chunk);
}

int tss_complement_seal(uint8_t *sealed, const uint8_t window_key[TSS_KEY_SIZE], const tss_id *copy, uint32_t chunk,
                        const uint8_t *plain, size_t size, tsb_error *err)
{
    uint8_t nonce[TSS_NONCE_SIZE];
    uint8_t associated[SEAL_ASSOCIATED_SIZE];
    if (size < 1 || size > TSS_SEALED_CHUNK_MAX - TSS_TAG_SIZE)
        return tsb_fail(err, TSB_ERR_INVALID, "chunk %u cannot be sealed: its size is out of range", chunk);
    seal_parameters(nonce, associated, copy, chunk);
    return tss_seal(sealed, window_key, nonce, associated, sizeof associated, plain, size, err);
}

int tss_complement_open(uint8_t *plain, const uint8_t window_key[TSS_KEY_SIZE], const tss_id *copy, uint32_t chunk,
                        const uint8_t *sealed, size_t sealed_size, tsb_error *err)
{
    uint8_t nonce[TSS_NONCE_SIZE];
    uint8_t associated[SEAL_ASSOCIATED_SIZE];
    if (sealed_size <= TSS_TAG_SIZE || sealed_size > TSS_SEALED_CHUNK_MAX)
        return tsb_fail(err, TSB_ERR_DAMAGED, "chunk %u of the complement has an impossible size", chunk);
    seal_parameters(nonce, associated, copy, chunk);
    int result = tss_open(plain, window_key, nonce, associated, sizeof associated, sealed, sealed_size, err);
    if (result)
        (void)tsb_explain(err, "chunk %u of the complement", chunk);
    return result;
}
