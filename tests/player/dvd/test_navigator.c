/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The navigator on a small disc made on the spot. */
#include "player/dvd/navigator.h"

#include "player/dvd/ticks.h"
#include "tests/player/support/film.h"
#include "tests/support/suite.h"

START_TEST(title_tables)
{
    tsp_navigator *navigator = NULL;
    ck_assert_int_eq(tsp_navigator_open(&navigator, film_image, 0, 1u << 20, NULL, NULL, NULL), 0);
    const tsp_title *title = tsp_navigator_title(navigator);
    ck_assert(title->wide);
    ck_assert_int_eq(title->lines, 576);
    ck_assert_int_ge(title->duration, FILM_SECONDS * TSP_SECOND - 4 * 3600);
    ck_assert_int_le(title->duration, FILM_SECONDS * TSP_SECOND + 4 * 3600);
    ck_assert_uint_eq(title->chapter_count, 3);
    ck_assert_int_eq(title->chapters[0], 0);
    ck_assert_uint_eq(tsp_title_chapter_at(title, TSP_SECOND), 0);
    ck_assert_uint_eq(tsp_title_chapter_at(title, 3 * TSP_SECOND), 1);
    ck_assert_uint_eq(tsp_title_chapter_at(title, 99 * TSP_SECOND), 2);
    ck_assert_uint_eq(title->track_count, 2);
    ck_assert_int_eq(title->tracks[0].kind, TSP_STREAM_AC3);
    ck_assert_int_eq(title->tracks[1].kind, TSP_STREAM_MPEG_AUDIO);
    ck_assert_ptr_nonnull(strstr(title->tracks[1].text, "French"));
    tsp_navigator_close(&navigator);
    tsp_navigator_close(&navigator);
}
END_TEST

/* Sends the machine to a time in its title. */
static void go(tsp_navigator *navigator, int64_t time, uint32_t *sector)
{
    tsp_target target = {.kind = TSP_TARGET_TIME, .title = tsp_navigator_title(navigator)->number, .time = time};
    ck_assert_int_eq(tsp_navigator_go(navigator, &target, sector, NULL, NULL), 0);
}

/* Every VOBU of the title once and in order, times rising without a break; and again after the end. */
START_TEST(navigates_to_the_end_and_back)
{
    tsp_navigator *navigator = NULL;
    ck_assert_int_eq(tsp_navigator_open(&navigator, film_image, 0, 1u << 20, NULL, NULL, NULL), 0);
    const tsp_title *title = tsp_navigator_title(navigator);
    for (unsigned round = 0; round < 2; round++) {
        tsp_vobu vobu;
        tsp_vobu before = {0};
        uint32_t count = 0;
        while (tsp_navigator_next(navigator, &vobu, NULL, NULL) == 1) {
            free(vobu.page);
            ck_assert_uint_eq(vobu.sector, title->vob_sector + title->vobus[count]);
            if (count > 0)
                ck_assert_uint_eq(vobu.sector, before.sector + before.count);
            if (count > 0)
                ck_assert_int_gt(vobu.time, before.time);
            ck_assert_int_lt(vobu.time - before.time, 2 * TSP_SECOND);
            before = vobu;
            count++;
        }
        ck_assert_uint_eq(count, title->vobu_count);
        ck_assert_int_eq(tsp_navigator_next(navigator, &vobu, NULL, NULL), 0);
        go(navigator, 0, NULL);
    }
    tsp_navigator_close(&navigator);
}
END_TEST

START_TEST(seeks_land_before_and_near)
{
    uint64_t state = suite_seed(11);
    tsp_navigator *navigator = NULL;
    ck_assert_int_eq(tsp_navigator_open(&navigator, film_image, 0, 1u << 20, NULL, NULL, NULL), 0);
    int64_t duration = tsp_navigator_title(navigator)->duration;
    for (unsigned i = 0; i < 200; i++) {
        int64_t time = (int64_t)(test_random(&state) % (uint64_t)duration);
        uint32_t sector = 0;
        tsp_vobu vobu;
        go(navigator, time, &sector);
        if (i % 4 == 0)
            continue; /* another at once */
        ck_assert_int_eq(tsp_navigator_next(navigator, &vobu, NULL, NULL), 1);
        free(vobu.page);
        ck_assert_uint_eq(vobu.sector, sector);
        ck_assert_int_le(vobu.time, time);
        ck_assert_int_gt(vobu.time + 2 * TSP_SECOND, time);
    }
    tsp_navigator_close(&navigator);
}
END_TEST

START_TEST(plays_the_title_that_is_asked_for)
{
    tsp_navigator *navigator = NULL;
    tsp_vobu vobu;
    tsb_error err = {0};
    ck_assert_int_eq(tsp_navigator_open(&navigator, film_image, 1, 1u << 20, NULL, NULL, NULL), 0);
    ck_assert_int_eq(tsp_navigator_title(navigator)->number, 1);
    ck_assert_int_eq(tsp_navigator_next(navigator, &vobu, NULL, NULL), 1);
    free(vobu.page);
    tsp_navigator_close(&navigator);
    ck_assert_int_eq(tsp_navigator_open(&navigator, film_image, 2, 1u << 20, NULL, NULL, &err), TSB_ERR_NOT_FOUND);
    ck_assert_ptr_null(navigator);
    ck_assert_str_eq(err.text, "The disc has no title 2; its last is 1");
}
END_TEST

START_TEST(refuses_what_is_no_disc)
{
    tsp_navigator *navigator = NULL;
    char path[600];
    char command[1400];
    tsb_error err = {0};
    snprintf(path, sizeof path, "%s/nothing.iso", film_folder);
    ck_assert_int_lt(tsp_navigator_open(&navigator, path, 0, 100, NULL, NULL, &err), 0);
    ck_assert_ptr_null(navigator);
    ck_assert(err.text[0]);
    snprintf(command, sizeof command, "head -c 400000 /dev/zero >%s", path);
    ck_assert_int_eq(system(command), 0);
    ck_assert_int_lt(tsp_navigator_open(&navigator, path, 0, 100, NULL, NULL, NULL), 0);
    /* Tables whole, film cut away: nothing beyond the end is ever named. */
    tsp_vobu vobu;
    ck_assert_int_eq(tsp_navigator_open(&navigator, film_image, 0, 500, NULL, NULL, NULL), 0);
    while (tsp_navigator_next(navigator, &vobu, NULL, NULL) == 1) {
        free(vobu.page);
        ck_assert_uint_le(vobu.sector + vobu.count, 500);
    }
    tsp_navigator_close(&navigator);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        title_tables,
        navigates_to_the_end_and_back,
        seeks_land_before_and_near,
        plays_the_title_that_is_asked_for,
        refuses_what_is_no_disc,
    };
    return film_run("player navigator", tests, TSB_COUNT(tests), film_make);
}
