/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Moving views from an account to a token and back: licences (token/licence.h), and
 * what tokens report of their counters (docs/FORMATS.md, "View counter"). Any thread.
 */
#ifndef TALLYSTICK_SERVER_EXPORTS_H
#define TALLYSTICK_SERVER_EXPORTS_H

#include <stdint.h>

#include "base/error.h"
#include "server/data.h"
#include "token/licence.h"

/* Zero-initialise. */
typedef struct tsv_export_order {
    tss_id request; /* a number by which asking again is known */
    tss_id copy;
    int64_t account; /* must own the copy */
    bool qa;
    uint32_t views;
    const char *serial; /* of the token */
    uint8_t devices[TST_LICENCE_DEVICES_MAX][TSS_KEY_SIZE];
    uint32_t device_count;
    int64_t device;      /* who asks; 0: the shop */
    const char *address; /* of the peer, for the audit log; may be NULL */
    int64_t now;
} tsv_export_order;

/*
 * Takes the views off the account and writes the licence, or finds both again. record: the view counter's first,
 * TST_RECORD_SIZE bytes. TSB_ERR_NOT_FOUND: no such copy; TSB_ERR_DENIED: *refusal says why; TSB_ERR_INVALID:
 * no licence can be like that.
 */
int tsv_export_issue(const tsv_data *data, const tsv_export_order *order, tsv_export *out, uint8_t *record,
                     enum tsv_export_refusal *refusal, tsb_error *err) TSB_MUST_USE;

/* The key of an export's view counter; out belongs in secret memory. */
int tsv_export_counter_key(const tsv_data *data, const tss_id *export, uint8_t out[TSS_KEY_SIZE],
                           tsb_error *err) TSB_MUST_USE;

/* Who shows the record of a token's counter, and what for. */
typedef struct tsv_export_shown {
    tss_id export;
    const uint8_t *record; /* TST_RECORD_SIZE bytes */
    bool give_back;
    int64_t account;
    int64_t device;
    const char *address;
    int64_t now;
} tsv_export_shown;

/* Enters what a token's record says. TSB_ERR_NOT_FOUND: no such export of this account; TSB_ERR_DAMAGED: the record is
 * not authentic; TSB_ERR_DENIED: *refusal says why. */
int tsv_export_hear(const tsv_data *data, const tsv_export_shown *shown, tsv_export *out,
                    enum tsv_export_refusal *refusal, tsb_error *err) TSB_MUST_USE;

#endif
