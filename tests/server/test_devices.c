/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Devices are listed, removed for good, and enrolled anew. */
#include "server/store/store.h"

#include <sqlite3.h>

#include "store_fixture.h"

static store_fixture fixture;

typedef struct listed {
    size_t count;
    tsv_device devices[4];
} listed;

static int list_one(void *context, const tsv_device *device)
{
    listed *list = context;
    ck_assert_uint_lt(list->count, TSB_COUNT(list->devices));
    list->devices[list->count++] = *device;
    return 0;
}

static listed list_all(int64_t account)
{
    listed list = {0};
    ck_assert_int_eq(tsv_store_device_each(fixture.store, account, list_one, &list, NULL), 0);
    return list;
}

static int remove_it(int64_t account, int64_t device, int64_t now)
{
    const tsv_device_removal removal = {.account = account, .device = device, .now = now, .address = "192.0.2.7"};
    return tsv_store_device_remove(fixture.store, &removal, NULL);
}

START_TEST(listed_by_account_the_last_seen_first)
{
    tsv_view view = {0};
    fixture_make(&fixture, 3);
    int64_t one = fixture_device(fixture.store, fixture.owner.id, 1);
    int64_t two = fixture_device(fixture.store, fixture.owner.id, 2);
    (void)fixture_device(fixture.store, fixture.qa.id, 3);
    ck_assert_int_eq(fixture_open(fixture.store, &fixture, one, FIXTURE_NOW + 50, &view), 0);
    listed list = list_all(fixture.owner.id);
    ck_assert_uint_eq(list.count, 2);
    ck_assert_int_eq(list.devices[0].id, one);
    ck_assert_int_eq(list.devices[0].created, FIXTURE_NOW);
    ck_assert_int_eq(list.devices[0].seen, FIXTURE_NOW + 50);
    ck_assert_int_eq(list.devices[1].id, two);
    ck_assert_int_eq(list.devices[1].seen, FIXTURE_NOW);
    ck_assert_str_eq(list.devices[1].name, "a device");
    ck_assert_uint_eq(list.devices[1].key[0], 2);
    fixture_remove(&fixture);
}
END_TEST

START_TEST(a_removed_one_is_signed_out)
{
    uint8_t hash[TSS_HASH_SIZE] = {1};
    uint8_t other_hash[TSS_HASH_SIZE] = {2};
    tsv_bearer bearer = {0};
    tsv_device device = {0};
    tsv_view view = {0};
    tsv_view ended = {0};
    tsv_view other_view = {0};
    fixture_make(&fixture, 3);
    int64_t one = fixture_device(fixture.store, fixture.owner.id, 1);
    int64_t two = fixture_device(fixture.store, fixture.owner.id, 2);
    const int64_t account = fixture.owner.id;
    const int64_t later = FIXTURE_NOW + 60;
    ck_assert_int_eq(tsv_store_token_add(fixture.store, hash, account, one, FIXTURE_NOW, later + 99, NULL), 0);
    ck_assert_int_eq(tsv_store_token_add(fixture.store, other_hash, account, two, FIXTURE_NOW, later + 99, NULL), 0);
    ck_assert_int_eq(fixture_open(fixture.store, &fixture, one, FIXTURE_NOW, &view), 0);
    ck_assert_int_eq(fixture_open(fixture.store, &fixture, two, FIXTURE_NOW, &other_view), 0);
    ck_assert_int_eq(remove_it(account, one, later), 0);
    ck_assert_int_eq(tsv_store_token_find(fixture.store, hash, later, &bearer, NULL), TSB_ERR_NOT_FOUND);
    ck_assert_int_eq(tsv_store_device_find(fixture.store, account, one, &device, NULL), TSB_ERR_NOT_FOUND);
    ck_assert_uint_eq(list_all(account).count, 1);
    /* Its view gives no more keys, and is not resumed either. */
    ck_assert_int_eq(tsv_store_view_find(fixture.store, &view.id, &ended, NULL), 0);
    ck_assert_int_eq(ended.expires, later);
    ck_assert_int_eq(tsv_store_view_resumable(fixture.store, &fixture.copy.id, account, one, later, &view, NULL),
                     TSB_ERR_NOT_FOUND);
    /* The other one goes on. */
    ck_assert_int_eq(tsv_store_token_find(fixture.store, other_hash, later, &bearer, NULL), 0);
    ck_assert_int_eq(tsv_store_view_find(fixture.store, &other_view.id, &view, NULL), 0);
    ck_assert_int_eq(view.expires, other_view.expires);
    ck_assert_uint_eq(fixture_views_left(&fixture), 1);
    fixture_remove(&fixture);
}
END_TEST

START_TEST(only_ones_own_and_only_once)
{
    fixture_make(&fixture, 1);
    int64_t one = fixture_device(fixture.store, fixture.owner.id, 1);
    ck_assert_int_eq(remove_it(fixture.qa.id, one, FIXTURE_NOW), TSB_ERR_NOT_FOUND);
    ck_assert_int_eq(remove_it(fixture.owner.id, one + 1, FIXTURE_NOW), TSB_ERR_NOT_FOUND);
    ck_assert_int_eq(remove_it(fixture.owner.id, -1, FIXTURE_NOW), TSB_ERR_NOT_FOUND);
    ck_assert_uint_eq(list_all(fixture.owner.id).count, 1);
    ck_assert_int_eq(remove_it(fixture.owner.id, one, FIXTURE_NOW), 0);
    ck_assert_int_eq(remove_it(fixture.owner.id, one, FIXTURE_NOW), TSB_ERR_NOT_FOUND);
    fixture_remove(&fixture);
}
END_TEST

START_TEST(enrolled_anew_it_starts_afresh)
{
    uint8_t key[TSS_KEY_SIZE] = {1, 1}; /* as fixture_device makes number 1's */
    uint8_t hash[TSS_HASH_SIZE] = {1};
    tsv_device device = {0};
    tsv_bearer bearer = {0};
    tsv_view view = {0};
    fixture_make(&fixture, 2);
    const int64_t account = fixture.owner.id;
    int64_t one = fixture_device(fixture.store, account, 1);
    ck_assert_int_eq(fixture_open(fixture.store, &fixture, one, FIXTURE_NOW, &view), 0);
    ck_assert_int_eq(remove_it(account, one, FIXTURE_NOW + 1), 0);
    /* A sign-in that was under way gets a token that is worth nothing. */
    ck_assert_int_eq(tsv_store_token_add(fixture.store, hash, account, one, FIXTURE_NOW + 1, FIXTURE_NOW + 99, NULL),
                     0);
    ck_assert_int_eq(tsv_store_token_find(fixture.store, hash, FIXTURE_NOW + 2, &bearer, NULL), TSB_ERR_NOT_FOUND);
    ck_assert_int_eq(tsv_store_device_enrol(fixture.store, account, key, "a name", FIXTURE_NOW + 9, &device, NULL), 0);
    ck_assert_str_eq(device.name, "a name");
    ck_assert_int_eq(device.created, FIXTURE_NOW + 9);
    ck_assert_uint_eq(list_all(account).count, 1);
    ck_assert_int_eq(fixture_open(fixture.store, &fixture, device.id, FIXTURE_NOW + 10, &view), 0);
    ck_assert(!view.resumed);
    ck_assert_uint_eq(view.views_left, 0);
    fixture_remove(&fixture);
}
END_TEST

START_TEST(a_removed_one_makes_room)
{
    fixture_make(&fixture, 1);
    int64_t first = fixture_device(fixture.store, fixture.owner.id, 1);
    for (int n = 2; n <= TSV_DEVICES_MAX; n++)
        (void)fixture_device(fixture.store, fixture.owner.id, (uint8_t)n);
    uint8_t key[TSS_KEY_SIZE] = {255, 255};
    tsv_device device = {0};
    ck_assert_int_eq(
        tsv_store_device_enrol(fixture.store, fixture.owner.id, key, "one more", FIXTURE_NOW, &device, NULL),
        TSB_ERR_DENIED);
    ck_assert_int_eq(remove_it(fixture.owner.id, first, FIXTURE_NOW), 0);
    ck_assert_int_eq(
        tsv_store_device_enrol(fixture.store, fixture.owner.id, key, "one more", FIXTURE_NOW, &device, NULL), 0);
    /* The one that was removed finds no room in its old place either. */
    uint8_t old[TSS_KEY_SIZE] = {1, 1};
    ck_assert_int_eq(tsv_store_device_enrol(fixture.store, fixture.owner.id, old, "old", FIXTURE_NOW, &device, NULL),
                     TSB_ERR_DENIED);
    fixture_remove(&fixture);
}
END_TEST

static int find_removal(void *context, const tsv_audit *audit)
{
    int64_t *device = context;
    if (strcmp(audit->event, "device_removed") != 0)
        return 0;
    ck_assert_str_eq(audit->account, "alice");
    ck_assert_str_eq(audit->address, "192.0.2.7");
    ck_assert_str_eq(audit->detail, "a device");
    ck_assert_int_eq(audit->time, FIXTURE_NOW + 3);
    *device = audit->device;
    return 0;
}

START_TEST(a_removal_is_audited)
{
    int64_t audited = 0;
    fixture_make(&fixture, 1);
    int64_t one = fixture_device(fixture.store, fixture.owner.id, 1);
    ck_assert_int_eq(remove_it(fixture.owner.id, one, FIXTURE_NOW + 3), 0);
    ck_assert_int_eq(tsv_store_audit_each(fixture.store, 0, find_removal, &audited, NULL), 0);
    ck_assert_int_eq(audited, one);
    fixture_remove(&fixture);
}
END_TEST

/* Takes a store back to before devices could be removed. */
static void make_old(const char *path)
{
    sqlite3 *database = NULL;
    int64_t version = 0;
    sqlite3_stmt *statement = NULL;
    ck_assert_int_eq(sqlite3_open(path, &database), SQLITE_OK);
    ck_assert_int_eq(sqlite3_prepare_v2(database, "PRAGMA user_version", -1, &statement, NULL), SQLITE_OK);
    ck_assert_int_eq(sqlite3_step(statement), SQLITE_ROW);
    version = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    ck_assert_msg(version == 3, "a step came behind this one: take that back first, too");
    ck_assert_int_eq(sqlite3_exec(database,
                                  "DROP INDEX views_of_device; ALTER TABLE devices DROP COLUMN removed;"
                                  " PRAGMA user_version = 2",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_close(database);
}

START_TEST(older_stores_are_brought_up_to_date)
{
    fixture_make(&fixture, 1);
    int64_t one = fixture_device(fixture.store, fixture.owner.id, 1);
    tsv_store_close(&fixture.store);
    make_old(fixture.path);
    ck_assert_int_eq(tsv_store_open(&fixture.store, fixture.path, false, NULL), 0);
    ck_assert_uint_eq(list_all(fixture.owner.id).count, 1);
    ck_assert_int_eq(remove_it(fixture.owner.id, one, FIXTURE_NOW), 0);
    ck_assert_uint_eq(list_all(fixture.owner.id).count, 0);
    fixture_remove(&fixture);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        listed_by_account_the_last_seen_first, a_removed_one_is_signed_out, only_ones_own_and_only_once,
        enrolled_anew_it_starts_afresh,        a_removed_one_makes_room,    a_removal_is_audited,
        older_stores_are_brought_up_to_date};
    return suite_run("devices", tests, TSB_COUNT(tests));
}
