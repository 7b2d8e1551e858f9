/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What this device remembers of the view counters it wrote: per licence the
 * highest sequence number, in a file of its own in the player's data folder,
 * authenticated under the device's key (docs/FORMATS.md, "View counter"). A token
 * behind it was restored from an older copy.
 *
 * A missing file is no memory: who removes it and restores the token too is
 * caught by the server at the next contact, not here. One thread at a time.
 */
#ifndef TALLYSTICK_TOKEN_MONOTONIC_H
#define TALLYSTICK_TOKEN_MONOTONIC_H

#include <stdint.h>

#include "synth/crypto.h"
#include "synth/keys.h"

typedef struct tst_monotonic tst_monotonic;

/* Makes the folder (0700) where it is missing; private_key is the device's, and copied to secret memory. */
int tst_monotonic_create(tst_monotonic **out, const char *folder, const uint8_t private_key[TSS_KEY_SIZE],
                         tsb_error *err) TSB_MUST_USE;
void tst_monotonic_destroy(tst_monotonic **monotonic);

/* The highest number seen of this licence; 0: none. TSB_ERR_DAMAGED: the file is not what this device wrote. */
int tst_monotonic_get(const tst_monotonic *monotonic, const tss_id *licence, uint64_t *sequence,
                      tsb_error *err) TSB_MUST_USE;

/* Remembers a number, durably; never lowers one. On failure the old one stands. */
int tst_monotonic_raise(const tst_monotonic *monotonic, const tss_id *licence, uint64_t sequence,
                        tsb_error *err) TSB_MUST_USE;

#endif
