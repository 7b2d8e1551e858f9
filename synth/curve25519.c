/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Key pairs on Curve25519: secrets sealed to a device (X25519), signatures (Ed25519). */
#include <string.h>

#include <openssl/err.h>
#include <openssl/evp.h>

#include "base/secret.h"
#include "synth/crypto.h"
#include "synth/crypto_int.h"

#define DEVICE_SEAL_MAX 1024u

static const char device_seal_info[] = "tallystick seal 1";

/* The key under which a device seal is made is used once only, so its nonce may stay the same. */
static const uint8_t device_seal_nonce[TSS_NONCE_SIZE];

static int public_of(int type, uint8_t *public_key, const uint8_t *private_key, tsb_error *err)
{
    size_t size = TSS_KEY_SIZE;
    int result = 0;
    EVP_PKEY *key = EVP_PKEY_new_raw_private_key(type, NULL, private_key, TSS_KEY_SIZE);
    if (!key || EVP_PKEY_get_raw_public_key(key, public_key, &size) != 1 || size != TSS_KEY_SIZE)
        result = tss_fail_libcrypto(err, "a public key");
    EVP_PKEY_free(key);
    return result;
}

static int generate(int type, uint8_t *private_key, uint8_t *public_key, tsb_error *err)
{
    /* Any 32 bytes are a private key; X25519 clamps them as it uses them. */
    int result = tss_random(private_key, TSS_KEY_SIZE, err);
    if (!result)
        result = public_of(type, public_key, private_key, err);
    if (result)
        tsb_wipe(private_key, TSS_KEY_SIZE);
    return result;
}

int tss_device_generate(uint8_t private_key[TSS_KEY_SIZE], uint8_t public_key[TSS_KEY_SIZE], tsb_error *err)
{
    return generate(EVP_PKEY_X25519, private_key, public_key, err);
}

int tss_device_public(uint8_t public_key[TSS_KEY_SIZE], const uint8_t private_key[TSS_KEY_SIZE], tsb_error *err)
{
    return public_of(EVP_PKEY_X25519, public_key, private_key, err);
}

/* X25519 (RFC 7748, 6.1), with its check that the shared secret is not all zero. */
static int agree(uint8_t shared[TSS_KEY_SIZE], const uint8_t *private_key, const uint8_t *peer_key, tsb_error *err)
{
    static const uint8_t zero[TSS_KEY_SIZE];
    size_t size = TSS_KEY_SIZE;
    int result = 0;
    EVP_PKEY *own = EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, NULL, private_key, TSS_KEY_SIZE);
    EVP_PKEY *peer = EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, NULL, peer_key, TSS_KEY_SIZE);
    EVP_PKEY_CTX *context = own ? EVP_PKEY_CTX_new(own, NULL) : NULL;
    if (!peer || !context || EVP_PKEY_derive_init(context) != 1 || EVP_PKEY_derive_set_peer(context, peer) != 1) {
        result = tss_fail_libcrypto(err, "X25519");
    } else if (EVP_PKEY_derive(context, shared, &size) != 1 || size != TSS_KEY_SIZE ||
               tsb_secret_equal(shared, zero, TSS_KEY_SIZE)) {
        ERR_clear_error();
        result = tsb_fail(err, TSB_ERR_INVALID, "this is not a usable X25519 public key");
    }
    if (result)
        tsb_wipe(shared, TSS_KEY_SIZE);
    EVP_PKEY_CTX_free(context);
    EVP_PKEY_free(peer);
    EVP_PKEY_free(own);
    return result;
}

/* The single-use key of a device seal, from either side. */
static int seal_key(uint8_t key[TSS_KEY_SIZE], const uint8_t *private_key, const uint8_t *peer_key,
                    const uint8_t *ephemeral_public, const uint8_t *device_public, tsb_error *err)
{
    uint8_t shared[TSS_KEY_SIZE];
    uint8_t salt[2 * TSS_KEY_SIZE];
    memcpy(salt, ephemeral_public, TSS_KEY_SIZE);
    memcpy(salt + TSS_KEY_SIZE, device_public, TSS_KEY_SIZE);
    int result = agree(shared, private_key, peer_key, err);
    if (!result)
        result = tss_hkdf(key, TSS_KEY_SIZE, shared, sizeof shared, salt, sizeof salt, device_seal_info,
                          sizeof device_seal_info - 1, err);
    tsb_wipe(shared, sizeof shared);
    return result;
}

int tss_device_seal(uint8_t *sealed, const uint8_t public_key[TSS_KEY_SIZE], const void *associated,
                    size_t associated_size, const void *plain, size_t size, tsb_error *err)
{
    if (size > DEVICE_SEAL_MAX)
        return tsb_fail(err, TSB_ERR_INVALID, "too much to seal to a device");
    uint8_t ephemeral[TSS_KEY_SIZE];
    uint8_t key[TSS_KEY_SIZE];
    int result = tss_device_generate(ephemeral, sealed, err);
    if (!result)
        result = seal_key(key, ephemeral, public_key, sealed, public_key, err);
    if (!result)
        result = tss_seal(sealed + TSS_KEY_SIZE, key, device_seal_nonce, associated, associated_size, plain, size, err);
    tsb_wipe(ephemeral, sizeof ephemeral);
    tsb_wipe(key, sizeof key);
    return result;
}

int tss_device_open(uint8_t *plain, const uint8_t private_key[TSS_KEY_SIZE], const void *associated,
                    size_t associated_size, const uint8_t *sealed, size_t sealed_size, tsb_error *err)
{
    if (sealed_size < TSS_DEVICE_SEAL_OVERHEAD || sealed_size > DEVICE_SEAL_MAX + TSS_DEVICE_SEAL_OVERHEAD)
        return tsb_fail(err, TSB_ERR_INVALID, "this is not a secret sealed to a device");
    uint8_t device_public[TSS_KEY_SIZE];
    uint8_t key[TSS_KEY_SIZE];
    int result = tss_device_public(device_public, private_key, err);
    if (!result)
        result = seal_key(key, private_key, sealed, sealed, device_public, err);
    if (!result)
        result = tss_open(plain, key, device_seal_nonce, associated, associated_size, sealed + TSS_KEY_SIZE,
                          sealed_size - TSS_KEY_SIZE, err);
    tsb_wipe(key, sizeof key);
    return result;
}

int tss_signer_generate(uint8_t private_key[TSS_KEY_SIZE], uint8_t public_key[TSS_KEY_SIZE], tsb_error *err)
{
    return generate(EVP_PKEY_ED25519, private_key, public_key, err);
}

int tss_signer_public(uint8_t public_key[TSS_KEY_SIZE], const uint8_t private_key[TSS_KEY_SIZE], tsb_error *err)
{
    return public_of(EVP_PKEY_ED25519, public_key, private_key, err);
}

int tss_sign(uint8_t signature[TSS_SIGNATURE_SIZE], const uint8_t private_key[TSS_KEY_SIZE], const void *message,
             size_t size, tsb_error *err)
{
    size_t signature_size = TSS_SIGNATURE_SIZE;
    int result = 0;
    EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, private_key, TSS_KEY_SIZE);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (!key || !context || EVP_DigestSignInit(context, NULL, NULL, NULL, key) != 1 ||
        EVP_DigestSign(context, signature, &signature_size, size > 0 ? message : (const void *)"", size) != 1 ||
        signature_size != TSS_SIGNATURE_SIZE)
        result = tss_fail_libcrypto(err, "an Ed25519 signature");
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(key);
    return result;
}

int tss_verify(const uint8_t signature[TSS_SIGNATURE_SIZE], const uint8_t public_key[TSS_KEY_SIZE], const void *message,
               size_t size, tsb_error *err)
{
    int result = 0;
    EVP_PKEY *key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, public_key, TSS_KEY_SIZE);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (!key || !context || EVP_DigestVerifyInit(context, NULL, NULL, NULL, key) != 1) {
        result = tss_fail_libcrypto(err, "an Ed25519 verification");
    } else if (EVP_DigestVerify(context, signature, TSS_SIGNATURE_SIZE, size > 0 ? message : (const void *)"", size) !=
               1) {
        ERR_clear_error();
        result = tsb_fail(err, TSB_ERR_DENIED, "the signature does not match");
    }
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(key);
    return result;
}
