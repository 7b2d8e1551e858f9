/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Playing from a token: a complement source (synth/source.h) over its container, and
 * the view that has to be begun before it gives anything. The complement is read
 * piece by piece, never copied. When the token is pulled out, chunk() waits, the status
 * says so, and it goes on when that token is back; another one, a copy on another
 * stick or an older state of it is refused, and the status says why.
 */
#ifndef TALLYSTICK_TOKEN_SOURCE_H
#define TALLYSTICK_TOKEN_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/log.h"
#include "synth/source.h"
#include "token/blocks.h"
#include "token/holding.h"

/*
 * Finds and opens a token: called at the beginning, and again about twice a second
 * while none is there, from within the calls below. TSB_ERR_NOT_FOUND: none is plugged in. Any
 * other error is shown and tried again. out is the source's to destroy.
 */
typedef int tst_token_finder(void *context, tst_blocks **out, tsb_error *err);

typedef struct tst_source_options {
    tst_token_finder *find;
    void *context;
    tss_id copy;                       /* as in the disc's manifest */
    uint8_t index_hash[TSS_HASH_SIZE]; /* likewise */
    tst_holder holder;  /* this device; its signer must be set. Only the monotonic record outlives open */
    const tsb_log *log; /* borrowed, may be NULL */
} tst_source_options;

/*
 * Opens the film of this copy on the token that find gives, without taking a view. out->index is authenticated.
 * The licence is opened by its key in this computer's TPM, if it names one, or else by the device's own.
 * TSB_ERR_NOT_FOUND: no token, or the film is not on it; TSB_ERR_DENIED: another token's or device's licence, or
 * another operator's, or one of which the TPM refuses any view; TSB_ERR_DAMAGED, TSB_ERR_INVALID: what is on it,
 * or a TPM that has lost the key; TSB_ERR_IO: one that cannot be reached. Close it with tss_source_destroy().
 */
int tst_source_open(tss_source **out, const tst_source_options *options, tsb_error *err) TSB_MUST_USE;

/* The licence being played under; borrowed. Any thread. */
const tst_licence *tst_source_licence(const tss_source *source);

/* What is left on the token, and whether beginning now goes on with a view that was taken already. Any thread. */
int tst_source_look(tss_source *source, uint64_t now, tst_counter_record *record, bool *resumes,
                    tsb_error *err) TSB_MUST_USE;

/* tst_counter_begin() of this source: until it succeeded, chunk() waits. Any thread. */
int tst_source_begin(tss_source *source, uint64_t now, tst_counter_record *record, tsb_error *err) TSB_MUST_USE;

/* Lets chunk() give chunks without a view. TSB_ERR_DENIED unless the licence is for quality assurance. Any thread. */
int tst_source_begin_qa(tss_source *source, tsb_error *err) TSB_MUST_USE;

/* tst_counter_seen() of this source; to be called about every minute while it plays. Time that could not be entered
 * because the token was out is made up for by the next call. TSB_ERR_NOT_FOUND: out just now, nothing to worry about;
 * TSB_ERR_DENIED: the view is over, and chunk() is refused from now on. Any thread; may wait for a chunk being read. */
int tst_source_seen(tss_source *source, uint64_t now, uint64_t elapsed, tsb_error *err) TSB_MUST_USE;

/* The bytes of the counter's record in force, for the server. Any thread. */
int tst_source_record(tss_source *source, uint8_t bytes[TST_RECORD_SIZE], tsb_error *err) TSB_MUST_USE;

/* tst_counter_mark() of this source. Any thread. */
int tst_source_mark(tss_source *source, uint64_t checkpoint, uint8_t bytes[TST_RECORD_SIZE],
                    tsb_error *err) TSB_MUST_USE;

/* tst_counter_revoke() of this source; the view is over, too. Any thread. */
int tst_source_revoke(tss_source *source, tsb_error *err) TSB_MUST_USE;

#endif
