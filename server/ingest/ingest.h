/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes a film into the bank: masters it, cuts it, proves the round trip, commits. */
#ifndef TALLYSTICK_SERVER_INGEST_H
#define TALLYSTICK_SERVER_INGEST_H

#include "base/cancel.h"
#include "base/error.h"
#include "base/log.h"
#include "server/data.h"
#include "server/ingest/master.h"
#include "synth/chunk.h"

typedef struct tsv_ingest {
    const char *film;
    const char *name;
    enum tss_profile profile;
    enum tsv_standard standard;
    const tsb_log *log;
    const tsb_cancel *cancel;
} tsv_ingest;

/*
 * title receives what was entered in the store. On failure, cancelling
 * included, the bank is as it was before. Call it from the main thread.
 */
int tsv_ingest_film(tsv_data *data, const tsv_ingest *ingest, tsv_title *title, tsb_error *err) TSB_MUST_USE;

#endif
