/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the player says of everything that may be put before it. Images are mastered with genisoimage. */
#include "player/disc/disc.h"

#include <sys/stat.h>

#include "synth/chunk.h"
#include "tests/player/disc/disc_rig.h"

static void expect_refused(const char *path, int code, const char *words)
{
    tsp_disc *disc = NULL;
    tsb_error err = {0};

    ck_assert_int_eq(tsp_disc_open(&disc, path, NULL, NULL, &err), code);
    ck_assert_ptr_null(disc);
    ck_assert_msg(strstr(err.text, words) != NULL, "\"%s\" does not say \"%s\"", err.text, words);
}

START_TEST(copy_is_opened)
{
    struct rig rig;
    tsp_disc *disc = NULL;
    tsb_buffer image;
    uint8_t out[2 * TSS_SECTOR_SIZE];
    uint8_t lost = 0xff;
    tsb_error err = {0};

    rig_init(&rig);
    rig_make_copy(&rig, 0, 1);
    rig_load(&rig, &image);
    ck_assert_msg(tsp_disc_open(&disc, rig.image, NULL, NULL, &err) == 0, "%s", err.text);
    ck_assert_str_eq(tsp_disc_manifest(disc)->title, "A Film");
    ck_assert_str_eq(tsp_disc_path(disc), rig.image);
    ck_assert_uint_eq(tsp_disc_count(disc), image.size / TSS_SECTOR_SIZE);
    ck_assert_int_eq(tsp_disc_read(disc, 16, 2, out, &lost, NULL, NULL), 0);
    ck_assert_mem_eq(out, image.bytes + 16 * TSS_SECTOR_SIZE, sizeof(out));
    ck_assert_uint_eq(lost, 0);
    ck_assert_int_eq(tsp_disc_read(disc, tsp_disc_count(disc), 1, out, NULL, NULL, NULL), TSB_ERR_INVALID);
    ck_assert_int_eq(tsp_disc_read(disc, UINT32_MAX, 2, out, NULL, NULL, NULL), TSB_ERR_INVALID);
    tsp_disc_destroy(&disc);
    ck_assert_ptr_null(disc);
    tsb_buffer_finish(&image);
    scratch_remove(rig.folder);
}
END_TEST

START_TEST(longer_disc_than_image_is_fine)
{
    struct rig rig;
    tsb_buffer image;
    tsp_disc *disc = NULL;
    static const uint8_t padding[4096];

    rig_init(&rig);
    rig_make_copy(&rig, 0, 1);
    rig_load(&rig, &image);
    uint32_t count = (uint32_t)(image.size / TSS_SECTOR_SIZE);
    ck_assert_int_eq(tsb_buffer_append(&image, padding, sizeof(padding), NULL), 0);
    rig_store(&rig, &image, image.size);
    ck_assert_int_eq(tsp_disc_open(&disc, rig.image, NULL, NULL, NULL), 0);
    ck_assert_uint_eq(tsp_disc_count(disc), count);
    tsp_disc_destroy(&disc);
    scratch_remove(rig.folder);
}
END_TEST

START_TEST(cut_copy_is_refused)
{
    struct rig rig;
    tsb_buffer image;

    rig_init(&rig);
    rig_make_copy(&rig, 0, 1);
    rig_load(&rig, &image);
    /* Behind the manifest, in it, and well before it. */
    rig_store(&rig, &image,
              _i == 0   ? image.size - 100
              : _i == 1 ? rig_find(&image, "{", 1) * TSS_SECTOR_SIZE + 100u
                        : image.size / 2);
    expect_refused(rig.image, TSB_ERR_DAMAGED, "cut short");
    scratch_remove(rig.folder);
}
END_TEST

START_TEST(altered_manifest_is_refused)
{
    struct rig rig;
    tsb_buffer image;
    char *title = NULL;

    rig_init(&rig);
    rig_make_copy(&rig, 0, 1);
    rig_load(&rig, &image);
    title = memmem(image.bytes, image.size, "A Film", 6);
    ck_assert_ptr_nonnull(title);
    title[0] = 'B';
    rig_store(&rig, &image, image.size);
    expect_refused(rig.image, TSB_ERR_DENIED, "manifest is refused");
    scratch_remove(rig.folder);
}
END_TEST

START_TEST(moved_manifest_is_refused)
{
    struct rig rig;

    rig_init(&rig);
    rig_make_copy(&rig, -1, 1);
    expect_refused(rig.image, TSB_ERR_DENIED, "mastered anew");
    scratch_remove(rig.folder);
}
END_TEST

START_TEST(manifest_of_another_size_is_refused)
{
    struct rig rig;

    rig_init(&rig);
    rig_put(&rig, "TALLY/MANIFEST.JSN", "{}", 2);
    rig_master(&rig, "-udf");
    expect_refused(rig.image, TSB_ERR_DENIED, "wrong size");
    scratch_remove(rig.folder);
}
END_TEST

START_TEST(original_without_a_copy_is_told)
{
    struct rig rig;
    uint8_t blank[TSS_MANIFEST_SIZE];

    rig_init(&rig);
    tss_manifest_blank(blank);
    rig_put(&rig, "TALLY/MANIFEST.JSN", blank, sizeof(blank));
    rig_master(&rig, "-udf");
    expect_refused(rig.image, TSB_ERR_UNSUPPORTED, "it is an original, not a copy");
    scratch_remove(rig.folder);
}
END_TEST

START_TEST(ordinary_dvd_is_told)
{
    struct rig rig;

    rig_init(&rig);
    rig_put(&rig, "VIDEO_TS/VIDEO_TS.IFO", "DVDVIDEO-VMG", 12);
    rig_master(&rig, "-udf");
    expect_refused(rig.image, TSB_ERR_UNSUPPORTED,
                   "This is a DVD-Video disc, \"SOME_VOLUME\", not a Tallystick disc. Play it with any DVD player.");
    scratch_remove(rig.folder);
}
END_TEST

START_TEST(data_disc_is_told)
{
    struct rig rig;

    rig_init(&rig);
    rig_put(&rig, "letter.txt", "hello", 5);
    rig_master(&rig, _i == 0 ? "-udf" : "");
    expect_refused(rig.image, TSB_ERR_UNSUPPORTED, "This is a data disc, \"SOME_VOLUME\", not a Tallystick disc");
    scratch_remove(rig.folder);
}
END_TEST

START_TEST(cut_dvd_is_told)
{
    struct rig rig;
    tsb_buffer image;

    rig_init(&rig);
    rig_put(&rig, "VIDEO_TS/VIDEO_TS.IFO", "DVDVIDEO-VMG", 12);
    rig_master(&rig, "-udf");
    rig_load(&rig, &image);
    rig_store(&rig, &image, image.size / 2);
    expect_refused(rig.image, TSB_ERR_DAMAGED, "cut short");
    scratch_remove(rig.folder);
}
END_TEST

START_TEST(no_disc_at_all_is_told)
{
    struct rig rig;
    static const uint8_t zeros[100000];

    rig_init(&rig);
    expect_refused(rig.image, TSB_ERR_NOT_FOUND, "Check the name");
    ck_assert_int_eq(tsb_file_write(rig.image, "", 0, 0644, NULL), 0);
    expect_refused(rig.image, TSB_ERR_UNSUPPORTED, "is empty");
    ck_assert_int_eq(tsb_file_write(rig.image, "text", 4, 0644, NULL), 0);
    expect_refused(rig.image, TSB_ERR_UNSUPPORTED, "is not a disc image");
    ck_assert_int_eq(tsb_file_write(rig.image, zeros, sizeof(zeros), 0644, NULL), 0);
    expect_refused(rig.image, TSB_ERR_UNSUPPORTED, "is not a disc image");
    expect_refused(rig.folder, TSB_ERR_UNSUPPORTED, "is a folder");
    expect_refused("/dev/null", TSB_ERR_UNSUPPORTED, "neither a disc image nor a drive");
    ck_assert_int_eq(unlink(rig.image), 0);
    ck_assert_int_eq(mkfifo(rig.image, 0600), 0);
    expect_refused(rig.image, TSB_ERR_UNSUPPORTED, "neither a disc image nor a drive");
    scratch_remove(rig.folder);
}
END_TEST

START_TEST(damaged_file_systems_are_survived)
{
    struct rig rig;
    tsb_buffer image;
    tsb_buffer broken;
    uint64_t state = suite_seed(3);

    rig_init(&rig);
    rig_make_copy(&rig, 0, 1);
    rig_load(&rig, &image);
    tsb_buffer_init(&broken, RIG_IMAGE_CEILING);
    for (int round = 0; round < 60; round++) {
        tsp_disc *disc = NULL;
        tsb_buffer_clear(&broken);
        ck_assert_int_eq(tsb_buffer_append(&broken, image.bytes, image.size, NULL), 0);
        for (int i = 0; i < 40; i++) {
            broken.bytes[16 * TSS_SECTOR_SIZE + test_random(&state) % (broken.size - 16 * TSS_SECTOR_SIZE)] =
                (uint8_t)test_random(&state);
        }
        ck_assert_int_eq(tsb_file_write(rig.image, broken.bytes, broken.size, 0644, NULL), 0);
        (void)!tsp_disc_open(&disc, rig.image, NULL, NULL, NULL);
        tsp_disc_destroy(&disc);
    }
    tsb_buffer_finish(&broken);
    tsb_buffer_finish(&image);
    scratch_remove(rig.folder);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("disc");
    TCase *tcase = tcase_create("disc");

    if (system("command -v genisoimage >/dev/null") != 0) {
        puts("skipped: genisoimage is not installed");
        return 77;
    }
    suite_add_tcase(suite, tcase);
    tcase_add_test(tcase, copy_is_opened);
    tcase_add_test(tcase, longer_disc_than_image_is_fine);
    tcase_add_loop_test(tcase, cut_copy_is_refused, 0, 3);
    tcase_add_test(tcase, altered_manifest_is_refused);
    tcase_add_test(tcase, moved_manifest_is_refused);
    tcase_add_test(tcase, manifest_of_another_size_is_refused);
    tcase_add_test(tcase, original_without_a_copy_is_told);
    tcase_add_test(tcase, ordinary_dvd_is_told);
    tcase_add_loop_test(tcase, data_disc_is_told, 0, 2);
    tcase_add_test(tcase, cut_dvd_is_told);
    tcase_add_test(tcase, no_disc_at_all_is_told);
    tcase_add_test(tcase, damaged_file_systems_are_survived);
    return suite_end(suite);
}
