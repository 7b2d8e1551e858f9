/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/buffer.h"

#include "base/bytes.h"
#include "tests/base/faults.h"
#include "tests/support/suite.h"

START_TEST(append_keeps_bytes_and_terminates)
{
    tsb_buffer buffer;
    tsb_buffer_init(&buffer, 1000);
    ck_assert_int_eq(tsb_buffer_append(&buffer, "tally", 5, NULL), 0);
    ck_assert_int_eq(tsb_buffer_append(&buffer, "stick", 5, NULL), 0);
    ck_assert_uint_eq(buffer.size, 10);
    ck_assert_str_eq((char *)buffer.bytes, "tallystick");
    tsb_buffer_clear(&buffer);
    ck_assert_uint_eq(buffer.size, 0);
    ck_assert_str_eq((char *)buffer.bytes, "");
    ck_assert_uint_ge(buffer.capacity, 10);
    tsb_buffer_finish(&buffer);
    ck_assert_ptr_null(buffer.bytes);
    ck_assert_int_eq(tsb_buffer_append(&buffer, "again", 5, NULL), 0);
    ck_assert_str_eq((char *)buffer.bytes, "again");
    tsb_buffer_finish(&buffer);
}
END_TEST

START_TEST(empty_buffers_are_fine)
{
    tsb_buffer buffer;
    tsb_buffer_init(&buffer, 0);
    tsb_buffer_clear(&buffer);
    tsb_buffer_finish(&buffer);
    ck_assert_int_eq(tsb_buffer_append(&buffer, NULL, 0, NULL), 0);
    ck_assert_ptr_nonnull(buffer.bytes);
    ck_assert_uint_eq(buffer.bytes[0], 0);
    ck_assert_int_eq(tsb_buffer_append(&buffer, "x", 1, NULL), TSB_ERR_MEMORY);
    tsb_buffer_finish(&buffer);
}
END_TEST

START_TEST(ceiling_holds_exactly)
{
    tsb_error err = {0};
    tsb_buffer buffer;
    tsb_buffer_init(&buffer, 100);
    for (int i = 0; i < 100; i++)
        ck_assert_int_eq(tsb_buffer_append(&buffer, "x", 1, &err), 0);
    ck_assert_int_eq(tsb_buffer_append(&buffer, "x", 1, &err), TSB_ERR_MEMORY);
    ck_assert_int_eq(err.code, TSB_ERR_MEMORY);
    ck_assert_ptr_nonnull(strstr(err.text, "100"));
    ck_assert_uint_eq(buffer.size, 100);
    ck_assert_uint_le(buffer.capacity, 100);
    ck_assert_int_eq(tsb_buffer_reserve(&buffer, 101, NULL), TSB_ERR_MEMORY);
    ck_assert_int_eq(tsb_buffer_reserve(&buffer, SIZE_MAX, NULL), TSB_ERR_MEMORY);
    ck_assert_int_eq(tsb_buffer_append(&buffer, "x", SIZE_MAX, NULL), TSB_ERR_MEMORY);
    ck_assert_uint_eq(buffer.size, 100);
    tsb_buffer_finish(&buffer);
}
END_TEST

START_TEST(widest_ceiling_does_not_wrap)
{
    tsb_buffer buffer;
    tsb_buffer_init(&buffer, SIZE_MAX);
    ck_assert_uint_eq(buffer.ceiling, SIZE_MAX - 1);
    ck_assert_int_eq(tsb_buffer_append(&buffer, "x", 1, NULL), 0);
    ck_assert_int_eq(tsb_buffer_append(&buffer, "x", SIZE_MAX, NULL), TSB_ERR_MEMORY);
    ck_assert_str_eq((char *)buffer.bytes, "x");
    tsb_buffer_finish(&buffer);
}
END_TEST

START_TEST(printf_appends)
{
    tsb_error err = {0};
    tsb_buffer buffer;
    tsb_buffer_init(&buffer, 20);
    ck_assert_int_eq(tsb_buffer_printf(&buffer, &err, "%s %d", "copy", 12), 0);
    ck_assert_int_eq(tsb_buffer_printf(&buffer, &err, "/%03d", 7), 0);
    ck_assert_str_eq((char *)buffer.bytes, "copy 12/007");
    ck_assert_uint_eq(buffer.size, 11);
    ck_assert_int_eq(tsb_buffer_printf(&buffer, &err, "%s", "0123456789"), TSB_ERR_MEMORY);
    ck_assert_str_eq((char *)buffer.bytes, "copy 12/007");
    ck_assert_int_eq(tsb_buffer_printf(&buffer, NULL, "%s", "012345678"), 0);
    ck_assert_str_eq((char *)buffer.bytes, "copy 12/007012345678");
    tsb_buffer_finish(&buffer);
}
END_TEST

START_TEST(out_of_memory_leaves_it_unchanged)
{
    tsb_error err = {0};
    tsb_buffer buffer;
    tsb_buffer_init(&buffer, (size_t)1 << 30);
    ck_assert_int_eq(tsb_buffer_append(&buffer, "kept", 4, NULL), 0);
    fault_arm(FAULT_REALLOC, 1, 0);
    int code = tsb_buffer_reserve(&buffer, 1 << 20, &err);
    fault_disarm();
    ck_assert_int_eq(code, TSB_ERR_MEMORY);
    ck_assert_str_eq((char *)buffer.bytes, "kept");
    fault_arm(FAULT_REALLOC, 1, 0);
    code = tsb_buffer_printf(&buffer, NULL, "%200d", 1);
    fault_disarm();
    ck_assert_int_eq(code, TSB_ERR_MEMORY);
    ck_assert_str_eq((char *)buffer.bytes, "kept");
    tsb_buffer_finish(&buffer);
}
END_TEST

START_TEST(numbers_are_big_endian)
{
    uint8_t bytes[9] = {0};
    tsb_store64(bytes + 1, 0xFEDCBA9876543210U); /* unaligned on purpose */
    static const uint8_t expected[] = {0xFE, 0xDC, 0xBA, 0x98, 0x76, 0x54, 0x32, 0x10};
    ck_assert_mem_eq(bytes + 1, expected, 8);
    ck_assert_uint_eq(tsb_load64(bytes + 1), 0xFEDCBA9876543210U);
    ck_assert_uint_eq(tsb_load32(bytes + 1), 0xFEDCBA98U);
    ck_assert_uint_eq(tsb_load16(bytes + 1), 0xFEDCU);
    ck_assert_uint_eq(bytes[0], 0);
}
END_TEST

START_TEST(hexadecimal_round_trip)
{
    uint8_t bytes[256];
    uint8_t back[256];
    char text[2 * sizeof bytes + 1];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)i;
    tsb_hex_encode(text, bytes, sizeof bytes);
    ck_assert_uint_eq(strlen(text), 512);
    ck_assert_int_eq(strncmp(text, "000102030405060708090a0b", 24), 0);
    ck_assert_int_eq(tsb_hex_decode(back, sizeof back, text, strlen(text)), 0);
    ck_assert_mem_eq(back, bytes, sizeof bytes);
    ck_assert_int_eq(tsb_hex_decode(back, 2, "fFAb", 4), 0);
    ck_assert_uint_eq(back[0], 0xFF);
    ck_assert_uint_eq(back[1], 0xAB);
    tsb_hex_encode(text, bytes, 0);
    ck_assert_str_eq(text, "");
    ck_assert_int_eq(tsb_hex_decode(back, 0, "", 0), 0);
}
END_TEST

START_TEST(bad_hexadecimal_is_refused)
{
    static const char *const cases[] = {"",     "a",    "ab",   "abc",  "abcde", "abcdef",
                                        "abcg", "ab d", "-123", "0x12", "ab\nc"};
    for (size_t i = 0; i < TSB_COUNT(cases); i++) {
        uint8_t bytes[2] = {1, 2};
        ck_assert_int_eq(tsb_hex_decode(bytes, 2, cases[i], strlen(cases[i])), TSB_ERR_INVALID);
        ck_assert_uint_eq(bytes[0], 1);
        ck_assert_uint_eq(bytes[1], 2);
    }
    uint8_t byte = 0;
    ck_assert_int_eq(tsb_hex_decode(&byte, SIZE_MAX / 2 + 2, "ab", 2), TSB_ERR_INVALID);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        append_keeps_bytes_and_terminates,
        empty_buffers_are_fine,
        ceiling_holds_exactly,
        widest_ceiling_does_not_wrap,
        printf_appends,
        out_of_memory_leaves_it_unchanged,
        numbers_are_big_endian,
        hexadecimal_round_trip,
        bad_hexadecimal_is_refused,
    };
    return suite_run("buffer", tests, TSB_COUNT(tests));
}
