/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The token's container (docs/FORMATS.md, "Token container"): a directory of
 * films and, for each, its licence, its two counter records and its complement.
 * It knows neither keys nor what a licence says.
 *
 * Every change is all or nothing, however the process dies and whenever the token
 * is pulled: data is written and flushed first, then the directory, in the other of its
 * two places. A call that fails while it changes the directory leaves the
 * container fit for reading alone: open it again. One thread at a time.
 */
#ifndef TALLYSTICK_TOKEN_CONTAINER_H
#define TALLYSTICK_TOKEN_CONTAINER_H

#include <stdint.h>

#include "synth/crypto.h"
#include "synth/keys.h"
#include "token/blocks.h"

#define TST_CONTAINER_VERSION 1
#define TST_UNIT              4096u /* everything begins at a multiple of it */
#define TST_FILMS_MAX         30u
#define TST_RECORD_SIZE       512u /* a counter record; alone in its unit */
#define TST_LICENCE_MAX       4096u
#define TST_COMPLEMENT_MAX    (1ull << 40)

enum tst_film_state {
    TST_FILM_PENDING = 1, /* being written; progress says how far */
    TST_FILM_COMPLETE = 2
};

typedef struct tst_film {
    enum tst_film_state state;
    tss_id copy;
    tss_id title;
    uint8_t index_hash[TSS_HASH_SIZE]; /* of the complement's header and index, as in the disc's manifest */
    uint64_t first;                    /* unit where its extent begins */
    uint32_t units;                    /* of its extent */
    uint8_t bank;                      /* which of its two banks (licence, counter records) is in force */
    uint16_t licence_size;
    uint64_t complement_size;
    uint64_t progress; /* bytes of the complement that are safely here */
} tst_film;

typedef struct tst_container tst_container;

/* Makes an empty container for a token of this serial, in place of whatever was there. */
int tst_container_format(tst_blocks *blocks, const char *serial, tsb_error *err) TSB_MUST_USE;

/* Reads the directory. blocks stays the caller's, and must outlive the container.
 * TSB_ERR_NOT_FOUND: pulled; TSB_ERR_INVALID: no container; TSB_ERR_UNSUPPORTED: of a later version;
 * TSB_ERR_DAMAGED: cut short. */
int tst_container_open(tst_container **out, tst_blocks *blocks, tsb_error *err) TSB_MUST_USE;
void tst_container_destroy(tst_container **container);

/* Drawn when the container was made: tells one token's container from another's. */
const tss_id *tst_container_token(const tst_container *container);
/* The serial the container was made for. */
const char *tst_container_serial(const tst_container *container);

uint32_t tst_container_count(const tst_container *container);
/* film < count; borrowed, valid until the next call that changes the container. */
const tst_film *tst_container_film(const tst_container *container, uint32_t film);
/* The film of this copy, or -1. Numbers stay until a film is removed. */
int64_t tst_container_find(const tst_container *container, const tss_id *copy);

/* What a new film comes with. */
typedef struct tst_film_new {
    tss_id copy;
    tss_id title;
    uint8_t index_hash[TSS_HASH_SIZE];
    uint64_t complement_size;
    const uint8_t *licence; /* at most TST_LICENCE_MAX */
    size_t licence_size;
    const uint8_t *record; /* the licence's first counter record: TST_RECORD_SIZE bytes, of sequence number 1 */
} tst_film_new;

/* Takes the room that a film of this size will need, so that adding it finds it. TSB_ERR_FULL: there is not enough. */
int tst_container_reserve(tst_container *container, uint64_t complement_size, tsb_error *err) TSB_MUST_USE;

/*
 * Makes room for a film and enters it as pending. A pending film of the same copy, index and size is taken up
 * where it was left, with its own licence and records, those of `add` unused. TSB_ERR_EXISTS: it is complete here
 * already; TSB_ERR_FULL: no room, nothing changed.
 */
int tst_container_add(tst_container *container, const tst_film_new *add, uint32_t *film, tsb_error *err) TSB_MUST_USE;

/* Writes the next bytes of a pending film's complement, from its progress on. */
int tst_container_append(tst_container *container, uint32_t film, const void *bytes, size_t size,
                         tsb_error *err) TSB_MUST_USE;

/* Makes the progress so far durable: a later writer goes on from there. */
int tst_container_checkpoint(tst_container *container, uint32_t film, tsb_error *err) TSB_MUST_USE;

/* Makes a film complete that is wholly written; reads its index back first. TSB_ERR_DAMAGED: its hash does not match.
 */
int tst_container_complete(tst_container *container, uint32_t film, tsb_error *err) TSB_MUST_USE;

/* Makes a film pending with nothing of its complement written; its licence and counter stay. */
int tst_container_restart(tst_container *container, uint32_t film, tsb_error *err) TSB_MUST_USE;

/* Takes a film out; those behind it move up by one. */
int tst_container_remove(tst_container *container, uint32_t film, tsb_error *err) TSB_MUST_USE;

/* Replaces a film's licence and counter records by others, at once or not at all. record: as in tst_film_new. */
int tst_container_relicense(tst_container *container, uint32_t film, const uint8_t *licence, size_t size,
                            const uint8_t *record, tsb_error *err) TSB_MUST_USE;

/* The licence's film->licence_size bytes. */
int tst_container_licence(tst_container *container, uint32_t film, uint8_t *licence, tsb_error *err) TSB_MUST_USE;

/* size bytes of the complement from offset on, which must lie within its progress. */
int tst_container_read(tst_container *container, uint32_t film, uint64_t offset, void *bytes, size_t size,
                       tsb_error *err) TSB_MUST_USE;

/* One of a film's two counter records (slot 0 or 1), as it lies there, authentic or not. */
int tst_container_record_read(tst_container *container, uint32_t film, unsigned slot, uint8_t record[TST_RECORD_SIZE],
                              tsb_error *err) TSB_MUST_USE;
/* Writes, flushes, reads back and compares: 0 means that it is on the medium. Never TSB_ERR_FULL. */
int tst_container_record_write(tst_container *container, uint32_t film, unsigned slot,
                               const uint8_t record[TST_RECORD_SIZE], tsb_error *err) TSB_MUST_USE;

#endif
