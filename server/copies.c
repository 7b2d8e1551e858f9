/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/copies.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "synth/manifest.h"

static int obtain_processing(const tsv_data *data, const tsv_copy_order *order, const tsv_title *title,
                             const tsv_account *account, tsv_processing *out, tsb_error *err)
{
    *out = (tsv_processing){
        .title = title->id, .profile = title->profile, .tied = (uint8_t)order->tied, .created = order->now};
    if (order->tied == TSV_TIED_DISTRIBUTOR) {
        out->distributor = order->distributor;
    } else {
        out->account = account->id;
    }
    int code = tss_id_generate(&out->id, err);
    if (code == 0) {
        code = tsv_seed_generate(data, &out->id, out->sealed_seed, err);
    }
    return code == 0 ? tsv_store_processing_obtain(data->store, out, err) : code;
}

static int hash_index(const tsv_data *data, const tss_id *title, tsv_copy *copy, tsb_error *err)
{
    tsv_original *original = NULL;
    int code = tsv_original_open(&original, data->bank, title, err);
    if (code < 0) {
        return code;
    }
    size_t size = tss_index_size(original->index.chunk_count);
    uint8_t *bytes = malloc(size);
    if (bytes) {
        tss_index_write(bytes, &original->index, &copy->id);
        code = tss_sha256(copy->index_hash, bytes, size, err);
    } else {
        code = tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
    }
    free(bytes);
    tsv_original_close(&original);
    return code;
}

static int sign_manifest(const tsv_data *data, const tsv_title *title, tsv_copy *copy, tsb_error *err)
{
    tss_manifest *manifest = calloc(1, sizeof(*manifest));
    if (!manifest) {
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
    }
    manifest->version = TSS_MANIFEST_VERSION;
    (void)snprintf(manifest->title, sizeof(manifest->title), "%s", title->name);
    (void)snprintf(manifest->server, sizeof(manifest->server), "%s", data->address);
    manifest->title_id = title->id;
    manifest->copy = copy->id;
    manifest->distributor = copy->distributor;
    manifest->image_size = (uint64_t)title->image_sectors * TSS_SECTOR_SIZE;
    memcpy(manifest->image_hash, title->image_hash, TSS_HASH_SIZE);
    memcpy(manifest->index_hash, copy->index_hash, TSS_HASH_SIZE);
    manifest->manifest_sector = title->manifest_sector;
    manifest->vmg_sector = title->vmg_sector;
    manifest->vmg_backup_sector = title->vmg_backup_sector;
    memcpy(manifest->provider, title->provider, TSS_PROVIDER_SIZE);
    int code = tss_manifest_write(copy->manifest, manifest, data->keys->signing, err);
    free(manifest);
    return code;
}

int tsv_copy_create(const tsv_data *data, const tsv_copy_order *order, tsv_copy *out, tsb_error *err)
{
    tsv_title title = {0};
    tsv_account account = {0};
    tsv_distributor distributor = {0};
    tsv_processing processing = {0};
    *out = (tsv_copy){.title = order->title,
                      .distributor = order->distributor,
                      .created = order->now,
                      .views_granted = order->views,
                      .views_left = order->views};
    int code = tsv_store_title_find(data->store, &order->title, &title, err);
    if (code == 0) {
        code = tsv_store_account_find(data->store, order->user, &account, err);
    }
    if (code == 0) {
        code = tsv_store_distributor_find(data->store, &order->distributor, &distributor, err);
    }
    if (code == 0) {
        code = tss_id_generate(&out->id, err);
    }
    if (code == 0) {
        code = hash_index(data, &title.id, out, err);
    }
    if (code == 0) {
        code = sign_manifest(data, &title, out, err);
    }
    if (code == 0) {
        code = obtain_processing(data, order, &title, &account, &processing, err);
    }
    if (code == 0) {
        out->account = account.id;
        out->processing = processing.id;
        out->profile = processing.profile;
        memcpy(out->sealed_seed, processing.sealed_seed, TSV_SEALED_SEED_SIZE);
        code = tsv_store_copy_add(data->store, out, err);
    }
    return code;
}
