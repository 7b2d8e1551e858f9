/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing a token in the shop: views leave the account, licence and complement go to a USB stick. Blocks. */
#ifndef TALLYSTICK_SERVER_TOKEN_H
#define TALLYSTICK_SERVER_TOKEN_H

#include <stdbool.h>

#include "base/cancel.h"
#include "server/exports.h"
#include "token/write.h"

/* Zero-initialise. Strings are borrowed. */
typedef struct tsv_token_order {
    tss_id copy;
    uint32_t views;
    const char *place;   /* a stick's serial, its folder, or a file */
    const char *serial;  /* of the token, for a file that lies on no stick; NULL: as the stick says */
    const char *devices; /* "3,7": the account's devices it is for; NULL: all */
    bool erase;          /* as of tst_write_open() */
    tst_write_progress *progress;
    void *context;
    const tsb_cancel *cancel;
} tsv_token_order;

/*
 * Interrupted, it goes on when it is called again. A film that is on the token already has its views given back to the
 * account first; with erase, those of a token that was restored or is damaged are lost. In out: the export.
 * TSB_ERR_DENIED: the account has too few views left, or the token was restored.
 */
int tsv_token_write(const tsv_data *data, const tsv_token_order *order, tsv_export *out, tsb_error *err) TSB_MUST_USE;

#endif
