/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The devices of an account. */
#include "server/store/store_sqlite.h"

/* Those that were removed are not the account's any more. */
#define DEVICE_SELECT "SELECT id, account, key, name, created, seen FROM devices WHERE account = ? AND removed = 0"

static void read_device(tsv_sql *sql, tsv_device *device)
{
    *device = (tsv_device){0};
    device->id = tsv_sql_int(sql);
    device->account = tsv_sql_int(sql);
    tsv_sql_blob(sql, device->key, sizeof(device->key));
    tsv_sql_text(sql, device->name, sizeof(device->name));
    device->created = tsv_sql_int(sql);
    device->seen = tsv_sql_int(sql);
}

int tsv_store_device_find(tsv_store *store, int64_t account, int64_t device, tsv_device *out, tsb_error *err)
{
    tsv_sql *sql = NULL;
    *out = (tsv_device){0};
    int code = tsv_sql_borrow(&sql, store, err);
    if (code < 0) {
        return code;
    }
    code = tsv_sql_prepare(sql, DEVICE_SELECT " AND id = ?", err);
    if (code == 0) {
        tsv_sql_bind_int(sql, account);
        tsv_sql_bind_int(sql, device);
        code = tsv_sql_step(sql, err);
    }
    if (code == 1) {
        read_device(sql, out);
        code = 0;
    } else if (code == 0) {
        code = tsb_fail(err, TSB_ERR_NOT_FOUND, "The account has no such device");
    }
    tsv_sql_return(store, sql);
    return code;
}

int tsv_store_device_each(tsv_store *store, int64_t account, int (*each)(void *context, const tsv_device *device),
                          void *context, tsb_error *err)
{
    tsv_sql *sql = NULL;
    int code = tsv_sql_borrow(&sql, store, err);
    if (code < 0) {
        return code;
    }
    code = tsv_sql_prepare(sql, DEVICE_SELECT " ORDER BY seen DESC, id DESC", err);
    if (code == 0) {
        tsv_sql_bind_int(sql, account);
        code = tsv_sql_step(sql, err);
    }
    int given = 0;
    while (code == 1 && given == 0) {
        tsv_device device = {0};
        read_device(sql, &device);
        given = each(context, &device);
        if (given == 0) {
            code = tsv_sql_step(sql, err);
        }
    }
    tsv_sql_return(store, sql);
    return given != 0 ? given : code;
}

/* 1 with *out filled, 0 when there is none, or an error. */
static int find_by_key(tsv_sql *sql, int64_t account, const uint8_t key[TSS_KEY_SIZE], tsv_device *out, tsb_error *err)
{
    int code = tsv_sql_prepare(sql, DEVICE_SELECT " AND key = ?", err);
    if (code < 0) {
        return code;
    }
    tsv_sql_bind_int(sql, account);
    tsv_sql_bind_blob(sql, key, TSS_KEY_SIZE);
    code = tsv_sql_step(sql, err);
    if (code == 1) {
        read_device(sql, out);
    }
    return code;
}

static int count_devices(tsv_sql *sql, int64_t account, int64_t *count, tsb_error *err)
{
    int code = tsv_sql_prepare(sql, "SELECT count(*) FROM devices WHERE account = ? AND removed = 0", err);
    if (code < 0) {
        return code;
    }
    tsv_sql_bind_int(sql, account);
    code = tsv_sql_step(sql, err);
    *count = code == 1 ? tsv_sql_int(sql) : 0;
    return code < 0 ? code : 0;
}

/* One that was removed is made anew in its old place. */
static int add_device(tsv_sql *sql, int64_t account, const uint8_t key[TSS_KEY_SIZE], const char *name, int64_t now,
                      tsb_error *err)
{
    int64_t count = 0;
    int code = count_devices(sql, account, &count, err);
    if (code == 0 && count >= TSV_DEVICES_MAX) {
        code = tsb_fail(err, TSB_ERR_DENIED,
                        "This account has %d devices already: remove one that is not used any more", TSV_DEVICES_MAX);
    }
    if (code == 0) {
        code = tsv_sql_prepare(sql,
                               "INSERT INTO devices (account, key, name, created, seen) VALUES (?, ?, ?, ?, ?)"
                               " ON CONFLICT (account, key) DO UPDATE SET name = excluded.name,"
                               " created = excluded.created, seen = excluded.seen, removed = 0",
                               err);
    }
    if (code == 0) {
        tsv_sql_bind_int(sql, account);
        tsv_sql_bind_blob(sql, key, TSS_KEY_SIZE);
        tsv_sql_bind_text(sql, name);
        tsv_sql_bind_int(sql, now);
        tsv_sql_bind_int(sql, now);
        code = tsv_sql_run(sql, err);
    }
    return code;
}

int tsv_sql_device_seen(tsv_sql *sql, int64_t device, int64_t now, tsb_error *err)
{
    int code = tsv_sql_prepare(sql, "UPDATE devices SET seen = max(seen, ?) WHERE id = ?", err);
    if (code < 0) {
        return code;
    }
    tsv_sql_bind_int(sql, now);
    tsv_sql_bind_int(sql, device);
    return tsv_sql_run(sql, err);
}

static int enrol(tsv_sql *sql, int64_t account, const uint8_t key[TSS_KEY_SIZE], const char *name, int64_t now,
                 tsv_device *out, tsb_error *err)
{
    int code = tsv_sql_begin(sql, err);
    if (code == 0) {
        code = find_by_key(sql, account, key, out, err);
    }
    if (code == 0) {
        code = add_device(sql, account, key, name, now, err);
        if (code == 0) {
            code = find_by_key(sql, account, key, out, err);
        }
    } else if (code == 1) {
        code = tsv_sql_device_seen(sql, out->id, now, err);
    }
    return code >= 0 ? tsv_sql_commit(sql, err) : code;
}

int tsv_store_device_enrol(tsv_store *store, int64_t account, const uint8_t key[TSS_KEY_SIZE], const char *name,
                           int64_t now, tsv_device *out, tsb_error *err)
{
    *out = (tsv_device){0};
    tsv_sql *sql = NULL;
    int code = tsv_sql_borrow(&sql, store, err);
    if (code < 0) {
        return code;
    }
    code = enrol(sql, account, key, name, now, out, err);
    tsv_sql_return(store, sql);
    return code;
}

/* Marks it, unless it is gone already or another account's. */
static int mark_removed(tsv_sql *sql, const tsv_device_removal *removal, tsb_error *err)
{
    int code = tsv_sql_prepare(sql, "UPDATE devices SET removed = ? WHERE account = ? AND id = ? AND removed = 0", err);
    if (code < 0) {
        return code;
    }
    tsv_sql_bind_int(sql, removal->now);
    tsv_sql_bind_int(sql, removal->account);
    tsv_sql_bind_int(sql, removal->device);
    code = tsv_sql_run(sql, err);
    if (code == 0 && sqlite3_changes(sql->database) != 1) {
        code = tsb_fail(err, TSB_ERR_NOT_FOUND, "The account has no such device");
    }
    return code;
}

static int end_tokens(tsv_sql *sql, int64_t device, tsb_error *err)
{
    int code = tsv_sql_prepare(sql, "DELETE FROM tokens WHERE device = ?", err);
    if (code < 0) {
        return code;
    }
    tsv_sql_bind_int(sql, device);
    return tsv_sql_run(sql, err);
}

/* Also for when the device signs in again: what it began before is over. */
static int end_views(tsv_sql *sql, int64_t device, int64_t now, tsb_error *err)
{
    int code = tsv_sql_prepare(sql,
                               "UPDATE views SET expires = min(expires, ?), resume_until = min(resume_until, ?)"
                               " WHERE device = ? AND expires > ?",
                               err);
    if (code < 0) {
        return code;
    }
    tsv_sql_bind_int(sql, now);
    tsv_sql_bind_int(sql, now);
    tsv_sql_bind_int(sql, device);
    tsv_sql_bind_int(sql, now);
    return tsv_sql_run(sql, err);
}

static int audit_removal(tsv_sql *sql, const tsv_device_removal *removal, tsb_error *err)
{
    int code = tsv_sql_prepare(sql,
                               "INSERT INTO audit (time, event, account, device, address, detail)"
                               " SELECT ?, 'device_removed', a.name, d.id, ?, d.name FROM devices d"
                               " JOIN accounts a ON a.id = d.account WHERE d.id = ?",
                               err);
    if (code < 0) {
        return code;
    }
    tsv_sql_bind_int(sql, removal->now);
    tsv_sql_bind_text(sql, removal->address);
    tsv_sql_bind_int(sql, removal->device);
    return tsv_sql_run(sql, err);
}

static int remove_device(tsv_sql *sql, const tsv_device_removal *removal, tsb_error *err)
{
    int code = tsv_sql_begin(sql, err);
    if (code == 0) {
        code = mark_removed(sql, removal, err);
    }
    if (code == 0) {
        code = end_tokens(sql, removal->device, err);
    }
    if (code == 0) {
        code = end_views(sql, removal->device, removal->now, err);
    }
    if (code == 0) {
        code = audit_removal(sql, removal, err);
    }
    return code == 0 ? tsv_sql_commit(sql, err) : code;
}

int tsv_store_device_remove(tsv_store *store, const tsv_device_removal *removal, tsb_error *err)
{
    tsv_sql *sql = NULL;
    int code = tsv_sql_borrow(&sql, store, err);
    if (code < 0) {
        return code;
    }
    code = remove_device(sql, removal, err);
    tsv_sql_return(store, sql);
    return code;
}
