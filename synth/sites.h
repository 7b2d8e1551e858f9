/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The sites of a slice: which of its bits the split stores and replaces
 * (docs/FORMATS.md, "Sites"). They follow from the strings alone, so that
 * every copy of a title has the same number of them.
 */
#ifndef TALLYSTICK_SYNTH_SITES_H
#define TALLYSTICK_SYNTH_SITES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "synth/chunk.h"
#include "synth/walk.h"

/* The most coefficients of a block whose signs are taken. */
#define TSS_SIGNS 4u

/* A slice of fewer macroblocks leaves nothing to shuffle: there more sites are taken. */
#define TSS_SPARSE_MBS 8u

/* A slice is steep that has one of the largest DC differentials of its kind, and so many that are
 * at most one size smaller: leading bits alone might leave no decoys in range there. */
#define TSS_STEEP_DCS 3u

enum tss_site_set {
    TSS_SITES_LEAD,   /* the leading bit of larger DC differentials */
    TSS_SITES_WHOLE,  /* whole DC differentials, for which decoys can always be found */
    TSS_SITES_STRONG, /* whole DC differentials; the signs of intra blocks' first two AC coefficients */
    TSS_SITES_SPARSE  /* whole DC differentials; the signs of every block's first four coefficients */
};

struct tss_site {
    uint32_t position; /* of its first bit */
    uint8_t bits;      /* 1 to 11 */
    bool escape;       /* the sign of an escape-coded level of 12 bits */
};

/* The sites of a slice in the order of its strings: DC luma, DC chroma, then
 * signs of AC luma, AC chroma, AC other. */
struct tss_sites {
    struct tss_site *sites; /* owned */
    uint16_t *values;       /* owned; one for each, for the caller */
    uint32_t count;
    uint32_t dc_count; /* those of DC strings, which come first */
    uint32_t bits;     /* in all */
};

int tss_sites_init(struct tss_sites *sites, tsb_error *err) TSB_MUST_USE;
void tss_sites_finish(struct tss_sites *sites);

void tss_sites_find(struct tss_sites *sites, const struct tss_slice *slice, const struct tss_vlc *vlc,
                    const uint8_t *bytes, enum tss_site_set set);

/* Which sites a walked slice gives up in a chunk of this profile. */
enum tss_site_set tss_sites_of(const struct tss_slice *slice, enum tss_profile profile);

/* Whether a DC string of this size is a site, and how many bits of it. */
unsigned tss_site_dc_bits(enum tss_site_set set, bool luma, unsigned dc_size);

uint32_t tss_site_get(const uint8_t *bytes, struct tss_site site);
void tss_site_put(uint8_t *bytes, struct tss_site site, uint32_t value);

#endif
