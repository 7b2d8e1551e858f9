/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/verify.h"

#include <string.h>

#include "base/clock.h"
#include "base/secret.h"
#include "synth/chunk.h"

/* Large enough to be cheap, small enough to stop soon. */
#define STEP 512u

static int hash_all(uint8_t hash[TSS_HASH_SIZE], tsp_sectors *device, tss_hasher *hasher, uint8_t *buffer,
                    tsp_verify_progress *progress, void *context, const tsb_cancel *cancel, tsb_error *err)
{
    for (uint32_t at = 0; at < device->count;) {
        uint32_t count = device->count - at < STEP ? device->count - at : STEP;
        int result = tsp_sectors_read(device, at, count, buffer, cancel, err);
        if (result == 0)
            result = tss_hasher_update(hasher, buffer, (size_t)count * TSS_SECTOR_SIZE, err);
        if (result != 0)
            return result;
        at += count;
        if (progress)
            progress(context, at, device->count);
    }
    return tss_hasher_final(hasher, hash, err);
}

int tsp_verify_run(tsp_verify_result *out, tsp_sectors *device, const tss_manifest *manifest, uint32_t chunks,
                   tsp_verify_progress *progress, void *context, const tsb_cancel *cancel, tsb_error *err)
{
    size_t size = (size_t)STEP * TSS_SECTOR_SIZE;
    uint8_t *buffer = tsb_secret_alloc(size);
    tss_hasher *hasher = NULL;
    uint64_t started = tsb_clock_ns();
    int result = buffer ? tss_hasher_create(&hasher, err) : tsb_fail(err, TSB_ERR_MEMORY, "Out of memory.");

    *out = (tsp_verify_result){.bytes = (uint64_t)device->count * TSS_SECTOR_SIZE, .chunks = chunks};
    if (result == 0)
        result = hash_all(out->hash, device, hasher, buffer, progress, context, cancel, err);
    tss_hasher_destroy(&hasher);
    tsb_secret_free(buffer, size);
    if (result != 0)
        return result;
    out->seconds = (double)(tsb_clock_ns() - started) / 1e9;
    tsp_device_report_get(device, &out->report);
    out->identical = memcmp(out->hash, manifest->image_hash, TSS_HASH_SIZE) == 0 && out->report.chunks_damaged == 0 &&
                     out->report.chunks_verified == chunks && out->report.sectors_lost == 0;
    return 0;
}
