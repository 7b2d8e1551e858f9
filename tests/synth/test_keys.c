/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Identifiers, and that every branch of the tree of keys is another one; test_vectors.c checks the values. */
#include "synth/keys.h"

#include "tests/support/suite.h"
#include "tests/synth/hex.h"

START_TEST(identifiers_round_trip_as_text)
{
    tss_id id = {0};
    tss_id back = {0};
    char text[TSS_ID_TEXT_SIZE];
    ck_assert_int_eq(tss_id_generate(&id, NULL), 0);
    tss_id_format(text, &id);
    ck_assert_uint_eq(strlen(text), 32);
    ck_assert_uint_eq(strspn(text, "0123456789abcdef"), 32);
    ck_assert_int_eq(tss_id_parse(&back, text), 0);
    ck_assert(tss_id_equal(&id, &back));
    back.bytes[TSS_ID_SIZE - 1] ^= 1;
    ck_assert(!tss_id_equal(&id, &back));
}
END_TEST

START_TEST(identifiers_are_exactly_32_digits)
{
    static const char *const refused[] = {"",
                                          "0",
                                          "0123456789abcdef0123456789abcde",
                                          "0123456789abcdef0123456789abcdef0",
                                          "0123456789abcdef0123456789abcdef00",
                                          "0123456789abcdef0123456789abcdeg",
                                          " 123456789abcdef0123456789abcdef",
                                          "0x23456789abcdef0123456789abcdef",
                                          "01234567-89ab-cdef-0123-456789ab"};
    tss_id id = {{1}};
    const tss_id before = id;
    for (size_t i = 0; i < TSB_COUNT(refused); i++)
        ck_assert_int_eq(tss_id_parse(&id, refused[i]), TSB_ERR_INVALID);
    ck_assert_int_eq(tss_id_parse(&id, NULL), TSB_ERR_INVALID);
    ck_assert(tss_id_equal(&id, &before));
    ck_assert_int_eq(tss_id_parse(&id, "0123456789ABCDEFfedcba9876543210"), 0);
    ck_assert_hex(id.bytes, sizeof id.bytes, "0123456789abcdeffedcba9876543210");
}
END_TEST

START_TEST(each_key_is_another)
{
    const uint8_t seeds[2][TSS_KEY_SIZE] = {{1}, {2}};
    const tss_id copies[2] = {{{1}}, {{2}}};
    uint8_t all[2 * 2 * (2 + 3 * 3 + 3)][TSS_KEY_SIZE];
    size_t count = 0;
    for (size_t s = 0; s < 2; s++) {
        for (size_t c = 0; c < 2; c++) {
            tss_copy_secrets secrets;
            ck_assert_int_eq(tss_derive_copy(&secrets, seeds[s], &copies[c], NULL), 0);
            memcpy(all[count++], secrets.seed, TSS_KEY_SIZE);
            memcpy(all[count++], secrets.key, TSS_KEY_SIZE);
            for (uint32_t n = 0; n < 3; n++) {
                tss_chunk_keys keys;
                ck_assert_int_eq(tss_derive_chunk(&keys, secrets.seed, n * 0x01000001, NULL), 0);
                memcpy(all[count++], keys.shuffle, TSS_KEY_SIZE);
                memcpy(all[count++], keys.decoy, TSS_KEY_SIZE);
                ck_assert_int_eq(tss_derive_check(all[count++], keys.shuffle, NULL), 0);
                ck_assert_int_eq(tss_derive_window(all[count++], secrets.key, &copies[c], n * 0x01000001, NULL), 0);
            }
        }
    }
    ck_assert_uint_eq(count, TSB_COUNT(all));
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < i; j++)
            ck_assert_mem_ne(all[i], all[j], TSS_KEY_SIZE);
    }
}
END_TEST

START_TEST(keys_are_the_same_each_time)
{
    const uint8_t seed[TSS_KEY_SIZE] = {9};
    const tss_id copy = {{8}};
    tss_copy_secrets a;
    tss_copy_secrets b;
    ck_assert_int_eq(tss_derive_copy(&a, seed, &copy, NULL), 0);
    ck_assert_int_eq(tss_derive_copy(&b, seed, &copy, NULL), 0);
    ck_assert_mem_eq(&a, &b, sizeof a);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        identifiers_round_trip_as_text,
        identifiers_are_exactly_32_digits,
        each_key_is_another,
        keys_are_the_same_each_time,
    };
    return suite_run("synth keys", tests, TSB_COUNT(tests));
}
