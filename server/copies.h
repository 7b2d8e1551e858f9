/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making copies. Any thread. */
#ifndef TALLYSTICK_SERVER_COPIES_H
#define TALLYSTICK_SERVER_COPIES_H

#include <stdint.h>

#include "base/error.h"
#include "server/data.h"

typedef struct tsv_copy_order {
    tss_id title;
    tss_id distributor;
    const char *user;
    enum tsv_tied tied;
    uint32_t views;
    int64_t now;
} tsv_copy_order;

/*
 * Finds or makes the processing, draws a copy id, signs the manifest and
 * enters copy and licence. TSB_ERR_NOT_FOUND: no such title, user or distributor.
 */
int tsv_copy_create(const tsv_data *data, const tsv_copy_order *order, tsv_copy *out, tsb_error *err) TSB_MUST_USE;

#endif
