/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading from a medium with bad sectors. */
#ifndef TALLYSTICK_PLAYER_DISC_RETRY_H
#define TALLYSTICK_PLAYER_DISC_RETRY_H

#include <stdint.h>

#include "base/cancel.h"
#include "base/error.h"

/* Most sectors asked for at once: a run that fails costs a drive seconds, so it is small enough to lose little, and
 * large enough to stream. */
#define TSP_READ_RUN 32u

/* Reads whole sectors, all or nothing; TSB_ERR_IO where they cannot be read. */
typedef int tsp_sector_reader(void *context, uint32_t first, uint32_t count, uint8_t *out, tsb_error *err);

/*
 * Reads count sectors in runs; where a run fails, its sectors one by one, so that a bad one does not take
 * its neighbours. Behind a bad sector runs begin small, and grow as they succeed. One that stays bad is zeroed and its
 * bit set in lost, which may be NULL. Only errors other than TSB_ERR_IO, and cancel, end the reading.
 */
int tsp_read_retrying(tsp_sector_reader *read, void *context, uint32_t first, uint32_t count, uint8_t *out,
                      uint8_t *lost, const tsb_cancel *cancel, tsb_error *err) TSB_MUST_USE;

#endif
