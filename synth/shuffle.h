/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The shuffle: permutations of a slice's strings, and dealing strings out into
 * a slice again (docs/FORMATS.md, "Shuffle").
 */
#ifndef TALLYSTICK_SYNTH_SHUFFLE_H
#define TALLYSTICK_SYNTH_SHUFFLE_H

#include <stddef.h>
#include <stdint.h>

#include "synth/crypto.h"
#include "synth/walk.h"

/* Work memory; zero-initialise is enough, nothing is owned. */
struct tss_shuffle {
    uint8_t draws[2 * 20 * TSS_SLICE_MBS]; /* 16 bits a draw, fewer than 20 strings a macroblock */
    struct tss_string skipping[TSS_SLICE_MBS];
    struct tss_string others[TSS_SLICE_MBS];
};

/* Permutes the strings of a walked slice of the original, or back those of the main
 * stream; keystream is started by the caller. Negative when libcrypto fails. */
int tss_shuffle_apply(struct tss_shuffle *shuffle, struct tss_slice *slice, tss_stream *keystream);
int tss_shuffle_undo(struct tss_shuffle *shuffle, struct tss_slice *slice, tss_stream *keystream);

/*
 * Deals the strings out in their present order: writes the bytes that hold bits
 * [slice->first, slice->end) to out, whose first byte stands for byte
 * slice->first / 8 of bytes. out has 16 bytes to spare. Returns bytes written.
 */
size_t tss_shuffle_deal(const struct tss_slice *slice, const uint8_t *bytes, uint8_t *out);

#endif
