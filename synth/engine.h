/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine's work memory and what split and synthesis share. Internal to synth/. */
#ifndef TALLYSTICK_SYNTH_ENGINE_H
#define TALLYSTICK_SYNTH_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "synth/chunk.h"
#include "synth/coding.h"
#include "synth/decoys.h"
#include "synth/packs.h"
#include "synth/shuffle.h"
#include "synth/sites.h"
#include "synth/taken.h"
#include "synth/vlc.h"
#include "synth/walk.h"

/* Slices walked at once. The more, the fewer ends there are at which lanes run out of slices; but
 * the strings of many leave the cache before their turn comes. */
#define TSS_AHEAD 12u

struct tss_engine {
    struct tss_vlc vlc;
    struct tss_packs packs;
    struct tss_walker *walker;
    struct tss_slice slices[TSS_AHEAD]; /* those walked last */
    struct tss_slice *slice;            /* of these, the present one */
    struct tss_sites sites;
    struct tss_decoys *decoys;
    struct tss_shuffle shuffle;
    tss_stream *keystream;
    tss_stream *random;
    uint8_t *dealt; /* a slice being dealt; secret, as large as a chunk's stream */
    uint8_t *bits;  /* stored bits being gathered; secret, likewise */
    size_t capacity;
    struct tss_taken_picture *pictures; /* TSS_TAKEN_PICTURES of them */
};

/* A walk over a chunk's pictures and slices, the same for both directions. */
struct tss_visit {
    struct tss_scan scan;
    enum tss_unit unit; /* the present one */
    int64_t picture;    /* counted from 0; -1 before the first */
    uint32_t slice;     /* of the picture, counted from 0 */
    uint32_t piece;     /* for tss_packs_locate */
    uint32_t walked;    /* slices of the engine's that this visit walked */
    uint32_t present;   /* the next of them to be met */
    bool counts;        /* whether coefficients are counted; set after the start */
};

/* Gathers the sectors' stream and makes room for the work on it. */
int tss_engine_load(tss_engine *engine, const uint8_t *sectors, uint32_t count, tsb_error *err) TSB_MUST_USE;

/* Starts a visit; the sequence the chunk begins in is as given (0, 0: not known), fixed: throughout. */
void tss_visit_start(struct tss_visit *visit, const tss_engine *engine, uint16_t width_mbs, uint16_t height,
                     bool fixed);

/* Goes on to the next picture or slice; false at the end. */
bool tss_visit_next(struct tss_visit *visit, const tss_engine *engine);

/* The first sequence of the stream that is understood: both 0 when there is none. */
void tss_visit_sequence(const tss_engine *engine, uint16_t *width_mbs, uint16_t *height);

/* Whether the visit's present slice can be one that is taken, and if so makes it the engine's slice, walked. Slices
 * that follow it are walked ahead: only the present one may be changed, and each is to be had once. */
bool tss_visit_walk(struct tss_visit *visit, tss_engine *engine);

/* Walks the engine's slice once more, which was understood. */
bool tss_visit_walk_again(const struct tss_visit *visit, tss_engine *engine);

/* Adds a walked slice to the tally. */
void tss_tally_slice(tss_tally *tally, const struct tss_slice *slice);

#endif
