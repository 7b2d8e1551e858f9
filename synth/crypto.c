/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random bytes, hashes and the derivation of keys and password verifiers. */
#include "synth/crypto.h"

#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include "synth/crypto_int.h"

#define HKDF_MAX_SIZE (255u * TSS_HASH_SIZE)

#define SCRYPT_N      (UINT64_C(1) << 15)
#define SCRYPT_R      8u
#define SCRYPT_P      1u
#define SCRYPT_MEMORY (UINT64_C(64) << 20) /* scrypt needs 128 * N * r = 32 MiB and a little */

int tss_fail_libcrypto(tsb_error *err, const char *what)
{
    ERR_clear_error();
    return tsb_fail(err, TSB_ERR_INTERNAL,
                    "libcrypto failed at %s; the OpenSSL library may be damaged or out of memory", what);
}

int tss_random(void *bytes, size_t size, tsb_error *err)
{
    if (size > INT_MAX)
        return tsb_fail(err, TSB_ERR_INVALID, "too many random bytes asked for");
    /* The generator for secrets: what it gives mostly becomes keys. */
    if (size > 0 && RAND_priv_bytes(bytes, (int)size) != 1)
        return tss_fail_libcrypto(err, "random bytes");
    return 0;
}

int tss_sha256(uint8_t hash[TSS_HASH_SIZE], const void *bytes, size_t size, tsb_error *err)
{
    if (EVP_Digest(size > 0 ? bytes : "", size, hash, NULL, EVP_sha256(), NULL) != 1)
        return tss_fail_libcrypto(err, "SHA-256");
    return 0;
}

struct tss_hasher {
    EVP_MD_CTX *context;
    bool finished;
};

int tss_hasher_create(tss_hasher **out, tsb_error *err)
{
    tss_hasher *hasher = calloc(1, sizeof *hasher);
    if (!hasher)
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory");
    hasher->context = EVP_MD_CTX_new();
    if (!hasher->context || EVP_DigestInit_ex(hasher->context, EVP_sha256(), NULL) != 1) {
        tss_hasher_destroy(&hasher);
        return tss_fail_libcrypto(err, "SHA-256");
    }
    *out = hasher;
    return 0;
}

int tss_hasher_update(tss_hasher *hasher, const void *bytes, size_t size, tsb_error *err)
{
    if (hasher->finished)
        return tsb_fail(err, TSB_ERR_INVALID, "the hash was already taken");
    if (size > 0 && EVP_DigestUpdate(hasher->context, bytes, size) != 1)
        return tss_fail_libcrypto(err, "SHA-256");
    return 0;
}

int tss_hasher_final(tss_hasher *hasher, uint8_t hash[TSS_HASH_SIZE], tsb_error *err)
{
    if (hasher->finished)
        return tsb_fail(err, TSB_ERR_INVALID, "the hash was already taken");
    hasher->finished = true;
    if (EVP_DigestFinal_ex(hasher->context, hash, NULL) != 1)
        return tss_fail_libcrypto(err, "SHA-256");
    return 0;
}

void tss_hasher_destroy(tss_hasher **hasher)
{
    if (!hasher || !*hasher)
        return;
    EVP_MD_CTX_free((*hasher)->context);
    free(*hasher);
    *hasher = NULL;
}

int tss_hkdf(uint8_t *out, size_t size, const void *secret, size_t secret_size, const void *salt, size_t salt_size,
             const void *info, size_t info_size, tsb_error *err)
{
    if (size == 0 || size > HKDF_MAX_SIZE || secret_size == 0)
        return tsb_fail(err, TSB_ERR_INVALID, "HKDF cannot derive %zu bytes from %zu", size, secret_size);
    /* libcrypto's parameters are not const, but it only reads them. */
    OSSL_PARAM params[5];
    OSSL_PARAM *next = params;
    *next++ = OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, (char *)"SHA256", 0);
    *next++ = OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, (void *)secret, secret_size);
    if (salt_size > 0)
        *next++ = OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, (void *)salt, salt_size);
    if (info_size > 0)
        *next++ = OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, (void *)info, info_size);
    *next = OSSL_PARAM_construct_end();

    EVP_KDF *kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
    EVP_KDF_CTX *context = kdf ? EVP_KDF_CTX_new(kdf) : NULL;
    int result = 0;
    if (!context || EVP_KDF_derive(context, out, size, params) != 1)
        result = tss_fail_libcrypto(err, "HKDF");
    EVP_KDF_CTX_free(context);
    EVP_KDF_free(kdf);
    return result;
}

int tss_scrypt(uint8_t out[TSS_KEY_SIZE], const char *password, size_t length, const uint8_t salt[TSS_SALT_SIZE],
               tsb_error *err)
{
    if (EVP_PBE_scrypt(length > 0 ? password : "", length, salt, TSS_SALT_SIZE, SCRYPT_N, SCRYPT_R, SCRYPT_P,
                       SCRYPT_MEMORY, out, TSS_KEY_SIZE) != 1)
        return tss_fail_libcrypto(err, "scrypt");
    return 0;
}
