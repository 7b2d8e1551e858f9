/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The worked example of docs/FORMATS.md is read from that page and computed
 * again, so that neither page nor program can change without the other.
 */
#include "base/buffer.h"
#include "base/file.h"
#include "synth/complement.h"
#include "synth/manifest.h"
#include "synth/taken.h"
#include "tests/support/suite.h"
#include "tests/synth/hex.h"

#define MAX_VECTORS 64u
#define MAX_NAME    64u
#define MAX_BYTES   512u

struct vector {
    char name[MAX_NAME];
    uint8_t bytes[MAX_BYTES];
    size_t size;
    bool used;
};

static struct vector vectors[MAX_VECTORS];
static size_t vector_count;
static tsb_buffer page;

static void read_page(void)
{
    tsb_error err = {0};
    if (page.bytes)
        return;
    tsb_buffer_init(&page, 1u << 20);
    ck_assert_msg(tsb_file_read(FORMATS_PAGE, &page, &err) == 0, "%s", err.text);
}

/* The text between the fence with this title and the fence's end, both without their line breaks. */
static char *fenced(const char *title)
{
    char opening[64];
    (void)snprintf(opening, sizeof opening, "\n```%s\n", title);
    read_page();
    const char *start = strstr((const char *)page.bytes, opening);
    ck_assert_msg(start != NULL, "no block named %s", title);
    start += strlen(opening);
    const char *end = strstr(start, "\n```\n");
    ck_assert_ptr_nonnull(end);
    char *text = strndup(start, (size_t)(end - start));
    ck_assert_ptr_nonnull(text);
    return text;
}

static void read_vectors(void)
{
    char *text = fenced("vectors");
    char *rest = text;
    for (char *line = strsep(&rest, "\n"); line; line = strsep(&rest, "\n")) {
        if (*line == '\0')
            continue;
        char *value = strstr(line, " = ");
        ck_assert_msg(value != NULL, "%s", line);
        ck_assert_uint_lt(vector_count, MAX_VECTORS);
        struct vector *vector = &vectors[vector_count++];
        *value = '\0';
        ck_assert_uint_lt(strlen(line), MAX_NAME);
        memcpy(vector->name, line, strlen(line) + 1);
        vector->size = unhex(vector->bytes, MAX_BYTES, value + 3);
    }
    free(text);
}

/* The page's value of this name, which must have this size. */
static const uint8_t *given(const char *name, size_t size)
{
    for (size_t i = 0; i < vector_count; i++) {
        if (strcmp(vectors[i].name, name) == 0) {
            ck_assert_uint_eq(vectors[i].size, size);
            vectors[i].used = true;
            return vectors[i].bytes;
        }
    }
    ck_abort_msg("the page gives no %s", name);
    return NULL;
}

static void expect(const char *name, const uint8_t *bytes, size_t size)
{
    const uint8_t *expected = given(name, size);
    ck_assert_msg(memcmp(bytes, expected, size) == 0, "%s differs from the page", name);
}

static tss_id id(const char *name)
{
    tss_id out;
    memcpy(out.bytes, given(name, TSS_ID_SIZE), TSS_ID_SIZE);
    return out;
}

static void check_check(const uint8_t *shuffle_key)
{
    uint8_t key[TSS_KEY_SIZE];
    uint8_t sector[TSS_SECTOR_SIZE];
    uint8_t check[TSS_TAG_SIZE];
    for (size_t i = 0; i < sizeof sector; i++)
        sector[i] = (uint8_t)i;
    ck_assert_int_eq(tss_derive_check(key, shuffle_key, NULL), 0);
    expect("check key of chunk 17", key, TSS_KEY_SIZE);
    ck_assert_int_eq(tss_taken_check(check, shuffle_key, sector, 1, NULL), 0);
    expect("check of a sector of 00 01 02 to ff, eight times", check, sizeof check);
}

static void check_keys(void)
{
    const tss_id copy = id("copy id");
    tss_copy_secrets secrets;
    tss_chunk_keys keys;
    uint8_t window[TSS_KEY_SIZE];
    uint8_t keystream[80];
    tss_stream *stream = NULL;
    ck_assert_int_eq(tss_derive_copy(&secrets, given("processing seed", TSS_KEY_SIZE), &copy, NULL), 0);
    expect("copy seed", secrets.seed, TSS_KEY_SIZE);
    expect("copy key", secrets.key, TSS_KEY_SIZE);
    ck_assert_int_eq(tss_derive_chunk(&keys, secrets.seed, 17, NULL), 0);
    expect("shuffle key of chunk 17", keys.shuffle, TSS_KEY_SIZE);
    expect("decoy key of chunk 17", keys.decoy, TSS_KEY_SIZE);
    ck_assert_int_eq(tss_derive_window(window, secrets.key, &copy, tss_window_of(17), NULL), 0);
    expect("key of window 1", window, TSS_KEY_SIZE);
    check_check(keys.shuffle);
    ck_assert_int_eq(tss_stream_create(&stream, NULL), 0);
    ck_assert_int_eq(tss_stream_start(stream, keys.shuffle, 1, 2, 3), 0);
    ck_assert_int_eq(tss_stream_read(stream, keystream, sizeof keystream), 0);
    expect("keystream of shuffle key, words 1 2 3", keystream, sizeof keystream);
    tss_stream_destroy(&stream);
}

static void check_sealed_chunk(void)
{
    const tss_id copy = id("copy id");
    const uint8_t *key = given("key of window 1", TSS_KEY_SIZE);
    uint8_t sealed[21 + TSS_TAG_SIZE];
    ck_assert_int_eq(tss_complement_seal(sealed, key, &copy, 17, given("plain chunk 17", 21), 21, NULL), 0);
    expect("sealed chunk 17", sealed, sizeof sealed);
}

static void check_device_seal(void)
{
    const size_t sealed_size = TSS_KEY_SIZE + TSS_DEVICE_SEAL_OVERHEAD;
    const uint8_t *sealed = given("sealed to the device", sealed_size);
    const uint8_t *private_key = given("device private key", TSS_KEY_SIZE);
    const uint8_t nonce[TSS_NONCE_SIZE] = {0};
    uint8_t associated[TSS_ID_SIZE + 4];
    uint8_t public_key[TSS_KEY_SIZE];
    uint8_t salt[2 * TSS_KEY_SIZE];
    uint8_t key[TSS_KEY_SIZE];
    uint8_t opened[TSS_KEY_SIZE];
    memcpy(associated, given("copy id", TSS_ID_SIZE), TSS_ID_SIZE);
    tsb_store32(associated + TSS_ID_SIZE, 1);
    ck_assert_int_eq(tss_device_public(public_key, given("ephemeral private key", TSS_KEY_SIZE), NULL), 0);
    expect("ephemeral public key", public_key, TSS_KEY_SIZE);
    memcpy(salt, public_key, TSS_KEY_SIZE);
    ck_assert_int_eq(tss_device_public(public_key, private_key, NULL), 0);
    expect("device public key", public_key, TSS_KEY_SIZE);
    memcpy(salt + TSS_KEY_SIZE, public_key, TSS_KEY_SIZE);
    ck_assert_int_eq(tss_hkdf(key, sizeof key, given("shared secret", TSS_KEY_SIZE), TSS_KEY_SIZE, salt, sizeof salt,
                              "tallystick seal 1", 17, NULL),
                     0);
    expect("seal key", key, TSS_KEY_SIZE);
    ck_assert_int_eq(tss_open(opened, key, nonce, associated, sizeof associated, sealed + TSS_KEY_SIZE,
                              sealed_size - TSS_KEY_SIZE, NULL),
                     0);
    expect("key of window 1", opened, sizeof opened);
    memset(opened, 0, sizeof opened);
    ck_assert_int_eq(tss_device_open(opened, private_key, associated, sizeof associated, sealed, sealed_size, NULL), 0);
    expect("key of window 1", opened, sizeof opened);
}

static void check_index(void)
{
    static const tss_extent extents[] = {{300, 600}, {900, 66}};
    static const size_t sizes[] = {1000, 21};
    const tss_id title = id("title id");
    const tss_id copy = id("copy id");
    uint8_t bytes[128 + 2 * 24];
    uint8_t hash[TSS_HASH_SIZE];
    tss_index index = {0};
    ck_assert_int_eq(tss_index_build(&index, &title, TSS_PROFILE_STANDARD, 10000, extents, sizes, 2, NULL), 0);
    ck_assert_uint_eq(tss_index_size(2), sizeof bytes);
    tss_index_write(bytes, &index, &copy);
    expect("complement header", bytes, 128);
    expect("index entry 0", bytes + 128, 24);
    expect("index entry 1", bytes + 152, 24);
    ck_assert_int_eq(tss_sha256(hash, bytes, sizeof bytes, NULL), 0);
    expect("index sha256", hash, sizeof hash);
    tss_index_finish(&index);
}

static void check_fingerprint(void)
{
    char text[TSS_FINGERPRINT_SIZE];
    char digits[33];
    tsb_hex_encode(digits, given("fingerprint", 16), 16);
    ck_assert_int_eq(tss_fingerprint(text, given("signer", TSS_KEY_SIZE), NULL), 0);
    ck_assert_uint_eq(strlen(text), 39);
    for (size_t i = 0; i < 39; i++)
        ck_assert_int_eq(text[i], i % 5 == 4 ? ' ' : digits[i - i / 5]);
}

/* The block of this title padded to a manifest's size. */
static void padded(uint8_t bytes[TSS_MANIFEST_SIZE], const char *title)
{
    char *text = fenced(title);
    ck_assert_uint_lt(strlen(text), TSS_MANIFEST_SIZE);
    memset(bytes, ' ', TSS_MANIFEST_SIZE);
    memcpy(bytes, text, strlen(text));
    bytes[TSS_MANIFEST_SIZE - 1] = '\n';
    free(text);
}

static void check_manifest(void)
{
    uint8_t expected[TSS_MANIFEST_SIZE];
    uint8_t bytes[TSS_MANIFEST_SIZE];
    uint8_t hash[TSS_HASH_SIZE];
    tsb_error err = {0};
    tss_manifest manifest = {0};
    padded(expected, "json manifest");
    ck_assert_msg(tss_manifest_read(&manifest, expected, sizeof expected, &err) == 0, "%s", err.text);
    expect("signer", manifest.signer, TSS_KEY_SIZE);
    expect("title id", manifest.title_id.bytes, TSS_ID_SIZE);
    expect("copy id", manifest.copy.bytes, TSS_ID_SIZE);
    expect("distributor id", manifest.distributor.bytes, TSS_ID_SIZE);
    expect("index sha256", manifest.index_hash, TSS_HASH_SIZE);
    ck_assert_int_eq(tss_sha256(hash, "the original", 12, NULL), 0);
    ck_assert_mem_eq(manifest.image_hash, hash, sizeof hash);
    ck_assert_str_eq(manifest.title, "Big Buck Bunny");
    ck_assert_str_eq(manifest.server, "https://films.example:8443");
    ck_assert_uint_eq(manifest.image_size, 20480000);
    ck_assert_mem_eq(manifest.provider, "STUDIO                          ", TSS_PROVIDER_SIZE);
    ck_assert_int_eq(tss_manifest_write(bytes, &manifest, given("signing key", TSS_KEY_SIZE), NULL), 0);
    ck_assert_mem_eq(bytes, expected, sizeof bytes);
}

START_TEST(worked_example_is_what_the_program_computes)
{
    read_vectors();
    check_keys();
    check_sealed_chunk();
    check_device_seal();
    check_index();
    check_manifest();
    check_fingerprint();
    for (size_t i = 0; i < vector_count; i++)
        ck_assert_msg(vectors[i].used, "%s is not checked", vectors[i].name);
    tsb_buffer_finish(&page);
}
END_TEST

START_TEST(reserved_text_is_the_pages)
{
    uint8_t expected[TSS_MANIFEST_SIZE];
    uint8_t blank[TSS_MANIFEST_SIZE];
    padded(expected, "json blank manifest");
    tss_manifest_blank(blank);
    ck_assert_mem_eq(blank, expected, sizeof blank);
    tsb_buffer_finish(&page);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {worked_example_is_what_the_program_computes, reserved_text_is_the_pages};
    return suite_run("synth vectors", tests, TSB_COUNT(tests));
}
