/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/data.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/secret.h"

#define STORE_NAME   "store.db"
#define KEYS_NAME    "keys"
#define BANK_NAME    "bank"
#define MASTER_NAME  "keys/master.key"
#define SIGNING_NAME "keys/signing.key"

static const char seed_label[] = "tallystick seed 1";

static int out_of_memory(tsb_error *err)
{
    return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
}

static int write_key(const char *folder, const char *name, const uint8_t key[TSS_KEY_SIZE], tsb_error *err)
{
    char *path = tsb_path_join(folder, name);
    if (!path) {
        return out_of_memory(err);
    }
    int code = tsb_file_write(path, key, TSS_KEY_SIZE, 0600, err);
    free(path);
    return code;
}

static int make_keys(const char *folder, tsb_error *err)
{
    tsv_private_keys *keys = tsb_secret_alloc(sizeof(*keys));
    uint8_t public_key[TSS_KEY_SIZE] = {0};
    if (!keys) {
        return out_of_memory(err);
    }
    int code = tss_random(keys->master, sizeof(keys->master), err);
    if (code == 0) {
        code = tss_signer_generate(keys->signing, public_key, err);
    }
    if (code == 0) {
        code = write_key(folder, MASTER_NAME, keys->master, err);
    }
    if (code == 0) {
        code = write_key(folder, SIGNING_NAME, keys->signing, err);
    }
    tsb_secret_free(keys, sizeof(*keys));
    return code;
}

static int make_subfolder(const char *folder, const char *name, tsb_error *err)
{
    char *path = tsb_path_join(folder, name);
    if (!path) {
        return out_of_memory(err);
    }
    int code = tsb_folder_make(path, 0700, err);
    free(path);
    return code;
}

static int open_store(tsv_store **out, const char *folder, bool create, tsb_error *err)
{
    char *path = tsb_path_join(folder, STORE_NAME);
    if (!path) {
        return out_of_memory(err);
    }
    int code = tsv_store_open(out, path, create, err);
    free(path);
    return code;
}

static int fill_folder(const char *folder, const char *name, const char *address, tsb_error *err)
{
    tsv_store *store = NULL;
    int code = make_subfolder(folder, KEYS_NAME, err);
    if (code == 0) {
        code = make_subfolder(folder, BANK_NAME, err);
    }
    if (code == 0) {
        code = make_keys(folder, err);
    }
    if (code == 0) {
        code = open_store(&store, folder, true, err);
    }
    if (code == 0) {
        code = tsv_store_setting_set(store, "name", name, err);
    }
    if (code == 0) {
        code = tsv_store_setting_set(store, "address", address, err);
    }
    tsv_store_close(&store);
    return code;
}

/* FOLDER without slashes at its end, then suffix. */
static char *sibling(const char *folder, const char *suffix)
{
    size_t length = strlen(folder);
    while (length > 1 && folder[length - 1] == '/') {
        length--;
    }
    char *path = malloc(length + strlen(suffix) + 1);
    if (path) {
        memcpy(path, folder, length);
        memcpy(path + length, suffix, strlen(suffix) + 1);
    }
    return path;
}

static int make_parent(const char *path, tsb_error *err)
{
    char *parent = strdup(path);
    if (!parent) {
        return out_of_memory(err);
    }
    char *slash = strrchr(parent, '/');
    int code = 0;
    if (slash && slash != parent) {
        *slash = '\0';
        code = tsb_folder_make(parent, 0700, err);
    }
    free(parent);
    return code;
}

static int check_new(const char *folder, tsb_error *err)
{
    char *store = tsb_path_join(folder, STORE_NAME);
    if (!store) {
        return out_of_memory(err);
    }
    bool taken = tsb_path_exists(store);
    free(store);
    return taken ? tsb_fail(err, TSB_ERR_EXISTS, "%s holds a server's data already", folder) : 0;
}

int tsv_data_init(const char *folder, const char *name, const char *address, tsb_error *err)
{
    int code = check_new(folder, err);
    if (code < 0) {
        return code;
    }
    /* Made beside its place and moved there whole, so that there is never half of one. */
    char *place = sibling(folder, "");
    char *made = sibling(folder, ".new-XXXXXX");
    code = place && made ? make_parent(place, err) : out_of_memory(err);
    if (code == 0 && !mkdtemp(made)) {
        code = tsb_fail_errno(err, errno, "Cannot make a folder beside %s", folder);
    } else if (code == 0) {
        code = fill_folder(made, name, address, err);
        if (code == 0 && rename(made, place) != 0) {
            code = errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR
                       ? tsb_fail(err, TSB_ERR_EXISTS, "%s is not empty: choose a new folder for the server's data",
                                  folder)
                       : tsb_fail_errno(err, errno, "Cannot make %s", folder);
        }
        if (code < 0) {
            tsb_tree_remove(made, NULL);
        }
    }
    free(place);
    free(made);
    return code;
}

/* Straight into secret memory, through no buffer. */
static int read_key_from(int descriptor, const char *path, uint8_t key[TSS_KEY_SIZE], tsb_error *err)
{
    struct stat status = {0};
    if (fstat(descriptor, &status) != 0) {
        return tsb_fail_errno(err, errno, "Cannot read %s", path);
    }
    if ((status.st_mode & 077) != 0) {
        return tsb_fail(err, TSB_ERR_DENIED, "Others can read the key %s: run chmod 600 on it, and think who may have",
                        path);
    }
    ssize_t got = status.st_size == TSS_KEY_SIZE ? read(descriptor, key, TSS_KEY_SIZE) : 0;
    if (got < 0) {
        return tsb_fail_errno(err, errno, "Cannot read %s", path);
    }
    if (got != TSS_KEY_SIZE) {
        return tsb_fail(err, TSB_ERR_DAMAGED, "The key %s is damaged: restore it from a backup", path);
    }
    return 0;
}

static int read_key(const char *folder, const char *name, uint8_t key[TSS_KEY_SIZE], tsb_error *err)
{
    char *path = tsb_path_join(folder, name);
    if (!path) {
        return out_of_memory(err);
    }
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    int code = 0;
    if (descriptor < 0) {
        code = tsb_fail_errno(err, errno, "Cannot read %s", path);
    } else {
        code = read_key_from(descriptor, path, key, err);
        close(descriptor);
    }
    free(path);
    return code;
}

static int open_bank(tsv_bank **out, const char *folder, tsb_error *err)
{
    char *path = tsb_path_join(folder, BANK_NAME);
    if (!path) {
        return out_of_memory(err);
    }
    int code = tsv_bank_open(out, path, err);
    free(path);
    return code;
}

static int load_keys(tsv_data *data, tsb_error *err)
{
    data->keys = tsb_secret_alloc(sizeof(*data->keys));
    if (!data->keys) {
        return out_of_memory(err);
    }
    int code = read_key(data->folder, MASTER_NAME, data->keys->master, err);
    if (code == 0) {
        code = read_key(data->folder, SIGNING_NAME, data->keys->signing, err);
    }
    return code == 0 ? tss_signer_public(data->signing_public, data->keys->signing, err) : code;
}

static int title_known(void *context, const tss_id *title)
{
    tsv_title *found = calloc(1, sizeof(*found));
    if (!found) {
        return TSB_ERR_MEMORY;
    }
    int code = tsv_store_title_find(context, title, found, NULL);
    free(found);
    return code == TSB_ERR_NOT_FOUND ? 0 : code < 0 ? code : 1;
}

static int open_parts(tsv_data *data, tsb_error *err)
{
    int code = load_keys(data, err);
    if (code == 0) {
        code = open_store(&data->store, data->folder, false, err);
    }
    if (code == 0) {
        code = tsv_store_setting_get(data->store, "name", data->name, err);
    }
    if (code == 0) {
        code = tsv_store_setting_get(data->store, "address", data->address, err);
    }
    if (code == 0) {
        code = open_bank(&data->bank, data->folder, err);
    }
    if (code == 0) {
        int swept = tsv_bank_sweep(data->bank, title_known, data->store, err);
        code = swept < 0 ? swept : 0;
    }
    return code;
}

int tsv_data_open(tsv_data **out, const char *folder, tsb_error *err)
{
    *out = NULL;
    tsv_data *data = calloc(1, sizeof(*data));
    char *own = strdup(folder);
    char *store = tsb_path_join(folder, STORE_NAME);
    int code = data && own && store ? 0 : out_of_memory(err);
    if (code == 0 && !tsb_path_exists(store)) {
        code = tsb_fail(err, TSB_ERR_NOT_FOUND,
                        "%s holds no server's data yet: `tallystick-server init` makes it, --data names another folder",
                        folder);
    }
    free(store);
    if (code < 0) {
        free(own);
        free(data);
        return code;
    }
    data->folder = own;
    code = open_parts(data, err);
    if (code < 0) {
        tsv_data_close(&data);
        return code;
    }
    *out = data;
    return 0;
}

void tsv_data_close(tsv_data **data)
{
    if (data && *data) {
        tsv_bank_close(&(*data)->bank);
        tsv_store_close(&(*data)->store);
        tsb_secret_free((*data)->keys, sizeof(*(*data)->keys));
        free((*data)->folder);
        free(*data);
        *data = NULL;
    }
}

/* Binds a sealed seed to its processing. */
static void seed_associated(uint8_t associated[sizeof(seed_label) - 1 + TSS_ID_SIZE], const tss_id *processing)
{
    memcpy(associated, seed_label, sizeof(seed_label) - 1);
    memcpy(associated + sizeof(seed_label) - 1, processing->bytes, TSS_ID_SIZE);
}

int tsv_seed_generate(const tsv_data *data, const tss_id *processing, uint8_t sealed[TSV_SEALED_SEED_SIZE],
                      tsb_error *err)
{
    uint8_t associated[sizeof(seed_label) - 1 + TSS_ID_SIZE] = {0};
    seed_associated(associated, processing);
    uint8_t *seed = tsb_secret_alloc(TSS_KEY_SIZE);
    if (!seed) {
        return out_of_memory(err);
    }
    int code = tss_random(seed, TSS_KEY_SIZE, err);
    if (code == 0) {
        code = tss_random(sealed, TSS_NONCE_SIZE, err);
    }
    if (code == 0) {
        code = tss_seal(sealed + TSS_NONCE_SIZE, data->keys->master, sealed, associated, sizeof(associated), seed,
                        TSS_KEY_SIZE, err);
    }
    tsb_secret_free(seed, TSS_KEY_SIZE);
    return code;
}

int tsv_copy_secrets(const tsv_data *data, const tsv_copy *copy, tss_copy_secrets *out, tsb_error *err)
{
    uint8_t associated[sizeof(seed_label) - 1 + TSS_ID_SIZE] = {0};
    seed_associated(associated, &copy->processing);
    uint8_t *seed = tsb_secret_alloc(TSS_KEY_SIZE);
    if (!seed) {
        return out_of_memory(err);
    }
    int code = tss_open(seed, data->keys->master, copy->sealed_seed, associated, sizeof(associated),
                        copy->sealed_seed + TSS_NONCE_SIZE, TSV_SEALED_SEED_SIZE - TSS_NONCE_SIZE, err);
    if (code < 0) {
        tsb_explain(err, "The seed of a processing does not open with this server's master key");
    } else {
        code = tss_derive_copy(out, seed, &copy->id, err);
    }
    tsb_secret_free(seed, TSS_KEY_SIZE);
    return code;
}
