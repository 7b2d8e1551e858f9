/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The synthesis device: joins disc and complement chunk by chunk and gives
 * the original's sectors. A reader thread fills a bounded buffer with pieces of
 * the disc, a synthesis thread joins each chunk with what the complement source
 * has (the other bounded buffer) and verifies its hash. Original bytes live in
 * secret memory only, and in what the caller reads into.
 *
 * Sectors outside any chunk are the disc's own, but for the manifest and the
 * provider fields, which are given as the original has them: the device's
 * sectors equal the original image byte for byte.
 *
 * No decoy is ever given out. What cannot be restored is blanked: pictures by
 * the engine; where a chunk has no usable complement at all, its whole video.
 */
#ifndef TALLYSTICK_PLAYER_DEVICE_H
#define TALLYSTICK_PLAYER_DEVICE_H

#include <stdint.h>

#include "base/error.h"
#include "base/log.h"
#include "player/disc/disc.h"
#include "player/disc/sectors.h"
#include "synth/chunk.h"
#include "synth/source.h"

/* What the device reads sectors from. Blocks; heeds cancel; lost as in
 * tsp_disc_read. Called from the device's reader thread. */
typedef int tsp_reader(void *context, uint32_t first, uint32_t count, uint8_t *out, uint8_t *lost,
                       const tsb_cancel *cancel, tsb_error *err);

typedef struct tsp_device_options {
    tsp_reader *read;
    void *context;                /* for read; outlives the device */
    const tss_manifest *manifest; /* copied */
    tsp_presence *presence;       /* of the disc, for its status; outlives the device; may be NULL */
    tss_source *source;           /* borrowed; outlives the device */
    const tsb_log *log;           /* outlives the device; may be NULL */
    uint32_t pieces;              /* synthesised pieces kept in memory; 0: 12 */
} tsp_device_options;

/* Starts the threads. The sectors are the caller's to tsp_sectors_destroy, which ends the threads first. */
int tsp_device_create(tsp_sectors **out, const tsp_device_options *options, tsb_error *err) TSB_MUST_USE;

/* The same over a disc, which it borrows. */
int tsp_device_open(tsp_sectors **out, tsp_disc *disc, tss_source *source, const tsb_log *log,
                    tsb_error *err) TSB_MUST_USE;

/* Ranges of sectors; at most this many are told apart, later ones only counted. */
#define TSP_DEVICE_RANGES 256u

typedef struct tsp_device_report {
    uint64_t chunks_verified;
    uint64_t chunks_damaged; /* not the original's in every bit */
    uint64_t sectors_lost;   /* that the disc could not read */
    uint32_t range_count;    /* of the sectors lost and of the damaged chunks whose sectors all read */
    struct {
        uint32_t first;
        uint32_t count;
        int lost; /* 1: the disc could not read them; 0: read, but wrong */
    } ranges[TSP_DEVICE_RANGES];
    tss_tally tally; /* of all chunks synthesised so far */
} tsp_device_report;

/* What was met so far; a piece synthesised twice counts twice. Any thread. */
void tsp_device_report_get(tsp_sectors *device, tsp_device_report *out);

#endif
