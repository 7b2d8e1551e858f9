/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/disc/disc_retry.h"

#include <stdbool.h>
#include <string.h>

#include "synth/chunk.h"

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
        return tsb_pass(err, result, &cause);
    return 0;
}

/* Reads a run, its sectors one by one where that fails; *bad: the one before it is bad, then its last one. */
static int read_run(tsp_sector_reader *read, void *context, uint32_t first, uint32_t run, uint8_t *out, uint8_t *lost,
                    uint32_t at, bool *bad, const tsb_cancel *cancel, tsb_error *err)
{
    if (run > 1) {
        tsb_error cause = {0};
        int result = read(context, first + at, run, out, &cause);
        if (result != TSB_ERR_IO) {
            *bad = false;
            return result == 0 ? 0 : tsb_pass(err, result, &cause);
        }
    }
    for (uint32_t i = 0; i < run; i++) {
        int result = read_single(read, context, first + at + i, out + (size_t)i * TSS_SECTOR_SIZE, *bad ? 1 : TRIES,
                                 bad, cancel, err);
        if (result != 0)
            return result;
        if (*bad && lost)
            lost[(at + i) / 8] = (uint8_t)(lost[(at + i) / 8] | 1u << (at + i) % 8);
    }
    return 0;
}

int tsp_read_retrying(tsp_sector_reader *read, void *context, uint32_t first, uint32_t count, uint8_t *out,
                      uint8_t *lost, const tsb_cancel *cancel, tsb_error *err)
{
    uint32_t longest = TSP_READ_RUN;
    bool bad = false;

    if (lost)
        memset(lost, 0, (count + 7) / 8);
    for (uint32_t at = 0; at < count;) {
        uint32_t run = count - at < longest ? count - at : longest;
        int result = 0;

        if (tsb_cancel_fired(cancel))
            return tsb_fail(err, TSB_ERR_CANCELLED, "Reading was stopped.");
        result = read_run(read, context, first, run, out + (size_t)at * TSS_SECTOR_SIZE, lost, at, &bad, cancel, err);
        if (result != 0)
            return result;
        at += run;
        /* In a scratch, long runs would fail one after the other. */
        if (bad)
            longest = 1;
        else if (longest < TSP_READ_RUN)
            longest *= 2;
    }
    return 0;
}
