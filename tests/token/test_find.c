/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding tokens among emulated sticks; runs under mock_stick. */
#include <unistd.h>

#include "base/compiler.h"
#include "tests/support/suite.h"
#include "tests/token/mock.h"
#include "tests/token/rig.h"
#include "token/blocks_file.h"
#include "token/find.h"

#include "base/cancel.h"

/* A file system that is not the build folder's, which is on the stick. */
#define ELSEWHERE "/dev/shm"

/* Leaves the stick's own blocks to the tests, wiped. */
static void raw(void)
{
    tst_found *all = NULL;
    size_t count = 0;
    tst_blocks *blocks = NULL;
    static const uint8_t zeros[2 * TST_UNIT];
    mock_order("mounted no");
    mock_fresh();
    ck_assert_int_eq(tst_find_all(&all, &count, NULL), 0);
    ck_assert_uint_eq(count, 1);
    ck_assert_str_eq(all[0].path, "");
    ck_assert_str_eq(tst_find_name(&all[0]), MOCK_SERIAL);
    ck_assert_int_eq(tst_find_open(&all[0], false, &blocks, NULL), 0);
    ck_assert_int_eq(tst_blocks_write(blocks, 0, zeros, sizeof zeros, NULL), 0);
    tst_blocks_destroy(&blocks);
    free(all);
}

static void done(void)
{
    mock_order("mounted yes");
    mock_fresh();
}

/* On the stick plugged in, whose serial is the sample's. */
static void write_token(struct rig *rig)
{
    tst_found found;
    tst_blocks *blocks = NULL;
    tsb_error err = {0};
    rig_make(rig);
    ck_assert_msg(tst_find_named(SAMPLE_SERIAL, &found, &err) == 0, "%s", err.text);
    ck_assert_int_eq(tst_find_open(&found, true, &blocks, NULL), 0);
    rig_write(rig, blocks);
    tst_blocks_destroy(&blocks);
}

static tst_finder *finder_of(const char *name, const tss_id *copy)
{
    tst_finder *finder = NULL;
    ck_assert_int_eq(tst_finder_create(&finder, name, copy, NULL), 0);
    return finder;
}

static void expect_none(tst_finder *finder, int code, const char *words)
{
    tst_blocks *blocks = NULL;
    tsb_error err = {0};
    ck_assert_int_eq(tst_finder_find(finder, &blocks, &err), code);
    ck_assert_ptr_null(blocks);
    ck_assert_int_eq(err.code, code);
    ck_assert_msg(strstr(err.text, words) != NULL, "no \"%s\" in: %s", words, err.text);
}

static void expect_token(tst_finder *finder, const char *serial)
{
    tst_blocks *blocks = NULL;
    tsb_error err = {0};
    ck_assert_msg(tst_finder_find(finder, &blocks, &err) == 0, "%s", err.text);
    ck_assert_str_eq(blocks->serial, serial);
    tst_blocks_destroy(&blocks);
}

START_TEST(ordinary_sticks_are_left_alone)
{
    const tss_id copy = {{1}};
    raw();
    tst_finder *finder = finder_of(NULL, &copy);
    expect_none(finder, TSB_ERR_NOT_FOUND, "no token");
    const unsigned commands = mock_commands();
    ck_assert_uint_eq(mock_detached(), 0);
    expect_none(finder, TSB_ERR_NOT_FOUND, "no token");
    ck_assert_uint_eq(mock_commands(), commands);
    mock_order("unplug");
    expect_none(finder, TSB_ERR_NOT_FOUND, "no token");
    mock_order("plug");
    expect_none(finder, TSB_ERR_NOT_FOUND, "no token");
    ck_assert_uint_eq(mock_commands(), commands);
    ck_assert_int_eq(tsb_cancel_sleep(NULL, TST_FIND_SETTLE_MS), 0);
    expect_none(finder, TSB_ERR_NOT_FOUND, "no token");
    ck_assert_uint_gt(mock_commands(), commands);
    tst_finder_destroy(&finder);
    tst_finder_destroy(&finder);
    done();
}
END_TEST

START_TEST(the_token_with_the_copy_is_found)
{
    struct rig rig;
    tss_id other;
    raw();
    mock_order("unplug");
    mock_order("plug " SAMPLE_SERIAL);
    write_token(&rig);
    memset(&other, 7, sizeof other);
    tst_finder *finder = finder_of(NULL, &rig.sample.copy);
    tst_finder *elsewhere = finder_of(NULL, &other);
    expect_token(finder, SAMPLE_SERIAL);
    expect_none(elsewhere, TSB_ERR_INVALID, "does not hold this disc's film");
    mock_order("unplug");
    expect_none(finder, TSB_ERR_NOT_FOUND, "no token");
    mock_order("plug");
    expect_token(finder, SAMPLE_SERIAL);
    tst_finder_destroy(&finder);
    tst_finder_destroy(&elsewhere);
    rig_finish(&rig);
    done();
}
END_TEST

START_TEST(a_copy_on_another_stick_is_refused)
{
    struct rig rig;
    raw();
    mock_order("unplug");
    mock_order("plug " SAMPLE_SERIAL);
    write_token(&rig);
    tst_finder *finder = finder_of(NULL, &rig.sample.copy);
    expect_token(finder, SAMPLE_SERIAL);
    mock_order("unplug");
    mock_order("plug " MOCK_SERIAL);
    expect_none(finder, TSB_ERR_NOT_FOUND, "no token");
    ck_assert_int_eq(tsb_cancel_sleep(NULL, TST_FIND_SETTLE_MS), 0);
    expect_none(finder, TSB_ERR_DENIED, "a copy of token " SAMPLE_SERIAL);
    /* Who names it gets it, and what is signed refuses it. */
    tst_finder *named = finder_of(MOCK_SERIAL, &rig.sample.copy);
    expect_token(named, MOCK_SERIAL);
    tst_finder_destroy(&named);
    tst_finder_destroy(&finder);
    rig_finish(&rig);
    done();
}
END_TEST

START_TEST(one_player_at_a_time)
{
    struct rig rig;
    tst_blocks *blocks = NULL;
    char folder[256];
    scratch_make(folder);
    rig_make(&rig);
    mock_fresh();
    tst_finder *finder = finder_of(folder, &rig.sample.copy);
    expect_none(finder, TSB_ERR_NOT_FOUND, "TALLY.TST");
    tst_found found;
    ck_assert_int_eq(tst_find_named(folder, &found, NULL), 0);
    ck_assert_int_eq(tst_find_open(&found, true, &blocks, NULL), 0);
    expect_none(finder, TSB_ERR_EXISTS, "in use");
    tst_blocks_destroy(&blocks);
    ck_assert_int_eq(tst_finder_find(finder, &blocks, NULL), 0);
    tst_blocks_destroy(&blocks);
    tst_finder_destroy(&finder);
    rig_finish(&rig);
    scratch_remove(folder);
}
END_TEST

START_TEST(names_are_serials_folders_and_files)
{
    tst_found found;
    tst_blocks *blocks = NULL;
    char path[512];
    tsb_error err = {0};
    mock_fresh();
    ck_assert_int_eq(tst_find_named(MOCK_SERIAL, &found, NULL), 0);
    ck_assert_str_eq(found.device.serial, MOCK_SERIAL);
    ck_assert_ptr_nonnull(strstr(found.path, TST_FILE_NAME)); /* its file system is mounted */
    ck_assert_int_eq(tst_find_named("NO-SUCH", &found, &err), TSB_ERR_NOT_FOUND);
    ck_assert_ptr_nonnull(strstr(err.text, "NO-SUCH"));
    ck_assert_int_eq(tst_find_named("", &found, NULL), TSB_ERR_NOT_FOUND);

    const char *folder = getenv("STICK_MOUNTED");
    (void)snprintf(path, sizeof path, "%s/" TST_FILE_NAME, folder);
    (void)unlink(path);
    ck_assert_int_eq(tst_find_named(path, &found, NULL), TSB_ERR_NOT_FOUND);
    ck_assert_int_eq(tst_find_named(folder, &found, NULL), 0);
    ck_assert_str_eq(found.path, path);
    ck_assert_str_eq(found.device.serial, MOCK_SERIAL);
    ck_assert_int_eq(tst_find_open(&found, false, &blocks, NULL), TSB_ERR_NOT_FOUND);
    ck_assert_int_eq(tst_find_open(&found, true, &blocks, NULL), 0);
    ck_assert_str_eq(blocks->serial, MOCK_SERIAL);
    tst_blocks_destroy(&blocks);
    ck_assert_int_eq(tst_find_named(path, &found, NULL), 0);
    ck_assert_str_eq(found.path, path);
    /* Another stick came to its place since it was found. */
    mock_order("unplug");
    mock_order("plug OTHER");
    tsb_error why = {0};
    ck_assert_int_eq(tst_find_open(&found, false, &blocks, &why), TSB_ERR_NOT_FOUND);
    ck_assert_ptr_null(blocks);
    mock_order("unplug");
    ck_assert_int_eq(tst_find_open(&found, false, &blocks, NULL), TSB_ERR_NOT_FOUND);
    ck_assert_int_eq(unlink(path), 0);
    mock_fresh();
}
END_TEST

START_TEST(what_is_on_no_stick_has_no_serial)
{
    tst_found found;
    tst_blocks *blocks = NULL;
    char folder[64] = ELSEWHERE "/tallystick-test-XXXXXX";
    if (access(ELSEWHERE, W_OK) != 0)
        return;
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(tst_find_named(folder, &found, NULL), 0);
    ck_assert_str_eq(found.device.serial, "");
    ck_assert_str_eq(tst_find_name(&found), found.path);
    ck_assert_int_eq(tst_find_open(&found, true, &blocks, NULL), 0);
    ck_assert_str_eq(blocks->serial, "");
    tst_blocks_destroy(&blocks);
    scratch_remove(folder);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        ordinary_sticks_are_left_alone, the_token_with_the_copy_is_found,    a_copy_on_another_stick_is_refused,
        one_player_at_a_time,           names_are_serials_folders_and_files, what_is_on_no_stick_has_no_serial,
    };
    return suite_run("find", tests, TSB_COUNT(tests));
}
