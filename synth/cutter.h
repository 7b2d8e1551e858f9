/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finds where chunks begin and end in a disc image, from the sectors alone:
 * no file system is read (docs/FORMATS.md, "Chunks of an image"). Sectors
 * outside any chunk (file system, IFO tables) are never touched.
 *
 * A run is a stretch of sectors that each begin with a pack header
 * (ISO/IEC 13818-1, 2.5.3.3). Chunks never leave their run. A chunk starts
 *  - at a run's first sector, and
 *  - at each VOBU start from TSS_CHUNK_MIN_SECTORS after the chunk's own start on.
 * A VOBU start is a navigation pack (pack header, system header, private
 * stream 2 with a PCI packet; DVD-Video 4.4). In a run without navigation
 * packs it is a sector whose video holds a sequence header.
 *
 * Where no VOBU starts within TSS_CHUNK_MAX_SECTORS, the chunk is cut at the
 * last VOBU start in it, short as that may make it; where there is none
 * either, it is cut at TSS_CHUNK_MAX_SECTORS and the next opens at the next
 * VOBU start. So only these and the last chunk of a run can have fewer than
 * TSS_CHUNK_MIN_SECTORS, and only a VOBU beyond any DVD's leaves sectors out.
 */
#ifndef TALLYSTICK_SYNTH_CUTTER_H
#define TALLYSTICK_SYNTH_CUTTER_H

#include <stdbool.h>
#include <stdint.h>

#include "synth/chunk.h"

/* Zero-initialise. One thread at a time. */
typedef struct tss_cutter {
    uint32_t position; /* sectors pushed so far */
    uint32_t first;    /* of the open chunk */
    uint32_t vobu;     /* last VOBU start seen in the open chunk, or first */
    bool open;
    bool in_run;  /* the sector before was a pack */
    bool has_nav; /* this run has navigation packs */
} tss_cutter;

typedef struct tss_extent {
    uint32_t first; /* image sector */
    uint32_t count;
} tss_extent;

/* Takes the image's next sector; returns how many chunks that closed (0 to 2), written to out. */
unsigned tss_cutter_push(tss_cutter *cutter, const uint8_t sector[TSS_SECTOR_SIZE], tss_extent out[2]);

/* After the last sector. Returns 0 or 1. */
unsigned tss_cutter_finish(tss_cutter *cutter, tss_extent *out);

#endif
