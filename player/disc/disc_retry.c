/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/disc/disc_retry.h"

#include <stdbool.h>
#include <string.h>

#include "synth/chunk.h"

/* A run that failed costs a drive seconds: small enough to lose little, large enough to stream. */
#define RUN_SECTORS 32u
/* Tries for a sector alone. In the middle of a scratch one is enough. */
#define TRIES 3

static int read_single(tsp_sector_reader *read, void *context, uint32_t sector, uint8_t *out, int tries, bool *bad,
                       const tsb_cancel *cancel, tsb_error *err)
{
    tsb_error cause = {0};
    int result = TSB_ERR_IO;

    for (int i = 0; i < tries && result == TSB_ERR_IO; i++) {
        if (tsb_cancel_fired(cancel))
            return tsb_fail(err, TSB_ERR_CANCELLED, "Reading was stopped.");
        tsb_error_clear(&cause);
        result = read(context, sector, 1, out, &cause);
    }
    *bad = result == TSB_ERR_IO;
    if (*bad)
        memset(out, 0, TSS_SECTOR_SIZE);
    else if (result != 0)
        return tsb_fail(err, result, "%s", cause.text);
    return 0;
}

int tsp_read_retrying(tsp_sector_reader *read, void *context, uint32_t first, uint32_t count, uint8_t *out,
                      uint8_t *lost, const tsb_cancel *cancel, tsb_error *err)
{
    bool bad = false;

    if (lost)
        memset(lost, 0, (count + 7) / 8);
    for (uint32_t at = 0; at < count;) {
        uint32_t run = count - at < RUN_SECTORS ? count - at : RUN_SECTORS;
        tsb_error cause = {0};
        int result = 0;

        if (tsb_cancel_fired(cancel))
            return tsb_fail(err, TSB_ERR_CANCELLED, "Reading was stopped.");
        result = read(context, first + at, run, out + (size_t)at * TSS_SECTOR_SIZE, &cause);
        if (result != 0 && result != TSB_ERR_IO)
            return tsb_fail(err, result, "%s", cause.text);
        for (uint32_t i = at; result == TSB_ERR_IO && i < at + run; i++) {
            int single = read_single(read, context, first + i, out + (size_t)i * TSS_SECTOR_SIZE, bad ? 1 : TRIES, &bad,
                                     cancel, err);
            if (single != 0)
                return single;
            if (bad && lost)
                lost[i / 8] = (uint8_t)(lost[i / 8] | 1u << i % 8);
        }
        at += run;
    }
    return 0;
}
