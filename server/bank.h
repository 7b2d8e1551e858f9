/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The bank: per title a folder with the original image and its chunk table
 * (a complement's header and index with a zero copy id, docs/FORMATS.md).
 * No route of the HTTP service ever gives out what original_read reads.
 *
 *   bank/TITLE-ID/original.iso, chunks.tsi
 *   bank/incoming-XXXXXX/        an ingest at work, or what a killed one left
 */
#ifndef TALLYSTICK_SERVER_BANK_H
#define TALLYSTICK_SERVER_BANK_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "synth/complement.h"
#include "synth/keys.h"

#define TSV_BANK_IMAGE "original.iso"
#define TSV_BANK_TABLE "chunks.tsi"

typedef struct tsv_bank tsv_bank;

/* Opens the folder, which must exist. Any thread may use the bank. */
int tsv_bank_open(tsv_bank **out, const char *folder, tsb_error *err) TSB_MUST_USE;
void tsv_bank_close(tsv_bank **bank);

/* An original, open. Constant: any thread reads it. */
typedef struct tsv_original {
    tss_index index; /* copy id zero */
    int descriptor;
} tsv_original;

/* TSB_ERR_NOT_FOUND: no such title. TSB_ERR_DAMAGED: its files do not fit together. */
int tsv_original_open(tsv_original **out, const tsv_bank *bank, const tss_id *title, tsb_error *err) TSB_MUST_USE;
void tsv_original_close(tsv_original **original);

/* Reads count sectors; a short read is an error. */
int tsv_original_read(const tsv_original *original, uint32_t first, uint32_t count, uint8_t *out,
                      tsb_error *err) TSB_MUST_USE;

/* A work folder for an ingest, mode 0700, locked for as long as the process lives. */
typedef struct tsv_incoming {
    char *path;  /* work files go here; all of it is removed in the end */
    char *image; /* where the original is to be made */
    char *table; /* where its chunk table is to be made */
    int lock;
} tsv_incoming;

int tsv_bank_incoming(tsv_incoming *out, const tsv_bank *bank, tsb_error *err) TSB_MUST_USE;

/* Removes the work folder with all that is still in it, and frees. */
void tsv_incoming_finish(tsv_incoming *incoming);

/*
 * Syncs image and table, moves them to the title's place in one rename, and calls record, which
 * enters the title in the store; when that fails the title is taken out again and record's code returned.
 */
int tsv_bank_commit(const tsv_bank *bank, const tsv_incoming *incoming, const tss_id *title,
                    int (*record)(void *context, tsb_error *err), void *context, tsb_error *err) TSB_MUST_USE;

/*
 * Removes what killed ingests left: work folders no living process has locked, and titles moved into
 * place that the store never got (known gives 1, 0, or an error, which ends the sweep). A title that was in
 * the store once stays, whatever known says: its original may be the only one, and the store an older backup.
 * Does nothing while another process commits or sweeps. Returns how many were removed, or an error.
 */
int tsv_bank_sweep(const tsv_bank *bank, int (*known)(void *context, const tss_id *title), void *context,
                   tsb_error *err);

#endif
