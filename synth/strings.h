/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The bit strings of a slice, made of the marks that the walk leaves where
 * they end. Internal to synth/.
 */
#ifndef TALLYSTICK_SYNTH_STRINGS_H
#define TALLYSTICK_SYNTH_STRINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "synth/syntax.h"
#include "synth/walk.h"

/* A mark: a position in the slice, and above it the low bits of the entry that led there, its value lowest. */
#define TSS_POSITION_BITS 24
_Static_assert(TSS_SLICE_BYTES * 8 == 1U << TSS_POSITION_BITS, "a mark can tell any position in a slice");

static inline uint32_t tss_mark_make(uint32_t position, unsigned entry)
{
    return position | (uint32_t)entry << TSS_POSITION_BITS;
}

/*
 * Takes the strings of so many macroblocks, for which the slice has room: TSS_MARKS marks each, after those that
 * tell of the first increment alone. others: the sum of the values in these marks. False if the slice cannot
 * be what it says.
 */
bool tss_strings_take(struct tss_slice *slice, const uint32_t *marks, uint32_t macroblocks, uint32_t *others);

#endif
