/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a disc is, from its file systems: the manifest's place, or a sentence on why there is none. */
#ifndef TALLYSTICK_PLAYER_DISC_KIND_H
#define TALLYSTICK_PLAYER_DISC_KIND_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/log.h"
#include "player/disc/disc_platform.h"

typedef struct tsp_disc_kind {
    bool iso;               /* has an ISO 9660 volume descriptor */
    bool udf;               /* has a UDF volume recognition sequence */
    char label[33];         /* of the ISO 9660 volume, printable; may be empty */
    uint64_t volume_size;   /* bytes the ISO 9660 volume says it has; 0 when not known */
    bool video;             /* holds a DVD-Video */
    uint32_t manifest;      /* sector of /TALLY/MANIFEST.JSN, or 0 */
    uint32_t manifest_size; /* bytes of that file */
} tsp_disc_kind;

/* Finds out; fails only where the disc cannot be read at all. */
int tsp_disc_kind_find(tsp_disc_kind *out, const tsp_raw *raw, const char *path, const tsb_log *log,
                       tsb_error *err) TSB_MUST_USE;

/* Says what a disc without a manifest is, and what to do; returns TSB_ERR_UNSUPPORTED or TSB_ERR_DAMAGED. */
int tsp_disc_kind_refuse(const tsp_disc_kind *kind, const tsp_raw *raw, const char *path, tsb_error *err);

#endif
