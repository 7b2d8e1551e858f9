/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The devices of an account. */
#include "server/store/store_sqlite.h"

#define DEVICE_SELECT "SELECT id, account, key, name FROM devices WHERE account = ?"

static void read_device(tsv_sql *sql, tsv_device *device)
{
    *device = (tsv_device){0};
    device->id = tsv_sql_int(sql);
    device->account = tsv_sql_int(sql);
    tsv_sql_blob(sql, device->key, sizeof(device->key));
    tsv_sql_text(sql, device->name, sizeof(device->name));
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
