/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/exports.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "token/counter.h"

static const char counter_label[] = "tallystick counter 1";

/* Follows from the licence's id, which was drawn, so that none has to be kept. */
int tsv_export_counter_key(const tsv_data *data, const tss_id *export, uint8_t out[TSS_KEY_SIZE], tsb_error *err)
{
    return tss_hkdf(out, TSS_KEY_SIZE, data->keys->master, TSS_KEY_SIZE, export->bytes, TSS_ID_SIZE, counter_label,
                    sizeof(counter_label) - 1, err);
}

/* What the licence says, all but its id. */
static int fill_licence(tst_licence *licence, const tsv_copy *copy, const tsv_export_order *order, tsb_error *err)
{
    if (order->device_count > TST_LICENCE_DEVICES_MAX || strlen(order->serial) >= sizeof(licence->serial)) {
        return tsb_fail(err, TSB_ERR_INVALID,
                        "a licence has at most %u devices, a serial number at most %zu characters",
                        TST_LICENCE_DEVICES_MAX, sizeof(licence->serial) - 1);
    }
    licence->copy = copy->id;
    licence->title = copy->title;
    licence->distributor = copy->distributor;
    licence->views = order->views;
    licence->qa = order->qa;
    licence->issued = (uint64_t)order->now;
    memcpy(licence->index_hash, copy->index_hash, TSS_HASH_SIZE);
    (void)snprintf(licence->serial, sizeof(licence->serial), "%s", order->serial);
    (void)snprintf(licence->name, sizeof(licence->name), "%s", copy->title_name);
    memcpy(licence->devices, order->devices, sizeof(licence->devices));
    licence->device_count = order->device_count;
    return 0;
}

static int write_licence(const tsv_data *data, const tsv_copy *copy, tst_licence *licence, uint8_t *bytes,
                         tsb_error *err)
{
    tst_licence_secret *secret = tsb_secret_alloc(sizeof(*secret));
    tss_copy_secrets *secrets = tsb_secret_alloc(sizeof(*secrets));
    int code = secret && secrets ? tss_id_generate(&licence->id, err)
                                 : tsb_fail(err, TSB_ERR_MEMORY, "Out of secret memory");
    if (code == 0) {
        code = tsv_copy_secrets(data, copy, secrets, err);
    }
    if (code == 0) {
        memcpy(secret->copy_key, secrets->key, TSS_KEY_SIZE);
        code = tsv_export_counter_key(data, &licence->id, secret->counter_key, err);
    }
    if (code == 0) {
        code = tst_licence_write(bytes, licence, secret, data->keys->signing, err);
    }
    tsb_secret_free(secrets, sizeof(*secrets));
    tsb_secret_free(secret, sizeof(*secret));
    return code;
}

/* The counter's first record, of the licence that is in force. */
static int first_record(const tsv_data *data, const tsv_export *export, uint8_t *record, tsb_error *err)
{
    const tst_licence licence = {.id = export->id, .views = export->views};
    uint8_t *key = tsb_secret_alloc(TSS_KEY_SIZE);
    int code = key ? tsv_export_counter_key(data, &export->id, key, err)
                   : tsb_fail(err, TSB_ERR_MEMORY, "Out of secret memory");
    if (code == 0) {
        code = tst_counter_first(record, &licence, key, err);
    }
    tsb_secret_free(key, TSS_KEY_SIZE);
    return code;
}

static int issue(const tsv_data *data, const tsv_copy *copy, const tsv_export_order *order, tsv_export *out,
                 enum tsv_export_refusal *refusal, tsb_error *err)
{
    _Static_assert(TST_LICENCE_SIZE_MAX <= sizeof(out->licence), "the store has room for any licence");
    tst_licence licence = {.views = 0};
    int code = fill_licence(&licence, copy, order, err);
    if (code == 0) {
        code = write_licence(data, copy, &licence, out->licence, err);
    }
    if (code < 0) {
        return code;
    }
    out->id = licence.id;
    out->request = order->request;
    out->copy = order->copy;
    out->account = order->account;
    out->views = order->views;
    out->issued = order->now;
    out->licence_size = tst_licence_size(licence.device_count);
    (void)snprintf(out->serial, sizeof(out->serial), "%s", order->serial);
    return tsv_store_export_add(data->store, out, order->device, order->address, refusal, err);
}

int tsv_export_issue(const tsv_data *data, const tsv_export_order *order, tsv_export *out, uint8_t *record,
                     enum tsv_export_refusal *refusal, tsb_error *err)
{
    tsv_copy *copy = calloc(1, sizeof(*copy));
    *out = (tsv_export){0};
    *refusal = TSV_EXPORT_NOT_REFUSED;
    if (!copy) {
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
    }
    int code = tsv_store_copy_find(data->store, &order->copy, copy, err);
    if (code == 0) {
        code = issue(data, copy, order, out, refusal, err);
    }
    if (code == 0) {
        code = first_record(data, out, record, err);
    }
    free(copy);
    return code;
}

static int read_record(const tsv_data *data, const tsv_export_shown *shown, tst_counter_record *record, tsb_error *err)
{
    uint8_t *key = tsb_secret_alloc(TSS_KEY_SIZE);
    int code = key ? tsv_export_counter_key(data, &shown->export, key, err)
                   : tsb_fail(err, TSB_ERR_MEMORY, "Out of secret memory");
    if (code == 0) {
        code = tst_counter_unseal(record, shown->record, &shown->export, key, err);
    }
    tsb_secret_free(key, TSS_KEY_SIZE);
    return code;
}

/* A number nobody can foresee, and not 0; the store's integers have a sign. */
static int draw_checkpoint(uint64_t *out, tsb_error *err)
{
    int code = tss_random(out, sizeof(*out), err);
    *out = (*out & INT64_MAX) | 1;
    return code;
}

int tsv_export_hear(const tsv_data *data, const tsv_export_shown *shown, tsv_export *out,
                    enum tsv_export_refusal *refusal, tsb_error *err)
{
    tst_counter_record record = {.sequence = 0};
    uint64_t fresh = 0;
    *out = (tsv_export){0};
    *refusal = TSV_EXPORT_NOT_REFUSED;
    int code = read_record(data, shown, &record, err);
    if (code == 0) {
        code = draw_checkpoint(&fresh, err);
    }
    if (code < 0) {
        return code;
    }
    const tsv_export_report report = {.export = shown->export,
                                      .account = shown->account,
                                      .device = shown->device,
                                      .address = shown->address,
                                      .now = shown->now,
                                      .sequence = record.sequence,
                                      .checkpoint = record.checkpoint,
                                      .left = record.left,
                                      .returned = record.returned,
                                      .fresh = fresh,
                                      .give_back = shown->give_back};
    return tsv_store_export_report(data->store, &report, out, refusal, err);
}
