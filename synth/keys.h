/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Identifiers, and the tree of keys under a processing's secret seed
 * (docs/FORMATS.md, "Keys"):
 *
 *   processing seed -> copy seed -> chunk keys (shuffle -> check, decoy)
 *                   -> copy key  -> window keys
 *
 * Everything of a copy follows from its processing's seed and its copy id, so
 * the bank stores no key per copy and any part can be computed again. Any thread.
 */
#ifndef TALLYSTICK_SYNTH_KEYS_H
#define TALLYSTICK_SYNTH_KEYS_H

#include <stdbool.h>
#include <stdint.h>

#include "synth/crypto.h"

/* Random identifiers of titles, copies, distributors; 32 lower-case digits as text. */
#define TSS_ID_SIZE      16
#define TSS_ID_TEXT_SIZE (2 * TSS_ID_SIZE + 1)

typedef struct tss_id {
    uint8_t bytes[TSS_ID_SIZE];
} tss_id;

int tss_id_generate(tss_id *id, tsb_error *err) TSB_MUST_USE;
void tss_id_format(char text[TSS_ID_TEXT_SIZE], const tss_id *id);
/* TSB_ERR_INVALID unless text is exactly 32 hexadecimal digits. */
int tss_id_parse(tss_id *id, const char *text) TSB_MUST_USE;
bool tss_id_equal(const tss_id *a, const tss_id *b);

/* Chunks a window key opens. */
#define TSS_WINDOW_CHUNKS 16u

typedef struct tss_copy_secrets {
    uint8_t seed[TSS_KEY_SIZE]; /* makes the main stream; never leaves the server */
    uint8_t key[TSS_KEY_SIZE];  /* window keys derive from it; leaves the server only window by window */
} tss_copy_secrets;

typedef struct tss_chunk_keys {
    uint8_t shuffle[TSS_KEY_SIZE]; /* travels in the complement's chunk; the check's key derives from it */
    uint8_t decoy[TSS_KEY_SIZE];   /* never leaves the server */
} tss_chunk_keys;

int tss_derive_copy(tss_copy_secrets *out, const uint8_t processing_seed[TSS_KEY_SIZE], const tss_id *copy,
                    tsb_error *err) TSB_MUST_USE;
int tss_derive_chunk(tss_chunk_keys *out, const uint8_t copy_seed[TSS_KEY_SIZE], uint32_t chunk,
                     tsb_error *err) TSB_MUST_USE;
int tss_derive_window(uint8_t out[TSS_KEY_SIZE], const uint8_t copy_key[TSS_KEY_SIZE], const tss_id *copy,
                      uint32_t window, tsb_error *err) TSB_MUST_USE;
/* The key that a chunk's original sectors are authenticated with. */
int tss_derive_check(uint8_t out[TSS_KEY_SIZE], const uint8_t shuffle_key[TSS_KEY_SIZE], tsb_error *err) TSB_MUST_USE;

#endif
