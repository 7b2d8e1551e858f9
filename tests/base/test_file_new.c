/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/base/faults.h"
#include "tests/base/files.h"
#include "tests/support/suite.h"

/* Nameless where the file system can, and by a temporary name. */
static void in_both_ways(void (*check)(bool named))
{
    for (int named = 0; named < 2; named++) {
        fault_no_nameless(named);
        check(named);
    }
    fault_no_nameless(0);
}

static void appears_whole_or_not_at_all(bool named)
{
    char folder[256];
    scratch_make(folder);
    char *path = files_in(folder, "lines");
    tsb_new_file file = {0};
    files_put(path, "old");
    ck_assert_int_eq(tsb_new_file_open(&file, path, 0666, NULL), 0);
    ck_assert_int_ge(fputs("half", file.stream), 0);
    ck_assert_int_ge(file.temporary != NULL, named);
    ck_assert_int_eq(files_count(folder), file.temporary ? 2 : 1);
    tsb_new_file_finish(&file);
    ck_assert_int_eq(files_count(folder), 1);
    files_expect(path, "old");
    mode_t before = umask(027);
    ck_assert_int_eq(tsb_new_file_open(&file, path, 0666, NULL), 0);
    ck_assert_int_ge(fputs("whole", file.stream), 0);
    files_expect(path, "old");
    ck_assert_int_eq(tsb_new_file_commit(&file, NULL), 0);
    tsb_new_file_finish(&file);
    ck_assert_int_eq(umask(before), 027);
    files_expect(path, "whole");
    struct stat status;
    ck_assert_int_eq(stat(path, &status), 0);
    ck_assert_uint_eq(status.st_mode & 07777, 0640);
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(rmdir(folder), 0); /* No temporary is left. */
    free(path);
}

static void leaves_the_old_one(bool named)
{
    (void)named;
    static const enum fault faults[] = {FAULT_FSYNC, FAULT_RENAME};
    char folder[256];
    scratch_make(folder);
    char *path = files_in(folder, "lines");
    files_put(path, "old");
    for (size_t i = 0; i < TSB_COUNT(faults); i++) {
        tsb_new_file file = {0};
        ck_assert_int_eq(tsb_new_file_open(&file, path, 0600, NULL), 0);
        ck_assert_int_ge(fputs("new", file.stream), 0);
        fault_arm(faults[i], 1, ENOSPC);
        ck_assert_int_eq(tsb_new_file_commit(&file, NULL), TSB_ERR_FULL);
        ck_assert(fault_disarm());
        tsb_new_file_finish(&file);
        files_expect(path, "old");
        ck_assert_int_eq(files_count(folder), 1);
    }
    free(path);
    scratch_remove(folder);
}

static void goes_where_it_can(bool named)
{
    (void)named;
    tsb_error error = {0};
    tsb_new_file file = {0};
    ck_assert_int_ne(tsb_new_file_open(&file, "/nowhere/to/be/found", 0600, &error), 0);
    ck_assert_ptr_nonnull(strstr(error.text, "/nowhere/to/be/found"));
    tsb_new_file_finish(&file);
    char folder[256];
    scratch_make(folder);
    ck_assert_int_eq(tsb_new_file_open(&file, folder, 0600, NULL), TSB_ERR_INVALID); /* no ordinary file */
    tsb_new_file_finish(&file);
    if (access("/dev/full", W_OK) == 0) {
        char *path = files_in(folder, "lines");
        ck_assert_int_eq(tsb_new_file_open(&file, path, 0600, NULL), 0);
        ck_assert_ptr_nonnull(freopen("/dev/full", "w", file.stream));
        ck_assert_int_ge(fputs("lost", file.stream), 0);
        ck_assert_int_ne(tsb_new_file_commit(&file, NULL), 0);
        tsb_new_file_finish(&file);
        free(path);
    }
    ck_assert_int_eq(rmdir(folder), 0);
}

START_TEST(new_file_appears_whole_or_not_at_all)
{
    in_both_ways(appears_whole_or_not_at_all);
}
END_TEST

START_TEST(new_file_that_fails_leaves_the_old_one)
{
    in_both_ways(leaves_the_old_one);
}
END_TEST

START_TEST(new_file_goes_where_it_can)
{
    in_both_ways(goes_where_it_can);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        new_file_appears_whole_or_not_at_all,
        new_file_that_fails_leaves_the_old_one,
        new_file_goes_where_it_can,
    };
    return suite_run("new file", tests, TSB_COUNT(tests));
}
