/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Decoys: random values for the sites of a shuffled slice, chosen along the
 * decoy stream's own DC predictors so that every reconstructed DC stays in
 * range (ISO/IEC 13818-2, 7.2.1). They never depend on the bits they replace.
 */
#ifndef TALLYSTICK_SYNTH_DECOYS_H
#define TALLYSTICK_SYNTH_DECOYS_H

#include <stdbool.h>
#include <stdint.h>

#include "synth/crypto.h"
#include "synth/sites.h"
#include "synth/walk.h"

struct tss_decoys;

int tss_decoys_create(struct tss_decoys **out, tsb_error *err) TSB_MUST_USE;
void tss_decoys_destroy(struct tss_decoys **decoys);

/*
 * Fills sites->values for the slice with its strings in main-stream order.
 * 1: done. 0: no choice keeps the DCs in range. Negative: libcrypto failed.
 */
int tss_decoys_choose(struct tss_decoys *decoys, const struct tss_slice *slice, struct tss_sites *sites,
                      const uint8_t *bytes, enum tss_site_set set, tss_stream *random);

#endif
