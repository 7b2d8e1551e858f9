/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Spending and resuming views; the audit log. */
#include "server/store/store_sqlite.h"

#define VIEW_SELECT                                                                                                    \
    "SELECT v.id, v.copy, v.account, v.device, v.purpose, v.opened, v.resume_until, v.expires, v.position_ms,"         \
    " l.views_left FROM views v JOIN licences l ON l.copy = v.copy"

static void read_view(tsv_sql *sql, tsv_view *view)
{
    *view = (tsv_view){0};
    tsv_sql_id(sql, &view->id);
    tsv_sql_id(sql, &view->copy);
    view->account = tsv_sql_int(sql);
    view->device = tsv_sql_int(sql);
    view->purpose = tsv_sql_int(sql) == TSV_VERIFY ? TSV_VERIFY : TSV_WATCH;
    view->opened = tsv_sql_int(sql);
    view->resume_until = tsv_sql_int(sql);
    view->expires = tsv_sql_int(sql);
    view->position_ms = (uint64_t)tsv_sql_int(sql);
    view->views_left = (uint32_t)tsv_sql_int(sql);
}

/* 1 with *out filled, 0 when there is nothing to resume, or an error. */
static int find_resumable(tsv_sql *sql, const tss_id *copy, int64_t account, int64_t device, int64_t now, tsv_view *out,
                          tsb_error *err)
{
    int code = tsv_sql_prepare(sql,
                               VIEW_SELECT " WHERE v.copy = ? AND v.account = ? AND v.device = ? AND v.purpose = ?"
                                           " AND v.resume_until > ? ORDER BY v.number DESC LIMIT 1",
                               err);
    if (code < 0) {
        return code;
    }
    tsv_sql_bind_id(sql, copy);
    tsv_sql_bind_int(sql, account);
    tsv_sql_bind_int(sql, device);
    tsv_sql_bind_int(sql, TSV_WATCH);
    tsv_sql_bind_int(sql, now);
    code = tsv_sql_step(sql, err);
    if (code == 1) {
        read_view(sql, out);
    }
    return code;
}

typedef struct licence {
    int64_t account;
    uint32_t views_left;
} licence;

/* 1: a QA account, 0: not. */
static int is_qa(tsv_sql *sql, int64_t account, tsb_error *err)
{
    int code = tsv_sql_prepare(sql, "SELECT qa FROM accounts WHERE id = ?", err);
    if (code < 0) {
        return code;
    }
    tsv_sql_bind_int(sql, account);
    code = tsv_sql_step(sql, err);
    return code == 1 ? tsv_sql_int(sql) != 0 : code;
}

static int spend_one(tsv_sql *sql, const tss_id *copy, tsb_error *err)
{
    int code = tsv_sql_prepare(sql, "UPDATE licences SET views_left = views_left - 1 WHERE copy = ? AND views_left > 0",
                               err);
    if (code < 0) {
        return code;
    }
    tsv_sql_bind_id(sql, copy);
    code = tsv_sql_run(sql, err);
    if (code == 0 && sqlite3_changes(sql->database) != 1) {
        code = tsb_fail(err, TSB_ERR_INTERNAL, "The licence changed inside a transaction");
    }
    return code;
}

static int insert_view(tsv_sql *sql, const tsv_view_request *request, tsv_view *out, tsb_error *err)
{
    int code = tss_id_generate(&out->id, err);
    if (code < 0) {
        return code;
    }
    out->copy = request->copy;
    out->account = request->account;
    out->device = request->device;
    out->purpose = request->purpose;
    out->opened = request->now;
    out->resume_until = request->now + TSV_RESUME_SECONDS;
    out->expires = out->resume_until;
    code = tsv_sql_prepare(sql,
                           "INSERT INTO views (id, copy, account, device, purpose, opened, resume_until, expires,"
                           " position_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)",
                           err);
    if (code < 0) {
        return code;
    }
    tsv_sql_bind_id(sql, &out->id);
    tsv_sql_bind_id(sql, &out->copy);
    tsv_sql_bind_int(sql, out->account);
    tsv_sql_bind_int(sql, out->device);
    tsv_sql_bind_int(sql, out->purpose);
    tsv_sql_bind_int(sql, out->opened);
    tsv_sql_bind_int(sql, out->resume_until);
    tsv_sql_bind_int(sql, out->expires);
    return tsv_sql_run(sql, err);
}

static int audit_view(tsv_sql *sql, const tsv_view_request *request, const tsv_view *view, const char *event,
                      const char *detail, tsb_error *err)
{
    char account[TSV_NAME_SIZE] = "";
    int code = tsv_sql_account_name(sql, request->account, account, err);
    if (code < 0) {
        return code;
    }
    return tsv_sql_audit(sql,
                         &(tsv_audit){.time = request->now,
                                      .event = event,
                                      .account = account,
                                      .device = request->device,
                                      .copy = &request->copy,
                                      .view = view ? &view->id : NULL,
                                      .address = request->address,
                                      .detail = detail},
                         err);
}

/* A refusal is remembered as durably as a view. Returns 0 once it is. */
static int refuse(tsv_sql *sql, const tsv_view_request *request, tsv_view *out, enum tsv_refusal refusal,
                  tsb_error *err)
{
    static const char *const details[] = {
        [TSV_NOT_REFUSED] = "",
        [TSV_REFUSED_NO_VIEWS_LEFT] = "no views left",
        [TSV_REFUSED_NOT_YOUR_COPY] = "another user's copy",
        [TSV_REFUSED_QA_ONLY] = "not a QA account",
    };
    out->refusal = refusal;
    return audit_view(sql, request, NULL, "view_refused", details[refusal], err);
}

static int resume(tsv_sql *sql, const tsv_view_request *request, tsv_view *out, tsb_error *err)
{
    out->resumed = true;
    if (out->expires < request->now + TSV_KEYS_SECONDS) {
        out->expires = request->now + TSV_KEYS_SECONDS;
    }
    int code = tsv_sql_prepare(sql, "UPDATE views SET expires = ? WHERE id = ?", err);
    if (code == 0) {
        tsv_sql_bind_int(sql, out->expires);
        tsv_sql_bind_id(sql, &out->id);
        code = tsv_sql_run(sql, err);
    }
    return code == 0 ? audit_view(sql, request, out, "view_resumed", NULL, err) : code;
}

static int open_watch(tsv_sql *sql, const tsv_view_request *request, const licence *owned, tsv_view *out,
                      tsb_error *err)
{
    int code = find_resumable(sql, &request->copy, request->account, request->device, request->now, out, err);
    if (code != 0) {
        return code == 1 ? resume(sql, request, out, err) : code;
    }
    if (owned->views_left == 0) {
        return refuse(sql, request, out, TSV_REFUSED_NO_VIEWS_LEFT, err);
    }
    code = spend_one(sql, &request->copy, err);
    if (code == 0) {
        code = insert_view(sql, request, out, err);
    }
    out->views_left = owned->views_left - 1;
    return code == 0 ? audit_view(sql, request, out, "view_opened", NULL, err) : code;
}

static int open_verify(tsv_sql *sql, const tsv_view_request *request, tsv_view *out, tsb_error *err)
{
    int code = is_qa(sql, request->account, err);
    if (code == 0) {
        return refuse(sql, request, out, TSV_REFUSED_QA_ONLY, err);
    }
    if (code == 1) {
        code = insert_view(sql, request, out, err);
    }
    return code == 0 ? audit_view(sql, request, out, "verify_opened", NULL, err) : code;
}

static int open_view(tsv_sql *sql, const tsv_view_request *request, tsv_view *out, tsb_error *err)
{
    licence owned = {0};
    int code = tsv_sql_begin(sql, err);
    if (code == 0) {
        code = tsv_sql_licence(sql, &request->copy, &owned.account, &owned.views_left, err);
    }
    if (code == 0) {
        code = tsv_sql_device_seen(sql, request->device, request->now, err);
    }
    if (code < 0) {
        return code;
    }
    out->views_left = owned.views_left;
    if (request->purpose == TSV_VERIFY) {
        code = open_verify(sql, request, out, err);
    } else if (owned.account != request->account) {
        code = refuse(sql, request, out, TSV_REFUSED_NOT_YOUR_COPY, err);
    } else {
        code = open_watch(sql, request, &owned, out, err);
    }
    return code == 0 ? tsv_sql_commit(sql, err) : code;
}

int tsv_store_view_open(tsv_store *store, const tsv_view_request *request, tsv_view *out, tsb_error *err)
{
    static const char *const reasons[] = {
        [TSV_NOT_REFUSED] = "",
        [TSV_REFUSED_NO_VIEWS_LEFT] = "No views are left for this copy",
        [TSV_REFUSED_NOT_YOUR_COPY] = "This copy belongs to another user",
        [TSV_REFUSED_QA_ONLY] = "Only QA users can verify",
    };
    *out = (tsv_view){0};
    tsv_sql *sql = NULL;
    int code = tsv_sql_borrow(&sql, store, err);
    if (code < 0) {
        return code;
    }
    code = open_view(sql, request, out, err);
    tsv_sql_return(store, sql);
    if (code == 0 && out->refusal != TSV_NOT_REFUSED) {
        code = tsb_fail(err, TSB_ERR_DENIED, "%s", reasons[out->refusal]);
    }
    return code;
}

int tsv_store_view_find(tsv_store *store, const tss_id *id, tsv_view *out, tsb_error *err)
{
    *out = (tsv_view){0};
    tsv_sql *sql = NULL;
    int code = tsv_sql_borrow(&sql, store, err);
    if (code < 0) {
        return code;
    }
    code = tsv_sql_prepare(sql, VIEW_SELECT " WHERE v.id = ?", err);
    if (code == 0) {
        tsv_sql_bind_id(sql, id);
        code = tsv_sql_step(sql, err);
    }
    if (code == 1) {
        read_view(sql, out);
        code = 0;
    } else if (code == 0) {
        code = tsb_fail(err, TSB_ERR_NOT_FOUND, "There is no such view");
    }
    tsv_sql_return(store, sql);
    return code;
}

int tsv_store_view_resumable(tsv_store *store, const tss_id *copy, int64_t account, int64_t device, int64_t now,
                             tsv_view *out, tsb_error *err)
{
    *out = (tsv_view){0};
    tsv_sql *sql = NULL;
    int code = tsv_sql_borrow(&sql, store, err);
    if (code < 0) {
        return code;
    }
    code = find_resumable(sql, copy, account, device, now, out, err);
    tsv_sql_return(store, sql);
    if (code == 0) {
        return tsb_fail(err, TSB_ERR_NOT_FOUND, "This device has no view to resume");
    }
    return code == 1 ? 0 : code;
}

static int close_view(tsv_sql *sql, const tss_id *id, uint64_t position_ms, int64_t now, tsb_error *err)
{
    int code = tsv_sql_begin(sql, err);
    if (code == 0) {
        code = tsv_sql_prepare(sql, "UPDATE views SET position_ms = ? WHERE id = ?", err);
    }
    if (code < 0) {
        return code;
    }
    tsv_sql_bind_int(sql, position_ms > INT64_MAX ? INT64_MAX : (int64_t)position_ms);
    tsv_sql_bind_id(sql, id);
    code = tsv_sql_run(sql, err);
    if (code == 0 && sqlite3_changes(sql->database) != 1) {
        code = tsb_fail(err, TSB_ERR_NOT_FOUND, "There is no such view");
    }
    if (code == 0) {
        code = tsv_sql_prepare(sql,
                               "INSERT INTO audit (time, event, account, device, copy, view)"
                               " SELECT ?, 'view_closed', a.name, v.device, v.copy, v.id FROM views v"
                               " JOIN accounts a ON a.id = v.account WHERE v.id = ?",
                               err);
    }
    if (code < 0) {
        return code;
    }
    tsv_sql_bind_int(sql, now);
    tsv_sql_bind_id(sql, id);
    code = tsv_sql_run(sql, err);
    return code == 0 ? tsv_sql_commit(sql, err) : code;
}

int tsv_store_view_close(tsv_store *store, const tss_id *id, uint64_t position_ms, int64_t now, tsb_error *err)
{
    tsv_sql *sql = NULL;
    int code = tsv_sql_borrow(&sql, store, err);
    if (code < 0) {
        return code;
    }
    code = close_view(sql, id, position_ms, now, err);
    tsv_sql_return(store, sql);
    return code;
}
