/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/base/faults.h"
#include "tests/base/files.h"
#include "tests/support/suite.h"

START_TEST(folders_are_made_with_parents)
{
    char folder[256];
    scratch_make(folder);
    char *deep = files_in(folder, "a//b/c/");
    ck_assert_int_eq(tsb_folder_make(deep, 0700, NULL), 0);
    ck_assert_int_eq(tsb_folder_make(deep, 0700, NULL), 0);
    ck_assert_int_eq(tsb_folder_make("/", 0700, NULL), 0);
    char *inner = files_in(folder, "a/b/c");
    struct stat status;
    ck_assert_int_eq(stat(inner, &status), 0);
    ck_assert(S_ISDIR(status.st_mode));
    ck_assert_uint_eq(status.st_mode & 07777, 0700);
    /* A file in the way, as the last part and as a parent. */
    char *file = files_in(folder, "a/file");
    char *below = files_in(folder, "a/file/d");
    files_put(file, "x");
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
    char *precious = files_in(outside, "precious");
    files_put(precious, "kept");
    char *deep = files_in(folder, "tree/x/y");
    char *tree = files_in(folder, "tree");
    char *file = files_in(deep, "file");
    char *link_to_folder = files_in(deep, "link");
    char *dangling = files_in(deep, "dangling");
    ck_assert_int_eq(tsb_folder_make(deep, 0700, NULL), 0);
    files_put(file, "x");
    ck_assert_int_eq(symlink(outside, link_to_folder), 0);
    ck_assert_int_eq(symlink("nowhere", dangling), 0);
    ck_assert(tsb_path_exists(dangling));
    ck_assert(!tsb_path_is_folder(dangling));
    ck_assert(tsb_path_is_folder(tree) && tsb_path_is_folder(link_to_folder));
    ck_assert_int_eq(tsb_tree_remove(tree, NULL), 0);
    ck_assert(!tsb_path_exists(tree));
    files_expect(precious, "kept");
    ck_assert_int_eq(tsb_tree_remove(tree, NULL), 0); /* missing: fine */
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

START_TEST(a_link_given_by_name_goes_but_not_what_it_points_to)
{
    char folder[256];
    char outside[256];
    scratch_make(folder);
    scratch_make(outside);
    char *precious = files_in(outside, "precious");
    char *link_itself = files_in(folder, "link");
    files_put(precious, "kept");
    ck_assert_int_eq(symlink(outside, link_itself), 0);
    ck_assert_int_eq(tsb_tree_remove(link_itself, NULL), 0);
    ck_assert(!tsb_path_exists(link_itself));
    files_expect(precious, "kept");
    free(link_itself);
    free(precious);
    scratch_remove(outside);
    scratch_remove(folder);
}
END_TEST

START_TEST(what_cannot_be_removed_is_named)
{
    tsb_error err = {0};
    ck_assert_int_lt(tsb_tree_remove("/proc/self/status", &err), 0);
    ck_assert_ptr_nonnull(strstr(err.text, "/proc/self/status"));
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
    char *moved = files_in(folder, "half");
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
        char *path = files_in(cases[i].folder, cases[i].name);
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
        char *path = files_in(folder, name);
        files_put(path, "x");
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
        folders_are_made_with_parents,
        trees_are_removed_but_links_not_followed,
        a_link_given_by_name_goes_but_not_what_it_points_to,
        what_cannot_be_removed_is_named,
        bottomless_tree_is_refused,
        paths_join,
        folders_tell_their_names,
        real_path_is_one_for_all_names,
        config_folder_follows_xdg,
        parent_is_the_folder,
        state_folder_follows_xdg,
    };
    return suite_run("folder", tests, TSB_COUNT(tests));
}
