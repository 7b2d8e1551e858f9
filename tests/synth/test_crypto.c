/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The primitives against their standards' own vectors. */
#include "synth/crypto.h"

#include "base/secret.h"
#include "tests/support/suite.h"
#include "tests/synth/hex.h"

START_TEST(sha256_knows_fips_180_4)
{
    uint8_t hash[TSS_HASH_SIZE];
    ck_assert_int_eq(tss_sha256(hash, "abc", 3, NULL), 0);
    ck_assert_hex(hash, sizeof hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    ck_assert_int_eq(tss_sha256(hash, NULL, 0, NULL), 0);
    ck_assert_hex(hash, sizeof hash, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}
END_TEST

START_TEST(hasher_in_pieces_equals_sha256)
{
    uint8_t bytes[1000];
    uint8_t whole[TSS_HASH_SIZE];
    uint8_t pieces[TSS_HASH_SIZE];
    tss_hasher *hasher = NULL;
    tsb_error err = {0};
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * 7);
    ck_assert_int_eq(tss_sha256(whole, bytes, sizeof bytes, NULL), 0);
    ck_assert_int_eq(tss_hasher_create(&hasher, NULL), 0);
    for (size_t at = 0, step = 0; at < sizeof bytes; at += step, step++) {
        step = step < sizeof bytes - at ? step : sizeof bytes - at;
        ck_assert_int_eq(tss_hasher_update(hasher, bytes + at, step, NULL), 0);
    }
    ck_assert_int_eq(tss_hasher_final(hasher, pieces, NULL), 0);
    ck_assert_mem_eq(whole, pieces, sizeof whole);
    ck_assert_int_eq(tss_hasher_final(hasher, pieces, NULL), TSB_ERR_INVALID);
    ck_assert_int_eq(tss_hasher_update(hasher, bytes, 1, &err), TSB_ERR_INVALID);
    ck_assert_str_ne(err.text, "");
    tss_hasher_destroy(&hasher);
    ck_assert_ptr_null(hasher);
    tss_hasher_destroy(&hasher);
    tss_hasher_destroy(NULL);
}
END_TEST

START_TEST(hkdf_knows_rfc_5869)
{
    static const struct {
        const char *secret, *salt, *info, *out;
    } cases[] = {
        {"0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "000102030405060708090a0b0c", "f0f1f2f3f4f5f6f7f8f9",
         "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"},
        {"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f"
         "303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f",
         "606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f808182838485868788898a8b8c8d8e8f"
         "909192939495969798999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadaeaf",
         "b0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedf"
         "e0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
         "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
         "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87"},
        {"0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "", "",
         "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"},
    };
    for (size_t i = 0; i < TSB_COUNT(cases); i++) {
        uint8_t secret[128];
        uint8_t salt[128];
        uint8_t info[128];
        uint8_t out[128];
        const size_t secret_size = unhex(secret, sizeof secret, cases[i].secret);
        const size_t salt_size = unhex(salt, sizeof salt, cases[i].salt);
        const size_t info_size = unhex(info, sizeof info, cases[i].info);
        const size_t size = strlen(cases[i].out) / 2;
        ck_assert_int_eq(tss_hkdf(out, size, secret, secret_size, salt, salt_size, info, info_size, NULL), 0);
        ck_assert_hex(out, size, cases[i].out);
    }
}
END_TEST

START_TEST(hkdf_refuses_what_it_cannot_give)
{
    static uint8_t out[255 * TSS_HASH_SIZE + 1];
    ck_assert_int_eq(tss_hkdf(out, sizeof out, "key", 3, NULL, 0, NULL, 0, NULL), TSB_ERR_INVALID);
    ck_assert_int_eq(tss_hkdf(out, 0, "key", 3, NULL, 0, NULL, 0, NULL), TSB_ERR_INVALID);
    ck_assert_int_eq(tss_hkdf(out, 32, NULL, 0, NULL, 0, NULL, 0, NULL), TSB_ERR_INVALID);
    ck_assert_int_eq(tss_hkdf(out, sizeof out - 1, "key", 3, NULL, 0, NULL, 0, NULL), 0);
}
END_TEST

/* McGrew and Viega, "The Galois/Counter Mode of Operation", test cases 13, 14 and 16. */
START_TEST(gcm_knows_its_test_cases)
{
    static const struct {
        const char *key, *nonce, *associated, *plain, *sealed;
    } cases[] = {
        {"0000000000000000000000000000000000000000000000000000000000000000", "000000000000000000000000", "", "",
         "530f8afbc74536b9a963b4f1c4cb738b"},
        {"0000000000000000000000000000000000000000000000000000000000000000", "000000000000000000000000", "",
         "00000000000000000000000000000000", "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"},
        {"feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
         "feedfacedeadbeeffeedfacedeadbeefabaddad2",
         "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5"
         "aa0de657ba637b39",
         "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e63"
         "93ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b"},
    };
    for (size_t i = 0; i < TSB_COUNT(cases); i++) {
        uint8_t key[TSS_KEY_SIZE];
        uint8_t nonce[TSS_NONCE_SIZE];
        uint8_t associated[64];
        uint8_t plain[64];
        uint8_t opened[64];
        uint8_t sealed[80];
        unhex(key, sizeof key, cases[i].key);
        unhex(nonce, sizeof nonce, cases[i].nonce);
        const size_t associated_size = unhex(associated, sizeof associated, cases[i].associated);
        const size_t size = unhex(plain, sizeof plain, cases[i].plain);
        ck_assert_int_eq(tss_seal(sealed, key, nonce, associated, associated_size, plain, size, NULL), 0);
        ck_assert_hex(sealed, size + TSS_TAG_SIZE, cases[i].sealed);
        ck_assert_int_eq(tss_open(opened, key, nonce, associated, associated_size, sealed, size + TSS_TAG_SIZE, NULL),
                         0);
        ck_assert_mem_eq(opened, plain, size);
        /* In place, as a server seals and a player opens. */
        memcpy(sealed, plain, size);
        ck_assert_int_eq(tss_seal(sealed, key, nonce, associated, associated_size, sealed, size, NULL), 0);
        ck_assert_hex(sealed, size + TSS_TAG_SIZE, cases[i].sealed);
    }
}
END_TEST

/* What it gives for nothing is test case 13 of the same paper; for more, what an open of the same tag accepts. */
START_TEST(mac_is_the_tag_of_associated_data_alone)
{
    static const uint8_t zeros[TSS_KEY_SIZE] = {0};
    uint8_t message[3000];
    uint8_t code[TSS_TAG_SIZE];
    uint8_t other[TSS_TAG_SIZE];
    memset(message, 'm', sizeof message);
    ck_assert_int_eq(tss_mac(code, zeros, message, 0, NULL), 0);
    ck_assert_hex(code, sizeof code, "530f8afbc74536b9a963b4f1c4cb738b");
    ck_assert_int_eq(tss_mac(code, zeros, message, sizeof message, NULL), 0);
    ck_assert_int_eq(tss_open(NULL, zeros, zeros, message, sizeof message, code, sizeof code, NULL), 0);
    for (size_t i = 0; i < sizeof message; i += 7) {
        message[i] ^= 1;
        ck_assert_int_eq(tss_mac(other, zeros, message, sizeof message, NULL), 0);
        ck_assert_mem_ne(other, code, sizeof code);
        message[i] ^= 1;
    }
}
END_TEST

START_TEST(gcm_refuses_any_change_and_wipes)
{
    const uint8_t key[TSS_KEY_SIZE] = {1};
    const uint8_t other_key[TSS_KEY_SIZE] = {2};
    const uint8_t nonce[TSS_NONCE_SIZE] = {3};
    const uint8_t other_nonce[TSS_NONCE_SIZE] = {4};
    static const uint8_t zero[5];
    uint8_t sealed[5 + TSS_TAG_SIZE];
    uint8_t opened[5];
    tsb_error err = {0};
    ck_assert_int_eq(tss_seal(sealed, key, nonce, "ad", 2, "plain", 5, NULL), 0);
    for (size_t bit = 0; bit < 8 * sizeof sealed; bit++) {
        sealed[bit / 8] ^= (uint8_t)(1u << bit % 8);
        memset(opened, 0xAA, sizeof opened);
        ck_assert_int_eq(tss_open(opened, key, nonce, "ad", 2, sealed, sizeof sealed, NULL), TSB_ERR_DAMAGED);
        ck_assert_mem_eq(opened, zero, sizeof opened);
        sealed[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    for (size_t size = 0; size < sizeof sealed; size++)
        ck_assert_int_eq(tss_open(opened, key, nonce, "ad", 2, sealed, size, NULL), TSB_ERR_DAMAGED);
    ck_assert_int_eq(tss_open(opened, key, nonce, "ae", 2, sealed, sizeof sealed, NULL), TSB_ERR_DAMAGED);
    ck_assert_int_eq(tss_open(opened, key, nonce, NULL, 0, sealed, sizeof sealed, NULL), TSB_ERR_DAMAGED);
    ck_assert_int_eq(tss_open(opened, other_key, nonce, "ad", 2, sealed, sizeof sealed, NULL), TSB_ERR_DAMAGED);
    ck_assert_int_eq(tss_open(opened, key, other_nonce, "ad", 2, sealed, sizeof sealed, &err), TSB_ERR_DAMAGED);
    ck_assert_str_ne(err.text, "");
    ck_assert_int_eq(tss_open(opened, key, nonce, "ad", 2, sealed, sizeof sealed, NULL), 0);
    ck_assert_mem_eq(opened, "plain", 5);
}
END_TEST

static const char alice_private[] = "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a";
static const char alice_public[] = "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a";
static const char bob_private[] = "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb";
static const char bob_public[] = "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f";
static const char alice_and_bob[] = "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742";

START_TEST(device_keys_know_rfc_7748)
{
    uint8_t private_key[TSS_KEY_SIZE];
    uint8_t public_key[TSS_KEY_SIZE];
    unhex(private_key, sizeof private_key, alice_private);
    ck_assert_int_eq(tss_device_public(public_key, private_key, NULL), 0);
    ck_assert_hex(public_key, sizeof public_key, alice_public);
    unhex(private_key, sizeof private_key, bob_private);
    ck_assert_int_eq(tss_device_public(public_key, private_key, NULL), 0);
    ck_assert_hex(public_key, sizeof public_key, bob_public);
}
END_TEST

/* Built by hand from RFC 7748's shared secret: Alice's key as the ephemeral one, Bob the device. */
START_TEST(device_seal_is_what_the_format_says)
{
    uint8_t shared[TSS_KEY_SIZE];
    uint8_t salt[2 * TSS_KEY_SIZE];
    uint8_t key[TSS_KEY_SIZE];
    uint8_t device[TSS_KEY_SIZE];
    uint8_t opened[6];
    uint8_t sealed[6 + TSS_DEVICE_SEAL_OVERHEAD];
    const uint8_t nonce[TSS_NONCE_SIZE] = {0};
    unhex(shared, sizeof shared, alice_and_bob);
    unhex(salt, TSS_KEY_SIZE, alice_public);
    unhex(salt + TSS_KEY_SIZE, TSS_KEY_SIZE, bob_public);
    unhex(device, sizeof device, bob_private);
    memcpy(sealed, salt, TSS_KEY_SIZE);
    ck_assert_int_eq(tss_hkdf(key, sizeof key, shared, sizeof shared, salt, sizeof salt, "tallystick seal 1", 17, NULL),
                     0);
    ck_assert_int_eq(tss_seal(sealed + TSS_KEY_SIZE, key, nonce, "for", 3, "secret", 6, NULL), 0);
    ck_assert_int_eq(tss_device_open(opened, device, "for", 3, sealed, sizeof sealed, NULL), 0);
    ck_assert_mem_eq(opened, "secret", 6);
}
END_TEST

START_TEST(device_seal_opens_for_its_device_alone)
{
    uint8_t own[TSS_KEY_SIZE];
    uint8_t own_public[TSS_KEY_SIZE];
    uint8_t other[TSS_KEY_SIZE];
    uint8_t other_public[TSS_KEY_SIZE];
    uint8_t secret[TSS_KEY_SIZE];
    uint8_t opened[TSS_KEY_SIZE];
    uint8_t sealed[TSS_KEY_SIZE + TSS_DEVICE_SEAL_OVERHEAD];
    uint8_t again[sizeof sealed];
    ck_assert_int_eq(tss_device_generate(own, own_public, NULL), 0);
    ck_assert_int_eq(tss_device_generate(other, other_public, NULL), 0);
    ck_assert_mem_ne(own, other, TSS_KEY_SIZE);
    ck_assert_int_eq(tss_random(secret, sizeof secret, NULL), 0);
    ck_assert_int_eq(tss_device_seal(sealed, own_public, "ad", 2, secret, sizeof secret, NULL), 0);
    ck_assert_int_eq(tss_device_seal(again, own_public, "ad", 2, secret, sizeof secret, NULL), 0);
    ck_assert_mem_ne(sealed, again, sizeof sealed);
    ck_assert_int_eq(tss_device_open(opened, own, "ad", 2, sealed, sizeof sealed, NULL), 0);
    ck_assert_mem_eq(opened, secret, sizeof secret);
    ck_assert_int_eq(tss_device_open(opened, other, "ad", 2, sealed, sizeof sealed, NULL), TSB_ERR_DAMAGED);
    ck_assert_int_eq(tss_device_open(opened, own, "AD", 2, sealed, sizeof sealed, NULL), TSB_ERR_DAMAGED);
    for (size_t size = 0; size < sizeof sealed; size++)
        ck_assert_int_ne(tss_device_open(opened, own, "ad", 2, sealed, size, NULL), 0);
    for (size_t i = 0; i < sizeof sealed; i++) {
        sealed[i] ^= 1;
        ck_assert_int_ne(tss_device_open(opened, own, "ad", 2, sealed, sizeof sealed, NULL), 0);
        sealed[i] ^= 1;
    }
    /* The X25519 key's top bit is ignored by RFC 7748; the salt covers it all the same. */
    sealed[31] ^= 0x80;
    ck_assert_int_eq(tss_device_open(opened, own, "ad", 2, sealed, sizeof sealed, NULL), TSB_ERR_DAMAGED);
}
END_TEST

START_TEST(device_seal_refuses_low_order_keys_and_sizes)
{
    static uint8_t large[1025 + TSS_DEVICE_SEAL_OVERHEAD];
    static const uint8_t low_order[2][TSS_KEY_SIZE] = {{0}, {1}};
    uint8_t own[TSS_KEY_SIZE];
    uint8_t own_public[TSS_KEY_SIZE];
    uint8_t sealed[TSS_KEY_SIZE + TSS_DEVICE_SEAL_OVERHEAD] = {0};
    uint8_t opened[TSS_KEY_SIZE];
    tsb_error err = {0};
    ck_assert_int_eq(tss_device_generate(own, own_public, NULL), 0);
    for (size_t i = 0; i < 2; i++) {
        ck_assert_int_eq(tss_device_seal(sealed, low_order[i], NULL, 0, "x", 1, NULL), TSB_ERR_INVALID);
        memset(sealed, 0, sizeof sealed);
        memcpy(sealed, low_order[i], TSS_KEY_SIZE);
        ck_assert_int_eq(tss_device_open(opened, own, NULL, 0, sealed, sizeof sealed, &err), TSB_ERR_INVALID);
        ck_assert_str_ne(err.text, "");
    }
    ck_assert_int_eq(tss_device_seal(large, own_public, NULL, 0, large, 1025, NULL), TSB_ERR_INVALID);
    ck_assert_int_eq(tss_device_open(large, own, NULL, 0, large, sizeof large, NULL), TSB_ERR_INVALID);
}
END_TEST

START_TEST(signer_knows_rfc_8032)
{
    static const struct {
        const char *private_key, *public_key, *message, *signature;
    } cases[] = {
        {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
         "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
         "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595b"
         "be24655141438e7a100b"},
        {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
         "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
         "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb430"
         "2aeeb00d291612bb0c00"},
        {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
         "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
         "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716e"
         "d28dc027beceea1ec40a"},
    };
    for (size_t i = 0; i < TSB_COUNT(cases); i++) {
        uint8_t private_key[TSS_KEY_SIZE];
        uint8_t public_key[TSS_KEY_SIZE];
        uint8_t message[8];
        uint8_t signature[TSS_SIGNATURE_SIZE];
        unhex(private_key, sizeof private_key, cases[i].private_key);
        const size_t size = unhex(message, sizeof message, cases[i].message);
        ck_assert_int_eq(tss_signer_public(public_key, private_key, NULL), 0);
        ck_assert_hex(public_key, sizeof public_key, cases[i].public_key);
        ck_assert_int_eq(tss_sign(signature, private_key, message, size, NULL), 0);
        ck_assert_hex(signature, sizeof signature, cases[i].signature);
        ck_assert_int_eq(tss_verify(signature, public_key, message, size, NULL), 0);
    }
}
END_TEST

START_TEST(verification_refuses_any_change)
{
    uint8_t private_key[TSS_KEY_SIZE];
    uint8_t public_key[TSS_KEY_SIZE];
    uint8_t signature[TSS_SIGNATURE_SIZE];
    tsb_error err = {0};
    ck_assert_int_eq(tss_signer_generate(private_key, public_key, NULL), 0);
    ck_assert_int_eq(tss_sign(signature, private_key, "message", 7, NULL), 0);
    ck_assert_int_eq(tss_verify(signature, public_key, "message", 7, NULL), 0);
    ck_assert_int_eq(tss_verify(signature, public_key, "massage", 7, &err), TSB_ERR_DENIED);
    ck_assert_str_ne(err.text, "");
    ck_assert_int_eq(tss_verify(signature, public_key, "message", 6, NULL), TSB_ERR_DENIED);
    for (size_t bit = 0; bit < 8 * sizeof signature; bit++) {
        signature[bit / 8] ^= (uint8_t)(1u << bit % 8);
        ck_assert_int_eq(tss_verify(signature, public_key, "message", 7, NULL), TSB_ERR_DENIED);
        signature[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    for (size_t bit = 0; bit < 8 * sizeof public_key; bit++) {
        public_key[bit / 8] ^= (uint8_t)(1u << bit % 8);
        ck_assert_int_eq(tss_verify(signature, public_key, "message", 7, NULL), TSB_ERR_DENIED);
        public_key[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
}
END_TEST

/* Computed with an implementation of RFC 7914 of its own, itself checked against the RFC's vectors. */
START_TEST(scrypt_knows_its_parameters)
{
    uint8_t out[TSS_KEY_SIZE];
    ck_assert_int_eq(tss_scrypt(out, "pleaseletmein", 13, (const uint8_t *)"SodiumChloride16", NULL), 0);
    ck_assert_hex(out, sizeof out, "e0f833cdacb0a21b1fe32a39affcd372afe5d04e08923f6528e5fe4d183cfa5c");
    ck_assert_int_eq(tss_scrypt(out, NULL, 0, (const uint8_t *)"SodiumChloride16", NULL), 0);
}
END_TEST

/* RFC 8439, 2.3.2 and 2.4.2, and the first two vectors of its appendix A.1. */
START_TEST(stream_knows_rfc_8439)
{
    const uint8_t zero[TSS_KEY_SIZE] = {0};
    uint8_t key[TSS_KEY_SIZE];
    uint8_t out[128];
    tss_stream *stream = NULL;
    for (size_t i = 0; i < sizeof key; i++)
        key[i] = (uint8_t)i;
    ck_assert_int_eq(tss_stream_create(&stream, NULL), 0);
    ck_assert_int_eq(tss_stream_start(stream, zero, 0, 0, 0), 0);
    ck_assert_int_eq(tss_stream_read(stream, out, sizeof out), 0);
    ck_assert_hex(out, sizeof out,
                  "76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7"
                  "da41597c5157488d7724e03fb8d84a376a43b8f41518a11cc387b669b2ee6586"
                  "9f07e7be5551387a98ba977c732d080dcb0f29a048e3656912c6533e32ee7aed"
                  "29b721769ce64e43d57133b074d839d531ed1f28510afb45ace10a1f4b794d6f");
    ck_assert_int_eq(tss_stream_start(stream, key, 0x00000009, 0x0000004a, 0), 0);
    ck_assert_int_eq(tss_stream_read(stream, out, sizeof out), 0);
    ck_assert_hex(out + 64, 64,
                  "10f1e7e4d13b5915500fdd1fa32071c4c7d1f4c733c068030422aa9ac3d46c4e"
                  "d2826446079faa0914c2d705d98b02a2b5129cd1de164eb9cbd083e8a2503c4e");
    ck_assert_int_eq(tss_stream_restart(stream, 0, 0x0000004a, 0), 0);
    ck_assert_int_eq(tss_stream_read(stream, out, sizeof out), 0);
    ck_assert_hex(out + 64, 48,
                  "224f51f3401bd9e12fde276fb8631ded8c131f823d2c06e27e4fcaec9ef3cf78"
                  "8a3b0aa372600a92b57974cded2b9334");
    tss_stream_destroy(&stream);
    ck_assert_ptr_null(stream);
    tss_stream_destroy(&stream);
    tss_stream_destroy(NULL);
}
END_TEST

START_TEST(stream_is_the_same_however_it_is_read)
{
    const uint8_t key[TSS_KEY_SIZE] = {7};
    static uint8_t whole[5000];
    static uint8_t pieces[5000];
    tss_stream *stream = NULL;
    ck_assert_int_eq(tss_stream_create(&stream, NULL), 0);
    ck_assert_int_eq(tss_stream_start(stream, key, 1, 2, 3), 0);
    ck_assert_int_eq(tss_stream_read(stream, whole, sizeof whole), 0);
    ck_assert_int_eq(tss_stream_restart(stream, 1, 2, 4), 0);
    ck_assert_int_eq(tss_stream_read(stream, pieces, 77), 0);
    ck_assert_mem_ne(whole, pieces, 77);
    ck_assert_int_eq(tss_stream_restart(stream, 1, 2, 3), 0);
    for (size_t at = 0, step = 0; at < sizeof pieces; at += step, step++) {
        step = step < sizeof pieces - at ? step : sizeof pieces - at;
        ck_assert_int_eq(tss_stream_read(stream, pieces + at, step), 0);
    }
    ck_assert_mem_eq(whole, pieces, sizeof whole);
    tss_stream_destroy(&stream);
}
END_TEST

START_TEST(random_bytes_differ)
{
    uint8_t a[32] = {0};
    uint8_t b[32] = {0};
    ck_assert_int_eq(tss_random(a, sizeof a, NULL), 0);
    ck_assert_int_eq(tss_random(b, sizeof b, NULL), 0);
    ck_assert_mem_ne(a, b, sizeof a);
    ck_assert_int_eq(tss_random(NULL, 0, NULL), 0);
    ck_assert_int_eq(tss_random(a, SIZE_MAX, NULL), TSB_ERR_INVALID);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        sha256_knows_fips_180_4,
        hasher_in_pieces_equals_sha256,
        hkdf_knows_rfc_5869,
        hkdf_refuses_what_it_cannot_give,
        gcm_knows_its_test_cases,
        mac_is_the_tag_of_associated_data_alone,
        gcm_refuses_any_change_and_wipes,
        device_keys_know_rfc_7748,
        device_seal_is_what_the_format_says,
        device_seal_opens_for_its_device_alone,
        device_seal_refuses_low_order_keys_and_sizes,
        signer_knows_rfc_8032,
        verification_refuses_any_change,
        scrypt_knows_its_parameters,
        stream_knows_rfc_8439,
        stream_is_the_same_however_it_is_read,
        random_bytes_differ,
    };
    return suite_run("synth crypto", tests, TSB_COUNT(tests));
}
