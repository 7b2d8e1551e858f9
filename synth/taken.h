/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a split takes out of a chunk: the plain chunk of the complement, byte
 * for byte (docs/FORMATS.md, "Chunk").
 */
#ifndef TALLYSTICK_SYNTH_TAKEN_H
#define TALLYSTICK_SYNTH_TAKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "synth/crypto.h"

#define TSS_TAKEN_VERSION   2
#define TSS_TAKEN_HEADER    80u
#define TSS_TAKEN_PICTURE   14u
#define TSS_TAKEN_EXCEPTION 6u

/* Pictures a chunk can have entries for; slices of later ones are left alone. */
#define TSS_TAKEN_PICTURES 16384u

/* Slices a picture can have; later ones are left alone. */
#define TSS_TAKEN_SLICES 65535u

/* Attempt numbers of an exception with a meaning of their own. */
enum {
    TSS_ATTEMPT_REST = 254, /* this slice and all that follow in the chunk are left as they are */
    TSS_ATTEMPT_NONE = 255  /* this slice is left as it is */
};

/* How many exceptions a chunk of so many sectors has room for. */
static inline uint32_t tss_taken_room(uint32_t sectors)
{
    return 8 + sectors / 128;
}

struct tss_taken_picture {
    uint32_t sector;    /* of the chunk */
    uint32_t offset;    /* in the sector: where the picture's start code begins */
    uint32_t first_bit; /* of its stored bits */
    uint32_t coding;    /* tss_coding_word at its first slice; 0 where it has none */
    uint32_t slices;    /* slice start codes, TSS_TAKEN_SLICES for more */
};

struct tss_taken_exception {
    uint32_t picture;
    uint32_t slice; /* of the picture, counted from 0 */
    uint32_t attempt;
};

/* A plain chunk; the pointers are borrowed from its bytes. */
struct tss_taken {
    uint8_t profile;
    uint32_t sectors;
    uint16_t width_mbs; /* of the sequence the chunk begins in; 0: none was understood */
    uint16_t height;
    bool sequence_changes; /* other sequences follow that one in the chunk */
    const uint8_t *check;  /* TSS_TAG_SIZE bytes */
    const uint8_t *shuffle_key;
    uint32_t pictures;
    uint32_t exceptions; /* room, unused ones included */
    uint32_t bits;
    const uint8_t *picture_table;
    const uint8_t *exception_table;
    const uint8_t *bit_bytes;
};

/* The size of a plain chunk with so much in it. */
size_t tss_taken_size(uint32_t sectors, uint32_t pictures, uint32_t bits);

int tss_taken_parse(struct tss_taken *out, const uint8_t *bytes, size_t size, tsb_error *err) TSB_MUST_USE;

/* Writes header and empty tables into size bytes; taken's pointers are then set to where
 * check, key, tables and bits go. profile, sectors, width_mbs, height, sequence_changes, pictures, bits are read. */
void tss_taken_lay_out(struct tss_taken *taken, uint8_t *bytes, size_t size);

/* What a chunk's original sectors are known by, to whoever has its shuffle key. */
int tss_taken_check(uint8_t check[TSS_TAG_SIZE], const uint8_t shuffle_key[TSS_KEY_SIZE], const uint8_t *sectors,
                    uint32_t count, tsb_error *err) TSB_MUST_USE;

struct tss_taken_picture tss_taken_picture(const struct tss_taken *taken, uint32_t index);
struct tss_taken_exception tss_taken_exception(const struct tss_taken *taken, uint32_t index);
void tss_taken_write_picture(uint8_t *entry, const struct tss_taken_picture *picture);
void tss_taken_write_exception(uint8_t *entry, const struct tss_taken_exception *exception);

#endif
