/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "token/usb/scsi.h"

#include "base/bytes.h"
#include "base/compiler.h"
#include "tests/support/suite.h"

START_TEST(command_blocks_are_as_the_standard_has_them)
{
    const tst_scsi_command read = tst_scsi_read(0x01020304, 0x0506);
    static const uint8_t expected[10] = {0x28, 0, 1, 2, 3, 4, 0, 5, 6, 0};
    ck_assert_mem_eq(read.block, expected, 10);
    ck_assert_uint_eq(read.length, 10);
    ck_assert(read.in);
    const tst_scsi_command write = tst_scsi_write(0xFFFFFFFE, 1);
    static const uint8_t expected_write[10] = {0x2A, 0, 0xFF, 0xFF, 0xFF, 0xFE, 0, 0, 1, 0};
    ck_assert_mem_eq(write.block, expected_write, 10);
    ck_assert(!write.in);
    static const uint8_t expected_inquiry[6] = {0x12, 0, 0, 0, 36, 0};
    ck_assert_mem_eq(tst_scsi_inquiry().block, expected_inquiry, 6);
    ck_assert_uint_eq(tst_scsi_inquiry().length, 6);
    static const uint8_t expected_sense[6] = {0x03, 0, 0, 0, 18, 0};
    ck_assert_mem_eq(tst_scsi_request_sense().block, expected_sense, 6);
    ck_assert_uint_eq(tst_scsi_read_capacity().block[0], 0x25);
    ck_assert_uint_eq(tst_scsi_synchronize_cache().block[0], 0x35);
    ck_assert_uint_eq(tst_scsi_test_unit_ready().length, 6);
}
END_TEST

START_TEST(identity_is_trimmed_and_scrubbed)
{
    uint8_t answer[36] = {0, 0x80};
    memcpy(answer + 8, "ACME    Stick\x1B[2J\n      1.0\0", 28);
    tst_scsi_identity identity;
    ck_assert_int_eq(tst_scsi_identity_parse(&identity, answer, sizeof answer, NULL), 0);
    ck_assert_str_eq(identity.vendor, "ACME");
    ck_assert_ptr_null(strchr(identity.product, 0x1B));
    ck_assert_str_eq(identity.revision, "1.0");
    ck_assert(identity.removable);
}
END_TEST

START_TEST(what_is_no_memory_stick_is_refused)
{
    uint8_t answer[36] = {0};
    tst_scsi_identity identity;
    for (size_t size = 0; size < 36; size++)
        ck_assert_int_eq(tst_scsi_identity_parse(&identity, answer, size, NULL), TSB_ERR_INVALID);
    static const uint8_t types[] = {0x01, 0x05, 0x0E, 0x1F, 0x20, 0x7F};
    for (size_t i = 0; i < TSB_COUNT(types); i++) {
        tsb_error err = {0};
        answer[0] = types[i];
        ck_assert_int_eq(tst_scsi_identity_parse(&identity, answer, 36, &err), TSB_ERR_UNSUPPORTED);
        ck_assert_ptr_nonnull(strstr(err.text, "not a memory stick"));
    }
}
END_TEST

START_TEST(sense_in_both_formats)
{
    tst_scsi_sense sense;
    static const uint8_t fixed[18] = {[0] = 0xF0, [2] = 0x26, [7] = 10, [12] = 0x28, [13] = 0x01};
    ck_assert_int_eq(tst_scsi_sense_parse(&sense, fixed, 18, NULL), 0);
    ck_assert_uint_eq(sense.key, TST_SCSI_UNIT_ATTENTION);
    ck_assert_uint_eq(sense.code, 0x28);
    ck_assert_uint_eq(sense.qualifier, 1);
    ck_assert_int_eq(tst_scsi_sense_parse(&sense, fixed, 3, NULL), 0);
    ck_assert_uint_eq(sense.key, TST_SCSI_UNIT_ATTENTION);
    ck_assert_uint_eq(sense.code, 0);
    static const uint8_t descriptor[8] = {0x72, 0x03, 0x11, 0x04};
    ck_assert_int_eq(tst_scsi_sense_parse(&sense, descriptor, 8, NULL), 0);
    ck_assert_uint_eq(sense.key, TST_SCSI_MEDIUM_ERROR);
    ck_assert_uint_eq(sense.code, 0x11);
    ck_assert_uint_eq(sense.qualifier, 4);
    for (size_t size = 0; size < 3; size++)
        ck_assert_int_eq(tst_scsi_sense_parse(&sense, fixed, size, NULL), TSB_ERR_INVALID);
    ck_assert_int_eq(tst_scsi_sense_parse(&sense, descriptor, 3, NULL), TSB_ERR_INVALID);
    static const uint8_t other[18] = {0x7F, 6};
    ck_assert_int_eq(tst_scsi_sense_parse(&sense, other, 18, NULL), TSB_ERR_INVALID);
}
END_TEST

START_TEST(sense_says_what_to_do)
{
    static const struct {
        tst_scsi_sense sense;
        enum tst_scsi_verdict verdict;
        int code;
    } cases[] = {
        {{TST_SCSI_RECOVERED, 0, 0}, TST_SCSI_DONE, 0},
        {{TST_SCSI_NO_SENSE, 0, 0}, TST_SCSI_AGAIN, TSB_ERR_IO},
        {{TST_SCSI_UNIT_ATTENTION, 0x29, 0}, TST_SCSI_AGAIN, TSB_ERR_IO},
        {{TST_SCSI_ABORTED, 0, 0}, TST_SCSI_AGAIN, TSB_ERR_IO},
        {{TST_SCSI_NOT_READY, 4, 1}, TST_SCSI_WAIT, TSB_ERR_IO},
        {{TST_SCSI_NOT_READY, 4, 2}, TST_SCSI_REFUSED, TSB_ERR_IO},
        {{TST_SCSI_NOT_READY, 0x3A, 0}, TST_SCSI_REFUSED, TSB_ERR_NOT_FOUND},
        {{TST_SCSI_MEDIUM_ERROR, 0x11, 0}, TST_SCSI_REFUSED, TSB_ERR_IO},
        {{TST_SCSI_HARDWARE_ERROR, 0, 0}, TST_SCSI_REFUSED, TSB_ERR_IO},
        {{TST_SCSI_DATA_PROTECT, 0x27, 0}, TST_SCSI_REFUSED, TSB_ERR_DENIED},
        {{TST_SCSI_ILLEGAL_REQUEST, 0x20, 0}, TST_SCSI_REFUSED, TSB_ERR_UNSUPPORTED},
        {{TST_SCSI_ILLEGAL_REQUEST, 0x21, 0}, TST_SCSI_REFUSED, TSB_ERR_UNSUPPORTED},
    };
    for (size_t i = 0; i < TSB_COUNT(cases); i++) {
        ck_assert_int_eq(tst_scsi_judge(&cases[i].sense), cases[i].verdict);
        if (cases[i].code) {
            tsb_error err = {0};
            ck_assert_int_eq(tst_scsi_sense_fail(&cases[i].sense, "READ", &err), cases[i].code);
            ck_assert_uint_gt(strlen(err.text), 0);
        }
    }
}
END_TEST

START_TEST(capacities)
{
    static const struct {
        uint32_t last;
        uint32_t block_size;
        int code;
    } cases[] = {{0, 512, 0},
                 {UINT32_MAX - 1, 4096, 0},
                 {UINT32_MAX, 512, TSB_ERR_UNSUPPORTED},
                 {9, 0, TSB_ERR_UNSUPPORTED},
                 {9, 256, TSB_ERR_UNSUPPORTED},
                 {9, 520, TSB_ERR_UNSUPPORTED},
                 {9, 8192, TSB_ERR_UNSUPPORTED},
                 {9, 0x80000000, TSB_ERR_UNSUPPORTED}};
    for (size_t i = 0; i < TSB_COUNT(cases); i++) {
        uint8_t answer[8];
        tst_scsi_capacity capacity;
        tsb_store32(answer, cases[i].last);
        tsb_store32(answer + 4, cases[i].block_size);
        ck_assert_int_eq(tst_scsi_capacity_parse(&capacity, answer, 8, NULL), cases[i].code);
        if (cases[i].code == 0) {
            ck_assert_uint_eq(capacity.blocks, cases[i].last + 1);
            ck_assert_uint_eq(capacity.block_size, cases[i].block_size);
        }
        for (size_t size = 0; size < 8; size++)
            ck_assert_int_eq(tst_scsi_capacity_parse(&capacity, answer, size, NULL), TSB_ERR_INVALID);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        command_blocks_are_as_the_standard_has_them,
        identity_is_trimmed_and_scrubbed,
        what_is_no_memory_stick_is_refused,
        sense_in_both_formats,
        sense_says_what_to_do,
        capacities,
    };
    return suite_run("scsi", tests, TSB_COUNT(tests));
}
