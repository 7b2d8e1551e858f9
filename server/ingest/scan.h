/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One pass over an image: its hash, its chunks, and where the copy's own bytes go. */
#ifndef TALLYSTICK_SERVER_SCAN_H
#define TALLYSTICK_SERVER_SCAN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cancel.h"
#include "base/error.h"
#include "synth/crypto.h"
#include "synth/cutter.h"
#include "synth/manifest.h"

typedef struct tsv_scan {
    uint32_t sectors;
    uint8_t hash[TSS_HASH_SIZE]; /* SHA-256 of all */
    bool has_manifest;           /* manifest_sector is valid: the first place that holds a blank one */
    uint32_t manifest_sector;
    bool has_vmg; /* vmg_sector, vmg_backup_sector and provider are valid */
    uint32_t vmg_sector;
    uint32_t vmg_backup_sector; /* as vmg_sector when there is no backup */
    uint8_t provider[TSS_PROVIDER_SIZE];
    bool scrambled; /* CSS */
    tss_extent *extents;
    uint32_t count;
    uint32_t capacity;
} tsv_scan;

/* TSB_ERR_INVALID: not a whole number of sectors, or more chunks than a complement may have. */
int tsv_scan_image(tsv_scan *out, int descriptor, const tsb_cancel *cancel, tsb_error *err) TSB_MUST_USE;
void tsv_scan_finish(tsv_scan *scan);

#endif
