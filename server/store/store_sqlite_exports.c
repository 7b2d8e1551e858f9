/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moving views to tokens, hearing of them, and taking them back. */
#include <string.h>

#include "server/store/store_sqlite.h"

#define EXPORT_SELECT                                                                                                  \
    "SELECT e.id, e.request, e.copy, e.account, e.serial, e.views, length(e.licence), e.licence, e.issued, e.state,"   \
    " e.sequence, e.checkpoint, e.pending, e.views_left, e.returned, l.views_left FROM exports e"                      \
    " JOIN licences l ON l.copy = e.copy"

static void read_export(tsv_sql *sql, tsv_export *export)
{
    *export = (tsv_export){0};
    tsv_sql_id(sql, &export->id);
    tsv_sql_id(sql, &export->request);
    tsv_sql_id(sql, &export->copy);
    export->account = tsv_sql_int(sql);
    tsv_sql_text(sql, export->serial, sizeof(export->serial));
    export->views = (uint32_t)tsv_sql_int(sql);
    int64_t size = tsv_sql_int(sql);
    export->licence_size = size > 0 && size <= TSV_LICENCE_MAX ? (size_t)size : 0;
    tsv_sql_blob(sql, export->licence, export->licence_size);
    export->issued = tsv_sql_int(sql);
    export->state = (enum tsv_export_state)tsv_sql_int(sql);
    export->sequence = (uint64_t)tsv_sql_int(sql);
    export->checkpoint = (uint64_t)tsv_sql_int(sql);
    export->pending = (uint64_t)tsv_sql_int(sql);
    export->views_left = (uint32_t)tsv_sql_int(sql);
    export->returned = (uint32_t)tsv_sql_int(sql);
    export->account_views_left = (uint32_t)tsv_sql_int(sql);
}

/* Steps to the one row there may be: 1 and *out, or 0. */
static int read_one(tsv_sql *sql, tsv_export *out, tsb_error *err)
{
    int code = tsv_sql_step(sql, err);
    if (code == 1) {
        read_export(sql, out);
    }
    return code;
}

/* 1 with *export replaced by the one of the same request, or 0. */
static int find_request(tsv_sql *sql, tsv_export *export, tsb_error *err)
{
    tsv_export found;
    int code = tsv_sql_prepare(sql, EXPORT_SELECT " WHERE e.account = ? AND e.request = ?", err);
    if (code < 0) {
        return code;
    }
    tsv_sql_bind_int(sql, export->account);
    tsv_sql_bind_id(sql, &export->request);
    code = read_one(sql, &found, err);
    if (code == 1 && (!tss_id_equal(&found.copy, &export->copy) || strcmp(found.serial, export->serial) != 0)) {
        return tsb_fail(err, TSB_ERR_INVALID, "this request's number was used for another token or copy");
    }
    if (code == 1) {
        *export = found;
    }
    return code;
}

static int find_export(tsv_sql *sql, const tss_id *id, tsv_export *out, tsb_error *err)
{
    int code = tsv_sql_prepare(sql, EXPORT_SELECT " WHERE e.id = ?", err);
    if (code < 0) {
        return code;
    }
    tsv_sql_bind_id(sql, id);
    code = read_one(sql, out, err);
    return code == 0 ? tsb_fail(err, TSB_ERR_NOT_FOUND, "There is no such export") : code == 1 ? 0 : code;
}

/* Who does what to an export, for the audit log. */
typedef struct actor {
    int64_t now;
    int64_t account; /* 0: the shop */
    int64_t device;
    const char *address;
} actor;

static int audit_export(tsv_sql *sql, const tsv_export *export, const actor *who, const char *event, tsb_error *err)
{
    char account[TSV_NAME_SIZE] = "";
    char id[TSS_ID_TEXT_SIZE] = "";
    char *detail = NULL;
    int code = tsv_sql_account_name(sql, who->account, account, err);
    tss_id_format(id, &export->id);
    detail = sqlite3_mprintf("export %s, token %s, %u of %u views left", id, export->serial, export->views_left,
                             export->views);
    if (code >= 0 && !detail) {
        code = tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
    }
    if (code >= 0) {
        code = tsv_sql_audit(sql,
                             &(tsv_audit){.time = who->now,
                                          .event = event,
                                          .account = account,
                                          .device = who->device,
                                          .copy = &export->copy,
                                          .address = who->address,
                                          .detail = detail},
                             err);
    }
    sqlite3_free(detail);
    return code;
}

/* Adds to, or takes from, what the account has left. */
static int move_views(tsv_sql *sql, const tss_id *copy, int64_t views, tsb_error *err)
{
    int code = tsv_sql_prepare(sql, "UPDATE licences SET views_left = views_left + ? WHERE copy = ?", err);
    if (code < 0) {
        return code;
    }
    tsv_sql_bind_int(sql, views);
    tsv_sql_bind_id(sql, copy);
    return tsv_sql_run(sql, err);
}

static int insert_export(tsv_sql *sql, const tsv_export *export, tsb_error *err)
{
    int code = tsv_sql_prepare(sql,
                               "INSERT INTO exports (id, request, copy, account, serial, views, licence, issued,"
                               " state, sequence, checkpoint, pending, views_left, returned, seen)"
                               " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 0, 0, 0, ?6, 0, ?8)",
                               err);
    if (code < 0) {
        return code;
    }
    tsv_sql_bind_id(sql, &export->id);
    tsv_sql_bind_id(sql, &export->request);
    tsv_sql_bind_id(sql, &export->copy);
    tsv_sql_bind_int(sql, export->account);
    tsv_sql_bind_text(sql, export->serial);
    tsv_sql_bind_int(sql, export->views);
    tsv_sql_bind_blob(sql, export->licence, export->licence_size);
    tsv_sql_bind_int(sql, export->issued);
    tsv_sql_bind_int(sql, TSV_EXPORT_OPEN);
    return tsv_sql_run(sql, err);
}

/* The first record goes with a licence that is asked for again: once a token has told of a later one, that would bring
 * the views back that were taken since, or given back. */
static int give_again(const tsv_export *export, enum tsv_export_refusal *refusal, tsb_error *err)
{
    if (export->state == TSV_EXPORT_OPEN && export->sequence == 0) {
        return 0;
    }
    *refusal = TSV_EXPORT_REFUSED_USED;
    return tsb_fail(err, TSB_ERR_DENIED, "This request's licence was on a token already");
}

static int add_export(tsv_sql *sql, tsv_export *export, const actor *who, enum tsv_export_refusal *refusal,
                      tsb_error *err)
{
    int64_t account = 0;
    int code = tsv_sql_begin(sql, err);
    if (code == 0) {
        code = find_request(sql, export, err);
    }
    if (code == 1) {
        return give_again(export, refusal, err);
    }
    if (code < 0) {
        return code;
    }
    code = tsv_sql_licence(sql, &export->copy, &account, &export->account_views_left, err);
    if (code < 0) {
        return code;
    }
    if (account != export->account) {
        *refusal = TSV_EXPORT_REFUSED_NOT_YOUR_COPY;
        return tsb_fail(err, TSB_ERR_DENIED, "This copy belongs to another user");
    }
    if (export->account_views_left < export->views) {
        *refusal = TSV_EXPORT_REFUSED_TOO_FEW;
        return tsb_fail(err, TSB_ERR_DENIED, "Only %u views are left in the account", export->account_views_left);
    }
    export->state = TSV_EXPORT_OPEN;
    export->views_left = export->views;
    export->account_views_left -= export->views;
    code = move_views(sql, &export->copy, -(int64_t) export->views, err);
    if (code == 0) {
        code = insert_export(sql, export, err);
    }
    if (code == 0) {
        code = audit_export(sql, export, who, "views_exported", err);
    }
    return code == 0 ? tsv_sql_commit(sql, err) : code;
}

int tsv_store_export_add(tsv_store *store, tsv_export *export, int64_t device, const char *address,
                         enum tsv_export_refusal *refusal, tsb_error *err)
{
    tsv_sql *sql = NULL;
    const actor who = {export->issued, export->account, device, address};
    *refusal = TSV_EXPORT_NOT_REFUSED;
    int code = tsv_sql_borrow(&sql, store, err);
    if (code < 0) {
        return code;
    }
    code = add_export(sql, export, &who, refusal, err);
    tsv_sql_return(store, sql);
    return code;
}

int tsv_store_export_find(tsv_store *store, const tss_id *id, tsv_export *out, tsb_error *err)
{
    tsv_sql *sql = NULL;
    *out = (tsv_export){0};
    int code = tsv_sql_borrow(&sql, store, err);
    if (code < 0) {
        return code;
    }
    code = find_export(sql, id, out, err);
    tsv_sql_return(store, sql);
    return code;
}

/* Whether this can be the record that followed what was reported before. */
static bool follows(const tsv_export *export, const tsv_export_report *report)
{
    bool known = report->checkpoint == export->checkpoint ||
                 (export->pending != 0 && report->checkpoint == export->pending);
    return known && report->sequence >= export->sequence && report->left <= export->views_left &&
           report->returned >= export->returned && report->left <= export->views &&
           report->returned <= export->views - report->left;
}

/* What the report makes of the export; whether a checkpoint is due with it. */
static void take_in(tsv_export *export, const tsv_export_report *report)
{
    export->sequence = report->sequence;
    export->views_left = report->left;
    export->returned = report->returned;
    if (export->pending != 0 && report->checkpoint == export->pending) {
        export->checkpoint = export->pending;
        export->pending = 0;
    } else if (export->pending == 0 && !report->give_back) {
        export->pending = report->fresh;
    }
}

static int update_export(tsv_sql *sql, const tsv_export *export, int64_t now, tsb_error *err)
{
    int code = tsv_sql_prepare(sql,
                               "UPDATE exports SET state = ?, sequence = ?, checkpoint = ?, pending = ?,"
                               " views_left = ?, returned = ?, seen = ? WHERE id = ?",
                               err);
    if (code < 0) {
        return code;
    }
    tsv_sql_bind_int(sql, export->state);
    tsv_sql_bind_int(sql, (int64_t) export->sequence);
    tsv_sql_bind_int(sql, (int64_t) export->checkpoint);
    tsv_sql_bind_int(sql, (int64_t) export->pending);
    tsv_sql_bind_int(sql, export->views_left);
    tsv_sql_bind_int(sql, export->returned);
    tsv_sql_bind_int(sql, now);
    tsv_sql_bind_id(sql, &export->id);
    return tsv_sql_run(sql, err);
}

/* Changes the export as the report says; *event is what happened. */
static int settle(tsv_sql *sql, tsv_export *export, const tsv_export_report *report, enum tsv_export_refusal *refusal,
                  const char **event, tsb_error *err)
{
    *event = "token_reported";
    if (export->state == TSV_EXPORT_REVOKED || !follows(export, report)) {
        *refusal = TSV_EXPORT_REFUSED_RESTORED;
        *event = "token_restored";
        export->state = TSV_EXPORT_REVOKED;
        return 0;
    }
    take_in(export, report);
    if (!report->give_back) {
        return 0;
    }
    if (report->left != 0) {
        *refusal = TSV_EXPORT_REFUSED_NOT_GIVEN;
        return 0;
    }
    if (export->state == TSV_EXPORT_RETURNED) {
        return 0;
    }
    *event = "views_returned";
    export->state = TSV_EXPORT_RETURNED;
    export->account_views_left += report->returned;
    return move_views(sql, &export->copy, report->returned, err);
}

static int report_export(tsv_sql *sql, const tsv_export_report *report, tsv_export *out,
                         enum tsv_export_refusal *refusal, tsb_error *err)
{
    const actor who = {report->now, report->account, report->device, report->address};
    const char *event = NULL;
    int code = tsv_sql_begin(sql, err);
    if (code == 0) {
        code = find_export(sql, &report->export, out, err);
    }
    if (code == 0 && out->account != report->account) {
        code = tsb_fail(err, TSB_ERR_NOT_FOUND, "There is no such export");
    }
    if (code == 0) {
        code = settle(sql, out, report, refusal, &event, err);
    }
    if (code == 0) {
        code = update_export(sql, out, report->now, err);
    }
    if (code == 0) {
        code = audit_export(sql, out, &who, event, err);
    }
    return code == 0 ? tsv_sql_commit(sql, err) : code;
}

int tsv_store_export_report(tsv_store *store, const tsv_export_report *report, tsv_export *out,
                            enum tsv_export_refusal *refusal, tsb_error *err)
{
    tsv_sql *sql = NULL;
    *out = (tsv_export){0};
    *refusal = TSV_EXPORT_NOT_REFUSED;
    /* SQLite's integers have a sign, and an honest token never gets there. */
    if (report->sequence > INT64_MAX || report->checkpoint > INT64_MAX) {
        return tsb_fail(err, TSB_ERR_INVALID, "The record's numbers are out of range");
    }
    int code = tsv_sql_borrow(&sql, store, err);
    if (code < 0) {
        return code;
    }
    code = report_export(sql, report, out, refusal, err);
    tsv_sql_return(store, sql);
    if (code == 0 && *refusal != TSV_EXPORT_NOT_REFUSED) {
        code = tsb_fail(err, TSB_ERR_DENIED, "The token's report was refused");
    }
    return code;
}
