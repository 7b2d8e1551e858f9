/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The primitives the whole product uses, all libcrypto's. This is the only
 * place that knows libcrypto; nothing here invents anything.
 * Any thread, unless an object is passed: one thread at a time for an object.
 */
#ifndef TALLYSTICK_SYNTH_CRYPTO_H
#define TALLYSTICK_SYNTH_CRYPTO_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

#define TSS_KEY_SIZE       32 /* AES-256, ChaCha20, X25519 and Ed25519 keys, HKDF outputs */
#define TSS_HASH_SIZE      32 /* SHA-256 */
#define TSS_TAG_SIZE       16 /* AES-GCM and GMAC */
#define TSS_NONCE_SIZE     12 /* AES-GCM */
#define TSS_SIGNATURE_SIZE 64 /* Ed25519 */
#define TSS_SALT_SIZE      16 /* scrypt */

/* Fills bytes from the system's generator. */
int tss_random(void *bytes, size_t size, tsb_error *err) TSB_MUST_USE;

/* FIPS 180-4. */
int tss_sha256(uint8_t hash[TSS_HASH_SIZE], const void *bytes, size_t size, tsb_error *err) TSB_MUST_USE;

/* SHA-256 in pieces. final may be called once; destroy at any time. */
typedef struct tss_hasher tss_hasher;
int tss_hasher_create(tss_hasher **out, tsb_error *err) TSB_MUST_USE;
int tss_hasher_update(tss_hasher *hasher, const void *bytes, size_t size, tsb_error *err) TSB_MUST_USE;
int tss_hasher_final(tss_hasher *hasher, uint8_t hash[TSS_HASH_SIZE], tsb_error *err) TSB_MUST_USE;
void tss_hasher_destroy(tss_hasher **hasher);

/* RFC 5869 with SHA-256. size is at most 255 * 32. */
int tss_hkdf(uint8_t *out, size_t size, const void *secret, size_t secret_size, const void *salt, size_t salt_size,
             const void *info, size_t info_size, tsb_error *err) TSB_MUST_USE;

/* AES-256-GCM (NIST SP 800-38D). sealed holds size + TSS_TAG_SIZE bytes: the
 * ciphertext, then the tag. Opening fails with TSB_ERR_DAMAGED, plain wiped. */
int tss_seal(uint8_t *sealed, const uint8_t key[TSS_KEY_SIZE], const uint8_t nonce[TSS_NONCE_SIZE],
             const void *associated, size_t associated_size, const void *plain, size_t size,
             tsb_error *err) TSB_MUST_USE;
int tss_open(uint8_t *plain, const uint8_t key[TSS_KEY_SIZE], const uint8_t nonce[TSS_NONCE_SIZE],
             const void *associated, size_t associated_size, const uint8_t *sealed, size_t sealed_size,
             tsb_error *err) TSB_MUST_USE;

/* Authenticates bytes that stay as they are: AES-256-GMAC (NIST SP 800-38D) with a nonce of zeros, so that a key
 * must be for one message alone. */
int tss_mac(uint8_t code[TSS_TAG_SIZE], const uint8_t key[TSS_KEY_SIZE], const void *bytes, size_t size,
            tsb_error *err) TSB_MUST_USE;

/* RFC 7748 key pair of a device. */
int tss_device_generate(uint8_t private_key[TSS_KEY_SIZE], uint8_t public_key[TSS_KEY_SIZE],
                        tsb_error *err) TSB_MUST_USE;
int tss_device_public(uint8_t public_key[TSS_KEY_SIZE], const uint8_t private_key[TSS_KEY_SIZE],
                      tsb_error *err) TSB_MUST_USE;

/*
 * Seals a short secret (at most 1024 bytes) to a device's public key:
 * ephemeral X25519, HKDF-SHA-256, AES-256-GCM (docs/FORMATS.md, "Sealed to a
 * device"). sealed holds size + TSS_DEVICE_SEAL_OVERHEAD bytes.
 */
#define TSS_DEVICE_SEAL_OVERHEAD (TSS_KEY_SIZE + TSS_TAG_SIZE)
int tss_device_seal(uint8_t *sealed, const uint8_t public_key[TSS_KEY_SIZE], const void *associated,
                    size_t associated_size, const void *plain, size_t size, tsb_error *err) TSB_MUST_USE;
int tss_device_open(uint8_t *plain, const uint8_t private_key[TSS_KEY_SIZE], const void *associated,
                    size_t associated_size, const uint8_t *sealed, size_t sealed_size, tsb_error *err) TSB_MUST_USE;

/* RFC 8032. private_key is the 32-byte seed. Verification fails with TSB_ERR_DENIED. */
int tss_signer_generate(uint8_t private_key[TSS_KEY_SIZE], uint8_t public_key[TSS_KEY_SIZE],
                        tsb_error *err) TSB_MUST_USE;
int tss_signer_public(uint8_t public_key[TSS_KEY_SIZE], const uint8_t private_key[TSS_KEY_SIZE],
                      tsb_error *err) TSB_MUST_USE;
int tss_sign(uint8_t signature[TSS_SIGNATURE_SIZE], const uint8_t private_key[TSS_KEY_SIZE], const void *message,
             size_t size, tsb_error *err) TSB_MUST_USE;
int tss_verify(const uint8_t signature[TSS_SIGNATURE_SIZE], const uint8_t public_key[TSS_KEY_SIZE], const void *message,
               size_t size, tsb_error *err) TSB_MUST_USE;

/* RFC 7914 with N = 2^15, r = 8, p = 1: a password's verifier. */
int tss_scrypt(uint8_t out[TSS_KEY_SIZE], const char *password, size_t length, const uint8_t salt[TSS_SALT_SIZE],
               tsb_error *err) TSB_MUST_USE;

/* ChaCha20 (RFC 8439) keystream: re-seatable, cheap to start. Reads of whole blocks take least time: libcrypto
 * makes a part of one byte by byte. */
#define TSS_STREAM_BLOCK 64u
typedef struct tss_stream tss_stream;
int tss_stream_create(tss_stream **out, tsb_error *err) TSB_MUST_USE;
/* Starts the keystream of key and three nonce words (big-endian), block 0. */
int tss_stream_start(tss_stream *stream, const uint8_t key[TSS_KEY_SIZE], uint32_t a, uint32_t b,
                     uint32_t c) TSB_MUST_USE;
/* As start with the key given last. */
int tss_stream_restart(tss_stream *stream, uint32_t a, uint32_t b, uint32_t c) TSB_MUST_USE;
int tss_stream_read(tss_stream *stream, void *out, size_t size) TSB_MUST_USE;
void tss_stream_destroy(tss_stream **stream);

#endif
