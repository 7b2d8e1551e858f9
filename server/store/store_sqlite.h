/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the SQLite back end of store.h: connections and statements. */
#ifndef TALLYSTICK_SERVER_STORE_SQLITE_H
#define TALLYSTICK_SERVER_STORE_SQLITE_H

#include <sqlite3.h>
#include <stddef.h>
#include <stdint.h>

#include "server/store/store.h"

/* A connection with its current statement; one thread's while borrowed. */
typedef struct tsv_sql {
    sqlite3 *database;
    sqlite3_stmt *statement;
    int parameter; /* the last one bound */
    int column;    /* the next one read */
    struct tsv_sql *next;
} tsv_sql;

/* Takes an idle connection, or opens one. Give each one back: an open statement is closed and an open
 * transaction undone by that. */
int tsv_sql_borrow(tsv_sql **out, tsv_store *store, tsb_error *err) TSB_MUST_USE;
void tsv_sql_return(tsv_store *store, tsv_sql *sql);

/* Transactions that write take their lock at once, so that none has to be undone for another's sake. */
int tsv_sql_begin(tsv_sql *sql, tsb_error *err) TSB_MUST_USE;
int tsv_sql_commit(tsv_sql *sql, tsb_error *err) TSB_MUST_USE;

/* Starts a statement; it closes the one before. Bind its parameters in order, then run it or step through its rows. */
int tsv_sql_prepare(tsv_sql *sql, const char *text, tsb_error *err) TSB_MUST_USE;
void tsv_sql_bind_int(tsv_sql *sql, int64_t value);
void tsv_sql_bind_text(tsv_sql *sql, const char *value); /* NULL binds null */
void tsv_sql_bind_blob(tsv_sql *sql, const void *bytes, size_t size);
void tsv_sql_bind_id(tsv_sql *sql, const tss_id *id); /* NULL binds null */

/* Runs a statement that gives no rows, and closes it. */
int tsv_sql_run(tsv_sql *sql, tsb_error *err) TSB_MUST_USE;
/* 1: a row is there, read its columns in order. 0: no more; the statement is closed. Or an error. */
int tsv_sql_step(tsv_sql *sql, tsb_error *err) TSB_MUST_USE;
int64_t tsv_sql_int(tsv_sql *sql);
void tsv_sql_text(tsv_sql *sql, char *out, size_t size);
void tsv_sql_blob(tsv_sql *sql, void *out, size_t size); /* one of another size reads as zeros */
void tsv_sql_id(tsv_sql *sql, tss_id *out);

/* Maps SQLite's result to a code and says what was going on. */
int tsv_sql_fail(tsv_sql *sql, int result, tsb_error *err);

/* Whose a copy's licence is and what is left of it, inside the caller's transaction (store_sqlite_copies.c).
 * TSB_ERR_NOT_FOUND: there is no such copy. */
int tsv_sql_licence(tsv_sql *sql, const tss_id *copy, int64_t *account, uint32_t *views_left,
                    tsb_error *err) TSB_MUST_USE;

/* The account's name, empty where there is none (store_sqlite_accounts.c). */
int tsv_sql_account_name(tsv_sql *sql, int64_t account, char name[TSV_NAME_SIZE], tsb_error *err) TSB_MUST_USE;

/* Adds a line to the audit log inside the caller's transaction. */
int tsv_sql_audit(tsv_sql *sql, const tsv_audit *audit, tsb_error *err) TSB_MUST_USE;

/* Notes inside the caller's transaction that a device was heard of (store_sqlite_devices.c). */
int tsv_sql_device_seen(tsv_sql *sql, int64_t device, int64_t now, tsb_error *err) TSB_MUST_USE;

/* The layout and its upgrades (store_sqlite_schema.c). */
int tsv_sql_upgrade(tsv_sql *sql, tsb_error *err) TSB_MUST_USE;

#endif
