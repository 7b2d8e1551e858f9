/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/base/faults.h"
#include "tests/support/suite.h"

static void put(const char *path, const char *text)
{
    ck_assert_int_eq(tsb_file_write(path, text, strlen(text), 0600, NULL), 0);
}

static void expect(const char *path, const char *text)
{
    tsb_buffer buffer;
    tsb_buffer_init(&buffer, 1 << 20);
    ck_assert_int_eq(tsb_file_read(path, &buffer, NULL), 0);
    ck_assert_str_eq((char *)buffer.bytes, text);
    tsb_buffer_finish(&buffer);
}

/* How many names a folder holds. */
static int count_names(const char *path)
{
    DIR *folder = opendir(path);
    ck_assert_ptr_nonnull(folder);
    int count = -2; /* "." and ".." */
    while (readdir(folder))
        count++;
    closedir(folder);
    return count;
}

static char *in(const char *folder, const char *name)
{
    char *path = tsb_path_join(folder, name);
    ck_assert_ptr_nonnull(path);
    return path;
}

START_TEST(write_then_read)
{
    char folder[256];
    scratch_make(folder);
    char *path = in(folder, "key");
    ck_assert(!tsb_path_exists(path));
    put(path, "one");
    ck_assert(tsb_path_exists(path));
    ck_assert(!tsb_path_is_folder(path));
    expect(path, "one");
    ck_assert_int_eq(tsb_file_write(path, "", 0, 0640, NULL), 0);
    expect(path, "");
    struct stat status;
    ck_assert_int_eq(stat(path, &status), 0);
    ck_assert_uint_eq(status.st_mode & 07777, 0640);
    ck_assert_int_eq(count_names(folder), 1);
    free(path);
    scratch_remove(folder);
}
END_TEST

START_TEST(mode_does_not_depend_on_umask)
{
    char folder[256];
    scratch_make(folder);
    char *path = in(folder, "key");
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
    char *path = in(folder, "text");
    put(path, "0123456789");
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
    char *path = in(folder, "large");
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
    char *missing = in(folder, "missing");
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
    char *lost = in(folder, "no/such/folder");
    char *taken = in(folder, "taken");
    tsb_error err = {0};
    ck_assert_int_eq(tsb_file_write(lost, "x", 1, 0600, &err), TSB_ERR_NOT_FOUND);
    ck_assert_ptr_nonnull(strstr(err.text, lost));
    /* A folder cannot be replaced by a file. */
    ck_assert_int_eq(tsb_folder_make(taken, 0700, NULL), 0);
    ck_assert_int_eq(tsb_file_write(taken, "x", 1, 0600, NULL), TSB_ERR_IO);
    ck_assert_int_eq(count_names(folder), 1);
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
    char *path = in(folder, "key");
    put(path, "old");
    for (size_t i = 0; i < TSB_COUNT(cases); i++) {
        tsb_error err = {0};
        fault_arm(cases[i].fault, 1, cases[i].number);
        int code = tsb_file_write(path, "new", 3, 0600, &err);
        ck_assert_msg(fault_disarm(), "case %zu never failed", i);
        ck_assert_int_eq(code, cases[i].code);
        ck_assert_int_eq(err.code, cases[i].code);
        expect(path, "old");
        ck_assert_int_eq(count_names(folder), 1);
    }
    free(path);
    scratch_remove(folder);
}
END_TEST

START_TEST(failing_folder_sync_is_reported)
{
    char folder[256];
    scratch_make(folder);
    char *path = in(folder, "key");
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
    expect(path, "new");
    free(path);
    scratch_remove(folder);
}
END_TEST

START_TEST(short_and_interrupted_writes_go_on)
{
    char folder[256];
    scratch_make(folder);
    char *path = in(folder, "key");
    fault_short_writes(1);
    int code = tsb_file_write(path, "all of it", 9, 0600, NULL);
    fault_short_writes(0);
    ck_assert_int_eq(code, 0);
    expect(path, "all of it");
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
    put("bare", "x");
    expect("bare", "x");
    ck_assert_int_eq(chdir(before), 0);
    scratch_remove(folder);
}
END_TEST

START_TEST(folders_are_made_with_parents)
{
    char folder[256];
    scratch_make(folder);
    char *deep = in(folder, "a//b/c/");
    ck_assert_int_eq(tsb_folder_make(deep, 0700, NULL), 0);
    ck_assert_int_eq(tsb_folder_make(deep, 0700, NULL), 0);
    ck_assert_int_eq(tsb_folder_make("/", 0700, NULL), 0);
    char *inner = in(folder, "a/b/c");
    struct stat status;
    ck_assert_int_eq(stat(inner, &status), 0);
    ck_assert(S_ISDIR(status.st_mode));
    ck_assert_uint_eq(status.st_mode & 07777, 0700);
    /* A file in the way, as the last part and as a parent. */
    char *file = in(folder, "a/file");
    char *below = in(folder, "a/file/d");
    put(file, "x");
    tsb_error err = {0};
    ck_assert_int_eq(tsb_folder_make(file, 0700, &err), TSB_ERR_EXISTS);
    ck_assert_ptr_nonnull(strstr(err.text, file));
    ck_assert_int_eq(tsb_folder_make(below, 0700, NULL), TSB_ERR_EXISTS);
    ck_assert_int_lt(tsb_folder_make("/proc/tallystick/x", 0700, NULL), 0);
    free(below);
    free(file);
    free(inner);
    free(deep);
    scratch_remove(folder);
}
END_TEST

START_TEST(trees_are_removed_but_links_not_followed)
{
    char folder[256];
    char outside[256];
    scratch_make(folder);
    scratch_make(outside);
    char *precious = in(outside, "precious");
    put(precious, "kept");
    char *deep = in(folder, "tree/x/y");
    char *tree = in(folder, "tree");
    char *file = in(deep, "file");
    char *link_to_folder = in(deep, "link");
    char *dangling = in(deep, "dangling");
    ck_assert_int_eq(tsb_folder_make(deep, 0700, NULL), 0);
    put(file, "x");
    ck_assert_int_eq(symlink(outside, link_to_folder), 0);
    ck_assert_int_eq(symlink("nowhere", dangling), 0);
    ck_assert(tsb_path_exists(dangling));
    ck_assert(!tsb_path_is_folder(dangling));
    ck_assert(tsb_path_is_folder(tree) && tsb_path_is_folder(link_to_folder));
    ck_assert_int_eq(tsb_tree_remove(tree, NULL), 0);
    ck_assert(!tsb_path_exists(tree));
    expect(precious, "kept");
    /* A link given by name goes too, and what it points to stays. */
    char *link_itself = in(folder, "link");
    ck_assert_int_eq(symlink(outside, link_itself), 0);
    ck_assert_int_eq(tsb_tree_remove(link_itself, NULL), 0);
    ck_assert(!tsb_path_exists(link_itself));
    expect(precious, "kept");
    ck_assert_int_eq(tsb_tree_remove(tree, NULL), 0); /* missing: fine */
    tsb_error err = {0};
    ck_assert_int_lt(tsb_tree_remove("/proc/self/status", &err), 0);
    ck_assert_ptr_nonnull(strstr(err.text, "/proc/self/status"));
    free(link_itself);
    free(dangling);
    free(link_to_folder);
    free(file);
    free(tree);
    free(deep);
    free(precious);
    scratch_remove(outside);
    scratch_remove(folder);
}
END_TEST

START_TEST(bottomless_tree_is_refused)
{
    char folder[256];
    scratch_make(folder);
    int at = open(folder, O_RDONLY | O_DIRECTORY);
    for (int i = 0; i < 300; i++) {
        ck_assert_int_eq(mkdirat(at, "d", 0700), 0);
        int next = openat(at, "d", O_RDONLY | O_DIRECTORY);
        ck_assert_int_ge(next, 0);
        close(at);
        at = next;
    }
    close(at);
    tsb_error err = {0};
    ck_assert_int_eq(tsb_tree_remove(folder, &err), TSB_ERR_IO);
    ck_assert(tsb_path_exists(folder));
    /* Lift the lower half out, so that both halves can go. */
    char half[1024];
    int length = snprintf(half, sizeof half, "%s", folder);
    for (int i = 0; i < 150; i++)
        length += snprintf(half + length, sizeof half - (size_t)length, "/d");
    char *moved = in(folder, "half");
    ck_assert_int_eq(rename(half, moved), 0);
    free(moved);
    scratch_remove(folder);
}
END_TEST

START_TEST(paths_join)
{
    static const struct {
        const char *folder;
        const char *name;
        const char *path;
    } cases[] = {{"/a", "b", "/a/b"}, {"/a/", "b", "/a/b"}, {"", "b", "b"}, {"/", "b", "/b"}, {"a", "b/c", "a/b/c"}};
    for (size_t i = 0; i < TSB_COUNT(cases); i++) {
        char *path = in(cases[i].folder, cases[i].name);
        ck_assert_str_eq(path, cases[i].path);
        free(path);
    }
    fault_arm(FAULT_MALLOC, 1, ENOMEM);
    char *none = tsb_path_join("a", "b");
    ck_assert(fault_disarm());
    ck_assert_ptr_null(none);
}
END_TEST

static void expect_state(const char *expected)
{
    char *path = tsb_state_folder("tallystick");
    ck_assert_ptr_nonnull(path);
    if (expected)
        ck_assert_str_eq(path, expected);
    else
        ck_assert_int_eq(path[0], '/');
    free(path);
}

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
    char *path = in(folder, "lines");
    tsb_new_file file = {0};
    put(path, "old");
    ck_assert_int_eq(tsb_new_file_open(&file, path, 0666, NULL), 0);
    ck_assert_int_ge(fputs("half", file.stream), 0);
    ck_assert_int_ge(file.temporary != NULL, named);
    ck_assert_int_eq(count_names(folder), file.temporary ? 2 : 1);
    tsb_new_file_finish(&file);
    ck_assert_int_eq(count_names(folder), 1);
    expect(path, "old");
    mode_t before = umask(027);
    ck_assert_int_eq(tsb_new_file_open(&file, path, 0666, NULL), 0);
    ck_assert_int_ge(fputs("whole", file.stream), 0);
    expect(path, "old");
    ck_assert_int_eq(tsb_new_file_commit(&file, NULL), 0);
    tsb_new_file_finish(&file);
    ck_assert_int_eq(umask(before), 027);
    expect(path, "whole");
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
    char *path = in(folder, "lines");
    put(path, "old");
    for (size_t i = 0; i < TSB_COUNT(faults); i++) {
        tsb_new_file file = {0};
        ck_assert_int_eq(tsb_new_file_open(&file, path, 0600, NULL), 0);
        ck_assert_int_ge(fputs("new", file.stream), 0);
        fault_arm(faults[i], 1, ENOSPC);
        ck_assert_int_eq(tsb_new_file_commit(&file, NULL), TSB_ERR_FULL);
        ck_assert(fault_disarm());
        tsb_new_file_finish(&file);
        expect(path, "old");
        ck_assert_int_eq(count_names(folder), 1);
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
        char *path = in(folder, "lines");
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

START_TEST(create_replaces_nothing)
{
    char folder[256];
    scratch_make(folder);
    char *path = in(folder, "key");
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
        put(path, "secret");
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

static int collect(void *context, const char *name)
{
    unsigned *seen = context;
    ck_assert_uint_eq(strlen(name), 1);
    ck_assert(name[0] >= 'a' && name[0] <= 'c');
    *seen |= 1u << (name[0] - 'a');
    return 0;
}

static int stop(void *context, const char *name)
{
    (void)name;
    ++*(int *)context;
    return 42;
}

START_TEST(folders_tell_their_names)
{
    char folder[256];
    unsigned seen = 0;
    int calls = 0;
    tsb_error err = {0};
    scratch_make(folder);
    ck_assert_int_eq(tsb_folder_each(folder, collect, &seen, NULL), 0);
    ck_assert_uint_eq(seen, 0);
    for (char name[2] = "a"; name[0] <= 'c'; name[0]++) {
        char *path = in(folder, name);
        put(path, "x");
        free(path);
    }
    ck_assert_int_eq(tsb_folder_each(folder, collect, &seen, NULL), 0);
    ck_assert_uint_eq(seen, 7);
    ck_assert_int_eq(tsb_folder_each(folder, stop, &calls, NULL), 42);
    ck_assert_int_eq(calls, 1);
    ck_assert_int_eq(tsb_folder_each("/nowhere/to/be/found", collect, &seen, &err), TSB_ERR_NOT_FOUND);
    ck_assert_ptr_nonnull(strstr(err.text, "/nowhere/to/be/found"));
    scratch_remove(folder);
}
END_TEST

START_TEST(real_path_is_one_for_all_names)
{
    char folder[256];
    scratch_make(folder);
    char *inner = tsb_path_join(folder, "inner");
    char *alias = tsb_path_join(folder, "alias");
    ck_assert_int_eq(tsb_folder_make(inner, 0700, NULL), 0);
    ck_assert_int_eq(symlink("inner", alias), 0);
    char *roundabout = tsb_path_join(alias, "../inner/.");
    char *one = tsb_path_real(inner);
    char *two = tsb_path_real(alias);
    char *three = tsb_path_real(roundabout);
    ck_assert_ptr_nonnull(one);
    ck_assert_int_eq(one[0], '/');
    ck_assert_str_eq(one, two);
    ck_assert_str_eq(one, three);
    ck_assert_ptr_null(tsb_path_real("/nowhere/to/be/found"));
    free(three);
    free(two);
    free(one);
    free(roundabout);
    free(alias);
    free(inner);
    scratch_remove(folder);
}
END_TEST

static void expect_config(const char *expected)
{
    char *path = tsb_config_folder("tallystick");
    ck_assert_ptr_nonnull(path);
    ck_assert_str_eq(path, expected);
    free(path);
}

START_TEST(config_folder_follows_xdg)
{
    setenv("HOME", "/home/viewer", 1);
    setenv("XDG_CONFIG_HOME", "/etc/viewer", 1);
    expect_config("/etc/viewer/tallystick");
    setenv("XDG_CONFIG_HOME", "relative", 1);
    expect_config("/home/viewer/.config/tallystick");
    unsetenv("XDG_CONFIG_HOME");
    expect_config("/home/viewer/.config/tallystick");
}
END_TEST

START_TEST(parent_is_the_folder)
{
    static const char *const cases[][2] = {{"/a/b", "/a"}, {"/a", "/"}, {"a", "."}, {"a/b/c", "a/b"}, {"", "."}};
    for (size_t i = 0; i < TSB_COUNT(cases); i++) {
        char *path = tsb_path_parent(cases[i][0]);
        ck_assert_ptr_nonnull(path);
        ck_assert_str_eq(path, cases[i][1]);
        free(path);
    }
}
END_TEST

START_TEST(state_folder_follows_xdg)
{
    setenv("HOME", "/home/viewer", 1);
    setenv("XDG_STATE_HOME", "/var/state", 1);
    expect_state("/var/state/tallystick");
    setenv("XDG_STATE_HOME", "relative", 1);
    expect_state("/home/viewer/.local/state/tallystick");
    setenv("XDG_STATE_HOME", "", 1);
    expect_state("/home/viewer/.local/state/tallystick");
    unsetenv("XDG_STATE_HOME");
    expect_state("/home/viewer/.local/state/tallystick");
    unsetenv("HOME"); /* the user database knows */
    expect_state(NULL);
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
        folders_are_made_with_parents,
        trees_are_removed_but_links_not_followed,
        bottomless_tree_is_refused,
        paths_join,
        create_replaces_nothing,
        new_file_appears_whole_or_not_at_all,
        new_file_that_fails_leaves_the_old_one,
        new_file_goes_where_it_can,
        erased_file_is_overwritten_first,
        each_failing_step_of_erasing_is_reported,
        folders_tell_their_names,
        real_path_is_one_for_all_names,
        state_folder_follows_xdg,
        config_folder_follows_xdg,
        parent_is_the_folder,
    };
    return suite_run("file", tests, TSB_COUNT(tests));
}
