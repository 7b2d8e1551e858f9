/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Measures every chunk of an original and proves that it comes back: each is
 * split with keys drawn for the purpose, synthesised, and compared.
 */
#ifndef TALLYSTICK_SERVER_PROVE_H
#define TALLYSTICK_SERVER_PROVE_H

#include <stddef.h>
#include <stdint.h>

#include "base/cancel.h"
#include "base/error.h"
#include "synth/chunk.h"
#include "synth/cutter.h"

/*
 * sizes[i] receives what a split of extents[i] takes out; tally what was met. The descriptor is
 * read by several threads. TSB_ERR_INTERNAL: a chunk did not come back as it was.
 */
int tsv_prove(int descriptor, const tss_extent *extents, uint32_t count, enum tss_profile profile, size_t *sizes,
              tss_tally *tally, const tsb_cancel *cancel, tsb_error *err) TSB_MUST_USE;

#endif
