/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which copy is this main stream? The decoys tell, whatever became of the
 * manifest: the first chunks of each copy that could be meant are made again and compared.
 */
#ifndef TALLYSTICK_SERVER_IDENTIFY_H
#define TALLYSTICK_SERVER_IDENTIFY_H

#include <stdint.h>

#include "base/cancel.h"
#include "base/error.h"
#include "server/data.h"

enum tsv_manifest_state {
    TSV_MANIFEST_NONE,    /* nothing readable where it belongs */
    TSV_MANIFEST_FOREIGN, /* well signed, by another server's key */
    TSV_MANIFEST_OURS     /* signed by this server */
};

typedef struct tsv_identified {
    tsv_copy copy;
    tsv_title title;
    enum tsv_manifest_state manifest;
    tss_id manifest_copy;      /* whom it names, when it is ours */
    uint32_t sectors_compared; /* that the split changes, in the chunks looked at */
    uint32_t sectors_matched;  /* of those, as this copy has them */
} tsv_identified;

/* TSB_ERR_NOT_FOUND: it is no copy of any title here; err tells what it is instead, if anything. */
int tsv_identify(tsv_identified *out, const tsv_data *data, const char *image, const tsb_cancel *cancel,
                 tsb_error *err) TSB_MUST_USE;

#endif
