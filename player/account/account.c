/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/account/account.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/bytes.h"
#include "base/file.h"
#include "base/secret.h"
#include "player/account/account_text.h"
#include "player/account/device_key.h"
#include "player/data_folder.h"

#define COUNTERS     "counters"
#define REQUESTS     "requests"
#define FILE_CEILING 4096u

struct tsp_account {
    char *folder;
    char *servers;
    char *counters;
    uint8_t *key; /* secret memory */
};

const uint8_t *tsp_account_device_key(const tsp_account *account)
{
    return account->key;
}

/* Reads a small file that holds secrets; the caller wipes and finishes out. */
static int read_secret(const char *path, tsb_buffer *out, tsb_error *err)
{
    tsb_buffer_init(out, FILE_CEILING);
    return tsb_file_read(path, out, err);
}

static void finish_secret(tsb_buffer *buffer)
{
    tsb_wipe(buffer->bytes, buffer->size);
    tsb_buffer_finish(buffer);
}

static int no_home(tsb_error *err)
{
    tsb_fail(err, TSB_ERR_NOT_FOUND,
             "There is no home folder to keep this device's key in. Use this computer as somebody who has one.");
    return tsb_hint(err, "Or name a folder with --data.");
}

int tsp_account_open(tsp_account **out, const char *data, const tsb_cancel *cancel, const tsb_log *log, tsb_error *err)
{
    tsp_account *account = calloc(1, sizeof(*account));
    int result = 0;

    *out = NULL;
    if (!account)
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory.");
    account->key = tsb_secret_alloc(TSS_KEY_SIZE);
    account->folder = tsp_data_folder(data);
    account->servers = account->folder ? tsb_path_join(account->folder, "servers") : NULL;
    account->counters = account->folder ? tsb_path_join(account->folder, COUNTERS) : NULL;
    if (!account->key)
        result = tsb_fail(err, TSB_ERR_MEMORY, "Out of memory.");
    else if (!account->servers || !account->counters)
        result = no_home(err);
    if (result == 0)
        result = tsb_folder_make(account->folder, 0700, err);
    if (result == 0)
        result = tsb_folder_make(account->servers, 0700, err);
    if (result == 0)
        result = tsp_device_key_open(account->key, account->folder, cancel, log, err);
    if (result != 0) {
        tsp_account_destroy(&account);
        return result;
    }
    *out = account;
    return 0;
}

void tsp_account_destroy(tsp_account **account)
{
    if (!account || !*account)
        return;
    tsb_secret_free((*account)->key, TSS_KEY_SIZE);
    free((*account)->folder);
    free((*account)->servers);
    free((*account)->counters);
    free(*account);
    *account = NULL;
}

int tsp_account_counters(const tsp_account *account, tst_monotonic **out, tsb_error *err)
{
    return tst_monotonic_create(out, account->counters, account->key, err);
}

tst_hardware_place tsp_account_hardware(const tsp_account *account, const char *tcti)
{
    return (tst_hardware_place){.folder = account->counters, .tcti = tcti};
}

char *tsp_account_requests(const tsp_account *account)
{
    return tsb_path_join(account->folder, REQUESTS);
}

/* The server's address as a file name: what is not plain is written as %XX. */
static char *file_name(const char *server)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";
    char *name = malloc(3 * strlen(server) + 1);
    char *to = name;

    if (!name)
        return NULL;
    for (const char *from = server; *from; from++) {
        if (strchr(plain, *from))
            *to++ = *from;
        else
            to += sprintf(to, "%%%02X", (unsigned)(unsigned char)*from);
    }
    *to = '\0';
    return name;
}

const char *tsp_account_servers(const tsp_account *account)
{
    return account->servers;
}

char *tsp_account_path(const tsp_account *account, const char *server)
{
    char *name = file_name(server);
    char *path = name ? tsb_path_join(account->servers, name) : NULL;

    free(name);
    return path;
}

int tsp_account_load(const tsp_account *account, const char *server, tsp_login *out, tsb_error *err)
{
    char *path = tsp_account_path(account, server);
    tsb_buffer bytes = {0};
    tsb_error cause = {0};
    int result = 0;

    *out = (tsp_login){0};
    if (!path)
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory.");
    result = read_secret(path, &bytes, &cause);
    if (result == TSB_ERR_NOT_FOUND)
        result = 0;
    else if (result != 0)
        tsb_pass(err, result, &cause);
    else if (tsp_login_parse(out, (const char *)bytes.bytes, bytes.size) != 0)
        result = tsb_fail(err, TSB_ERR_INVALID,
                          "What is kept of your account, %s, is damaged. Move the file away and sign in again.", path);
    finish_secret(&bytes);
    free(path);
    return result;
}

int tsp_account_save(const tsp_account *account, const char *server, const tsp_login *login, tsb_error *err)
{
    char *path = tsp_account_path(account, server);
    tsb_buffer bytes = {0};
    int result = path ? 0 : tsb_fail(err, TSB_ERR_MEMORY, "Out of memory.");

    tsb_buffer_init(&bytes, FILE_CEILING);
    /* Reserved whole, so that no copy of the token is left behind by growing. */
    if (result == 0)
        result = tsb_buffer_reserve(&bytes, FILE_CEILING / 2, err);
    if (result == 0)
        result = tsp_login_format(&bytes, login, err);
    if (result == 0)
        result = tsb_file_write(path, bytes.bytes, bytes.size, 0600, err);
    finish_secret(&bytes);
    free(path);
    return result;
}
