/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quality assurance: a whole disc synthesised, hashed and compared with the original. */
#ifndef TALLYSTICK_PLAYER_VERIFY_H
#define TALLYSTICK_PLAYER_VERIFY_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/cancel.h"
#include "base/error.h"
#include "player/device/device.h"
#include "player/disc/sectors.h"
#include "synth/manifest.h"

typedef struct tsp_verify_result {
    bool identical; /* image hash and every chunk's */
    uint64_t bytes; /* of the image */
    double seconds;
    uint32_t chunks; /* the complement's index names */
    uint8_t hash[TSS_HASH_SIZE];
    tsp_device_report report;
} tsp_verify_result;

/* Called now and then with the sectors done, from the calling thread. */
typedef void tsp_verify_progress(void *context, uint32_t done, uint32_t count);

/* Reads all sectors of a synthesis device in order. 0 also when they are not the original's: result says so. */
int tsp_verify_run(tsp_verify_result *out, tsp_sectors *device, const tss_manifest *manifest, uint32_t chunks,
                   tsp_verify_progress *progress, void *context, const tsb_cancel *cancel, tsb_error *err) TSB_MUST_USE;

/* The report for a person, and as one JSON object on a line. */
void tsp_verify_print(FILE *out, const tsp_verify_result *result, const tss_manifest *manifest);
void tsp_verify_print_json(FILE *out, const tsp_verify_result *result, const tss_manifest *manifest);

#endif
