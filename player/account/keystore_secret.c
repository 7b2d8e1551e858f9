/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Secret Service of freedesktop.org, by libsecret. A key is an item of the default collection with the attributes
 * folder (the data folder's path, as an URI) and device (the public key). As its secret, the key travels
 * encrypted between the two processes, in hexadecimal, since some services keep texts alone.
 */
#include "player/account/keystore_secret.h"

#include <string.h>

#include "base/bytes.h"
#include "base/secret.h"

#define KEY_TEXT_SIZE (2 * TSS_KEY_SIZE + 1)
#define PLAIN_TEXT    "text/plain"

static const SecretSchema schema = {
    .name = "org.tallystick.DeviceKey",
    .flags = SECRET_SCHEMA_NONE,
    .attributes = {{"folder", SECRET_SCHEMA_ATTRIBUTE_STRING}, {"device", SECRET_SCHEMA_ATTRIBUTE_STRING}},
};

const char *tsp_keystore_id(void)
{
    return "secret-service";
}

/* Both are optional. NULL when the folder has no URI. */
static GHashTable *attributes(const char *folder, const uint8_t *device)
{
    GHashTable *table = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    char text[KEY_TEXT_SIZE] = "";
    char *uri = folder ? g_filename_to_uri(folder, NULL, NULL) : NULL;

    if (device) {
        tsb_hex_encode(text, device, TSS_KEY_SIZE);
        g_hash_table_insert(table, (gpointer)(uintptr_t) "device", g_strdup(text));
    }
    if (uri)
        g_hash_table_insert(table, (gpointer)(uintptr_t) "folder", uri);
    if (folder && !uri) {
        g_hash_table_unref(table);
        return NULL;
    }
    return table;
}

static int refuse_folder(const tsp_keystore_place *place, tsb_error *err)
{
    return tsb_fail(err, TSB_ERR_UNSUPPORTED, "nothing can be filed under the folder %s", place->folder);
}

/* The one item that fits, for the caller to unref. */
static int find_item(tsp_secret_talk *talk, GHashTable *wanted, SecretItem **out, tsb_error *err)
{
    GError *error = NULL;
    GList *items = NULL;
    int result = 0;

    secret_service_search(talk->service, &schema, wanted, SECRET_SEARCH_NONE, talk->cancellable, tsp_secret_done, talk);
    result = tsp_secret_wait(talk, err);
    if (result != 0)
        return result;
    items = secret_service_search_finish(talk->service, talk->result, &error);
    g_clear_object(&talk->result);
    result = tsp_secret_check(error, err);
    if (result == 0 && !items)
        result = tsb_fail(err, TSB_ERR_NOT_FOUND, "the key store does not have it");
    if (result == 0)
        *out = g_object_ref(items->data);
    g_list_free_full(items, g_object_unref);
    return result;
}

/* Of an item or a collection. */
static int unlock(tsp_secret_talk *talk, gpointer object, tsb_error *err)
{
    GList one = {.data = object};
    GError *error = NULL;
    int result = 0;
    int count = 0;

    tsp_secret_expect_person(talk, "Your key store is locked.");
    secret_service_unlock(talk->service, &one, talk->cancellable, tsp_secret_done, talk);
    result = tsp_secret_wait(talk, err);
    if (result != 0)
        return result;
    count = secret_service_unlock_finish(talk->service, talk->result, NULL, &error);
    g_clear_object(&talk->result);
    result = tsp_secret_check(error, err);
    if (result == 0 && count < 1)
        result = tsb_fail(err, TSB_ERR_DENIED, "the key store is locked; unlock it and try again");
    return result;
}

static int read_secret(uint8_t *key, SecretItem *item, tsb_error *err)
{
    SecretValue *value = secret_item_get_secret(item);
    gsize size = 0;
    const char *text = value ? secret_value_get(value, &size) : NULL;
    int result = 0;

    if (!text || tsb_hex_decode(key, TSS_KEY_SIZE, text, size) != 0)
        result = tsb_fail(err, TSB_ERR_DAMAGED, "what the key store has in its place is no key");
    if (value)
        secret_value_unref(value);
    return result;
}

static int load_secret(tsp_secret_talk *talk, SecretItem *item, uint8_t *key, tsb_error *err)
{
    GError *error = NULL;
    int result = 0;

    if (secret_item_get_locked(item))
        result = talk->place->ask ? unlock(talk, item, err) : tsb_fail(err, TSB_ERR_DENIED, "the key store is locked");
    if (result != 0)
        return result;
    secret_item_load_secret(item, talk->cancellable, tsp_secret_done, talk);
    result = tsp_secret_wait(talk, err);
    if (result != 0)
        return result;
    secret_item_load_secret_finish(item, talk->result, &error);
    g_clear_object(&talk->result);
    result = tsp_secret_check(error, err);
    return result == 0 ? read_secret(key, item, err) : result;
}

/* The default collection, for the caller to unref; NULL when there is none. */
static int find_collection(tsp_secret_talk *talk, SecretCollection **out, tsb_error *err)
{
    GError *error = NULL;
    int result = 0;

    *out = NULL;
    secret_collection_for_alias(talk->service, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE, talk->cancellable,
                                tsp_secret_done, talk);
    result = tsp_secret_wait(talk, err);
    if (result != 0)
        return result;
    *out = secret_collection_for_alias_finish(talk->result, &error);
    g_clear_object(&talk->result);
    return tsp_secret_check(error, err);
}

/* Some services do not know what is in a collection until it is unlocked. */
static int find_behind_lock(tsp_secret_talk *talk, GHashTable *wanted, SecretItem **out, tsb_error *err)
{
    SecretCollection *collection = NULL;
    int result = find_collection(talk, &collection, err);

    if (result == 0 && (!collection || !secret_collection_get_locked(collection)))
        result = tsb_fail(err, TSB_ERR_NOT_FOUND, "the key store does not have it");
    else if (result == 0 && !talk->place->ask)
        result = tsb_fail(err, TSB_ERR_DENIED, "the key store is locked");
    else if (result == 0)
        result = unlock(talk, collection, err);
    g_clear_object(&collection);
    return result == 0 ? find_item(talk, wanted, out, err) : result;
}

/* device as for tsp_keystore_get: where none is named, nothing tells that there is one behind the lock. */
static int find_anywhere(tsp_secret_talk *talk, const uint8_t *device, GHashTable *wanted, SecretItem **out,
                         tsb_error *err)
{
    tsb_error cause = {0};
    int result = find_item(talk, wanted, out, &cause);

    if (result == TSB_ERR_NOT_FOUND) {
        tsb_error_clear(&cause);
        result = find_behind_lock(talk, wanted, out, &cause);
        if (result == TSB_ERR_DENIED && !device)
            result = TSB_ERR_UNSUPPORTED;
    }
    return result == 0 ? 0 : tsb_pass(err, result, &cause);
}

int tsp_keystore_get(const tsp_keystore_place *place, const uint8_t *device, const uint8_t *kept, size_t kept_size,
                     uint8_t key[TSS_KEY_SIZE], tsb_error *err)
{
    tsp_secret_talk *talk = NULL;
    SecretItem *item = NULL;
    GHashTable *wanted = attributes(device ? NULL : place->folder, device);
    int result = wanted ? tsp_secret_begin(&talk, place, err) : refuse_folder(place, err);

    (void)kept;
    (void)kept_size;
    if (result == 0)
        result = find_anywhere(talk, device, wanted, &item, err);
    if (result == 0)
        result = load_secret(talk, item, key, err);
    g_clear_object(&item);
    tsp_secret_end(&talk);
    if (wanted)
        g_hash_table_unref(wanted);
    return result;
}

/* Has the default collection ready to take an item, as far as it can be. */
static int open_collection(tsp_secret_talk *talk, tsb_error *err)
{
    SecretCollection *collection = NULL;
    int result = find_collection(talk, &collection, err);

    if (result == 0 && !talk->place->ask && (!collection || secret_collection_get_locked(collection)))
        result = tsb_fail(err, TSB_ERR_DENIED, "the key store is locked, or was never opened");
    else if (result == 0 && !collection)
        tsp_secret_expect_person(talk, "Your key store has to be made first."); /* by storing */
    else if (result == 0 && secret_collection_get_locked(collection))
        result = unlock(talk, collection, err);
    g_clear_object(&collection);
    return result;
}

static int store(tsp_secret_talk *talk, GHashTable *filed, const uint8_t *key, tsb_error *err)
{
    char *folder = g_filename_display_name(talk->place->folder);
    char *label = g_strdup_printf("Tallystick: key of this device (%s)", folder);
    char *text = tsb_secret_alloc(KEY_TEXT_SIZE);
    GError *error = NULL;
    int result = text ? 0 : tsb_fail(err, TSB_ERR_MEMORY, "Out of memory.");

    if (result == 0) {
        tsb_hex_encode(text, key, TSS_KEY_SIZE);
        SecretValue *value = secret_value_new(text, 2 * TSS_KEY_SIZE, PLAIN_TEXT);
        secret_service_store(talk->service, &schema, filed, SECRET_COLLECTION_DEFAULT, label, value, talk->cancellable,
                             tsp_secret_done, talk);
        secret_value_unref(value);
        result = tsp_secret_wait(talk, err);
    }
    if (result == 0) {
        secret_service_store_finish(talk->service, talk->result, &error);
        g_clear_object(&talk->result);
        result = tsp_secret_check(error, err);
    }
    tsb_secret_free(text, KEY_TEXT_SIZE);
    g_free(label);
    g_free(folder);
    return result;
}

int tsp_keystore_put(const tsp_keystore_place *place, const uint8_t device[TSS_KEY_SIZE],
                     const uint8_t key[TSS_KEY_SIZE], tsb_buffer *kept, tsb_error *err)
{
    tsp_secret_talk *talk = NULL;
    GHashTable *filed = attributes(place->folder, device);
    int result = filed ? tsp_secret_begin(&talk, place, err) : refuse_folder(place, err);

    (void)kept;
    if (result == 0)
        result = open_collection(talk, err);
    if (result == 0)
        result = store(talk, filed, key, err);
    tsp_secret_end(&talk);
    if (filed)
        g_hash_table_unref(filed);
    return result;
}

int tsp_keystore_remove(const tsp_keystore_place *place, const uint8_t device[TSS_KEY_SIZE], tsb_error *err)
{
    tsp_secret_talk *talk = NULL;
    GError *error = NULL;
    GHashTable *filed = attributes(place->folder, device);
    int result = filed ? tsp_secret_begin(&talk, place, err) : refuse_folder(place, err);

    if (result == 0) {
        secret_service_clear(talk->service, &schema, filed, talk->cancellable, tsp_secret_done, talk);
        result = tsp_secret_wait(talk, err);
    }
    if (result == 0) {
        secret_service_clear_finish(talk->service, talk->result, &error);
        g_clear_object(&talk->result);
        result = tsp_secret_check(error, err);
    }
    tsp_secret_end(&talk);
    if (filed)
        g_hash_table_unref(filed);
    return result;
}
