/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An image file or a drive that was opened and looked at: its manifest found, read, and its signature verified. */
#ifndef TALLYSTICK_PLAYER_DISC_IMAGE_H
#define TALLYSTICK_PLAYER_DISC_IMAGE_H

#include <stdint.h>

#include "base/error.h"
#include "base/log.h"
#include "player/disc/disc_platform.h"
#include "synth/manifest.h"

typedef struct tsp_disc_image {
    tsp_raw raw;
    char *path;
    tss_manifest manifest;
    uint32_t count; /* sectors of the image, which a disc may be longer than */
} tsp_disc_image;

/* Errors as of tsp_disc_open (player/disc/disc.h), for one path. Blocks for as long as the drive takes. On failure
 * there is nothing to close. */
int tsp_disc_image_open(tsp_disc_image *out, const char *path, const tsb_log *log, tsb_error *err) TSB_MUST_USE;
void tsp_disc_image_close(tsp_disc_image *image);

#endif
