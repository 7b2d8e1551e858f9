/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libcrypto runs out of memory: what uses it says so, leaks nothing, and works again once there is memory. */
#include <openssl/crypto.h>

#include "synth/complement.h"
#include "synth/manifest.h"
#include "tests/support/suite.h"

static const uint8_t signing_key[TSS_KEY_SIZE] = {0x42};

static int write_and_read_manifest(tsb_error *err)
{
    uint8_t bytes[TSS_MANIFEST_SIZE];
    tss_manifest manifest = {.title = "Sintel",
                             .server = "https://films.example",
                             .image_size = 20480000,
                             .manifest_sector = 300,
                             .vmg_sector = 400,
                             .vmg_backup_sector = 410};
    int result = tss_manifest_write(bytes, &manifest, signing_key, err);
    return result ? result : tss_manifest_read(&manifest, bytes, sizeof bytes, err);
}

static int hash_in_pieces(tsb_error *err)
{
    uint8_t hash[TSS_HASH_SIZE];
    tss_hasher *hasher = NULL;
    int result = tss_hasher_create(&hasher, err);
    if (!result)
        result = tss_hasher_update(hasher, "x", 1, err);
    if (!result)
        result = tss_hasher_final(hasher, hash, err);
    tss_hasher_destroy(&hasher);
    return result;
}

static int derive(tsb_error *err)
{
    tss_copy_secrets secrets;
    return tss_derive_copy(&secrets, signing_key, &(tss_id){{1}}, err);
}

static int seal_and_open(tsb_error *err)
{
    uint8_t sealed[5 + TSS_TAG_SIZE];
    uint8_t plain[5];
    int result = tss_complement_seal(sealed, signing_key, &(tss_id){{1}}, 1, (const uint8_t *)"tally", 5, err);
    return result ? result : tss_complement_open(plain, signing_key, &(tss_id){{1}}, 1, sealed, sizeof sealed, err);
}

static int seal_to_device(tsb_error *err)
{
    uint8_t private_key[TSS_KEY_SIZE];
    uint8_t public_key[TSS_KEY_SIZE];
    uint8_t sealed[5 + TSS_DEVICE_SEAL_OVERHEAD];
    uint8_t plain[5];
    int result = tss_device_generate(private_key, public_key, err);
    if (!result)
        result = tss_device_seal(sealed, public_key, NULL, 0, "tally", 5, err);
    return result ? result : tss_device_open(plain, private_key, NULL, 0, sealed, sizeof sealed, err);
}

static int stream_bytes(tsb_error *err)
{
    uint8_t out[100];
    tss_stream *stream = NULL;
    int result = tss_stream_create(&stream, err);
    if (!result && (tss_stream_start(stream, signing_key, 1, 2, 3) || tss_stream_read(stream, out, sizeof out)))
        result = tsb_fail(err, TSB_ERR_INTERNAL, "no keystream");
    tss_stream_destroy(&stream);
    return result;
}

/* Allocations libcrypto may still make before one fails; below zero: all it wants. */
static long crypto_left = -1;

static bool crypto_may_allocate(void)
{
    if (crypto_left > 0)
        crypto_left--;
    return crypto_left != 0;
}

static void *crypto_malloc(size_t size, const char *file, int line)
{
    (void)file;
    (void)line;
    return crypto_may_allocate() ? malloc(size) : NULL;
}

static void *crypto_realloc(void *memory, size_t size, const char *file, int line)
{
    (void)file;
    (void)line;
    return crypto_may_allocate() ? realloc(memory, size) : NULL;
}

static void crypto_free(void *memory, const char *file, int line)
{
    (void)file;
    (void)line;
    free(memory);
}

/*
 * libcrypto without memory from its nth allocation on. It may manage all the
 * same; but a failure must be told, and once there is memory all works again.
 */
START_TEST(libcrypto_may_run_out_of_memory)
{
    static int (*const calls[])(tsb_error *) = {write_and_read_manifest, hash_in_pieces, derive,
                                                seal_and_open,           seal_to_device, stream_bytes};
    int failures = 0;
    for (size_t i = 0; i < TSB_COUNT(calls); i++) {
        /* Twice, so that what libcrypto sets up once is there. */
        ck_assert_int_eq(calls[i](NULL), 0);
        ck_assert_int_eq(calls[i](NULL), 0);
        for (long nth = 1, idle = 0; nth < 400 && idle < 3; nth++) {
            tsb_error err = {0};
            crypto_left = nth;
            const int result = calls[i](&err);
            idle = crypto_left > 0 ? idle + 1 : 0;
            crypto_left = -1;
            failures += result != 0;
            ck_assert_int_eq(err.code, result);
            ck_assert(result == 0 || err.text[0] != '\0');
        }
        ck_assert_int_eq(calls[i](NULL), 0);
    }
    ck_assert_int_gt(failures, (int)TSB_COUNT(calls));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {libcrypto_may_run_out_of_memory};
    if (CRYPTO_set_mem_functions(crypto_malloc, crypto_realloc, crypto_free) != 1)
        return EXIT_FAILURE;
    return suite_run("synth libcrypto memory", tests, TSB_COUNT(tests));
}
