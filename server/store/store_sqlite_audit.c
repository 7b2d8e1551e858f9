/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/store/store_sqlite.h"

int tsv_sql_audit(tsv_sql *sql, const tsv_audit *audit, tsb_error *err)
{
    int code = tsv_sql_prepare(sql,
                               "INSERT INTO audit (time, event, account, device, copy, view, address, detail)"
                               " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                               err);
    if (code < 0) {
        return code;
    }
    tsv_sql_bind_int(sql, audit->time);
    tsv_sql_bind_text(sql, audit->event);
    tsv_sql_bind_text(sql, audit->account);
    tsv_sql_bind_int(sql, audit->device);
    tsv_sql_bind_id(sql, audit->copy);
    tsv_sql_bind_id(sql, audit->view);
    tsv_sql_bind_text(sql, audit->address);
    tsv_sql_bind_text(sql, audit->detail);
    return tsv_sql_run(sql, err);
}

int tsv_store_audit_add(tsv_store *store, const tsv_audit *audit, tsb_error *err)
{
    tsv_sql *sql = NULL;
    int code = tsv_sql_borrow(&sql, store, err);
    if (code < 0) {
        return code;
    }
    code = tsv_sql_audit(sql, audit, err);
    tsv_sql_return(store, sql);
    return code;
}

/* A null is told from an empty text, for the caller's sake. */
static const char *optional_text(tsv_sql *sql, char *space, size_t size)
{
    bool there = sqlite3_column_type(sql->statement, sql->column) != SQLITE_NULL;
    tsv_sql_text(sql, space, size);
    return there ? space : NULL;
}

static const tss_id *optional_id(tsv_sql *sql, tss_id *space)
{
    bool there = sqlite3_column_type(sql->statement, sql->column) != SQLITE_NULL;
    tsv_sql_id(sql, space);
    return there ? space : NULL;
}

static int give_row(tsv_sql *sql, int (*each)(void *context, const tsv_audit *audit), void *context)
{
    char event[TSV_NAME_SIZE] = "";
    char account[TSV_NAME_SIZE] = "";
    char address[TSV_NAME_SIZE] = "";
    char detail[TSB_ERROR_TEXT_SIZE] = "";
    tss_id copy = {{0}};
    tss_id view = {{0}};
    tsv_audit audit = {0};
    audit.id = tsv_sql_int(sql);
    audit.time = tsv_sql_int(sql);
    audit.event = optional_text(sql, event, sizeof(event));
    audit.account = optional_text(sql, account, sizeof(account));
    audit.device = tsv_sql_int(sql);
    audit.copy = optional_id(sql, &copy);
    audit.view = optional_id(sql, &view);
    audit.address = optional_text(sql, address, sizeof(address));
    audit.detail = optional_text(sql, detail, sizeof(detail));
    return each(context, &audit);
}

int tsv_store_audit_each(tsv_store *store, int64_t after, int (*each)(void *context, const tsv_audit *audit),
                         void *context, tsb_error *err)
{
    tsv_sql *sql = NULL;
    int code = tsv_sql_borrow(&sql, store, err);
    if (code < 0) {
        return code;
    }
    code = tsv_sql_prepare(sql,
                           "SELECT id, time, event, account, device, copy, view, address, detail FROM audit"
                           " WHERE id > ? ORDER BY id",
                           err);
    if (code == 0) {
        tsv_sql_bind_int(sql, after);
        code = tsv_sql_step(sql, err);
    }
    int given = 0;
    while (code == 1 && given == 0) {
        given = give_row(sql, each, context);
        if (given == 0) {
            code = tsv_sql_step(sql, err);
        }
    }
    tsv_sql_return(store, sql);
    return given != 0 ? given : code;
}
