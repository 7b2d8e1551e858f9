/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/account/account.h"

#include <sys/stat.h>

#include "base/secret.h"
#include "player/account/account_servers.h"
#include "player/account/account_text.h"
#include "tests/support/suite.h"

static const char server[] = "https://films.example:8443";

static mode_t mode_of(const char *path)
{
    struct stat status = {0};

    ck_assert_int_eq(stat(path, &status), 0);
    return status.st_mode & 07777;
}

START_TEST(key_is_made_once_and_kept)
{
    char folder[256];
    char data[300];
    char path[320];
    uint8_t key[TSS_KEY_SIZE];
    tsp_account *account = NULL;

    scratch_make(folder);
    snprintf(data, sizeof(data), "%s/a/b", folder);
    snprintf(path, sizeof(path), "%s/device.key", data);
    ck_assert_int_eq(tsp_account_open(&account, data, NULL, NULL, NULL), 0);
    memcpy(key, tsp_account_device_key(account), sizeof(key));
    tsp_account_destroy(&account);
    ck_assert_ptr_null(account);
    ck_assert_uint_eq(mode_of(path), 0600);
    ck_assert_uint_eq(mode_of(data), 0700);
    ck_assert_int_eq(tsp_account_open(&account, data, NULL, NULL, NULL), 0);
    ck_assert_mem_eq(key, tsp_account_device_key(account), sizeof(key));
    tsp_account_destroy(&account);
    scratch_remove(folder);
}
END_TEST

START_TEST(damaged_key_is_refused_not_replaced)
{
    char folder[256];
    char path[300];
    tsp_account *account = NULL;
    tsb_error err = {0};

    scratch_make(folder);
    snprintf(path, sizeof(path), "%s/device.key", folder);
    ck_assert_int_eq(tsb_file_write(path, "short", 5, 0600, NULL), 0);
    ck_assert_int_eq(tsp_account_open(&account, folder, NULL, NULL, &err), TSB_ERR_INVALID);
    ck_assert_ptr_null(account);
    ck_assert_ptr_nonnull(strstr(err.text, path));
    scratch_remove(folder);
}
END_TEST

START_TEST(data_that_is_a_file_is_an_error)
{
    char folder[256];
    char path[300];
    tsp_account *account = NULL;

    scratch_make(folder);
    snprintf(path, sizeof(path), "%s/file", folder);
    ck_assert_int_eq(tsb_file_write(path, "x", 1, 0600, NULL), 0);
    ck_assert_int_lt(tsp_account_open(&account, path, NULL, NULL, NULL), 0);
    ck_assert_ptr_null(account);
    scratch_remove(folder);
}
END_TEST

static tsp_login example(void)
{
    tsp_login login = {
        .pinned = true, .user = "Ada L\xc3\xb6velace", .signed_in = true, .expires = 1893456000, .device_known = true};

    memset(login.signing_key, 0x11, sizeof(login.signing_key));
    memset(login.token, 0xee, sizeof(login.token));
    memset(login.device, 0x5a, sizeof(login.device));
    return login;
}

static void expect_same(const tsp_login *a, const tsp_login *b)
{
    ck_assert_int_eq(a->pinned, b->pinned);
    ck_assert_mem_eq(a->signing_key, b->signing_key, sizeof(a->signing_key));
    ck_assert_str_eq(a->user, b->user);
    ck_assert_int_eq(a->signed_in, b->signed_in);
    ck_assert_mem_eq(a->token, b->token, sizeof(a->token));
    ck_assert_int_eq(a->expires, b->expires);
    ck_assert_int_eq(a->device_known, b->device_known);
    ck_assert_mem_eq(a->device, b->device, sizeof(a->device));
}

START_TEST(logins_are_kept_by_server)
{
    char folder[256];
    tsp_account *account = NULL;
    tsp_login login = example();
    tsp_login other = {.pinned = true};
    tsp_login found = {0};
    char *path = NULL;

    scratch_make(folder);
    ck_assert_int_eq(tsp_account_open(&account, folder, NULL, NULL, NULL), 0);
    ck_assert_int_eq(tsp_account_load(account, server, &found, NULL), 0);
    expect_same(&found, &(tsp_login){0});
    ck_assert_int_eq(tsp_account_save(account, server, &login, NULL), 0);
    ck_assert_int_eq(tsp_account_save(account, "http://[::1]:80", &other, NULL), 0);
    ck_assert_int_eq(tsp_account_load(account, server, &found, NULL), 0);
    expect_same(&found, &login);
    ck_assert_int_eq(tsp_account_load(account, "http://[::1]:80", &found, NULL), 0);
    expect_same(&found, &other);
    path = tsp_account_path(account, server);
    ck_assert_uint_eq(mode_of(path), 0600);
    ck_assert_int_eq(tsb_file_write(path, "nonsense\n", 9, 0600, NULL), 0);
    ck_assert_int_eq(tsp_account_load(account, server, &found, NULL), TSB_ERR_INVALID);
    expect_same(&found, &(tsp_login){0});
    free(path);
    tsp_account_destroy(&account);
    scratch_remove(folder);
}
END_TEST

static void meet(const tsp_account *account, const char *address)
{
    const tsp_login login = {.pinned = true};

    ck_assert_int_eq(tsp_account_save(account, address, &login, NULL), 0);
}

START_TEST(the_only_server_is_meant)
{
    char folder[256];
    char path[320];
    char found[TSS_MANIFEST_SERVER_SIZE] = "";
    tsp_account *account = NULL;
    tsb_error err = {0};
    static const char *const strange[] = {"https%3A%2F%2Ffilms.example%3A8443.new-a1B2c3", "https%3A%2F%2Fa%", "%00",
                                          "https%3A%2F%2FFILMS.example%3A8443", "notes"};

    scratch_make(folder);
    ck_assert_int_eq(tsp_account_open(&account, folder, NULL, NULL, NULL), 0);
    ck_assert_int_eq(tsp_account_only_server(account, found, &err), TSB_ERR_NOT_FOUND);
    ck_assert_ptr_nonnull(strstr(err.text, "--server"));
    meet(account, server);
    /* What else lies there stands for no server. */
    for (size_t i = 0; i < TSB_COUNT(strange); i++) {
        snprintf(path, sizeof(path), "%s/%s", tsp_account_servers(account), strange[i]);
        ck_assert_int_eq(tsb_file_write(path, "x", 1, 0600, NULL), 0);
    }
    ck_assert_int_eq(tsp_account_only_server(account, found, NULL), 0);
    ck_assert_str_eq(found, server);
    meet(account, "http://[::1]:8080");
    tsb_error_clear(&err);
    ck_assert_int_eq(tsp_account_only_server(account, found, &err), TSB_ERR_EXISTS);
    ck_assert_ptr_nonnull(strstr(err.text, server));
    ck_assert_ptr_nonnull(strstr(err.text, "http://[::1]:8080"));
    tsp_account_destroy(&account);
    scratch_remove(folder);
}
END_TEST

START_TEST(every_truncation_and_flip_is_survived)
{
    tsb_buffer text;
    tsp_login login = example();
    tsp_login found;

    tsb_buffer_init(&text, 4096);
    ck_assert_int_eq(tsp_login_format(&text, &login, NULL), 0);
    ck_assert_int_eq(tsp_login_parse(&found, (char *)text.bytes, text.size), 0);
    expect_same(&found, &login);
    for (size_t size = 0; size < text.size; size++) {
        /* A cut is either seen, or took whole lines away. */
        char *part = malloc(size + 1);
        memcpy(part, text.bytes, size);
        if (tsp_login_parse(&found, part, size) == 0)
            ck_assert(size > 0 && part[size - 1] == '\n');
        free(part);
    }
    for (size_t bit = 0; bit < text.size * 8; bit++) {
        text.bytes[bit / 8] = (uint8_t)(text.bytes[bit / 8] ^ 1u << bit % 8);
        if (tsp_login_parse(&found, (char *)text.bytes, text.size) != 0)
            expect_same(&found, &(tsp_login){0});
        text.bytes[bit / 8] = (uint8_t)(text.bytes[bit / 8] ^ 1u << bit % 8);
    }
    tsb_buffer_finish(&text);
}
END_TEST

START_TEST(unknown_names_are_ignored)
{
    static const char text[] = "tallystick account 1\ncolour blue\nuser ada\n";
    tsp_login found;

    ck_assert_int_eq(tsp_login_parse(&found, text, sizeof(text) - 1), 0);
    ck_assert_str_eq(found.user, "ada");
}
END_TEST

START_TEST(device_has_a_name)
{
    char name[TSN_DEVICE_NAME_SIZE] = "";

    tsp_account_device_name(name, sizeof(name));
    ck_assert_int_gt((int)strlen(name), 0);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        key_is_made_once_and_kept,
        damaged_key_is_refused_not_replaced,
        data_that_is_a_file_is_an_error,
        logins_are_kept_by_server,
        every_truncation_and_flip_is_survived,
        unknown_names_are_ignored,
        the_only_server_is_meant,
        device_has_a_name,
    };

    return suite_run("account", tests, TSB_COUNT(tests));
}
