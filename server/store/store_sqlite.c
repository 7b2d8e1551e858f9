/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/store/store_sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* How long a writer waits for the others. */
#define BUSY_MILLISECONDS 20000
#define IDLE_MAX          16

struct tsv_store {
    char *path;
    pthread_mutex_t lock;
    tsv_sql *idle; /* under lock, as is the count */
    unsigned idle_count;
};

int tsv_sql_fail(tsv_sql *sql, int result, tsb_error *err)
{
    int extended = sqlite3_extended_errcode(sql->database);
    const char *text = sqlite3_errmsg(sql->database);
    switch (result & 0xff) {
    case SQLITE_CONSTRAINT:
        if (extended == SQLITE_CONSTRAINT_FOREIGNKEY) {
            return tsb_fail(err, TSB_ERR_NOT_FOUND, "Something this belongs to is not in the database");
        }
        if (extended == SQLITE_CONSTRAINT_UNIQUE || extended == SQLITE_CONSTRAINT_PRIMARYKEY) {
            return tsb_fail(err, TSB_ERR_EXISTS, "It is in the database already");
        }
        return tsb_fail(err, TSB_ERR_INVALID, "The database refused a value: %s", text);
    case SQLITE_FULL:
        return tsb_fail(err, TSB_ERR_FULL, "No space left for the database: free some and try again");
    case SQLITE_NOMEM:
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory in the database");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return tsb_fail(err, TSB_ERR_IO, "The database is busy with other work: try again in a moment");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return tsb_fail(err, TSB_ERR_DAMAGED, "The database is damaged (%s): restore it from a backup", text);
    default:
        return tsb_fail(err, TSB_ERR_IO, "The database failed: %s", text);
    }
}

static void sql_close(tsv_sql *sql)
{
    if (!sql) {
        return;
    }
    sqlite3_finalize(sql->statement);
    sqlite3_close(sql->database);
    free(sql);
}

/* No flag for creating: the file is made beforehand, with its mode. */
static int sql_open(tsv_sql **out, const char *path, tsb_error *err)
{
    static const char *const setup = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                                     "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;";
    tsv_sql *sql = calloc(1, sizeof(*sql));
    if (!sql) {
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
    }
    int result = sqlite3_open_v2(path, &sql->database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (result == SQLITE_OK) {
        sqlite3_extended_result_codes(sql->database, 1);
        sqlite3_busy_timeout(sql->database, BUSY_MILLISECONDS);
        result = sqlite3_exec(sql->database, setup, NULL, NULL, NULL);
    }
    if (result != SQLITE_OK) {
        int code = tsv_sql_fail(sql, result, err);
        tsb_explain(err, "Cannot open the database %s", path);
        sql_close(sql);
        return code;
    }
    *out = sql;
    return 0;
}

static int make_file(const char *path, tsb_error *err)
{
    int descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0 && errno == EEXIST) {
        return tsb_fail(err, TSB_ERR_EXISTS, "The database %s is there already", path);
    }
    if (descriptor < 0) {
        return tsb_fail_errno(err, errno, "Cannot make the database %s", path);
    }
    close(descriptor);
    return 0;
}

int tsv_store_open(tsv_store **out, const char *path, bool create, tsb_error *err)
{
    *out = NULL;
    int code = create ? make_file(path, err) : 0;
    if (code < 0) {
        return code;
    }
    if (access(path, F_OK) != 0) {
        return tsb_fail_errno(err, errno, "Cannot open the database %s", path);
    }
    tsv_store *store = calloc(1, sizeof(*store));
    char *own_path = strdup(path);
    if (!store || !own_path) {
        free(store);
        free(own_path);
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
    }
    store->path = own_path;
    pthread_mutex_init(&store->lock, NULL);
    tsv_sql *sql = NULL;
    code = tsv_sql_borrow(&sql, store, err);
    if (code == 0) {
        code = tsv_sql_upgrade(sql, err);
        tsv_sql_return(store, sql);
    }
    if (code < 0) {
        tsv_store_close(&store);
        return code;
    }
    *out = store;
    return 0;
}

void tsv_store_close(tsv_store **store)
{
    if (!store || !*store) {
        return;
    }
    while ((*store)->idle) {
        tsv_sql *sql = (*store)->idle;
        (*store)->idle = sql->next;
        sql_close(sql);
    }
    pthread_mutex_destroy(&(*store)->lock);
    free((*store)->path);
    free(*store);
    *store = NULL;
}

int tsv_sql_borrow(tsv_sql **out, tsv_store *store, tsb_error *err)
{
    *out = NULL;
    pthread_mutex_lock(&store->lock);
    tsv_sql *sql = store->idle;
    if (sql) {
        store->idle = sql->next;
        store->idle_count--;
    }
    pthread_mutex_unlock(&store->lock);
    if (sql) {
        sql->next = NULL;
        *out = sql;
        return 0;
    }
    return sql_open(out, store->path, err);
}

void tsv_sql_return(tsv_store *store, tsv_sql *sql)
{
    sqlite3_finalize(sql->statement);
    sql->statement = NULL;
    if (!sqlite3_get_autocommit(sql->database)) {
        sqlite3_exec(sql->database, "ROLLBACK", NULL, NULL, NULL);
    }
    pthread_mutex_lock(&store->lock);
    bool keep = store->idle_count < IDLE_MAX;
    if (keep) {
        sql->next = store->idle;
        store->idle = sql;
        store->idle_count++;
    }
    pthread_mutex_unlock(&store->lock);
    if (!keep) {
        sql_close(sql);
    }
}

static int sql_execute(tsv_sql *sql, const char *text, tsb_error *err)
{
    int result = sqlite3_exec(sql->database, text, NULL, NULL, NULL);
    return result == SQLITE_OK ? 0 : tsv_sql_fail(sql, result, err);
}

int tsv_sql_begin(tsv_sql *sql, tsb_error *err)
{
    return sql_execute(sql, "BEGIN IMMEDIATE", err);
}

int tsv_sql_commit(tsv_sql *sql, tsb_error *err)
{
    sqlite3_finalize(sql->statement);
    sql->statement = NULL;
    return sql_execute(sql, "COMMIT", err);
}

int tsv_sql_prepare(tsv_sql *sql, const char *text, tsb_error *err)
{
    sqlite3_finalize(sql->statement);
    sql->statement = NULL;
    sql->parameter = 0;
    sql->column = 0;
    int result = sqlite3_prepare_v2(sql->database, text, -1, &sql->statement, NULL);
    return result == SQLITE_OK ? 0 : tsv_sql_fail(sql, result, err);
}

/* A bind that fails for want of memory leaves a null, which every column that matters refuses. */
void tsv_sql_bind_int(tsv_sql *sql, int64_t value)
{
    sqlite3_bind_int64(sql->statement, ++sql->parameter, value);
}

void tsv_sql_bind_text(tsv_sql *sql, const char *value)
{
    sqlite3_bind_text(sql->statement, ++sql->parameter, value, -1, SQLITE_TRANSIENT);
}

void tsv_sql_bind_blob(tsv_sql *sql, const void *bytes, size_t size)
{
    sqlite3_bind_blob64(sql->statement, ++sql->parameter, bytes, size, SQLITE_TRANSIENT);
}

void tsv_sql_bind_id(tsv_sql *sql, const tss_id *id)
{
    if (id) {
        tsv_sql_bind_blob(sql, id->bytes, TSS_ID_SIZE);
    } else {
        sqlite3_bind_null(sql->statement, ++sql->parameter);
    }
}

int tsv_sql_step(tsv_sql *sql, tsb_error *err)
{
    int result = sqlite3_step(sql->statement);
    sql->column = 0;
    if (result == SQLITE_ROW) {
        return 1;
    }
    int code = result == SQLITE_DONE ? 0 : tsv_sql_fail(sql, result, err);
    sqlite3_finalize(sql->statement);
    sql->statement = NULL;
    return code;
}

int tsv_sql_run(tsv_sql *sql, tsb_error *err)
{
    int code = tsv_sql_step(sql, err);
    while (code == 1) {
        code = tsv_sql_step(sql, err);
    }
    return code;
}

int64_t tsv_sql_int(tsv_sql *sql)
{
    return sqlite3_column_int64(sql->statement, sql->column++);
}

void tsv_sql_text(tsv_sql *sql, char *out, size_t size)
{
    const unsigned char *text = sqlite3_column_text(sql->statement, sql->column++);
    sqlite3_snprintf((int)size, out, "%s", text ? (const char *)text : "");
}

void tsv_sql_blob(tsv_sql *sql, void *out, size_t size)
{
    const void *bytes = sqlite3_column_blob(sql->statement, sql->column);
    int held = sqlite3_column_bytes(sql->statement, sql->column++);
    if (bytes && held >= 0 && (size_t)held == size) {
        memcpy(out, bytes, size);
    } else {
        memset(out, 0, size);
    }
}

void tsv_sql_id(tsv_sql *sql, tss_id *out)
{
    tsv_sql_blob(sql, out->bytes, TSS_ID_SIZE);
}
