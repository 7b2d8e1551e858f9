/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The syntax of a slice's macroblocks (ISO/IEC 13818-2, 6.2.5 and 6.2.6) as a
 * finite automaton: each state looks one table up, and the entry it finds says
 * how many bits are done with and which state follows. So the walk takes no
 * decision that a processor could guess wrongly. Internal to synth/.
 */
#ifndef TALLYSTICK_SYNTH_SYNTAX_H
#define TALLYSTICK_SYNTH_SYNTAX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "synth/coding.h"
#include "synth/vlc.h"

/* What the walk marks in each macroblock: where these end. A block has two marks, of its DC and the rest,
 * if it is intra; else one, and the last of TSS_BLOCKS is that of the last coded block. */
enum tss_mark {
    TSS_MARK_TYPE,
    TSS_MARK_HEADER, /* unless it ends with macroblock_type and what has a fixed length after it */
    TSS_MARK_BLOCKS,
    TSS_MARK_NEXT_INCREMENT = 15, /* of the next macroblock */
    TSS_MARKS                     /* a macroblock */
};

/* The value of an entry for macroblock_type: how many motion vectors follow; or intra, and whether one does. */
enum { TSS_TYPE_INTRA = 8 };

struct tss_state {
    const tss_entry *table;
    const struct tss_state *base; /* the state that follows an entry whose next is 0 */
    size_t mark;                  /* what ends here, for all that is known: bytes from the macroblock's first mark */
    size_t shift;                 /* 64 less the width of its look-ups */
};

/* States are numbered in 7 bits. */
#define TSS_STATES 128u

/* Room for those from macroblock_type to the first block: what most pictures leave unused, B field pictures with
 * concealment vectors fill (tests/synth/test_syntax.c). */
#define TSS_VECTOR_STATES 58u

/* The syntax of one picture. Zero-initialise: of none. */
struct tss_syntax {
    uint32_t coding;        /* tss_coding_word of the picture */
    uint32_t vector_states; /* how many of TSS_VECTOR_STATES it has */
    struct tss_state states[TSS_STATES];
    tss_entry types[1U << TSS_TYPE_BITS];
};

/* Builds the syntax of a picture that is known, unless it is the one that is built already; vlc must outlive it. */
void tss_syntax_build(struct tss_syntax *syntax, const struct tss_vlc *vlc, const struct tss_coding *coding);

/* The state before the first macroblock. */
const struct tss_state *tss_syntax_start(const struct tss_syntax *syntax);

/* Whether this is a state between macroblocks. */
bool tss_syntax_is_between(const struct tss_syntax *syntax, const struct tss_state *state);

static inline const struct tss_state *tss_state_next(const struct tss_state *state, unsigned entry)
{
    return (const struct tss_state *)((const char *)state->base + tss_entry_next(entry));
}

#endif
