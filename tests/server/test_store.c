/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/store/store.h"

#include "store_fixture.h"

static store_fixture fixture;

START_TEST(creating_twice_is_refused)
{
    fixture_make(&fixture, 1);
    tsv_store *again = NULL;
    ck_assert_int_eq(tsv_store_open(&again, fixture.path, true, NULL), TSB_ERR_EXISTS);
    ck_assert_ptr_null(again);
    ck_assert_int_eq(tsv_store_open(&again, "/nowhere/store.db", false, NULL), TSB_ERR_NOT_FOUND);
    ck_assert_int_eq(tsv_store_open(&again, fixture.path, false, NULL), 0);
    tsv_store_close(&again);
    fixture_remove(&fixture);
}
END_TEST

START_TEST(a_file_that_is_no_database_is_said_so)
{
    char folder[256] = "";
    char path[300] = "";
    scratch_make(folder);
    (void)snprintf(path, sizeof(path), "%s/store.db", folder);
    static const char junk[] = "this has never been a database, and is long enough to be taken for one's header .....";
    ck_assert_int_eq(tsb_file_write(path, junk, sizeof(junk), 0600, NULL), 0);
    tsv_store *store = NULL;
    tsb_error err = {0};
    ck_assert_int_eq(tsv_store_open(&store, path, false, &err), TSB_ERR_DAMAGED);
    ck_assert_ptr_nonnull(strstr(err.text, "backup"));
    scratch_remove(folder);
}
END_TEST

START_TEST(settings_are_replaced)
{
    fixture_make(&fixture, 1);
    char value[TSV_NAME_SIZE] = "";
    ck_assert_int_eq(tsv_store_setting_get(fixture.store, "name", value, NULL), TSB_ERR_NOT_FOUND);
    ck_assert_int_eq(tsv_store_setting_set(fixture.store, "name", "one", NULL), 0);
    ck_assert_int_eq(tsv_store_setting_set(fixture.store, "name", "two", NULL), 0);
    ck_assert_int_eq(tsv_store_setting_get(fixture.store, "name", value, NULL), 0);
    ck_assert_str_eq(value, "two");
    fixture_remove(&fixture);
}
END_TEST

START_TEST(names_are_unique_and_found)
{
    fixture_make(&fixture, 1);
    tsv_account again = {.name = "alice"};
    tsv_account found = {0};
    ck_assert_int_eq(tsv_store_account_add(fixture.store, &again, NULL), TSB_ERR_EXISTS);
    ck_assert_int_eq(tsv_store_account_find(fixture.store, "alice", &found, NULL), 0);
    ck_assert_int_eq(found.id, fixture.owner.id);
    ck_assert(!found.qa);
    ck_assert_int_eq(tsv_store_account_find(fixture.store, "quality", &found, NULL), 0);
    ck_assert(found.qa);
    ck_assert_int_eq(tsv_store_account_find(fixture.store, "'; DROP TABLE accounts; --", &found, NULL),
                     TSB_ERR_NOT_FOUND);
    tsv_distributor twin = fixture.distributor;
    ck_assert_int_eq(tss_id_generate(&twin.id, NULL), 0);
    ck_assert_int_eq(tsv_store_distributor_add(fixture.store, &twin, NULL), TSB_ERR_EXISTS);
    fixture_remove(&fixture);
}
END_TEST

START_TEST(a_device_is_enrolled_once)
{
    fixture_make(&fixture, 1);
    int64_t first = fixture_device(fixture.store, fixture.owner.id, 1);
    ck_assert_int_eq(fixture_device(fixture.store, fixture.owner.id, 1), first);
    ck_assert_int_ne(fixture_device(fixture.store, fixture.qa.id, 1), first);
    for (int n = 2; n <= TSV_DEVICES_MAX; n++) {
        (void)fixture_device(fixture.store, fixture.owner.id, (uint8_t)n);
    }
    uint8_t key[TSS_KEY_SIZE] = {255, 255};
    tsv_device device = {0};
    ck_assert_int_eq(
        tsv_store_device_enrol(fixture.store, fixture.owner.id, key, "one more", FIXTURE_NOW, &device, NULL),
        TSB_ERR_DENIED);
    ck_assert_int_eq(fixture_device(fixture.store, fixture.owner.id, 1), first);
    fixture_remove(&fixture);
}
END_TEST

START_TEST(tokens_end)
{
    fixture_make(&fixture, 1);
    uint8_t one[TSS_HASH_SIZE] = {1};
    uint8_t two[TSS_HASH_SIZE] = {2};
    tsv_bearer bearer = {0};
    int64_t device = fixture_device(fixture.store, fixture.owner.id, 7);
    ck_assert_int_eq(
        tsv_store_token_add(fixture.store, one, fixture.owner.id, device, FIXTURE_NOW, FIXTURE_NOW + 10, NULL), 0);
    ck_assert_int_eq(
        tsv_store_token_add(fixture.store, two, fixture.owner.id, device, FIXTURE_NOW, FIXTURE_NOW + 99, NULL), 0);
    ck_assert_int_eq(tsv_store_token_find(fixture.store, one, FIXTURE_NOW + 9, &bearer, NULL), 0);
    ck_assert_int_eq(bearer.account, fixture.owner.id);
    ck_assert_int_eq(bearer.device, device);
    ck_assert_uint_eq(bearer.device_key[0], 7);
    ck_assert_str_eq(bearer.account_name, "alice");
    ck_assert_int_eq(tsv_store_token_find(fixture.store, one, FIXTURE_NOW + 10, &bearer, NULL), TSB_ERR_NOT_FOUND);
    ck_assert_int_eq(tsv_store_token_remove(fixture.store, one, NULL), 0);
    ck_assert_int_eq(tsv_store_token_remove(fixture.store, one, NULL), 0);
    ck_assert_int_eq(tsv_store_token_find(fixture.store, one, FIXTURE_NOW, &bearer, NULL), TSB_ERR_NOT_FOUND);
    uint8_t salt[TSS_SALT_SIZE] = {9};
    uint8_t verifier[TSS_KEY_SIZE] = {8};
    ck_assert_int_eq(tsv_store_account_password(fixture.store, fixture.owner.id, salt, verifier, NULL), 0);
    ck_assert_int_eq(tsv_store_token_find(fixture.store, two, FIXTURE_NOW, &bearer, NULL), TSB_ERR_NOT_FOUND);
    ck_assert_int_eq(tsv_store_account_password(fixture.store, 4711, salt, verifier, NULL), TSB_ERR_NOT_FOUND);
    fixture_remove(&fixture);
}
END_TEST

START_TEST(titles_come_back_whole)
{
    fixture_make(&fixture, 1);
    tsv_title full = {.profile = 2, .image_sectors = 4000000, .chunk_count = 7, .complement_size = UINT64_C(1) << 33};
    memset(full.image_hash, 0xab, sizeof(full.image_hash));
    memset(full.provider, 0xcd, sizeof(full.provider));
    full.manifest_sector = 1;
    full.vmg_sector = 2;
    full.vmg_backup_sector = 3;
    full.slices = 11;
    full.sites = 12;
    full.created = FIXTURE_NOW;
    strcpy(full.name, "Größe \"x\" 映画");
    ck_assert_int_eq(tss_id_generate(&full.id, NULL), 0);
    ck_assert_int_eq(tsv_store_title_add(fixture.store, &full, NULL), 0);
    ck_assert_int_eq(tsv_store_title_add(fixture.store, &full, NULL), TSB_ERR_EXISTS);
    tsv_title found = {0};
    ck_assert_int_eq(tsv_store_title_find(fixture.store, &full.id, &found, NULL), 0);
    ck_assert_mem_eq(&found, &full, sizeof(full));
    fixture_remove(&fixture);
}
END_TEST

static int stop_at_first(void *context, const tsv_title *title)
{
    (void)title;
    ++*(int *)context;
    return 1;
}

static int count_titles(void *context, const tsv_title *title)
{
    tsv_title again = {0};
    ck_assert_int_eq(tsv_store_title_find(fixture.store, &title->id, &again, NULL), 0);
    ++*(int *)context;
    return 0;
}

START_TEST(a_walk_ends_when_told)
{
    fixture_make(&fixture, 1);
    tsv_title second = fixture.title;
    ck_assert_int_eq(tss_id_generate(&second.id, NULL), 0);
    ck_assert_int_eq(tsv_store_title_add(fixture.store, &second, NULL), 0);
    int count = 0;
    ck_assert_int_eq(tsv_store_title_each(fixture.store, stop_at_first, &count, NULL), 1);
    ck_assert_int_eq(count, 1);
    count = 0;
    ck_assert_int_eq(tsv_store_title_each(fixture.store, count_titles, &count, NULL), 0);
    ck_assert_int_eq(count, 2);
    fixture_remove(&fixture);
}
END_TEST

START_TEST(a_processing_is_made_once_an_owner)
{
    fixture_make(&fixture, 1);
    tsv_processing first = {.title = fixture.title.id, .profile = 1, .tied = TSV_TIED_DISTRIBUTOR};
    first.distributor = fixture.distributor.id;
    first.sealed_seed[0] = 1;
    tsv_processing second = first;
    second.sealed_seed[0] = 2;
    ck_assert_int_eq(tss_id_generate(&first.id, NULL), 0);
    ck_assert_int_eq(tss_id_generate(&second.id, NULL), 0);
    ck_assert_int_eq(tsv_store_processing_obtain(fixture.store, &first, NULL), 0);
    ck_assert_int_eq(tsv_store_processing_obtain(fixture.store, &second, NULL), 0);
    ck_assert(tss_id_equal(&first.id, &second.id));
    ck_assert_uint_eq(second.sealed_seed[0], 1);
    second.profile = 2;
    ck_assert_int_eq(tss_id_generate(&second.id, NULL), 0);
    ck_assert_int_eq(tsv_store_processing_obtain(fixture.store, &second, NULL), 0);
    ck_assert(!tss_id_equal(&first.id, &second.id));
    ck_assert_int_eq(tss_id_generate(&second.title, NULL), 0);
    ck_assert_int_eq(tss_id_generate(&second.id, NULL), 0);
    ck_assert_int_eq(tsv_store_processing_obtain(fixture.store, &second, NULL), TSB_ERR_NOT_FOUND);
    fixture_remove(&fixture);
}
END_TEST

START_TEST(a_copy_without_its_title_is_refused)
{
    fixture_make(&fixture, 1);
    tsv_copy *lost = malloc(sizeof(*lost));
    ck_assert_ptr_nonnull(lost);
    *lost = fixture.copy;
    ck_assert_int_eq(tss_id_generate(&lost->id, NULL), 0);
    ck_assert_int_eq(tss_id_generate(&lost->title, NULL), 0);
    ck_assert_int_eq(tsv_store_copy_add(fixture.store, lost, NULL), TSB_ERR_NOT_FOUND);
    ck_assert_int_eq(tsv_store_copy_find(fixture.store, &lost->id, lost, NULL), TSB_ERR_NOT_FOUND);
    ck_assert_int_eq(tsv_store_copy_find(fixture.store, &fixture.copy.id, lost, NULL), 0);
    ck_assert_str_eq(lost->title_name, "A film");
    ck_assert_str_eq(lost->account_name, "alice");
    ck_assert_str_eq(lost->distributor_name, "A kiosk");
    free(lost);
    fixture_remove(&fixture);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {creating_twice_is_refused,
                                  a_file_that_is_no_database_is_said_so,
                                  settings_are_replaced,
                                  names_are_unique_and_found,
                                  a_device_is_enrolled_once,
                                  tokens_end,
                                  titles_come_back_whole,
                                  a_walk_ends_when_told,
                                  a_processing_is_made_once_an_owner,
                                  a_copy_without_its_title_is_refused};
    return suite_run("store", tests, TSB_COUNT(tests));
}
