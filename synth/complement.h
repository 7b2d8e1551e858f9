/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The complement file (.tsc): header, index, sealed chunks (docs/FORMATS.md,
 * "Complement"). Layout and sizes are the same for every copy of a title.
 *
 * Header and index together are the file's first tss_index_size() bytes; their
 * SHA-256 stands in the disc's signed manifest, which authenticates them. The
 * same bytes with a zero copy id are the bank's chunk table of a title.
 */
#ifndef TALLYSTICK_SYNTH_COMPLEMENT_H
#define TALLYSTICK_SYNTH_COMPLEMENT_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "synth/chunk.h"
#include "synth/cutter.h"
#include "synth/keys.h"

#define TSS_COMPLEMENT_VERSION 1
#define TSS_METHOD_MPEG2       1 /* shuffle and decoys in MPEG-2 video; FORMATS.md lists the others kept free */
#define TSS_INDEX_HEADER_SIZE  128u
#define TSS_INDEX_ENTRY_SIZE   24u
/* Ceilings: a dual-layer disc cut into the smallest chunks stays below. */
#define TSS_INDEX_MAX_CHUNKS 65536u
#define TSS_SEALED_CHUNK_MAX (4u << 20)

typedef struct tss_index_entry {
    uint64_t offset; /* of the sealed chunk in the complement file */
    uint32_t first;  /* image sector */
    uint32_t count;  /* sectors */
    uint32_t size;   /* sealed: plain size + TSS_TAG_SIZE */
    uint8_t method;
} tss_index_entry;

/* Entries are in ascending order of first, and do not overlap. */
typedef struct tss_index {
    tss_id title;
    tss_id copy;
    uint8_t profile;
    uint32_t image_sectors;
    uint32_t chunk_count;
    tss_index_entry *entries; /* owned */
    uint64_t file_size;       /* of the whole complement */
} tss_index;

/* Makes an index for these chunks: plain_sizes[i] as tss_chunk_measure gave it. */
int tss_index_build(tss_index *out, const tss_id *title, enum tss_profile profile, uint32_t image_sectors,
                    const tss_extent *extents, const size_t *plain_sizes, uint32_t count, tsb_error *err) TSB_MUST_USE;
void tss_index_finish(tss_index *index);

/* Bytes of header and index. */
size_t tss_index_size(uint32_t chunk_count);

/* Writes tss_index_size() bytes for this copy. */
void tss_index_write(uint8_t *bytes, const tss_index *index, const tss_id *copy);

/* How many bytes header and index have in all, read from a header's
 * TSS_INDEX_HEADER_SIZE bytes; TSB_ERR_INVALID or TSB_ERR_UNSUPPORTED otherwise. */
int tss_index_peek(const uint8_t header[TSS_INDEX_HEADER_SIZE], size_t *size, tsb_error *err) TSB_MUST_USE;

/* The size of the whole complement, as a header says that peek accepted; not checked against anything. */
uint64_t tss_index_claims(const uint8_t header[TSS_INDEX_HEADER_SIZE]);

/* Reads and checks header and index (size bytes in all); out is the caller's to finish. */
int tss_index_parse(tss_index *out, const uint8_t *bytes, size_t size, tsb_error *err) TSB_MUST_USE;

/* The chunk that holds this image sector, or -1. */
int64_t tss_index_find(const tss_index *index, uint32_t sector);

static inline uint32_t tss_window_of(uint32_t chunk)
{
    return chunk / TSS_WINDOW_CHUNKS;
}

/* Seals a plain chunk (size bytes) under its window key into size + TSS_TAG_SIZE bytes, and opens one:
 * nonce = chunk number, associated data = copy id and chunk number. */
int tss_complement_seal(uint8_t *sealed, const uint8_t window_key[TSS_KEY_SIZE], const tss_id *copy, uint32_t chunk,
                        const uint8_t *plain, size_t size, tsb_error *err) TSB_MUST_USE;
int tss_complement_open(uint8_t *plain, const uint8_t window_key[TSS_KEY_SIZE], const tss_id *copy, uint32_t chunk,
                        const uint8_t *sealed, size_t sealed_size, tsb_error *err) TSB_MUST_USE;

#endif
