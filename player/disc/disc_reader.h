/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads of an image file or a drive that nobody has to wait for (player/disc/offload.h). */
#ifndef TALLYSTICK_PLAYER_DISC_READER_H
#define TALLYSTICK_PLAYER_DISC_READER_H

#include <stddef.h>
#include <stdint.h>

#include "base/cancel.h"
#include "base/error.h"
#include "player/disc/disc_platform.h"

typedef struct tsp_disc_reader tsp_disc_reader;

/* Most bytes of one read. */
#define TSP_DISC_READ_MAX 65536u

/* Takes raw over, in any case: it is closed when the reader is destroyed and the last read has come back. One thread at
 * a time uses the reader. */
int tsp_disc_reader_create(tsp_disc_reader **out, const tsp_raw *raw, tsb_error *err) TSB_MUST_USE;
/* Never waits for the drive. */
void tsp_disc_reader_destroy(tsp_disc_reader **reader);

/* As tsp_raw_read, for up to TSP_DISC_READ_MAX bytes; TSB_ERR_CANCELLED soon after cancel fired, whatever the drive
 * does. Nothing is written to out but by a read that succeeded. */
int tsp_disc_reader_read(tsp_disc_reader *reader, uint64_t offset, size_t size, void *out, const tsb_cancel *cancel,
                         tsb_error *err) TSB_MUST_USE;

#endif
