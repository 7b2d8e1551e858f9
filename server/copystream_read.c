/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/copystream_int.h"

#include <string.h>

#include "base/clock.h"
#include "base/secret.h"

/* A chunk to be made for the cache. */
typedef struct making {
    const tsv_stream *stream;
    uint32_t chunk;
    enum tsv_part part;
} making;

static int seal_chunk(const making *job, const tsv_splitter *one, size_t size, uint8_t *sealed, tsb_error *err)
{
    uint8_t key[TSS_KEY_SIZE] = {0};
    int code = tsv_stream_window_key(job->stream, tss_window_of(job->chunk), key, err);
    if (code == 0) {
        code = tss_complement_seal(sealed, key, &job->stream->copy.id, job->chunk, one->taken, size, err);
    }
    tsb_wipe(key, sizeof(key));
    return code;
}

static int split_chunk(const making *job, tsv_splitter *one, uint8_t *bytes, double *seconds, tsb_error *err)
{
    const tsv_stream *stream = job->stream;
    const tss_index_entry *entry = &stream->original->index.entries[job->chunk];
    size_t plain_size = entry->size - TSS_TAG_SIZE;
    tss_chunk_keys keys = {{0}, {0}};
    int code = tsv_original_read(stream->original, entry->first, entry->count, one->sectors, err);
    if (code == 0) {
        code = tss_derive_chunk(&keys, stream->secrets->seed, job->chunk, err);
    }
    uint64_t start = tsb_clock_ns();
    if (code == 0) {
        code = tss_chunk_split(one->engine, one->sectors, entry->count, (enum tss_profile)stream->copy.profile, &keys,
                               one->taken, plain_size, NULL, err);
    }
    *seconds = code == 0 ? (double)(tsb_clock_ns() - start) / 1e9 : -1.0;
    if (code == 0 && job->part == TSV_PART_COMPLEMENT) {
        code = seal_chunk(job, one, plain_size, bytes, err);
    } else if (code == 0) {
        memcpy(bytes, one->sectors, (size_t)entry->count * TSS_SECTOR_SIZE);
    }
    tsb_wipe(&keys, sizeof(keys));
    tsb_wipe(one->taken, plain_size);
    return code;
}

static int make_piece(void *context, uint8_t *bytes, size_t size, tsb_error *err)
{
    (void)size;
    const making *job = context;
    tsv_splitter *one = NULL;
    int code = tsv_splitter_borrow(&one, job->stream->streams, err);
    if (code < 0) {
        return code;
    }
    double seconds = -1.0;
    code = split_chunk(job, one, bytes, &seconds, err);
    tsv_splitter_return(job->stream->streams, one, seconds);
    return code;
}

/* Copies size bytes from offset on of a chunk's part. */
static int read_chunk(tsv_stream *stream, uint32_t chunk, enum tsv_part part, size_t offset, uint8_t *out, size_t size,
                      tsb_error *err)
{
    const tss_index_entry *entry = &stream->original->index.entries[chunk];
    size_t whole = part == TSV_PART_IMAGE ? (size_t)entry->count * TSS_SECTOR_SIZE : entry->size;
    tsv_cache_key key = {.copy = stream->copy.id, .chunk = chunk, .part = (uint32_t)part};
    making job = {.stream = stream, .chunk = chunk, .part = part};
    tsv_piece *piece = NULL;
    int code = tsv_cache_take(&piece, stream->streams->cache, &key, whole, make_piece, &job, err);
    if (code == 0) {
        memcpy(out, tsv_piece_bytes(piece) + offset, size);
        tsv_cache_put(stream->streams->cache, &piece);
    }
    return code;
}

/* Lays bytes of the copy's own over sector at. */
static void patch_sector(const tsv_stream *stream, uint32_t at, uint8_t sector[TSS_SECTOR_SIZE])
{
    uint32_t manifest_at = at - stream->title.manifest_sector;
    if (at >= stream->title.manifest_sector && manifest_at < TSS_MANIFEST_SIZE / TSS_SECTOR_SIZE) {
        memcpy(sector, stream->copy.manifest + (size_t)manifest_at * TSS_SECTOR_SIZE, TSS_SECTOR_SIZE);
    }
    if (at == stream->title.vmg_sector || at == stream->title.vmg_backup_sector) {
        memcpy(sector + TSS_PROVIDER_OFFSET, stream->provider, TSS_PROVIDER_SIZE);
    }
}

/* Reads from a sector outside any chunk; returns how many of size bytes were given, or an error. */
static int64_t read_outside(const tsv_stream *stream, uint64_t offset, uint8_t *out, size_t size, tsb_error *err)
{
    uint8_t sector[TSS_SECTOR_SIZE] = {0};
    uint32_t at = (uint32_t)(offset / TSS_SECTOR_SIZE);
    size_t skip = (size_t)(offset % TSS_SECTOR_SIZE);
    size_t given = TSS_SECTOR_SIZE - skip < size ? TSS_SECTOR_SIZE - skip : size;
    int code = tsv_original_read(stream->original, at, 1, sector, err);
    if (code < 0) {
        return code;
    }
    patch_sector(stream, at, sector);
    memcpy(out, sector + skip, given);
    return (int64_t)given;
}

static int read_image(tsv_stream *stream, uint64_t offset, uint8_t *out, size_t size, tsb_error *err)
{
    const tss_index *index = &stream->original->index;
    while (size > 0) {
        uint32_t sector = (uint32_t)(offset / TSS_SECTOR_SIZE);
        int64_t chunk = tss_index_find(index, sector);
        int64_t given = 0;
        if (chunk >= 0) {
            const tss_index_entry *entry = &index->entries[chunk];
            uint64_t within = offset - (uint64_t)entry->first * TSS_SECTOR_SIZE;
            uint64_t left = (uint64_t)entry->count * TSS_SECTOR_SIZE - within;
            given = (int64_t)(left < size ? left : size);
            int code = read_chunk(stream, (uint32_t)chunk, TSV_PART_IMAGE, (size_t)within, out, (size_t)given, err);
            given = code < 0 ? code : given;
        } else {
            given = read_outside(stream, offset, out, size, err);
        }
        if (given < 0) {
            return (int)given;
        }
        offset += (uint64_t)given;
        out += given;
        size -= (size_t)given;
    }
    return 0;
}

/* The chunk whose sealed bytes hold this offset of the complement. */
static uint32_t chunk_at_offset(const tss_index *index, uint64_t offset)
{
    uint32_t low = 0;
    uint32_t high = index->chunk_count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (index->entries[middle].offset > offset) {
            high = middle;
        } else {
            low = middle;
        }
    }
    return low;
}

static int read_complement(tsv_stream *stream, uint64_t offset, uint8_t *out, size_t size, tsb_error *err)
{
    const tss_index *index = &stream->original->index;
    if (offset < stream->index_size && size > 0) {
        size_t left = stream->index_size - (size_t)offset;
        size_t given = left < size ? left : size;
        memcpy(out, stream->index_bytes + offset, given);
        offset += given;
        out += given;
        size -= given;
    }
    uint32_t chunk = chunk_at_offset(index, offset);
    while (size > 0) {
        const tss_index_entry *entry = &index->entries[chunk];
        uint64_t within = offset - entry->offset;
        uint64_t left = entry->size - within;
        size_t given = left < size ? (size_t)left : size;
        int code = read_chunk(stream, chunk, TSV_PART_COMPLEMENT, (size_t)within, out, given, err);
        if (code < 0) {
            return code;
        }
        offset += given;
        out += given;
        size -= given;
        chunk++;
    }
    return 0;
}

int tsv_stream_read(tsv_stream *stream, enum tsv_part part, uint64_t offset, uint8_t *out, size_t size, tsb_error *err)
{
    uint64_t whole = tsv_stream_size(stream, part);
    if (offset > whole || size > whole - offset) {
        return tsb_fail(err, TSB_ERR_INVALID, "A range beyond the end was asked for");
    }
    return part == TSV_PART_IMAGE ? read_image(stream, offset, out, size, err)
                                  : read_complement(stream, offset, out, size, err);
}
