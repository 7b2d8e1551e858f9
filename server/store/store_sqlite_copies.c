/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies with their licences. */
#include "server/store/store_sqlite.h"

#define COPY_SELECT                                                                                                    \
    "SELECT c.id, c.title, c.processing, c.distributor, l.account, c.created, l.views_granted, l.views_left,"          \
    " c.index_hash, c.manifest,"                                                                                       \
    " (SELECT COALESCE(SUM(e.views_left), 0) FROM exports e WHERE e.copy = c.id AND e.state = 1),"                     \
    " p.profile, p.sealed_seed, t.name, a.name, d.name FROM copies c"                                                  \
    " JOIN licences l ON l.copy = c.id JOIN processings p ON p.id = c.processing JOIN titles t ON t.id = c.title"      \
    " JOIN accounts a ON a.id = l.account JOIN distributors d ON d.id = c.distributor"

static void read_copy(tsv_sql *sql, tsv_copy *copy)
{
    *copy = (tsv_copy){0};
    tsv_sql_id(sql, &copy->id);
    tsv_sql_id(sql, &copy->title);
    tsv_sql_id(sql, &copy->processing);
    tsv_sql_id(sql, &copy->distributor);
    copy->account = tsv_sql_int(sql);
    copy->created = tsv_sql_int(sql);
    copy->views_granted = (uint32_t)tsv_sql_int(sql);
    copy->views_left = (uint32_t)tsv_sql_int(sql);
    tsv_sql_blob(sql, copy->index_hash, sizeof(copy->index_hash));
    tsv_sql_blob(sql, copy->manifest, sizeof(copy->manifest));
    copy->views_on_tokens = (uint32_t)tsv_sql_int(sql);
    copy->profile = (uint8_t)tsv_sql_int(sql);
    tsv_sql_blob(sql, copy->sealed_seed, sizeof(copy->sealed_seed));
    tsv_sql_text(sql, copy->title_name, sizeof(copy->title_name));
    tsv_sql_text(sql, copy->account_name, sizeof(copy->account_name));
    tsv_sql_text(sql, copy->distributor_name, sizeof(copy->distributor_name));
}

static int insert_copy(tsv_sql *sql, const tsv_copy *copy, tsb_error *err)
{
    int code = tsv_sql_prepare(sql,
                               "INSERT INTO copies (id, title, processing, distributor, index_hash, manifest, created)"
                               " VALUES (?, ?, ?, ?, ?, ?, ?)",
                               err);
    if (code < 0) {
        return code;
    }
    tsv_sql_bind_id(sql, &copy->id);
    tsv_sql_bind_id(sql, &copy->title);
    tsv_sql_bind_id(sql, &copy->processing);
    tsv_sql_bind_id(sql, &copy->distributor);
    tsv_sql_bind_blob(sql, copy->index_hash, sizeof(copy->index_hash));
    tsv_sql_bind_blob(sql, copy->manifest, sizeof(copy->manifest));
    tsv_sql_bind_int(sql, copy->created);
    return tsv_sql_run(sql, err);
}

static int insert_licence(tsv_sql *sql, const tsv_copy *copy, tsb_error *err)
{
    int code = tsv_sql_prepare(
        sql, "INSERT INTO licences (copy, account, views_granted, views_left) VALUES (?, ?, ?, ?)", err);
    if (code < 0) {
        return code;
    }
    tsv_sql_bind_id(sql, &copy->id);
    tsv_sql_bind_int(sql, copy->account);
    tsv_sql_bind_int(sql, copy->views_granted);
    tsv_sql_bind_int(sql, copy->views_granted);
    return tsv_sql_run(sql, err);
}

int tsv_store_copy_add(tsv_store *store, const tsv_copy *copy, tsb_error *err)
{
    tsv_sql *sql = NULL;
    int code = tsv_sql_borrow(&sql, store, err);
    if (code < 0) {
        return code;
    }
    code = tsv_sql_begin(sql, err);
    if (code == 0) {
        code = insert_copy(sql, copy, err);
    }
    if (code == 0) {
        code = insert_licence(sql, copy, err);
    }
    if (code == 0) {
        code = tsv_sql_commit(sql, err);
    }
    tsv_sql_return(store, sql);
    return code;
}

int tsv_store_copy_find(tsv_store *store, const tss_id *id, tsv_copy *out, tsb_error *err)
{
    *out = (tsv_copy){0};
    tsv_sql *sql = NULL;
    int code = tsv_sql_borrow(&sql, store, err);
    if (code < 0) {
        return code;
    }
    code = tsv_sql_prepare(sql, COPY_SELECT " WHERE c.id = ?", err);
    if (code == 0) {
        tsv_sql_bind_id(sql, id);
        code = tsv_sql_step(sql, err);
    }
    if (code == 1) {
        read_copy(sql, out);
        code = 0;
    } else if (code == 0) {
        code = tsb_fail(err, TSB_ERR_NOT_FOUND, "There is no such copy");
    }
    tsv_sql_return(store, sql);
    return code;
}

int tsv_store_copy_each(tsv_store *store, int64_t account, const tss_id *title,
                        int (*each)(void *context, const tsv_copy *copy), void *context, tsb_error *err)
{
    tsv_sql *sql = NULL;
    int code = tsv_sql_borrow(&sql, store, err);
    if (code < 0) {
        return code;
    }
    code = tsv_sql_prepare(
        sql, COPY_SELECT " WHERE (?1 = 0 OR l.account = ?1) AND (?2 IS NULL OR c.title = ?2) ORDER BY c.number", err);
    if (code == 0) {
        tsv_sql_bind_int(sql, account);
        tsv_sql_bind_id(sql, title);
        code = tsv_sql_step(sql, err);
    }
    int given = 0;
    while (code == 1 && given == 0) {
        tsv_copy copy = {0};
        read_copy(sql, &copy);
        given = each(context, &copy);
        if (given == 0) {
            code = tsv_sql_step(sql, err);
        }
    }
    tsv_sql_return(store, sql);
    return given != 0 ? given : code;
}

int tsv_sql_licence(tsv_sql *sql, const tss_id *copy, int64_t *account, uint32_t *views_left, tsb_error *err)
{
    int code = tsv_sql_prepare(sql, "SELECT account, views_left FROM licences WHERE copy = ?", err);
    if (code < 0) {
        return code;
    }
    tsv_sql_bind_id(sql, copy);
    code = tsv_sql_step(sql, err);
    if (code == 0) {
        return tsb_fail(err, TSB_ERR_NOT_FOUND, "There is no such copy");
    }
    if (code < 0) {
        return code;
    }
    *account = tsv_sql_int(sql);
    *views_left = (uint32_t)tsv_sql_int(sql);
    return 0;
}
