/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The device key in a real key store: GNOME Keyring, in a session of this test's own (tests/support/keyring.sh). */
#include "player/account/keystore.h"

#include <sys/stat.h>

#include "base/bytes.h"
#include "base/secret.h"
#include "tests/player/account/device_keys.h"
#include "tests/support/suite.h"

static void public_of(uint8_t device[TSS_KEY_SIZE], const uint8_t key[TSS_KEY_SIZE])
{
    ck_assert_int_eq(tss_device_public(device, key, NULL), 0);
}

static tsp_keystore_place place_of(const struct device_folder *folder)
{
    return (tsp_keystore_place){.folder = folder->path};
}

/* Whether the store itself has the key. */
static bool stored(const struct device_folder *folder, const uint8_t key[TSS_KEY_SIZE])
{
    tsp_keystore_place place = place_of(folder);
    uint8_t device[TSS_KEY_SIZE];
    uint8_t found[TSS_KEY_SIZE] = {0};
    int result = 0;

    public_of(device, key);
    result = tsp_keystore_get(&place, device, NULL, 0, found, NULL);
    ck_assert(result == 0 || result == TSB_ERR_NOT_FOUND);
    return result == 0 && memcmp(found, key, TSS_KEY_SIZE) == 0;
}

/* No file of the folder has the key's bytes in it, nor its digits. */
static void expect_only_a_record(const struct device_folder *folder, const uint8_t key[TSS_KEY_SIZE])
{
    char digits[2 * TSS_KEY_SIZE + 1];
    struct stat status = {0};
    tsb_buffer text;

    ck_assert(!tsb_path_exists(folder->file));
    tsb_buffer_init(&text, 4096);
    ck_assert_int_eq(stat(folder->record, &status), 0);
    ck_assert_uint_eq(status.st_mode & 07777, 0600);
    ck_assert_int_eq(tsb_file_read(folder->record, &text, NULL), 0);
    tsb_hex_encode(digits, key, TSS_KEY_SIZE);
    ck_assert_ptr_null(strstr((char *)text.bytes, digits));
    ck_assert_ptr_null(memmem(text.bytes, text.size, key, TSS_KEY_SIZE));
    tsb_buffer_finish(&text);
}

static void write_key(const char *path, uint8_t key[TSS_KEY_SIZE])
{
    uint8_t device[TSS_KEY_SIZE];

    ck_assert_int_eq(tss_device_generate(key, device, NULL), 0);
    ck_assert_int_eq(tsb_file_write(path, key, TSS_KEY_SIZE, 0600, NULL), 0);
}

START_TEST(a_new_key_goes_into_the_store)
{
    struct device_folder folder;
    uint8_t key[TSS_KEY_SIZE];
    uint8_t again[TSS_KEY_SIZE];
    tsb_error err = {0};

    device_folder_make(&folder);
    ck_assert_msg(device_folder_open(&folder, key, &err) == 0, "%s", err.text);
    expect_only_a_record(&folder, key);
    ck_assert(stored(&folder, key));
    ck_assert_int_eq(device_folder_open(&folder, again, NULL), 0);
    ck_assert_mem_eq(key, again, sizeof(key));
    device_folder_remove(&folder);
}
END_TEST

START_TEST(a_key_in_a_file_is_moved)
{
    struct device_folder folder;
    char other[320];
    uint8_t key[TSS_KEY_SIZE];
    uint8_t found[TSS_KEY_SIZE];
    tsb_buffer left;

    device_folder_make(&folder);
    write_key(folder.file, key);
    snprintf(other, sizeof(other), "%s.link", folder.file);
    ck_assert_int_eq(link(folder.file, other), 0);
    ck_assert_int_eq(device_folder_open(&folder, found, NULL), 0);
    ck_assert_mem_eq(key, found, sizeof(key));
    expect_only_a_record(&folder, key);
    ck_assert(stored(&folder, key));
    /* The bytes themselves are gone. */
    tsb_buffer_init(&left, 64);
    ck_assert_int_eq(tsb_file_read(other, &left, NULL), 0);
    ck_assert_ptr_null(memmem(left.bytes, left.size, key, 4));
    tsb_buffer_finish(&left);
    ck_assert_int_eq(device_folder_open(&folder, found, NULL), 0);
    ck_assert_mem_eq(key, found, sizeof(key));
    device_folder_remove(&folder);
}
END_TEST

START_TEST(folders_have_keys_of_their_own)
{
    struct device_folder one;
    struct device_folder two;
    uint8_t keys[4][TSS_KEY_SIZE];
    uint8_t device[TSS_KEY_SIZE];
    tsp_keystore_place place = {0};

    device_folder_make(&one);
    device_folder_make(&two);
    ck_assert_int_eq(device_folder_open(&one, keys[0], NULL), 0);
    ck_assert_int_eq(device_folder_open(&two, keys[1], NULL), 0);
    ck_assert_mem_ne(keys[0], keys[1], TSS_KEY_SIZE);
    ck_assert_int_eq(device_folder_open(&one, keys[2], NULL), 0);
    ck_assert_mem_eq(keys[0], keys[2], TSS_KEY_SIZE);
    /* One folder cannot remove another's. */
    place = place_of(&two);
    public_of(device, keys[0]);
    ck_assert_int_eq(tsp_keystore_remove(&place, device, NULL), 0);
    ck_assert(stored(&one, keys[0]));
    place = place_of(&one);
    ck_assert_int_eq(tsp_keystore_remove(&place, device, NULL), 0);
    ck_assert(!stored(&one, keys[0]));
    ck_assert_int_eq(device_folder_open(&two, keys[3], NULL), 0);
    ck_assert_mem_eq(keys[1], keys[3], TSS_KEY_SIZE);
    device_folder_remove(&two);
    device_folder_remove(&one);
}
END_TEST

START_TEST(a_moved_folder_keeps_its_key)
{
    struct device_folder folder;
    struct device_folder moved;
    uint8_t key[TSS_KEY_SIZE];
    uint8_t found[TSS_KEY_SIZE];

    device_folder_make(&folder);
    device_folder_make(&moved);
    ck_assert_int_eq(device_folder_open(&folder, key, NULL), 0);
    ck_assert_int_eq(rename(folder.path, moved.path), 0);
    ck_assert_int_eq(device_folder_open(&moved, found, NULL), 0);
    ck_assert_mem_eq(key, found, sizeof(key));
    device_folder_remove(&moved);
}
END_TEST

START_TEST(a_lost_record_is_made_again)
{
    struct device_folder folder;
    uint8_t key[TSS_KEY_SIZE];
    uint8_t found[TSS_KEY_SIZE];

    device_folder_make(&folder);
    ck_assert_int_eq(device_folder_open(&folder, key, NULL), 0);
    ck_assert_int_eq(unlink(folder.record), 0);
    ck_assert_int_eq(device_folder_open(&folder, found, NULL), 0);
    ck_assert_mem_eq(key, found, sizeof(key));
    expect_only_a_record(&folder, key);
    device_folder_remove(&folder);
}
END_TEST

START_TEST(a_key_deleted_in_the_store_is_an_error)
{
    struct device_folder folder;
    tsp_keystore_place place = {0};
    uint8_t key[TSS_KEY_SIZE];
    uint8_t device[TSS_KEY_SIZE];
    tsb_error err = {0};

    device_folder_make(&folder);
    place = place_of(&folder);
    ck_assert_int_eq(device_folder_open(&folder, key, NULL), 0);
    public_of(device, key);
    ck_assert_int_eq(tsp_keystore_remove(&place, device, NULL), 0);
    ck_assert_int_eq(device_folder_open(&folder, key, &err), TSB_ERR_NOT_FOUND);
    ck_assert_ptr_nonnull(strstr(err.text, folder.record));
    ck_assert_int_eq(err.text[strlen(err.text) - 1], '.');
    ck_assert(!tsb_path_exists(folder.file));
    /* What the message says: moved away, there is a new one. */
    ck_assert_int_eq(unlink(folder.record), 0);
    ck_assert_int_eq(device_folder_open(&folder, key, NULL), 0);
    device_folder_remove(&folder);
}
END_TEST

START_TEST(a_move_cut_short_is_ended)
{
    static const uint8_t zeros[TSS_KEY_SIZE];
    struct device_folder folder;
    uint8_t key[TSS_KEY_SIZE];
    uint8_t found[TSS_KEY_SIZE];
    uint8_t stranger[TSS_KEY_SIZE];

    device_folder_make(&folder);
    ck_assert_int_eq(device_folder_open(&folder, key, NULL), 0);
    /* Before the file was overwritten, and after. */
    ck_assert_int_eq(tsb_file_write(folder.file, key, sizeof(key), 0600, NULL), 0);
    ck_assert_int_eq(device_folder_open(&folder, found, NULL), 0);
    ck_assert_mem_eq(key, found, sizeof(key));
    expect_only_a_record(&folder, key);
    ck_assert_int_eq(tsb_file_write(folder.file, zeros, sizeof(zeros), 0600, NULL), 0);
    ck_assert_int_eq(device_folder_open(&folder, found, NULL), 0);
    ck_assert_mem_eq(key, found, sizeof(key));
    expect_only_a_record(&folder, key);
    /* What is none of that is nobody's to remove. */
    write_key(folder.file, stranger);
    ck_assert_int_eq(device_folder_open(&folder, found, NULL), 0);
    ck_assert_mem_eq(key, found, sizeof(key));
    ck_assert(tsb_path_exists(folder.file));
    device_folder_remove(&folder);
}
END_TEST

START_TEST(many_at_once_get_the_same)
{
    struct device_folder folder;
    uint8_t key[TSS_KEY_SIZE];

    device_folder_make(&folder);
    device_folder_race(&folder);
    ck_assert_int_eq(device_folder_open(&folder, key, NULL), 0);
    expect_only_a_record(&folder, key);
    device_folder_remove(&folder);
    /* And when they all move it. */
    device_folder_make(&folder);
    write_key(folder.file, key);
    device_folder_race(&folder);
    expect_only_a_record(&folder, key);
    ck_assert(stored(&folder, key));
    device_folder_remove(&folder);
}
END_TEST

int main(int argc, char *argv[])
{
    const TTest *const tests[] = {
        a_new_key_goes_into_the_store, a_key_in_a_file_is_moved,    folders_have_keys_of_their_own,
        a_moved_folder_keeps_its_key,  a_lost_record_is_made_again, a_key_deleted_in_the_store_is_an_error,
        a_move_cut_short_is_ended,     many_at_once_get_the_same,
    };
    const char *source = getenv("TALLYSTICK_SOURCE");
    const char *id = tsp_keystore_id();
    char script[512] = "";

    (void)argc;
    if (!id || strcmp(id, "secret-service") != 0) {
        puts("skipped: this build uses no Secret Service");
        return 77;
    }
    if (getenv("TALLYSTICK_KEYRING"))
        return suite_run("key store", tests, TSB_COUNT(tests));
    snprintf(script, sizeof(script), "%s/tests/support/keyring.sh", source ? source : ".");
    execl("/bin/bash", "bash", script, argv[0], (char *)NULL);
    perror(script);
    return 1;
}
