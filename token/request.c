/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "token/request.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"

/* Its name comes from copy and serial: the latter may hold what no file name can. */
static char *path_of(const char *folder, const tss_id *copy, const char *serial, tsb_error *err)
{
    uint8_t both[TSS_ID_SIZE + TSS_HASH_SIZE];
    uint8_t hash[TSS_HASH_SIZE];
    tss_id short_hash;
    char name[TSS_ID_TEXT_SIZE + sizeof ".req"];
    memcpy(both, copy->bytes, TSS_ID_SIZE);
    if (tss_sha256(both + TSS_ID_SIZE, serial, strlen(serial), err) != 0 ||
        tss_sha256(hash, both, sizeof both, err) != 0)
        return NULL;
    memcpy(short_hash.bytes, hash, TSS_ID_SIZE);
    tss_id_format(name, &short_hash);
    strcat(name, ".req");
    char *path = tsb_path_join(folder, name);
    if (!path)
        (void)tsb_fail(err, TSB_ERR_MEMORY, "out of memory");
    return path;
}

static bool read_request(tss_id *request, const char *path)
{
    char text[TSS_ID_TEXT_SIZE] = "";
    tsb_buffer file;
    tsb_buffer_init(&file, 64);
    bool found = tsb_file_read(path, &file, NULL) == 0 && file.size == TSS_ID_TEXT_SIZE - 1;
    if (found)
        memcpy(text, file.bytes, TSS_ID_TEXT_SIZE - 1);
    tsb_buffer_finish(&file);
    return found && tss_id_parse(request, text) == 0;
}

static int draw(tss_id *request, const char *folder, const char *path, tsb_error *err)
{
    char text[TSS_ID_TEXT_SIZE];
    int code = tsb_folder_make(folder, 0700, err);
    if (code == 0)
        code = tss_id_generate(request, err);
    if (code)
        return code;
    tss_id_format(text, request);
    return tsb_file_write(path, text, strlen(text), 0600, err);
}

int tst_request_obtain(tss_id *request, const char *folder, const tss_id *copy, const char *serial, tsb_error *err)
{
    char *path = path_of(folder, copy, serial, err);
    if (!path)
        return TSB_ERR_MEMORY;
    const int code = read_request(request, path) ? 0 : draw(request, folder, path, err);
    free(path);
    return code;
}

bool tst_request_pending(const char *folder, const tss_id *copy, const char *serial)
{
    tss_id request;
    char *path = path_of(folder, copy, serial, NULL);
    const bool found = path && read_request(&request, path);
    free(path);
    return found;
}

int tst_request_renew(tss_id *request, const char *folder, const tss_id *copy, const char *serial, tsb_error *err)
{
    char *path = path_of(folder, copy, serial, err);
    if (!path)
        return TSB_ERR_MEMORY;
    const int code = draw(request, folder, path, err);
    free(path);
    return code;
}

int tst_request_done(const char *folder, const tss_id *copy, const char *serial, tsb_error *err)
{
    char *path = path_of(folder, copy, serial, err);
    if (!path)
        return TSB_ERR_MEMORY;
    int code = tsb_tree_remove(path, err);
    free(path);
    return code;
}
