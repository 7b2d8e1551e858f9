/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/read_at.h"

#include <errno.h>

#include "base/compiler.h"
#include "tests/base/faults.h"
#include "tests/support/suite.h"

#define SIZE 10000u

static uint8_t byte_at(size_t i)
{
    return (uint8_t)(i * 7 + i / 256);
}

static FILE *make_file(void)
{
    FILE *file = tmpfile();

    ck_assert_ptr_nonnull(file);
    for (size_t i = 0; i < SIZE; i++)
        ck_assert_int_ne(fputc(byte_at(i), file), EOF);
    ck_assert_int_eq(fflush(file), 0);
    return file;
}

START_TEST(reads_from_a_place)
{
    static const struct {
        uint64_t offset;
        size_t size;
        ssize_t got;
    } cases[] = {{0, SIZE, SIZE}, {0, 0, 0}, {1234, 5678, 5678}, {SIZE - 10, 11, 10}, {SIZE, 1, 0}, {1u << 30, 5, 0}};
    static uint8_t bytes[SIZE + 1];
    FILE *file = make_file();

    for (size_t i = 0; i < TSB_COUNT(cases); i++) {
        ck_assert_int_eq(tsb_read_at(fileno(file), bytes, cases[i].size, cases[i].offset), cases[i].got);
        for (size_t k = 0; k < (size_t)cases[i].got; k++)
            ck_assert_uint_eq(bytes[k], byte_at(cases[i].offset + k));
    }
    ck_assert_int_eq((int)ftell(file), (int)SIZE); /* the file's own place stays */
    fclose(file);
}
END_TEST

START_TEST(short_reads_and_signals_do_not_show)
{
    static uint8_t bytes[SIZE];
    FILE *file = make_file();

    fault_short_reads(1);
    ck_assert_int_eq(tsb_read_at(fileno(file), bytes, SIZE, 0), SIZE);
    fault_short_reads(0);
    for (size_t k = 0; k < SIZE; k++)
        ck_assert_uint_eq(bytes[k], byte_at(k));
    fclose(file);
}
END_TEST

START_TEST(failures_are_told)
{
    uint8_t byte = 0;

    ck_assert_int_eq(tsb_read_at(987, &byte, 1, 0), -1);
    ck_assert_int_eq(errno, EBADF);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {reads_from_a_place, short_reads_and_signals_do_not_show, failures_are_told};

    return suite_run("read_at", tests, TSB_COUNT(tests));
}
