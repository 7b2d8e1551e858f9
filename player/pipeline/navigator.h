/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which sectors of the image come next: libdvdnav's virtual machine plays the
 * disc's main title and names one video object unit (VOBU) after the other.
 * Contents are never taken from libdvdnav, which sees the main stream only.
 *
 * Also gives the film one unbroken time: each VOBU says what to add to the time
 * stamps inside it, across cells and video objects whose stamps start anew.
 * One thread at a time, but for tsp_navigator_title.
 */
#ifndef TALLYSTICK_PLAYER_NAVIGATOR_H
#define TALLYSTICK_PLAYER_NAVIGATOR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cancel.h"
#include "base/error.h"
#include "base/log.h"
#include "player/pipeline/navigator_title.h"

typedef struct tsp_navigator tsp_navigator;

typedef struct tsp_vobu {
    uint32_t sector; /* of the image: its navigation pack */
    uint32_t count;  /* sectors, the navigation pack included */
    uint32_t stamp;  /* vobu_s_ptm: the time stamp where it begins */
    int64_t time;    /* ticks into the title that stamp means */
} tsp_vobu;

/*
 * path as for tsp_play, title as for tsp_title_read; image_sectors bounds what a damaged disc may name. log must
 * outlive the navigator; its sink, the process, for a drive that was left behind may say a last word. What takes a
 * cancel reads the disc, and returns TSB_ERR_CANCELLED soon after it fired, whatever the drive does.
 */
int tsp_navigator_open(tsp_navigator **out, const char *path, int title, uint32_t image_sectors, const tsb_log *log,
                       const tsb_cancel *cancel, tsb_error *err) TSB_MUST_USE;
/* Never waits for the drive. */
void tsp_navigator_close(tsp_navigator **navigator);

/* Borrowed; never changes while the navigator is open. Any thread. */
const tsp_title *tsp_navigator_title(const tsp_navigator *navigator);

/* 1: out is the next VOBU; 0: the title is over; or a tsb_code. After TSB_ERR_CANCELLED, seek first. */
int tsp_navigator_next(tsp_navigator *navigator, tsp_vobu *out, const tsb_cancel *cancel, tsb_error *err) TSB_MUST_USE;

/* Goes on at the VOBU that begins at or before time (ticks; beyond the end: the last). Out gives its image sector. */
int tsp_navigator_seek(tsp_navigator *navigator, int64_t time, uint32_t *sector, const tsb_cancel *cancel,
                       tsb_error *err) TSB_MUST_USE;

/* The title time of a time stamp found inside a VOBU: stamps are 33 bits wide and wrap. */
int64_t tsp_vobu_time(const tsp_vobu *vobu, uint64_t stamp);

#endif
