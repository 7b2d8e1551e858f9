/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The engine: turns a chunk of the original into a chunk of the main stream
 * and what was taken out of it, and back (docs/FORMATS.md, "Chunk").
 *
 * A chunk is a run of whole 2048-byte sectors of an MPEG-2 program stream
 * (ISO/IEC 13818-1) that starts at a VOBU. Only payload bytes of video PES
 * packets ever change, in place.
 *
 * An engine is one thread's work memory: one thread at a time uses it.
 */
#ifndef TALLYSTICK_SYNTH_CHUNK_H
#define TALLYSTICK_SYNTH_CHUNK_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "synth/keys.h"

#define TSS_SECTOR_SIZE       2048u
#define TSS_CHUNK_MIN_SECTORS 512u
/* A chunk that found no VOBU to end at is cut here. */
#define TSS_CHUNK_MAX_SECTORS 4096u

enum tss_profile {
    TSS_PROFILE_STANDARD = 1, /* shuffle; leading DC bits */
    TSS_PROFILE_STRONG = 2    /* shuffle; whole DC differentials and signs of the first AC coefficients */
};

/* "standard", "strong", or NULL. */
const char *tss_profile_name(int profile);
/* A profile, or TSB_ERR_INVALID. */
int tss_profile_parse(const char *name);

/* What was met in a chunk; zero-initialise, calls add to it. */
typedef struct tss_tally {
    uint64_t video_bytes; /* of elementary stream */
    uint64_t pictures;
    uint64_t slices;
    uint64_t slices_taken;     /* shuffled, with their sites taken (or restored) */
    uint64_t slices_untouched; /* not whole in the chunk, or not understood; left as they are */
    uint64_t slices_sparse;    /* of those taken: too few macroblocks to shuffle, so more sites */
    uint64_t slices_refused;   /* understood, but no decoys could be found: left as they are */
    uint64_t sites;            /* bits stored */
    uint64_t attempts;         /* shuffles drawn again */
    uint64_t pictures_damaged; /* synthesis: not restored wholly; their slices are blanked */
    uint64_t macroblocks;      /* coded ones in the slices understood */
    uint64_t vectors;          /* motion vectors in them */
    uint64_t coefficients;     /* measure: AC and non-intra DCT coefficients in them, intra DC not counted */
} tss_tally;

/* Adds what to total; total may be NULL. */
void tss_tally_add(tss_tally *total, const tss_tally *what);

typedef struct tss_engine tss_engine;
int tss_engine_create(tss_engine **out, tsb_error *err) TSB_MUST_USE;
void tss_engine_destroy(tss_engine **engine);

/*
 * Walks an original chunk and gives the size of what a split of it will take
 * out, which is the same for every copy. sectors is only read. size may be NULL.
 */
int tss_chunk_measure(tss_engine *engine, const uint8_t *sectors, uint32_t count, enum tss_profile profile,
                      size_t *size, tss_tally *tally, tsb_error *err) TSB_MUST_USE;

/*
 * Splits a chunk: sectors (count of them) holds the original and then the
 * main stream; taken (exactly the size measure gave) receives the complement's
 * plain chunk. On failure sectors is as it was. tally may be NULL.
 */
int tss_chunk_split(tss_engine *engine, uint8_t *sectors, uint32_t count, enum tss_profile profile,
                    const tss_chunk_keys *keys, uint8_t *taken, size_t size, tss_tally *tally,
                    tsb_error *err) TSB_MUST_USE;

/*
 * Synthesises a chunk: sectors holds the main stream and then the original.
 * lost, where not NULL, has a bit set (bit n % 8 of byte n / 8) for each sector
 * that could not be read; such sectors must be zeroed by the caller.
 *
 * 0: the result is the original, its hash verified.
 * TSB_ERR_DAMAGED: the hash does not match. Every picture that could be
 * restored is; slices of the others are blanked with zero bytes, which decoders
 * conceal, so that no decoy can be shown; tally says how many.
 * TSB_ERR_INVALID, TSB_ERR_UNSUPPORTED: taken is not a plain chunk this build
 * knows; sectors is untouched. tally may be NULL.
 */
int tss_chunk_synthesise(tss_engine *engine, uint8_t *sectors, uint32_t count, const uint8_t *taken, size_t size,
                         const uint8_t *lost, tss_tally *tally, tsb_error *err) TSB_MUST_USE;

#endif
