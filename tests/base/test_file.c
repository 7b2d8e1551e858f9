/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/base/faults.h"
#include "tests/base/files.h"
#include "tests/support/suite.h"

START_TEST(write_then_read)
{
    char folder[256];
    scratch_make(folder);
    char *path = files_in(folder, "key");
    ck_assert(!tsb_path_exists(path));
    files_put(path, "one");
    ck_assert(tsb_path_exists(path));
    ck_assert(!tsb_path_is_folder(path));
    files_expect(path, "one");
    ck_assert_int_eq(tsb_file_write(path, "", 0, 0640, NULL), 0);
    files_expect(path, "");
    struct stat status;
    ck_assert_int_eq(stat(path, &status), 0);
    ck_assert_uint_eq(status.st_mode & 07777, 0640);
    ck_assert_int_eq(files_count(folder), 1);
    free(path);
    scratch_remove(folder);
}
END_TEST

START_TEST(mode_does_not_depend_on_umask)
{
    char folder[256];
    scratch_make(folder);
    char *path = files_in(folder, "key");
    mode_t before = umask(077);
    ck_assert_int_eq(tsb_file_write(path, "x", 1, 0644, NULL), 0);
    umask(before);
    struct stat status;
    ck_assert_int_eq(stat(path, &status), 0);
    ck_assert_uint_eq(status.st_mode & 07777, 0644);
    free(path);
    scratch_remove(folder);
}
END_TEST

START_TEST(read_appends_and_keeps_the_ceiling)
{
    char folder[256];
    scratch_make(folder);
    char *path = files_in(folder, "text");
    files_put(path, "0123456789");
    tsb_buffer buffer;
    tsb_buffer_init(&buffer, 15);
    ck_assert_int_eq(tsb_buffer_append(&buffer, "abc", 3, NULL), 0);
    ck_assert_int_eq(tsb_file_read(path, &buffer, NULL), 0);
    ck_assert_str_eq((char *)buffer.bytes, "abc0123456789");
    tsb_error err = {0};
    ck_assert_int_eq(tsb_file_read(path, &buffer, &err), TSB_ERR_MEMORY);
    ck_assert_ptr_nonnull(strstr(err.text, path));
    ck_assert_str_eq((char *)buffer.bytes, "abc0123456789");
    tsb_buffer_finish(&buffer);
    free(path);
    scratch_remove(folder);
}
END_TEST

START_TEST(large_file_comes_back_whole)
{
    char folder[256];
    scratch_make(folder);
    char *path = files_in(folder, "large");
    const size_t size = 300001;
    char *bytes = malloc(size);
    ck_assert_ptr_nonnull(bytes);
    for (size_t i = 0; i < size; i++)
        bytes[i] = (char)(i * 31 + (i >> 8));
    ck_assert_int_eq(tsb_file_write(path, bytes, size, 0600, NULL), 0);
    tsb_buffer buffer;
    tsb_buffer_init(&buffer, size);
    ck_assert_int_eq(tsb_file_read(path, &buffer, NULL), 0);
    ck_assert_uint_eq(buffer.size, size);
    ck_assert_mem_eq(buffer.bytes, bytes, size);
    tsb_buffer_finish(&buffer);
    tsb_buffer_init(&buffer, size - 1);
    ck_assert_int_eq(tsb_file_read(path, &buffer, NULL), TSB_ERR_MEMORY);
    ck_assert_uint_eq(buffer.size, 0);
    tsb_buffer_finish(&buffer);
    free(bytes);
    free(path);
    scratch_remove(folder);
}
END_TEST

START_TEST(endless_file_stops_at_the_ceiling)
{
    tsb_buffer buffer;
    tsb_buffer_init(&buffer, 100000);
    ck_assert_int_eq(tsb_file_read("/dev/zero", &buffer, NULL), TSB_ERR_MEMORY);
    ck_assert_uint_eq(buffer.size, 0);
    tsb_buffer_finish(&buffer);
}
END_TEST

START_TEST(unreadable_paths_say_why)
{
    char folder[256];
    scratch_make(folder);
    char *missing = files_in(folder, "missing");
    tsb_buffer buffer;
    tsb_buffer_init(&buffer, 100);
    tsb_error err = {0};
    ck_assert_int_eq(tsb_file_read(missing, &buffer, &err), TSB_ERR_NOT_FOUND);
    ck_assert_ptr_nonnull(strstr(err.text, missing));
    tsb_error_clear(&err);
    ck_assert_int_eq(tsb_file_read(folder, &buffer, &err), TSB_ERR_IO);
    ck_assert_ptr_nonnull(strstr(err.text, folder));
    ck_assert_uint_eq(buffer.size, 0);
    tsb_buffer_finish(&buffer);
    free(missing);
    scratch_remove(folder);
}
END_TEST

START_TEST(write_where_it_cannot)
{
    char folder[256];
    scratch_make(folder);
    char *lost = files_in(folder, "no/such/folder");
    char *taken = files_in(folder, "taken");
    tsb_error err = {0};
    ck_assert_int_eq(tsb_file_write(lost, "x", 1, 0600, &err), TSB_ERR_NOT_FOUND);
    ck_assert_ptr_nonnull(strstr(err.text, lost));
    /* A folder cannot be replaced by a file. */
    ck_assert_int_eq(tsb_folder_make(taken, 0700, NULL), 0);
    ck_assert_int_eq(tsb_file_write(taken, "x", 1, 0600, NULL), TSB_ERR_IO);
    ck_assert_int_eq(files_count(folder), 1);
    /* Not even root may make files in /proc. */
    ck_assert_int_lt(tsb_file_write("/proc/tallystick", "x", 1, 0600, NULL), 0);
    free(taken);
    free(lost);
    scratch_remove(folder);
}
END_TEST

START_TEST(each_failing_step_keeps_the_old_contents)
{
    static const struct {
        enum fault fault;
        int number;
        int code;
    } cases[] = {
        {FAULT_MALLOC, ENOMEM, TSB_ERR_MEMORY}, {FAULT_WRITE, ENOSPC, TSB_ERR_FULL},
        {FAULT_WRITE, EDQUOT, TSB_ERR_FULL},    {FAULT_WRITE, EIO, TSB_ERR_IO},
        {FAULT_FCHMOD, EPERM, TSB_ERR_DENIED},  {FAULT_FSYNC, EIO, TSB_ERR_IO},
        {FAULT_FSYNC, ENOSPC, TSB_ERR_FULL},    {FAULT_CLOSE, EIO, TSB_ERR_IO},
        {FAULT_RENAME, EACCES, TSB_ERR_DENIED},
    };
    char folder[256];
    scratch_make(folder);
    char *path = files_in(folder, "key");
    files_put(path, "old");
    for (size_t i = 0; i < TSB_COUNT(cases); i++) {
        tsb_error err = {0};
        fault_arm(cases[i].fault, 1, cases[i].number);
        int code = tsb_file_write(path, "new", 3, 0600, &err);
        ck_assert_msg(fault_disarm(), "case %zu never failed", i);
        ck_assert_int_eq(code, cases[i].code);
        ck_assert_int_eq(err.code, cases[i].code);
        files_expect(path, "old");
        ck_assert_int_eq(files_count(folder), 1);
    }
    free(path);
    scratch_remove(folder);
}
END_TEST

START_TEST(failing_folder_sync_is_reported)
{
    char folder[256];
    scratch_make(folder);
    char *path = files_in(folder, "key");
    tsb_error err = {0};
    fault_arm(FAULT_FSYNC, 2, EIO);
    int code = tsb_file_write(path, "new", 3, 0600, &err);
    ck_assert(fault_disarm());
    ck_assert_int_eq(code, TSB_ERR_IO);
    ck_assert_ptr_nonnull(strstr(err.text, "durable"));
    /* Some file systems cannot sync folders at all: no failure of ours. */
    fault_arm(FAULT_FSYNC, 2, EINVAL);
    code = tsb_file_write(path, "new", 3, 0600, NULL);
    ck_assert(fault_disarm());
    ck_assert_int_eq(code, 0);
    files_expect(path, "new");
    free(path);
    scratch_remove(folder);
}
END_TEST

START_TEST(short_and_interrupted_writes_go_on)
{
    char folder[256];
    scratch_make(folder);
    char *path = files_in(folder, "key");
    fault_short_writes(1);
    int code = tsb_file_write(path, "all of it", 9, 0600, NULL);
    fault_short_writes(0);
    ck_assert_int_eq(code, 0);
    files_expect(path, "all of it");
    free(path);
    scratch_remove(folder);
}
END_TEST

START_TEST(bare_name_is_written_here)
{
    char folder[256];
    char before[4096];
    scratch_make(folder);
    ck_assert_ptr_nonnull(getcwd(before, sizeof before));
    ck_assert_int_eq(chdir(folder), 0);
    files_put("bare", "x");
    files_expect("bare", "x");
    ck_assert_int_eq(chdir(before), 0);
    scratch_remove(folder);
}
END_TEST

START_TEST(create_replaces_nothing)
{
    char folder[256];
    scratch_make(folder);
    char *path = files_in(folder, "key");
    ck_assert_int_eq(tsb_file_create(path, "first", 5, 0600, NULL), 0);
    ck_assert_int_eq(tsb_file_create(path, "second", 6, 0600, NULL), TSB_ERR_EXISTS);
    tsb_buffer buffer;
    tsb_buffer_init(&buffer, 8);
    ck_assert_int_eq(tsb_file_read(path, &buffer, NULL), 0);
    ck_assert_uint_eq(buffer.size, 5);
    ck_assert_mem_eq(buffer.bytes, "first", 5);
    tsb_buffer_finish(&buffer);
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(rmdir(folder), 0); /* No temporary is left. */
    free(path);
}
END_TEST

START_TEST(erased_file_is_overwritten_first)
{
    char folder[256];
    scratch_make(folder);
    char *path = tsb_path_join(folder, "secret");
    char *other = tsb_path_join(folder, "other");
    char *link_path = tsb_path_join(folder, "link");
    static uint8_t bytes[10000];
    memset(bytes, 0xa5, sizeof bytes);
    ck_assert_int_eq(tsb_file_write(path, bytes, sizeof bytes, 0600, NULL), 0);
    /* A second name shows what became of the bytes. */
    ck_assert_int_eq(link(path, other), 0);
    ck_assert_int_eq(tsb_file_erase(path, NULL), 0);
    ck_assert(!tsb_path_exists(path));
    tsb_buffer buffer;
    tsb_buffer_init(&buffer, 2 * sizeof bytes);
    ck_assert_int_eq(tsb_file_read(other, &buffer, NULL), 0);
    ck_assert_uint_eq(buffer.size, sizeof bytes);
    for (size_t i = 0; i < buffer.size; i++)
        ck_assert_uint_eq(buffer.bytes[i], 0);
    ck_assert_int_eq(tsb_file_erase(path, NULL), 0);
    /* What a link points to is not ours to overwrite. */
    ck_assert_int_eq(symlink(other, link_path), 0);
    ck_assert_int_lt(tsb_file_erase(link_path, NULL), 0);
    ck_assert(tsb_path_exists(other));
    tsb_buffer_finish(&buffer);
    free(link_path);
    free(other);
    free(path);
    scratch_remove(folder);
}
END_TEST

START_TEST(each_failing_step_of_erasing_is_reported)
{
    char folder[256];
    scratch_make(folder);
    char *path = tsb_path_join(folder, "secret");
    static const enum fault faults[] = {FAULT_WRITE, FAULT_FSYNC};
    for (size_t i = 0; i < TSB_COUNT(faults); i++) {
        tsb_error err = {0};
        files_put(path, "secret");
        fault_arm(faults[i], 1, EIO);
        int code = tsb_file_erase(path, &err);
        ck_assert(fault_disarm());
        ck_assert_int_eq(code, TSB_ERR_IO);
        ck_assert_ptr_nonnull(strstr(err.text, path));
        ck_assert(tsb_path_exists(path));
    }
    free(path);
    scratch_remove(folder);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        write_then_read,
        mode_does_not_depend_on_umask,
        read_appends_and_keeps_the_ceiling,
        large_file_comes_back_whole,
        endless_file_stops_at_the_ceiling,
        unreadable_paths_say_why,
        write_where_it_cannot,
        each_failing_step_keeps_the_old_contents,
        failing_folder_sync_is_reported,
        short_and_interrupted_writes_go_on,
        bare_name_is_written_here,
        create_replaces_nothing,
        erased_file_is_overwritten_first,
        each_failing_step_of_erasing_is_reported,
    };
    return suite_run("file", tests, TSB_COUNT(tests));
}
