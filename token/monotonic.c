/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "token/monotonic.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/file.h"
#include "base/secret.h"

static const char magic[8] = {'T', 'A', 'L', 'L', 'Y', 'S', 'E', 'Q'};
static const char info[] = "tallystick monotonic 1";

enum {
    VERSION = 1,
    VERSION_AT = 8,
    LICENCE_AT = 16,
    NONCE_AT = 32,
    SEALED_AT = 48,
    NUMBER_SIZE = 8,
    FILE_SIZE = SEALED_AT + NUMBER_SIZE + TSS_TAG_SIZE
};

struct tst_monotonic {
    char *folder;
    uint8_t *key; /* secret memory: HKDF of the device's private key */
};

int tst_monotonic_create(tst_monotonic **out, const char *folder, const uint8_t private_key[TSS_KEY_SIZE],
                         tsb_error *err)
{
    tst_monotonic *monotonic = calloc(1, sizeof *monotonic);
    if (!monotonic)
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory");
    int code = 0;
    monotonic->folder = strdup(folder);
    monotonic->key = tsb_secret_alloc(TSS_KEY_SIZE);
    if (!monotonic->folder || !monotonic->key)
        code = tsb_fail(err, TSB_ERR_MEMORY, "out of memory");
    if (code == 0)
        code = tsb_folder_make(folder, 0700, err);
    if (code == 0)
        code = tss_hkdf(monotonic->key, TSS_KEY_SIZE, private_key, TSS_KEY_SIZE, NULL, 0, info, sizeof info - 1, err);
    if (code)
        tst_monotonic_destroy(&monotonic);
    else
        *out = monotonic;
    return code;
}

void tst_monotonic_destroy(tst_monotonic **monotonic)
{
    if (!monotonic || !*monotonic)
        return;
    tsb_secret_free((*monotonic)->key, TSS_KEY_SIZE);
    free((*monotonic)->folder);
    free(*monotonic);
    *monotonic = NULL;
}

/* The licence's file as a new string, or NULL. */
static char *path_of(const tst_monotonic *monotonic, const tss_id *licence)
{
    char id[TSS_ID_TEXT_SIZE];
    char name[TSS_ID_TEXT_SIZE + 4];
    tss_id_format(id, licence);
    (void)snprintf(name, sizeof name, "%s.seq", id);
    return tsb_path_join(monotonic->folder, name);
}

static int open_number(const tst_monotonic *monotonic, const tss_id *licence, const tsb_buffer *file,
                       uint64_t *sequence, tsb_error *err)
{
    uint8_t number[NUMBER_SIZE];
    if (file->size == FILE_SIZE && memcmp(file->bytes, magic, sizeof magic) == 0 &&
        tsb_load16(file->bytes + VERSION_AT) > VERSION)
        return tsb_fail(err, TSB_ERR_UNSUPPORTED,
                        "this device's memory of the token is of a later version; "
                        "update this program");
    if (file->size != FILE_SIZE || memcmp(file->bytes, magic, sizeof magic) != 0 ||
        memcmp(file->bytes + LICENCE_AT, licence->bytes, TSS_ID_SIZE) != 0 ||
        tss_open(number, monotonic->key, file->bytes + NONCE_AT, file->bytes, SEALED_AT, file->bytes + SEALED_AT,
                 NUMBER_SIZE + TSS_TAG_SIZE, NULL) != 0)
        return tsb_fail(err, TSB_ERR_DAMAGED,
                        "this device's memory of the token is damaged; connect to the operator to set it right");
    *sequence = tsb_load64(number);
    return 0;
}

int tst_monotonic_get(const tst_monotonic *monotonic, const tss_id *licence, uint64_t *sequence, tsb_error *err)
{
    tsb_buffer file;
    char *path = path_of(monotonic, licence);
    if (!path)
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory");
    int code = 0;
    *sequence = 0;
    tsb_buffer_init(&file, 4096);
    tsb_error error = {0};
    code = tsb_file_read(path, &file, &error);
    if (code == 0)
        code = open_number(monotonic, licence, &file, sequence, err);
    else if (code == TSB_ERR_NOT_FOUND)
        code = 0;
    else
        code = tsb_pass(err, code, &error);
    tsb_buffer_finish(&file);
    free(path);
    return code;
}

int tst_monotonic_raise(const tst_monotonic *monotonic, const tss_id *licence, uint64_t sequence, tsb_error *err)
{
    uint8_t file[FILE_SIZE] = {0};
    uint8_t number[NUMBER_SIZE];
    uint64_t before = 0;
    tsb_error error = {0};
    int code = tst_monotonic_get(monotonic, licence, &before, err);
    if (code || before >= sequence)
        return code;
    char *path = path_of(monotonic, licence);
    if (!path)
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory");
    memcpy(file, magic, sizeof magic);
    tsb_store16(file + VERSION_AT, VERSION);
    memcpy(file + LICENCE_AT, licence->bytes, TSS_ID_SIZE);
    tsb_store64(number, sequence);
    code = tss_random(file + NONCE_AT, TSS_NONCE_SIZE, err);
    if (code == 0)
        code = tss_seal(file + SEALED_AT, monotonic->key, file + NONCE_AT, file, SEALED_AT, number, sizeof number, err);
    if (code == 0)
        code = tsb_file_write(path, file, sizeof file, 0600, &error);
    free(path);
    if (error.code == 0)
        return code;
    /* Not to be taken for a token that is not there. */
    return tsb_pass(err, code == TSB_ERR_NOT_FOUND ? TSB_ERR_IO : code, &error);
}
