/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The walk through a macroblock's blocks (ISO/IEC 13818-2, 6.2.6), where nearly
 * all of a stream's bits are. Internal to synth/.
 */
#ifndef TALLYSTICK_SYNTH_BLOCKS_H
#define TALLYSTICK_SYNTH_BLOCKS_H

#include <stdbool.h>
#include <stdint.h>

#include "synth/bits.h"
#include "synth/vlc.h"
#include "synth/walk.h"

/*
 * Both walk the blocks of a macroblock from a filled window on, add their strings and
 * coefficients to the slice, and leave the window behind the last. False: there is a
 * code that does not exist, a DC larger than largest, or one after bit position limit.
 * The end may lie after limit.
 */
bool tss_blocks_intra(struct tss_slice *slice, const struct tss_vlc *vlc, const struct tss_dct_table *table,
                      uint32_t largest, struct tss_window *window, uint32_t limit);
bool tss_blocks_other(struct tss_slice *slice, const struct tss_vlc *vlc, uint32_t pattern, struct tss_window *window,
                      uint32_t limit);

/* The length of the one DCT code at position (not End of Block), 0 when there
 * is none; the first code of a non-intra block has a form of its own (Table
 * B-14, note 2). */
unsigned tss_dct_code(const struct tss_dct_table *table, const uint8_t *bytes, uint32_t position, bool first_other);

#endif
