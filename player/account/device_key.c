/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/account/device_key.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/file.h"
#include "base/secret.h"
#include "player/account/key_record.h"
#include "player/account/keystore.h"

#define KEY_FILE       "device.key"
#define RECORD_FILE    "device.keystore"
#define RECORD_CEILING 4096u

/* What a key is opened with. */
struct opening {
    uint8_t *key; /* the result; secret memory, as is spare */
    uint8_t *spare;
    char *file;
    char *record;
    char *real;
    const tsb_log *log;
    tsp_keystore_place place;
};

static const char *store_name(const char *id)
{
    static const struct {
        const char *id;
        const char *name;
    } names[] = {{"secret-service", "the Secret Service"},
                 {"dpapi", "Windows' data protection (DPAPI)"},
                 {"keychain", "the Keychain"}};

    for (size_t i = 0; i < TSB_COUNT(names); i++) {
        if (strcmp(id, names[i].id) == 0)
            return names[i].name;
    }
    return id;
}

static int load_file(uint8_t *key, const char *path, tsb_error *err)
{
    static const uint8_t zeros[TSS_KEY_SIZE];
    tsb_buffer bytes = {0};
    int result = 0;

    tsb_buffer_init(&bytes, 2 * TSS_KEY_SIZE);
    result = tsb_file_read(path, &bytes, err);
    if (result == TSB_ERR_MEMORY ||
        (result == 0 && (bytes.size != TSS_KEY_SIZE || memcmp(bytes.bytes, zeros, TSS_KEY_SIZE) == 0))) {
        tsb_error_clear(err);
        result = tsb_fail(err, TSB_ERR_INVALID,
                          "This device's key, %s, is damaged. Move it away; a new one is made, and you sign in again.",
                          path);
    }
    if (result == 0)
        memcpy(key, bytes.bytes, TSS_KEY_SIZE);
    if (bytes.bytes)
        tsb_wipe(bytes.bytes, bytes.capacity);
    tsb_buffer_finish(&bytes);
    return result;
}

static int load_record(tsp_key_record *out, const char *path, tsb_error *err)
{
    tsb_buffer bytes = {0};
    int result = 0;

    tsb_buffer_init(&bytes, RECORD_CEILING);
    result = tsb_file_read(path, &bytes, err);
    if (result == TSB_ERR_MEMORY ||
        (result == 0 && tsp_key_record_parse(out, (const char *)bytes.bytes, bytes.size) != 0)) {
        tsb_error_clear(err);
        result = tsb_fail(err, TSB_ERR_INVALID,
                          "%s, which says where this device's key lies, is damaged. Move it away: a key that the key "
                          "store has for this folder is found again, else a new one is made, and you sign in again.",
                          path);
    }
    tsb_buffer_finish(&bytes);
    return result;
}

static int save_record(const char *path, const uint8_t *device, const tsb_buffer *kept, tsb_error *err)
{
    tsp_key_record record = {.kept_size = kept->size};
    tsb_buffer text = {0};
    int result = 0;

    if (kept->size > sizeof(record.kept))
        return tsb_fail(err, TSB_ERR_INTERNAL, "The key store has too much kept.");
    memcpy(record.device, device, TSS_KEY_SIZE);
    if (kept->size > 0)
        memcpy(record.kept, kept->bytes, kept->size);
    snprintf(record.store, sizeof(record.store), "%s", tsp_keystore_id());
    tsb_buffer_init(&text, RECORD_CEILING);
    result = tsp_key_record_format(&text, &record, err);
    if (result == 0)
        result = tsb_file_create(path, text.bytes, text.size, 0600, err);
    tsb_buffer_finish(&text);
    return result;
}

/* Says why a key that is recorded cannot be had, and what to do. */
static int refuse(const struct opening *opening, const tsp_key_record *record, int code, const tsb_error *cause,
                  tsb_error *err)
{
    if (code == TSB_ERR_CANCELLED || code == TSB_ERR_MEMORY)
        return tsb_pass(err, code, cause);
    if (code == TSB_ERR_NOT_FOUND || code == TSB_ERR_DAMAGED)
        return tsb_fail(err, code,
                        "This device's key is lost from %s: %s. Put it back there if you can. If not, move %s away: a "
                        "new key is made, and you sign in again; what was sealed to the old one stays closed.",
                        store_name(record->store), cause->text, opening->record);
    return tsb_fail(err, code,
                    "This device's key lies in %s, and cannot be had: %s. No other key was made, as licences are "
                    "sealed to this one.",
                    store_name(record->store), cause->text);
}

/* A move into the store that was cut short has left the file. */
static void tidy_file(const struct opening *opening)
{
    tsb_error cause = {0};
    int found = load_file(opening->spare, opening->file, &cause);

    if (found == TSB_ERR_NOT_FOUND)
        return;
    if (found == 0 && !tsb_secret_equal(opening->spare, opening->key, TSS_KEY_SIZE)) {
        tsb_warn(opening->log, "%s is not this device's key, which lies in the key store. It is not used: remove it.",
                 opening->file);
        return;
    }
    tsb_error_clear(&cause);
    if (tsb_file_erase(opening->file, &cause) != 0)
        tsb_warn(opening->log, "%s is needed no more, but stays: %s. Remove it.", opening->file, cause.text);
}

static int public_of(uint8_t device[TSS_KEY_SIZE], const uint8_t *key, const uint8_t *expected, tsb_error *err)
{
    int result = tss_device_public(device, key, err);

    if (result == 0 && expected && memcmp(device, expected, TSS_KEY_SIZE) != 0)
        result = tsb_fail(err, TSB_ERR_DAMAGED, "what it has in its place is another key");
    return result;
}

/* The key that the record speaks of. */
static int open_recorded(struct opening *opening, const tsp_key_record *record, tsb_error *err)
{
    const char *id = tsp_keystore_id();
    uint8_t device[TSS_KEY_SIZE] = {0};
    tsb_error cause = {0};
    int result = 0;

    if (!id || strcmp(id, record->store) != 0) {
        result = tsb_fail(&cause, TSB_ERR_UNSUPPORTED,
                          "this build of the player cannot use it; start one that can, as the one before did");
        return refuse(opening, record, result, &cause, err);
    }
    opening->place.ask = true;
    result = tsp_keystore_get(&opening->place, record->device, record->kept, record->kept_size, opening->key, &cause);
    if (result == 0)
        result = public_of(device, opening->key, record->device, &cause);
    if (result != 0)
        return refuse(opening, record, result, &cause, err);
    tidy_file(opening);
    return 0;
}

/*
 * Files the key, sees it come back, and only then records, durably, that the store has it. TSB_ERR_EXISTS: another
 * process has recorded a key meanwhile, which is the one to use.
 */
static int store_key(struct opening *opening, const uint8_t *device, bool ask, tsb_error *err)
{
    tsb_buffer kept = {0};
    tsp_key_record other = {0};
    int result = 0;

    opening->place.ask = ask;
    tsb_buffer_init(&kept, TSP_KEYSTORE_KEPT_MAX);
    result = tsp_keystore_put(&opening->place, device, opening->key, &kept, err);
    if (result != 0) {
        tsb_buffer_finish(&kept);
        return result;
    }
    result = tsp_keystore_get(&opening->place, device, kept.bytes, kept.size, opening->spare, err);
    if (result == 0 && !tsb_secret_equal(opening->spare, opening->key, TSS_KEY_SIZE))
        result = tsb_fail(err, TSB_ERR_DAMAGED, "the key store gave another key back");
    if (result == 0)
        result = save_record(opening->record, device, &kept, err);
    tsb_buffer_finish(&kept);
    /* What is not recorded is not left lying about, unless it is what another process recorded. */
    if (result != 0 &&
        !(load_record(&other, opening->record, NULL) == 0 && memcmp(other.device, device, TSS_KEY_SIZE) == 0) &&
        tsp_keystore_remove(&opening->place, device, NULL) != 0)
        tsb_info(opening->log, "a key that is not used may be left in the key store");
    return result;
}

static int open_again(struct opening *opening, tsb_error *err)
{
    tsp_key_record record = {0};
    int result = load_record(&record, opening->record, err);

    return result == 0 ? open_recorded(opening, &record, err) : result;
}

/* A key in a file stays valid, whatever happens here. */
static int move_to_store(struct opening *opening, tsb_error *err)
{
    uint8_t device[TSS_KEY_SIZE] = {0};
    tsb_error cause = {0};
    int result = tss_device_public(device, opening->key, err);

    if (result != 0 || !tsp_keystore_id())
        return result;
    result = store_key(opening, device, false, &cause);
    if (result == TSB_ERR_EXISTS)
        return open_again(opening, err);
    if (result == 0)
        tidy_file(opening);
    if (result == 0)
        tsb_info(opening->log, "this device's key was moved from %s into %s", opening->file,
                 store_name(tsp_keystore_id()));
    else
        tsb_info(opening->log, "this device's key stays in %s: %s", opening->file, cause.text);
    return 0;
}

/* A key that the store has for this folder, whose record was lost. */
static int adopt(struct opening *opening, tsb_error *err)
{
    uint8_t device[TSS_KEY_SIZE] = {0};
    tsb_buffer kept = {0};
    int result = tsp_keystore_get(&opening->place, NULL, NULL, 0, opening->key, err);

    if (result == 0)
        result = public_of(device, opening->key, NULL, err);
    if (result == 0)
        result = save_record(opening->record, device, &kept, err);
    return result;
}

static int make_file(struct opening *opening, tsb_error *err)
{
    tsb_error cause = {0};
    int result = tsb_file_create(opening->file, opening->key, TSS_KEY_SIZE, 0600, &cause);

    /* Another player made one at the same time, and may have signed in with it: that one is this device's. */
    if (result == TSB_ERR_EXISTS)
        return load_file(opening->key, opening->file, err);
    if (result != 0)
        return tsb_pass(err, result, &cause);
    if (!tsb_path_exists(opening->record))
        return 0;
    /* Or it made one in the store. */
    result = tsb_file_erase(opening->file, err);
    return result == 0 ? open_again(opening, err) : result;
}

/* Makes a key in the store, or else in a file. */
static int make_key(struct opening *opening, bool in_store, tsb_error *err)
{
    uint8_t device[TSS_KEY_SIZE] = {0};
    tsb_error cause = {0};
    int result = tss_device_generate(opening->key, device, err);

    if (result != 0)
        return result;
    if (in_store) {
        result = store_key(opening, device, true, &cause);
        if (result == 0)
            return 0;
        if (result == TSB_ERR_EXISTS)
            return open_again(opening, err);
        if (result == TSB_ERR_CANCELLED)
            return tsb_pass(err, result, &cause);
        tsb_info(opening->log, "this device's key goes into the file %s: %s", opening->file, cause.text);
    }
    return make_file(opening, err);
}

static int first_use(struct opening *opening, tsb_error *err)
{
    tsb_error cause = {0};
    int result = 0;

    if (!tsp_keystore_id())
        return make_key(opening, false, err);
    opening->place.ask = true;
    result = adopt(opening, &cause);
    switch (result) {
    case 0:
        return 0;
    case TSB_ERR_EXISTS:
        return open_again(opening, err);
    case TSB_ERR_NOT_FOUND:
    case TSB_ERR_DAMAGED:
        return make_key(opening, true, err);
    case TSB_ERR_UNSUPPORTED:
        tsb_info(opening->log, "this device's key goes into the file %s: %s", opening->file, cause.text);
        return make_key(opening, false, err);
    case TSB_ERR_DENIED:
        return tsb_fail(err, result, "This device's key lies in %s, and cannot be had: %s.",
                        store_name(tsp_keystore_id()), cause.text);
    default:
        return tsb_pass(err, result, &cause);
    }
}

static int open_key(struct opening *opening, tsb_error *err)
{
    tsp_key_record record = {0};
    tsb_error file_cause = {0};
    tsb_error record_cause = {0};
    /* In this order: whoever moves the key writes the record before it overwrites the file. */
    int file = load_file(opening->key, opening->file, &file_cause);
    int recorded = load_record(&record, opening->record, &record_cause);

    if (recorded == 0)
        return open_recorded(opening, &record, err);
    if (recorded != TSB_ERR_NOT_FOUND)
        return tsb_pass(err, recorded, &record_cause);
    if (file == 0)
        return move_to_store(opening, err);
    if (file != TSB_ERR_NOT_FOUND)
        return tsb_pass(err, file, &file_cause);
    return first_use(opening, err);
}

int tsp_device_key_open(uint8_t key[TSS_KEY_SIZE], const char *folder, const tsb_cancel *cancel, const tsb_log *log,
                        tsb_error *err)
{
    struct opening opening = {
        .key = key,
        .spare = tsb_secret_alloc(TSS_KEY_SIZE),
        .file = tsb_path_join(folder, KEY_FILE),
        .record = tsb_path_join(folder, RECORD_FILE),
        .real = tsb_path_real(folder),
        .log = log,
    };
    int result = 0;

    opening.place = (tsp_keystore_place){.folder = opening.real, .cancel = cancel, .log = log};
    if (opening.spare && opening.file && opening.record && opening.real)
        result = open_key(&opening, err);
    else
        result = tsb_fail(err, TSB_ERR_MEMORY, "Out of memory, or %s is gone.", folder);
    tsb_secret_free(opening.spare, TSS_KEY_SIZE);
    free(opening.real);
    free(opening.record);
    free(opening.file);
    return result;
}
