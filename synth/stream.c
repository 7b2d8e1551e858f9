/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ChaCha20 keystreams that start anew for every slice. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/evp.h>

#include "base/bytes.h"
#include "synth/crypto.h"
#include "synth/crypto_int.h"

/* libcrypto's 16-byte IV: block counter (32 bits, little-endian), then RFC 8439's 12-byte nonce. */
#define COUNTER_SIZE 4u
#define IV_SIZE      (COUNTER_SIZE + 12u)

struct tss_stream {
    EVP_CIPHER *cipher; /* fetched once: a fetch costs more than a slice's keystream */
    EVP_CIPHER_CTX *context;
};

int tss_stream_create(tss_stream **out, tsb_error *err)
{
    tss_stream *stream = calloc(1, sizeof *stream);
    if (!stream)
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory");
    stream->cipher = EVP_CIPHER_fetch(NULL, "ChaCha20", NULL);
    stream->context = EVP_CIPHER_CTX_new();
    if (!stream->cipher || !stream->context) {
        tss_stream_destroy(&stream);
        return tss_fail_libcrypto(err, "ChaCha20");
    }
    *out = stream;
    return 0;
}

/* A NULL cipher and key keep those of the last start. */
static int seat(tss_stream *stream, const EVP_CIPHER *cipher, const uint8_t *key, const uint32_t nonce[3])
{
    uint8_t iv[IV_SIZE] = {0};
    for (size_t i = 0; i < 3; i++)
        tsb_store32(iv + COUNTER_SIZE + 4 * i, nonce[i]);
    if (EVP_EncryptInit_ex2(stream->context, cipher, key, iv, NULL) == 1)
        return 0;
    ERR_clear_error();
    return TSB_ERR_INTERNAL;
}

int tss_stream_start(tss_stream *stream, const uint8_t key[TSS_KEY_SIZE], uint32_t a, uint32_t b, uint32_t c)
{
    return seat(stream, stream->cipher, key, (const uint32_t[3]){a, b, c});
}

int tss_stream_restart(tss_stream *stream, uint32_t a, uint32_t b, uint32_t c)
{
    return seat(stream, NULL, NULL, (const uint32_t[3]){a, b, c});
}

int tss_stream_read(tss_stream *stream, void *out, size_t size)
{
    uint8_t *next = out;
    while (size > 0) {
        const int part = size < INT_MAX ? (int)size : INT_MAX / 64 * 64;
        int written = 0;
        memset(next, 0, (size_t)part);
        if (EVP_EncryptUpdate(stream->context, next, &written, next, part) != 1 || written != part) {
            ERR_clear_error();
            return TSB_ERR_INTERNAL;
        }
        next += part;
        size -= (size_t)part;
    }
    return 0;
}

void tss_stream_destroy(tss_stream **stream)
{
    if (!stream || !*stream)
        return;
    EVP_CIPHER_CTX_free((*stream)->context);
    EVP_CIPHER_free((*stream)->cipher);
    free(*stream);
    *stream = NULL;
}
