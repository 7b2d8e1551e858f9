/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings, accounts and tokens. */
#include "server/store/store_sqlite.h"

int tsv_store_setting_set(tsv_store *store, const char *name, const char *value, tsb_error *err)
{
    tsv_sql *sql = NULL;
    int code = tsv_sql_borrow(&sql, store, err);
    if (code < 0) {
        return code;
    }
    code = tsv_sql_prepare(sql, "INSERT INTO settings VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
                           err);
    if (code == 0) {
        tsv_sql_bind_text(sql, name);
        tsv_sql_bind_text(sql, value);
        code = tsv_sql_run(sql, err);
    }
    tsv_sql_return(store, sql);
    return code;
}

int tsv_store_setting_get(tsv_store *store, const char *name, char value[TSV_NAME_SIZE], tsb_error *err)
{
    value[0] = '\0';
    tsv_sql *sql = NULL;
    int code = tsv_sql_borrow(&sql, store, err);
    if (code < 0) {
        return code;
    }
    code = tsv_sql_prepare(sql, "SELECT value FROM settings WHERE name = ?", err);
    if (code == 0) {
        tsv_sql_bind_text(sql, name);
        code = tsv_sql_step(sql, err);
        if (code == 1) {
            tsv_sql_text(sql, value, TSV_NAME_SIZE);
            code = 0;
        } else if (code == 0) {
            code = tsb_fail(err, TSB_ERR_NOT_FOUND, "The database has no setting \"%s\"", name);
        }
    }
    tsv_sql_return(store, sql);
    return code;
}

int tsv_store_account_add(tsv_store *store, tsv_account *account, tsb_error *err)
{
    tsv_sql *sql = NULL;
    int code = tsv_sql_borrow(&sql, store, err);
    if (code < 0) {
        return code;
    }
    code = tsv_sql_prepare(sql, "INSERT INTO accounts (name, salt, verifier, qa, created) VALUES (?, ?, ?, ?, ?)", err);
    if (code == 0) {
        tsv_sql_bind_text(sql, account->name);
        tsv_sql_bind_blob(sql, account->salt, sizeof(account->salt));
        tsv_sql_bind_blob(sql, account->verifier, sizeof(account->verifier));
        tsv_sql_bind_int(sql, account->qa);
        tsv_sql_bind_int(sql, account->created);
        code = tsv_sql_run(sql, err);
    }
    if (code == 0) {
        account->id = sqlite3_last_insert_rowid(sql->database);
    }
    tsv_sql_return(store, sql);
    return code;
}

int tsv_store_account_find(tsv_store *store, const char *name, tsv_account *out, tsb_error *err)
{
    *out = (tsv_account){0};
    tsv_sql *sql = NULL;
    int code = tsv_sql_borrow(&sql, store, err);
    if (code < 0) {
        return code;
    }
    code = tsv_sql_prepare(sql, "SELECT id, name, salt, verifier, qa, created FROM accounts WHERE name = ?", err);
    if (code == 0) {
        tsv_sql_bind_text(sql, name);
        code = tsv_sql_step(sql, err);
    }
    if (code == 1) {
        out->id = tsv_sql_int(sql);
        tsv_sql_text(sql, out->name, sizeof(out->name));
        tsv_sql_blob(sql, out->salt, sizeof(out->salt));
        tsv_sql_blob(sql, out->verifier, sizeof(out->verifier));
        out->qa = tsv_sql_int(sql) != 0;
        out->created = tsv_sql_int(sql);
        code = 0;
    } else if (code == 0) {
        code = tsb_fail(err, TSB_ERR_NOT_FOUND, "There is no user \"%s\"", name);
    }
    tsv_sql_return(store, sql);
    return code;
}

static int change_password(tsv_sql *sql, int64_t account, const uint8_t *salt, const uint8_t *verifier, tsb_error *err)
{
    int code = tsv_sql_begin(sql, err);
    if (code == 0) {
        code = tsv_sql_prepare(sql, "UPDATE accounts SET salt = ?, verifier = ? WHERE id = ?", err);
    }
    if (code == 0) {
        tsv_sql_bind_blob(sql, salt, TSS_SALT_SIZE);
        tsv_sql_bind_blob(sql, verifier, TSS_KEY_SIZE);
        tsv_sql_bind_int(sql, account);
        code = tsv_sql_run(sql, err);
    }
    if (code == 0 && sqlite3_changes(sql->database) != 1) {
        code = tsb_fail(err, TSB_ERR_NOT_FOUND, "There is no such user");
    }
    if (code == 0) {
        code = tsv_sql_prepare(sql, "DELETE FROM tokens WHERE account = ?", err);
    }
    if (code == 0) {
        tsv_sql_bind_int(sql, account);
        code = tsv_sql_run(sql, err);
    }
    return code == 0 ? tsv_sql_commit(sql, err) : code;
}

int tsv_store_account_password(tsv_store *store, int64_t account, const uint8_t salt[TSS_SALT_SIZE],
                               const uint8_t verifier[TSS_KEY_SIZE], tsb_error *err)
{
    tsv_sql *sql = NULL;
    int code = tsv_sql_borrow(&sql, store, err);
    if (code < 0) {
        return code;
    }
    code = change_password(sql, account, salt, verifier, err);
    tsv_sql_return(store, sql);
    return code;
}

static int add_token(tsv_sql *sql, const uint8_t hash[TSS_HASH_SIZE], int64_t account, int64_t device, int64_t now,
                     int64_t expires, tsb_error *err)
{
    int code = tsv_sql_begin(sql, err);
    if (code == 0) {
        code = tsv_sql_prepare(sql, "DELETE FROM tokens WHERE expires <= ?", err);
    }
    if (code == 0) {
        tsv_sql_bind_int(sql, now);
        code = tsv_sql_run(sql, err);
    }
    if (code == 0) {
        code = tsv_sql_prepare(
            sql, "INSERT INTO tokens (hash, account, device, created, expires) VALUES (?, ?, ?, ?, ?)", err);
    }
    if (code == 0) {
        tsv_sql_bind_blob(sql, hash, TSS_HASH_SIZE);
        tsv_sql_bind_int(sql, account);
        tsv_sql_bind_int(sql, device);
        tsv_sql_bind_int(sql, now);
        tsv_sql_bind_int(sql, expires);
        code = tsv_sql_run(sql, err);
    }
    return code == 0 ? tsv_sql_commit(sql, err) : code;
}

int tsv_store_token_add(tsv_store *store, const uint8_t hash[TSS_HASH_SIZE], int64_t account, int64_t device,
                        int64_t now, int64_t expires, tsb_error *err)
{
    tsv_sql *sql = NULL;
    int code = tsv_sql_borrow(&sql, store, err);
    if (code < 0) {
        return code;
    }
    code = add_token(sql, hash, account, device, now, expires, err);
    tsv_sql_return(store, sql);
    return code;
}

int tsv_store_token_find(tsv_store *store, const uint8_t hash[TSS_HASH_SIZE], int64_t now, tsv_bearer *out,
                         tsb_error *err)
{
    *out = (tsv_bearer){0};
    tsv_sql *sql = NULL;
    int code = tsv_sql_borrow(&sql, store, err);
    if (code < 0) {
        return code;
    }
    code = tsv_sql_prepare(sql,
                           "SELECT t.account, t.device, a.qa, t.expires, a.name, d.key FROM tokens t"
                           " JOIN accounts a ON a.id = t.account JOIN devices d ON d.id = t.device"
                           " WHERE t.hash = ? AND t.expires > ? AND d.removed = 0",
                           err);
    if (code == 0) {
        tsv_sql_bind_blob(sql, hash, TSS_HASH_SIZE);
        tsv_sql_bind_int(sql, now);
        code = tsv_sql_step(sql, err);
    }
    if (code == 1) {
        out->account = tsv_sql_int(sql);
        out->device = tsv_sql_int(sql);
        out->qa = tsv_sql_int(sql) != 0;
        out->expires = tsv_sql_int(sql);
        tsv_sql_text(sql, out->account_name, sizeof(out->account_name));
        tsv_sql_blob(sql, out->device_key, sizeof(out->device_key));
        code = 0;
    } else if (code == 0) {
        code = tsb_fail(err, TSB_ERR_NOT_FOUND, "This sign-in is unknown or has expired: sign in again");
    }
    tsv_sql_return(store, sql);
    return code;
}

int tsv_store_token_remove(tsv_store *store, const uint8_t hash[TSS_HASH_SIZE], tsb_error *err)
{
    tsv_sql *sql = NULL;
    int code = tsv_sql_borrow(&sql, store, err);
    if (code < 0) {
        return code;
    }
    code = tsv_sql_prepare(sql, "DELETE FROM tokens WHERE hash = ?", err);
    if (code == 0) {
        tsv_sql_bind_blob(sql, hash, TSS_HASH_SIZE);
        code = tsv_sql_run(sql, err);
    }
    tsv_sql_return(store, sql);
    return code;
}

int tsv_sql_account_name(tsv_sql *sql, int64_t account, char name[TSV_NAME_SIZE], tsb_error *err)
{
    name[0] = '\0';
    int code = tsv_sql_prepare(sql, "SELECT name FROM accounts WHERE id = ?", err);
    if (code < 0) {
        return code;
    }
    tsv_sql_bind_int(sql, account);
    code = tsv_sql_step(sql, err);
    if (code == 1) {
        tsv_sql_text(sql, name, TSV_NAME_SIZE);
        code = 0;
    }
    return code;
}
