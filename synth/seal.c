/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Authenticated encryption, AES-256-GCM with the tag after the ciphertext, and authentication alone. */
#include <limits.h>

#include <openssl/evp.h>

#include "base/secret.h"
#include "synth/crypto.h"
#include "synth/crypto_int.h"

/* Both directions: key, nonce and associated data into a fresh context. */
static EVP_CIPHER_CTX *gcm_begin(const uint8_t *key, const uint8_t *nonce, const void *associated,
                                 size_t associated_size, int encrypt)
{
    int ignored = 0;
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    /* libcrypto's default nonce length for GCM is TSS_NONCE_SIZE. */
    if (context && EVP_CipherInit_ex(context, EVP_aes_256_gcm(), NULL, key, nonce, encrypt) == 1 &&
        (associated_size == 0 || EVP_CipherUpdate(context, NULL, &ignored, associated, (int)associated_size) == 1))
        return context;
    EVP_CIPHER_CTX_free(context);
    return NULL;
}

int tss_seal(uint8_t *sealed, const uint8_t key[TSS_KEY_SIZE], const uint8_t nonce[TSS_NONCE_SIZE],
             const void *associated, size_t associated_size, const void *plain, size_t size, tsb_error *err)
{
    if (size > INT_MAX - TSS_TAG_SIZE || associated_size > INT_MAX)
        return tsb_fail(err, TSB_ERR_INVALID, "too much to seal at once");
    int written = 0;
    int rest = 0;
    int result = 0;
    EVP_CIPHER_CTX *context = gcm_begin(key, nonce, associated, associated_size, 1);
    if (!context || (size > 0 && EVP_EncryptUpdate(context, sealed, &written, plain, (int)size) != 1) ||
        EVP_EncryptFinal_ex(context, sealed + written, &rest) != 1 ||
        EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, TSS_TAG_SIZE, sealed + size) != 1)
        result = tss_fail_libcrypto(err, "AES-256-GCM");
    EVP_CIPHER_CTX_free(context);
    return result;
}

int tss_open(uint8_t *plain, const uint8_t key[TSS_KEY_SIZE], const uint8_t nonce[TSS_NONCE_SIZE],
             const void *associated, size_t associated_size, const uint8_t *sealed, size_t sealed_size, tsb_error *err)
{
    if (sealed_size < TSS_TAG_SIZE)
        return tsb_fail(err, TSB_ERR_DAMAGED, "sealed data is cut short");
    if (sealed_size > INT_MAX || associated_size > INT_MAX)
        return tsb_fail(err, TSB_ERR_INVALID, "too much to open at once");
    const size_t size = sealed_size - TSS_TAG_SIZE;
    uint8_t tag[TSS_TAG_SIZE];
    for (size_t i = 0; i < TSS_TAG_SIZE; i++)
        tag[i] = sealed[size + i];
    uint8_t nothing[TSS_TAG_SIZE]; /* plain may be NULL when nothing but a tag was sealed */
    uint8_t *out = size > 0 ? plain : nothing;
    int written = 0;
    int rest = 0;
    int result = 0;
    EVP_CIPHER_CTX *context = gcm_begin(key, nonce, associated, associated_size, 0);
    if (!context || (size > 0 && EVP_DecryptUpdate(context, out, &written, sealed, (int)size) != 1) ||
        EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, TSS_TAG_SIZE, tag) != 1)
        result = tss_fail_libcrypto(err, "AES-256-GCM");
    else if (EVP_DecryptFinal_ex(context, out + written, &rest) != 1)
        result = tsb_fail(err, TSB_ERR_DAMAGED, "sealed data was changed, or this is not its key");
    if (result && size > 0)
        tsb_wipe(plain, size);
    EVP_CIPHER_CTX_free(context);
    return result;
}

int tss_mac(uint8_t code[TSS_TAG_SIZE], const uint8_t key[TSS_KEY_SIZE], const void *bytes, size_t size, tsb_error *err)
{
    static const uint8_t nonce[TSS_NONCE_SIZE] = {0};
    return tss_seal(code, key, nonce, bytes, size, NULL, 0, err);
}
