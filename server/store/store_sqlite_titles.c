/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Titles, distributors and processings. */
#include "server/store/store_sqlite.h"

#include <string.h>

#define TITLE_COLUMNS                                                                                                  \
    "id, name, profile, image_sectors, chunk_count, complement_size, image_hash, manifest_sector, vmg_sector,"         \
    " vmg_backup_sector, provider, video_bytes, pictures, slices, slices_taken, slices_untouched, slices_sparse,"      \
    " slices_refused, sites, created"

static void bind_title(tsv_sql *sql, const tsv_title *title)
{
    tsv_sql_bind_id(sql, &title->id);
    tsv_sql_bind_text(sql, title->name);
    tsv_sql_bind_int(sql, title->profile);
    tsv_sql_bind_int(sql, title->image_sectors);
    tsv_sql_bind_int(sql, title->chunk_count);
    tsv_sql_bind_int(sql, (int64_t)title->complement_size);
    tsv_sql_bind_blob(sql, title->image_hash, sizeof(title->image_hash));
    tsv_sql_bind_int(sql, title->manifest_sector);
    tsv_sql_bind_int(sql, title->vmg_sector);
    tsv_sql_bind_int(sql, title->vmg_backup_sector);
    tsv_sql_bind_blob(sql, title->provider, sizeof(title->provider));
    tsv_sql_bind_int(sql, (int64_t)title->video_bytes);
    tsv_sql_bind_int(sql, (int64_t)title->pictures);
    tsv_sql_bind_int(sql, (int64_t)title->slices);
    tsv_sql_bind_int(sql, (int64_t)title->slices_taken);
    tsv_sql_bind_int(sql, (int64_t)title->slices_untouched);
    tsv_sql_bind_int(sql, (int64_t)title->slices_sparse);
    tsv_sql_bind_int(sql, (int64_t)title->slices_refused);
    tsv_sql_bind_int(sql, (int64_t)title->sites);
    tsv_sql_bind_int(sql, title->created);
}

static void read_title(tsv_sql *sql, tsv_title *title)
{
    *title = (tsv_title){0};
    tsv_sql_id(sql, &title->id);
    tsv_sql_text(sql, title->name, sizeof(title->name));
    title->profile = (uint8_t)tsv_sql_int(sql);
    title->image_sectors = (uint32_t)tsv_sql_int(sql);
    title->chunk_count = (uint32_t)tsv_sql_int(sql);
    title->complement_size = (uint64_t)tsv_sql_int(sql);
    tsv_sql_blob(sql, title->image_hash, sizeof(title->image_hash));
    title->manifest_sector = (uint32_t)tsv_sql_int(sql);
    title->vmg_sector = (uint32_t)tsv_sql_int(sql);
    title->vmg_backup_sector = (uint32_t)tsv_sql_int(sql);
    tsv_sql_blob(sql, title->provider, sizeof(title->provider));
    title->video_bytes = (uint64_t)tsv_sql_int(sql);
    title->pictures = (uint64_t)tsv_sql_int(sql);
    title->slices = (uint64_t)tsv_sql_int(sql);
    title->slices_taken = (uint64_t)tsv_sql_int(sql);
    title->slices_untouched = (uint64_t)tsv_sql_int(sql);
    title->slices_sparse = (uint64_t)tsv_sql_int(sql);
    title->slices_refused = (uint64_t)tsv_sql_int(sql);
    title->sites = (uint64_t)tsv_sql_int(sql);
    title->created = tsv_sql_int(sql);
}

int tsv_store_title_add(tsv_store *store, const tsv_title *title, tsb_error *err)
{
    tsv_sql *sql = NULL;
    int code = tsv_sql_borrow(&sql, store, err);
    if (code < 0) {
        return code;
    }
    code = tsv_sql_prepare(sql,
                           "INSERT INTO titles (" TITLE_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
                           " ?, ?, ?, ?, ?)",
                           err);
    if (code == 0) {
        bind_title(sql, title);
        code = tsv_sql_run(sql, err);
    }
    tsv_sql_return(store, sql);
    return code;
}

int tsv_store_title_find(tsv_store *store, const tss_id *id, tsv_title *out, tsb_error *err)
{
    *out = (tsv_title){0};
    tsv_sql *sql = NULL;
    int code = tsv_sql_borrow(&sql, store, err);
    if (code < 0) {
        return code;
    }
    code = tsv_sql_prepare(sql, "SELECT " TITLE_COLUMNS " FROM titles WHERE id = ?", err);
    if (code == 0) {
        tsv_sql_bind_id(sql, id);
        code = tsv_sql_step(sql, err);
    }
    if (code == 1) {
        read_title(sql, out);
        code = 0;
    } else if (code == 0) {
        code = tsb_fail(err, TSB_ERR_NOT_FOUND, "There is no such title (`title list` names all)");
    }
    tsv_sql_return(store, sql);
    return code;
}

int tsv_store_title_each(tsv_store *store, int (*each)(void *context, const tsv_title *title), void *context,
                         tsb_error *err)
{
    tsv_sql *sql = NULL;
    int code = tsv_sql_borrow(&sql, store, err);
    if (code < 0) {
        return code;
    }
    code = tsv_sql_prepare(sql, "SELECT " TITLE_COLUMNS " FROM titles ORDER BY number", err);
    if (code == 0) {
        code = tsv_sql_step(sql, err);
    }
    int given = 0;
    while (code == 1 && given == 0) {
        tsv_title title = {0};
        read_title(sql, &title);
        given = each(context, &title);
        if (given == 0) {
            code = tsv_sql_step(sql, err);
        }
    }
    tsv_sql_return(store, sql);
    return given != 0 ? given : code;
}

int tsv_store_distributor_add(tsv_store *store, const tsv_distributor *distributor, tsb_error *err)
{
    tsv_sql *sql = NULL;
    int code = tsv_sql_borrow(&sql, store, err);
    if (code < 0) {
        return code;
    }
    code = tsv_sql_prepare(sql, "INSERT INTO distributors (id, name, created) VALUES (?, ?, ?)", err);
    if (code == 0) {
        tsv_sql_bind_id(sql, &distributor->id);
        tsv_sql_bind_text(sql, distributor->name);
        tsv_sql_bind_int(sql, distributor->created);
        code = tsv_sql_run(sql, err);
    }
    tsv_sql_return(store, sql);
    return code;
}

int tsv_store_distributor_find(tsv_store *store, const tss_id *id, tsv_distributor *out, tsb_error *err)
{
    *out = (tsv_distributor){0};
    tsv_sql *sql = NULL;
    int code = tsv_sql_borrow(&sql, store, err);
    if (code < 0) {
        return code;
    }
    code = tsv_sql_prepare(sql, "SELECT id, name, created FROM distributors WHERE id = ?", err);
    if (code == 0) {
        tsv_sql_bind_id(sql, id);
        code = tsv_sql_step(sql, err);
    }
    if (code == 1) {
        tsv_sql_id(sql, &out->id);
        tsv_sql_text(sql, out->name, sizeof(out->name));
        out->created = tsv_sql_int(sql);
        code = 0;
    } else if (code == 0) {
        code = tsb_fail(err, TSB_ERR_NOT_FOUND, "There is no such distributor");
    }
    tsv_sql_return(store, sql);
    return code;
}

static int insert_processing(tsv_sql *sql, const tsv_processing *processing, tsb_error *err)
{
    int code = tsv_sql_prepare(sql,
                               "INSERT INTO processings (id, title, profile, tied, account, distributor, sealed_seed,"
                               " created) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                               err);
    if (code < 0) {
        return code;
    }
    tsv_sql_bind_id(sql, &processing->id);
    tsv_sql_bind_id(sql, &processing->title);
    tsv_sql_bind_int(sql, processing->profile);
    tsv_sql_bind_int(sql, processing->tied);
    tsv_sql_bind_int(sql, processing->account);
    tsv_sql_bind_id(sql, &processing->distributor);
    tsv_sql_bind_blob(sql, processing->sealed_seed, sizeof(processing->sealed_seed));
    tsv_sql_bind_int(sql, processing->created);
    return tsv_sql_run(sql, err);
}

static int obtain(tsv_sql *sql, tsv_processing *processing, tsb_error *err)
{
    int code = tsv_sql_begin(sql, err);
    if (code == 0) {
        code = tsv_sql_prepare(sql,
                               "SELECT id, sealed_seed, created FROM processings"
                               " WHERE title = ? AND profile = ? AND tied = ? AND account = ? AND distributor = ?",
                               err);
    }
    if (code < 0) {
        return code;
    }
    tsv_sql_bind_id(sql, &processing->title);
    tsv_sql_bind_int(sql, processing->profile);
    tsv_sql_bind_int(sql, processing->tied);
    tsv_sql_bind_int(sql, processing->account);
    tsv_sql_bind_id(sql, &processing->distributor);
    code = tsv_sql_step(sql, err);
    if (code == 1) {
        tsv_sql_id(sql, &processing->id);
        tsv_sql_blob(sql, processing->sealed_seed, sizeof(processing->sealed_seed));
        processing->created = tsv_sql_int(sql);
    } else if (code == 0) {
        code = insert_processing(sql, processing, err);
    }
    return code >= 0 ? tsv_sql_commit(sql, err) : code;
}

int tsv_store_processing_obtain(tsv_store *store, tsv_processing *processing, tsb_error *err)
{
    tsv_sql *sql = NULL;
    int code = tsv_sql_borrow(&sql, store, err);
    if (code < 0) {
        return code;
    }
    code = obtain(sql, processing, err);
    tsv_sql_return(store, sql);
    return code;
}
