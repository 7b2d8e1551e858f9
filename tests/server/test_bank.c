/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The data folder and its bank: made whole, kept clean; identifying copies. */
#include "server/bank.h"

#include <dirent.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "film_fixture.h"
#include "server/identify.h"

static void bank_path(char *out, size_t size, const char *name)
{
    (void)snprintf(out, size, "%s/bank/%s", film_data, name);
}

/* Entries of the bank but its lock. */
static int bank_entries(void)
{
    int count = 0;
    char path[320] = "";
    bank_path(path, sizeof(path), "");
    DIR *folder = opendir(path);
    ck_assert_ptr_nonnull(folder);
    const struct dirent *entry = NULL;
    while ((entry = readdir(folder))) {
        count += entry->d_name[0] != '.';
    }
    closedir(folder);
    return count;
}

START_TEST(a_data_folder_is_made_once_and_private)
{
    char folder[256] = "";
    char data[300] = "";
    struct stat status = {0};
    scratch_make(folder);
    (void)snprintf(data, sizeof(data), "%s/a/b/", folder);
    ck_assert_int_eq(tsv_data_init(data, "n", "http://127.0.0.1:1", NULL), 0);
    ck_assert_int_eq(tsv_data_init(data, "n", "http://127.0.0.1:1", NULL), TSB_ERR_EXISTS);
    ck_assert_int_eq(stat(data, &status), 0);
    ck_assert_uint_eq(status.st_mode & 0777, 0700);
    (void)snprintf(data, sizeof(data), "%s/a/b/keys/master.key", folder);
    ck_assert_int_eq(stat(data, &status), 0);
    ck_assert_uint_eq(status.st_mode & 0777, 0600);
    ck_assert_int_eq(chmod(data, 0640), 0);
    (void)snprintf(data, sizeof(data), "%s/a/b", folder);
    tsv_data *opened = NULL;
    ck_assert_int_eq(tsv_data_open(&opened, data, NULL), TSB_ERR_DENIED);
    (void)snprintf(data, sizeof(data), "%s/a", folder);
    ck_assert_int_eq(tsv_data_init(data, "n", "http://127.0.0.1:1", NULL), TSB_ERR_EXISTS);
    ck_assert_int_eq(tsv_data_open(&opened, data, NULL), TSB_ERR_NOT_FOUND);
    scratch_remove(folder);
}
END_TEST

START_TEST(leftovers_are_swept_and_work_is_not)
{
    char path[400] = "";
    tsv_data *data = film_open();
    tsv_incoming incoming = {.lock = -1};
    ck_assert_int_eq(bank_entries(), 1);
    ck_assert_int_eq(tsv_bank_incoming(&incoming, data->bank, NULL), 0);
    bank_path(path, sizeof(path), "incoming-killed");
    ck_assert_int_eq(mkdir(path, 0700), 0);
    bank_path(path, sizeof(path), "00112233445566778899aabbccddeeff");
    ck_assert_int_eq(mkdir(path, 0700), 0);
    bank_path(path, sizeof(path), "00112233445566778899aabbccddeeff/.unentered");
    ck_assert_int_eq(tsb_file_write(path, "", 0, 0600, NULL), 0);
    bank_path(path, sizeof(path), "notes-of-the-operator");
    ck_assert_int_eq(mkdir(path, 0700), 0);
    ck_assert_int_eq(bank_entries(), 5);
    tsv_data *second = film_open();
    ck_assert_int_eq(bank_entries(), 3);
    tsv_data_close(&second);
    ck_assert(tsb_path_exists(incoming.path));
    ck_assert_int_eq(rmdir(path), 0);
    tsv_incoming_finish(&incoming);
    ck_assert_int_eq(bank_entries(), 1);
    tsv_data_close(&data);
}
END_TEST

static int refuse_record(void *context, tsb_error *err)
{
    (void)context;
    return tsb_fail(err, TSB_ERR_FULL, "no");
}

static int nothing_is_known(void *context, const tss_id *title)
{
    (void)context;
    (void)title;
    return 0;
}

START_TEST(an_older_store_costs_no_original)
{
    tsv_data *data = film_open();
    ck_assert_int_eq(tsv_bank_sweep(data->bank, nothing_is_known, NULL, NULL), 0);
    ck_assert_int_eq(bank_entries(), 1);
    tsv_data_close(&data);
}
END_TEST

START_TEST(a_title_the_store_refuses_is_taken_out_again)
{
    tsv_data *data = film_open();
    tsv_incoming incoming = {.lock = -1};
    tss_id title = {{1}};
    ck_assert_int_eq(tsv_bank_incoming(&incoming, data->bank, NULL), 0);
    ck_assert_int_eq(tsb_file_write(incoming.image, "i", 1, 0600, NULL), 0);
    ck_assert_int_eq(tsb_file_write(incoming.table, "t", 1, 0600, NULL), 0);
    ck_assert_int_eq(tsv_bank_commit(data->bank, &incoming, &title, refuse_record, NULL, NULL), TSB_ERR_FULL);
    tsv_incoming_finish(&incoming);
    ck_assert_int_eq(bank_entries(), 1);
    tsv_data_close(&data);
}
END_TEST

START_TEST(a_cancelled_ingest_leaves_nothing)
{
    char film[300] = "";
    tsv_data *data = film_open();
    tsb_cancel *cancel = NULL;
    tsv_title title = {0};
    (void)snprintf(film, sizeof(film), "%s/film.mkv", film_folder);
    ck_assert_int_eq(tsb_cancel_create(&cancel, NULL), 0);
    tsb_cancel_fire(cancel);
    tsv_ingest ingest = {.film = film, .name = "x", .profile = TSS_PROFILE_STANDARD, .cancel = cancel};
    ck_assert_int_eq(tsv_ingest_film(data, &ingest, &title, NULL), TSB_ERR_CANCELLED);
    ck_assert_int_eq(bank_entries(), 1);
    tsb_cancel_destroy(&cancel);
    tsv_data_close(&data);
}
END_TEST

START_TEST(an_original_that_does_not_fit_its_table_is_damaged)
{
    char path[400] = "";
    char id[TSS_ID_TEXT_SIZE] = "";
    tsv_data *data = film_open();
    tsv_original *original = NULL;
    tss_id_format(id, &film_title.id);
    (void)snprintf(path, sizeof(path), "%s/bank/%s/" TSV_BANK_IMAGE, film_data, id);
    off_t size = (off_t)film_title.image_sectors * (off_t)TSS_SECTOR_SIZE;
    ck_assert_int_eq(truncate(path, size + 2048), 0);
    ck_assert_int_eq(tsv_original_open(&original, data->bank, &film_title.id, NULL), TSB_ERR_DAMAGED);
    ck_assert_int_eq(truncate(path, size), 0);
    ck_assert_int_eq(tsv_original_open(&original, data->bank, &film_title.id, NULL), 0);
    tsv_original_close(&original);
    tsv_data_close(&data);
}
END_TEST

static void write_image(const char *path, const uint8_t *bytes, size_t size)
{
    ck_assert_int_eq(tsb_file_write(path, bytes, size, 0600, NULL), 0);
}

/* What identify says of the image: 1 alice's, 2 bob's, 0 none. */
static int whose(tsv_data *data, const char *path, enum tsv_manifest_state *manifest)
{
    tsv_identified *found = calloc(1, sizeof(*found));
    ck_assert_ptr_nonnull(found);
    int code = tsv_identify(found, data, path, NULL, NULL);
    ck_assert(code == 0 || code == TSB_ERR_NOT_FOUND);
    *manifest = found->manifest;
    int owner = code != 0 ? 0 : tss_id_equal(&found->copy.id, &film_copies[0]) ? 1 : 2;
    free(found);
    return owner;
}

START_TEST(copies_are_identified_whatever_their_manifest)
{
    char path[300] = "";
    size_t size = 0;
    enum tsv_manifest_state manifest = TSV_MANIFEST_NONE;
    tsv_data *data = film_open();
    size_t at = (size_t)film_title.manifest_sector * TSS_SECTOR_SIZE;
    uint8_t *alice = film_read_part(data, &film_copies[0], TSV_PART_IMAGE, &size);
    uint8_t *bob = film_read_part(data, &film_copies[1], TSV_PART_IMAGE, &size);
    (void)snprintf(path, sizeof(path), "%s/suspect.iso", film_folder);
    write_image(path, bob, size);
    ck_assert_int_eq(whose(data, path, &manifest), 2);
    ck_assert_int_eq(manifest, TSV_MANIFEST_OURS);
    memcpy(bob + at, alice + at, TSS_MANIFEST_SIZE);
    write_image(path, bob, size);
    ck_assert_int_eq(whose(data, path, &manifest), 2);
    ck_assert_int_eq(manifest, TSV_MANIFEST_OURS);
    memset(alice + at, 0, TSS_MANIFEST_SIZE);
    write_image(path, alice, size);
    ck_assert_int_eq(whose(data, path, &manifest), 1);
    ck_assert_int_eq(manifest, TSV_MANIFEST_NONE);
    write_image(path, alice, size - size / 3 / TSS_SECTOR_SIZE * TSS_SECTOR_SIZE);
    ck_assert_int_eq(whose(data, path, &manifest), 1);
    memset(alice, 0, size);
    write_image(path, alice, size);
    ck_assert_int_eq(whose(data, path, &manifest), 0);
    write_image(path, alice, 0);
    ck_assert_int_eq(whose(data, path, &manifest), 0);
    ck_assert_int_eq(unlink(path), 0);
    free(alice);
    free(bob);
    tsv_data_close(&data);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {a_data_folder_is_made_once_and_private,
                                  leftovers_are_swept_and_work_is_not,
                                  an_older_store_costs_no_original,
                                  a_title_the_store_refuses_is_taken_out_again,
                                  a_cancelled_ingest_leaves_nothing,
                                  an_original_that_does_not_fit_its_table_is_damaged,
                                  copies_are_identified_whatever_their_manifest};
    return film_suite_run("bank", tests, TSB_COUNT(tests));
}
