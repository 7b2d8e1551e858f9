/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writing a film to a token: its licence, then its complement from wherever that is
 * had, then the proof that the token gives it back. What was interrupted goes on
 * where it stopped. Blocks; one thread at a time for a container.
 */
#ifndef TALLYSTICK_TOKEN_WRITE_H
#define TALLYSTICK_TOKEN_WRITE_H

#include <stdbool.h>

#include "base/cancel.h"
#include "token/container.h"
#include "token/licence.h"

/* Gives size bytes of the complement from offset on, which lie inside it. */
typedef int tst_complement_reader(void *context, uint64_t offset, uint8_t *bytes, size_t size, tsb_error *err);

enum tst_write_stage { TST_WRITING, TST_VERIFYING };

/* done of all bytes of this stage. */
typedef void tst_write_progress(void *context, enum tst_write_stage stage, uint64_t done, uint64_t all);

typedef struct tst_write_job {
    tst_complement_reader *read;
    tst_write_progress *progress; /* may be NULL */
    void *context;                /* of both */
    const tsb_cancel *cancel;     /* may be NULL */
} tst_write_job;

/*
 * Opens the token's container for writing, making it where there is none yet: where nothing but zeros is, or, with
 * erase, in place of whatever else is there. serial: of the token. TSB_ERR_INVALID: something else is there;
 * TSB_ERR_DENIED: the container was made for another stick. blocks stays the caller's, and must outlive the container.
 */
int tst_write_open(tst_container **out, tst_blocks *blocks, const char *serial, bool erase,
                   tsb_error *err) TSB_MUST_USE;

/* What a film comes with, from its licence, signed or not yet trusted. record: TST_RECORD_SIZE bytes, borrowed as bytes
 * is. */
tst_film_new tst_write_entry(const tst_licence *licence, const uint8_t *bytes, const uint8_t *record,
                             uint64_t complement_size);

/*
 * Writes what a pending film's complement lacks and makes it complete. On failure what was written stays, and
 * calling again goes on. TSB_ERR_CANCELLED; TSB_ERR_DAMAGED: what was read is not the complement the licence names.
 */
int tst_write_film(tst_container *container, uint32_t film, const tst_write_job *job, tsb_error *err) TSB_MUST_USE;

/* Reads all of a complete film back and opens every chunk of it. TSB_ERR_DAMAGED: the token does not keep what was
 * written. job->read is not used. */
int tst_write_verify(tst_container *container, uint32_t film, const uint8_t copy_key[TSS_KEY_SIZE],
                     const tst_write_job *job, tsb_error *err) TSB_MUST_USE;

#endif
