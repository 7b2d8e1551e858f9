/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/store/store_sqlite.h"

/* Step n brings a database of user_version n to n + 1. Never change one that was released: add another. */
static const char *const steps[] = {
    "CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;"
    "CREATE TABLE accounts ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, salt BLOB NOT NULL,"
    "  verifier BLOB NOT NULL, qa INTEGER NOT NULL, created INTEGER NOT NULL) STRICT;"
    "CREATE TABLE devices ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT, account INTEGER NOT NULL REFERENCES accounts(id),"
    "  key BLOB NOT NULL, name TEXT NOT NULL, created INTEGER NOT NULL, seen INTEGER NOT NULL,"
    "  UNIQUE (account, key)) STRICT;"
    "CREATE TABLE tokens ("
    "  hash BLOB PRIMARY KEY, account INTEGER NOT NULL REFERENCES accounts(id),"
    "  device INTEGER NOT NULL REFERENCES devices(id), created INTEGER NOT NULL,"
    "  expires INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE INDEX tokens_expires ON tokens (expires);"
    "CREATE INDEX tokens_account ON tokens (account);"
    "CREATE TABLE titles ("
    "  number INTEGER PRIMARY KEY AUTOINCREMENT, id BLOB NOT NULL UNIQUE, name TEXT NOT NULL,"
    "  profile INTEGER NOT NULL, image_sectors INTEGER NOT NULL, chunk_count INTEGER NOT NULL,"
    "  complement_size INTEGER NOT NULL, image_hash BLOB NOT NULL, manifest_sector INTEGER NOT NULL,"
    "  vmg_sector INTEGER NOT NULL, vmg_backup_sector INTEGER NOT NULL, provider BLOB NOT NULL,"
    "  video_bytes INTEGER NOT NULL, pictures INTEGER NOT NULL, slices INTEGER NOT NULL,"
    "  slices_taken INTEGER NOT NULL, slices_untouched INTEGER NOT NULL, slices_sparse INTEGER NOT NULL,"
    "  slices_refused INTEGER NOT NULL, sites INTEGER NOT NULL, created INTEGER NOT NULL) STRICT;"
    "CREATE TABLE distributors ("
    "  id BLOB PRIMARY KEY, name TEXT NOT NULL UNIQUE, created INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE processings ("
    "  id BLOB PRIMARY KEY, title BLOB NOT NULL REFERENCES titles(id), profile INTEGER NOT NULL,"
    "  tied INTEGER NOT NULL, account INTEGER NOT NULL, distributor BLOB NOT NULL,"
    "  sealed_seed BLOB NOT NULL, created INTEGER NOT NULL,"
    "  UNIQUE (title, profile, tied, account, distributor)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE copies ("
    "  number INTEGER PRIMARY KEY AUTOINCREMENT, id BLOB NOT NULL UNIQUE,"
    "  title BLOB NOT NULL REFERENCES titles(id), processing BLOB NOT NULL REFERENCES processings(id),"
    "  distributor BLOB NOT NULL REFERENCES distributors(id), index_hash BLOB NOT NULL,"
    "  manifest BLOB NOT NULL, created INTEGER NOT NULL) STRICT;"
    "CREATE INDEX copies_title ON copies (title);"
    "CREATE TABLE licences ("
    "  copy BLOB PRIMARY KEY REFERENCES copies(id), account INTEGER NOT NULL REFERENCES accounts(id),"
    "  views_granted INTEGER NOT NULL CHECK (views_granted >= 0),"
    "  views_left INTEGER NOT NULL CHECK (views_left >= 0 AND views_left <= views_granted)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX licences_account ON licences (account);"
    "CREATE TABLE views ("
    "  number INTEGER PRIMARY KEY AUTOINCREMENT, id BLOB NOT NULL UNIQUE,"
    "  copy BLOB NOT NULL REFERENCES copies(id), account INTEGER NOT NULL REFERENCES accounts(id),"
    "  device INTEGER NOT NULL REFERENCES devices(id), purpose INTEGER NOT NULL, opened INTEGER NOT NULL,"
    "  resume_until INTEGER NOT NULL, expires INTEGER NOT NULL, position_ms INTEGER NOT NULL) STRICT;"
    "CREATE INDEX views_device ON views (copy, account, device, purpose, resume_until);"
    "CREATE TABLE audit ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT, time INTEGER NOT NULL, event TEXT NOT NULL, account TEXT,"
    "  device INTEGER NOT NULL, copy BLOB, view BLOB, address TEXT, detail TEXT) STRICT;",

    /* Views moved to tokens. */
    "CREATE TABLE exports ("
    "  number INTEGER PRIMARY KEY AUTOINCREMENT, id BLOB NOT NULL UNIQUE, request BLOB NOT NULL,"
    "  copy BLOB NOT NULL REFERENCES copies(id), account INTEGER NOT NULL REFERENCES accounts(id),"
    "  serial TEXT NOT NULL, views INTEGER NOT NULL CHECK (views > 0), licence BLOB NOT NULL, issued INTEGER NOT NULL,"
    "  state INTEGER NOT NULL, sequence INTEGER NOT NULL, checkpoint INTEGER NOT NULL, pending INTEGER NOT NULL,"
    "  views_left INTEGER NOT NULL CHECK (views_left >= 0), returned INTEGER NOT NULL CHECK (returned >= 0),"
    "  seen INTEGER NOT NULL, CHECK (views_left + returned <= views), UNIQUE (account, request)) STRICT;"
    "CREATE INDEX exports_copy ON exports (copy, state);",
    /* Devices that their account signed out: when, or 0. They stay, since views and the audit log speak of them. */
    ("ALTER TABLE devices ADD COLUMN removed INTEGER NOT NULL DEFAULT 0;"
     "CREATE INDEX views_of_device ON views (device, expires);"),
};

static int read_version(tsv_sql *sql, int64_t *version, tsb_error *err)
{
    int code = tsv_sql_prepare(sql, "PRAGMA user_version", err);
    if (code < 0) {
        return code;
    }
    code = tsv_sql_step(sql, err);
    if (code < 0) {
        return code;
    }
    *version = code == 1 ? tsv_sql_int(sql) : 0;
    return 0;
}

static int apply_step(tsv_sql *sql, size_t step, tsb_error *err)
{
    char pragma[64] = "";
    sqlite3_snprintf((int)sizeof(pragma), pragma, "PRAGMA user_version = %d", (int)step + 1);
    int result = sqlite3_exec(sql->database, steps[step], NULL, NULL, NULL);
    if (result == SQLITE_OK) {
        result = sqlite3_exec(sql->database, pragma, NULL, NULL, NULL);
    }
    return result == SQLITE_OK ? 0 : tsv_sql_fail(sql, result, err);
}

int tsv_sql_upgrade(tsv_sql *sql, tsb_error *err)
{
    int64_t version = 0;
    int code = read_version(sql, &version, err);
    if (code < 0 || version == (int64_t)TSB_COUNT(steps)) {
        return code;
    }
    code = tsv_sql_begin(sql, err);
    if (code < 0) {
        return code;
    }
    /* Another process may have been faster. */
    code = read_version(sql, &version, err);
    if (code < 0) {
        return code;
    }
    if (version < 0 || version > (int64_t)TSB_COUNT(steps)) {
        return tsb_fail(err, TSB_ERR_UNSUPPORTED,
                        "The database was written by a newer tallystick-server: use that one, or a later one");
    }
    for (size_t step = (size_t)version; step < TSB_COUNT(steps); step++) {
        code = apply_step(sql, step, err);
        if (code < 0) {
            return code;
        }
    }
    return tsv_sql_commit(sql, err);
}
