/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The device key where no key store answers, which is what tests run with. */
#include "player/account/device_key.h"

#include <sys/stat.h>

#include "base/secret.h"
#include "player/account/key_record.h"
#include "tests/player/account/device_keys.h"
#include "tests/support/suite.h"

static void expect_mode(const char *path, mode_t mode)
{
    struct stat status = {0};

    ck_assert_int_eq(stat(path, &status), 0);
    ck_assert_uint_eq(status.st_mode & 07777, mode);
}

static void write_record(const char *path, const char *store)
{
    tsp_key_record record = {.kept = {1, 2, 3}, .kept_size = 3};
    tsb_buffer text;

    tsb_buffer_init(&text, 4096);
    snprintf(record.store, sizeof(record.store), "%s", store);
    memset(record.device, 7, sizeof(record.device));
    ck_assert_int_eq(tsp_key_record_format(&text, &record, NULL), 0);
    ck_assert_int_eq(tsb_file_write(path, text.bytes, text.size, 0600, NULL), 0);
    tsb_buffer_finish(&text);
}

START_TEST(without_a_store_it_lies_in_a_file)
{
    struct device_folder folder;
    uint8_t first[TSS_KEY_SIZE];
    uint8_t again[TSS_KEY_SIZE];

    device_folder_make(&folder);
    ck_assert_int_eq(device_folder_open(&folder, first, NULL), 0);
    expect_mode(folder.file, 0600);
    ck_assert(!tsb_path_exists(folder.record));
    ck_assert_int_eq(device_folder_open(&folder, again, NULL), 0);
    ck_assert_mem_eq(first, again, sizeof(first));
    device_folder_remove(&folder);
}
END_TEST

START_TEST(many_at_once_get_the_same)
{
    struct device_folder folder;

    device_folder_make(&folder);
    device_folder_race(&folder);
    device_folder_remove(&folder);
}
END_TEST

START_TEST(damaged_files_are_refused_not_replaced)
{
    static const char zeros[TSS_KEY_SIZE];
    static const struct {
        const char *bytes;
        size_t size;
    } cases[] = {{"", 0}, {"short", 5}, {zeros, sizeof(zeros)}, {"a key that is longer than any key is", 36}};

    for (size_t i = 0; i < TSB_COUNT(cases); i++) {
        struct device_folder folder;
        uint8_t key[TSS_KEY_SIZE];
        tsb_error err = {0};
        device_folder_make(&folder);
        ck_assert_int_eq(tsb_file_write(folder.file, cases[i].bytes, cases[i].size, 0600, NULL), 0);
        ck_assert_int_eq(device_folder_open(&folder, key, &err), TSB_ERR_INVALID);
        ck_assert_ptr_nonnull(strstr(err.text, folder.file));
        ck_assert(!tsb_path_exists(folder.record));
        device_folder_remove(&folder);
    }
}
END_TEST

START_TEST(a_recorded_key_is_never_replaced)
{
    static const char *const stores[] = {"secret-service", "dpapi", "a store of later days"};

    for (size_t i = 0; i < TSB_COUNT(stores); i++) {
        struct device_folder folder;
        uint8_t key[TSS_KEY_SIZE];
        tsb_error err = {0};
        device_folder_make(&folder);
        write_record(folder.record, stores[i]);
        /* Also when something lies where a key in a file would: it may be what is left of a move. */
        if (i == 1)
            ck_assert_int_eq(tsb_file_write(folder.file, "01234567890123456789012345678901", 32, 0600, NULL), 0);
        ck_assert_int_eq(device_folder_open(&folder, key, &err), TSB_ERR_UNSUPPORTED);
        ck_assert_msg(strstr(err.text, "No other key was made") != NULL, "%s", err.text);
        ck_assert_int_eq(tsb_path_exists(folder.file), i == 1);
        ck_assert(tsb_path_exists(folder.record));
        device_folder_remove(&folder);
    }
}
END_TEST

START_TEST(a_damaged_record_is_refused)
{
    struct device_folder folder;
    uint8_t key[TSS_KEY_SIZE];
    tsb_error err = {0};
    char *large = calloc(1, 100000);

    device_folder_make(&folder);
    ck_assert_int_eq(tsb_file_write(folder.record, "nonsense\n", 9, 0600, NULL), 0);
    ck_assert_int_eq(device_folder_open(&folder, key, &err), TSB_ERR_INVALID);
    ck_assert_ptr_nonnull(strstr(err.text, folder.record));
    ck_assert_int_eq(tsb_file_write(folder.record, large, 100000, 0600, NULL), 0);
    ck_assert_int_eq(device_folder_open(&folder, key, NULL), TSB_ERR_INVALID);
    ck_assert(!tsb_path_exists(folder.file));
    free(large);
    device_folder_remove(&folder);
}
END_TEST

static void expect_same(const tsp_key_record *a, const tsp_key_record *b)
{
    ck_assert_str_eq(a->store, b->store);
    ck_assert_mem_eq(a->device, b->device, sizeof(a->device));
    ck_assert_uint_eq(a->kept_size, b->kept_size);
    ck_assert_mem_eq(a->kept, b->kept, sizeof(a->kept));
}

START_TEST(records_read_back)
{
    tsp_key_record record = {.store = "dpapi", .kept_size = TSP_KEYSTORE_KEPT_MAX};
    tsp_key_record found;
    tsb_buffer text;

    tsb_buffer_init(&text, 4096);
    memset(record.device, 0xab, sizeof(record.device));
    memset(record.kept, 0xcd, sizeof(record.kept));
    ck_assert_int_eq(tsp_key_record_format(&text, &record, NULL), 0);
    ck_assert_int_eq(tsp_key_record_parse(&found, (char *)text.bytes, text.size), 0);
    expect_same(&found, &record);
    for (size_t size = 0; size < text.size; size++) {
        char *part = malloc(size + 1);
        memcpy(part, text.bytes, size);
        /* Only what is kept may be cut off whole. */
        if (tsp_key_record_parse(&found, part, size) == 0)
            ck_assert(part[size - 1] == '\n' && found.kept_size == 0);
        else
            expect_same(&found, &(tsp_key_record){0});
        free(part);
    }
    tsb_buffer_finish(&text);
}
END_TEST

#define HEADING "tallystick device key 1\n"
#define DEVICE  "device 0707070707070707070707070707070707070707070707070707070707070707\n"

START_TEST(records_are_checked)
{
    static const char *const bad[] = {
        "",
        HEADING,
        HEADING DEVICE,
        HEADING "store dpapi\n",
        HEADING "store \n" DEVICE,
        HEADING "store dpapi\ndevice 07\n",
        HEADING "store dpapi\n" DEVICE "kept 0\n",
        HEADING "store dpapi\n" DEVICE "kept zz\n",
        HEADING "store a_name_that_is_too_long_for_any_store\n" DEVICE,
        ("tallystick device key 2\nstore dpapi\n" DEVICE),
    };
    tsp_key_record found;
    static const char good[] = HEADING "colour blue\nstore dpapi\n" DEVICE;

    for (size_t i = 0; i < TSB_COUNT(bad); i++)
        ck_assert_msg(tsp_key_record_parse(&found, bad[i], strlen(bad[i])) == TSB_ERR_INVALID, "case %zu", i);
    ck_assert_int_eq(tsp_key_record_parse(&found, good, sizeof(good) - 1), 0);
    ck_assert_str_eq(found.store, "dpapi");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        without_a_store_it_lies_in_a_file,
        many_at_once_get_the_same,
        damaged_files_are_refused_not_replaced,
        a_recorded_key_is_never_replaced,
        a_damaged_record_is_refused,
        records_read_back,
        records_are_checked,
    };

    return suite_run("device key", tests, TSB_COUNT(tests));
}
