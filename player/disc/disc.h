/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A Tallystick disc: an image file or a disc in a drive, with its manifest
 * found, read and its signature verified. Whether the key that signed it is
 * trusted is the account's to say (player/account/account.h).
 */
#ifndef TALLYSTICK_PLAYER_DISC_H
#define TALLYSTICK_PLAYER_DISC_H

#include <stddef.h>
#include <stdint.h>

#include "base/cancel.h"
#include "base/error.h"
#include "base/log.h"
#include "player/disc/presence.h"
#include "player/disc/sectors.h"
#include "synth/manifest.h"

typedef struct tsp_disc tsp_disc;

/*
 * Opens the disc at path (an image file, a drive, or the folder a disc is
 * mounted on); NULL looks for the first drive that holds a Tallystick disc. An
 * ordinary DVD, a data disc or something that is no disc at all is refused with
 * a sentence that says what it is: TSB_ERR_UNSUPPORTED. A manifest that was
 * altered gives TSB_ERR_DENIED, an image that is cut short TSB_ERR_DAMAGED.
 * TSB_ERR_CANCELLED soon after cancel fired, whatever the drive does. log must outlive the disc; its sink, the process,
 * for a drive that was left behind may say a last word.
 */
int tsp_disc_open(tsp_disc **out, const char *path, const tsb_log *log, const tsb_cancel *cancel,
                  tsb_error *err) TSB_MUST_USE;
/*
 * From now on the disc may be taken out: reads wait until it is back (player/disc/presence.h), in place of failing.
 * Before the first read.
 */
int tsp_disc_watch(tsp_disc *disc, tsb_error *err) TSB_MUST_USE;
/* Never waits for the drive. */
void tsp_disc_destroy(tsp_disc **disc);

/* All borrowed, as long as the disc lives. Any thread. */
const tss_manifest *tsp_disc_manifest(const tsp_disc *disc);
/* What libdvdnav is to open: the image file, or the drive, where it was opened. */
const char *tsp_disc_path(const tsp_disc *disc);

/* NULL before tsp_disc_watch. */
tsp_presence *tsp_disc_presence(const tsp_disc *disc);

/* 2048-byte sectors of the image, which a disc may be longer than. Any thread. */
uint32_t tsp_disc_count(const tsp_disc *disc);

/*
 * Reads count sectors from first on into out. A sector that cannot be read,
 * though tried again by itself, comes as zeros, and has its bit set in lost
 * (bit n % 8 of byte n / 8, (count + 7) / 8 bytes, which may be NULL). Blocks while the drive reads;
 * TSB_ERR_CANCELLED soon after cancel fired, whatever the drive does. One thread at a time. TSB_ERR_INVALID beyond the
 * end.
 */
int tsp_disc_read(tsp_disc *disc, uint32_t first, uint32_t count, uint8_t *out, uint8_t *lost, const tsb_cancel *cancel,
                  tsb_error *err) TSB_MUST_USE;

#endif
