/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Angles, on a disc made on the spot (tests/support/angle_disc.sh) that has them one after the other, and interleaved.
 */
#include "player/dvd/navigator.h"

#include <dvdnav/dvdnav.h>

#include "player/dvd/navigator_pack.h"
#include "player/dvd/ticks.h"
#include "tests/player/support/film.h"
#include "tests/support/suite.h"

enum { BEFORE, FIRST_ANGLE, ANGLES = 3, AFTER = FIRST_ANGLE + ANGLES, CELLS };

#define CELL_TIME  (4 * TSP_SECOND)
#define TITLE_TIME (3 * CELL_TIME)
#define VOBU_TIME  (15 * 3600) /* pictures between those that stand alone */

static const char *const layouts[] = {"apart", "seamless", "non-seamless"};

static bool make_discs(void)
{
    char command[1000];
    snprintf(command, sizeof command, "bash '%s' '%s' '%s'", TALLYSTICK_ANGLE_DISC, TALLYSTICK_INTERLEAVE, film_folder);
    return system(command) == 0;
}

static tsp_navigator *open_disc(const char *layout)
{
    tsp_navigator *navigator = NULL;
    tsb_error err = {0};
    snprintf(film_image, sizeof film_image, "%s/%s.iso", film_folder, layout);
    ck_assert_msg(tsp_navigator_open(&navigator, film_image, 0, 1u << 20, NULL, NULL, &err) == 0, "%s", err.text);
    return navigator;
}

/* The number of blocks that libdvdnav by itself gives of an angle, but for navigation packs, and a sum over them. */
static uint64_t sum_of(const char *layout, int angle, unsigned *count)
{
    dvdnav_t *machine = NULL;
    uint64_t sum = 0xCBF29CE484222325u;
    int32_t event = DVDNAV_NOP;
    *count = 0;
    snprintf(film_image, sizeof film_image, "%s/%s.iso", film_folder, layout);
    ck_assert_int_eq(dvdnav_open(&machine, film_image), DVDNAV_STATUS_OK);
    ck_assert_int_eq(dvdnav_title_play(machine, 1), DVDNAV_STATUS_OK);
    ck_assert_int_eq(dvdnav_angle_change(machine, angle), DVDNAV_STATUS_OK);
    while (event != DVDNAV_STOP) {
        uint8_t block[DVD_VIDEO_LB_LEN];
        int32_t length = 0;
        ck_assert_int_eq(dvdnav_get_next_block(machine, block, &event, &length), DVDNAV_STATUS_OK);
        if (event == DVDNAV_WAIT)
            dvdnav_wait_skip(machine);
        if (event != DVDNAV_BLOCK_OK)
            continue;
        ++*count;
        for (size_t i = 0; i < sizeof block; i++)
            sum = (sum ^ block[i]) * 0x100000001B3u;
    }
    dvdnav_close(machine);
    return sum;
}

START_TEST(the_discs_themselves_are_sound)
{
    uint64_t sums[ANGLES];
    unsigned counts[ANGLES];
    for (int i = 0; i < ANGLES; i++)
        sums[i] = sum_of(layouts[0], i + 1, &counts[i]);
    ck_assert_uint_ne(sums[0], sums[1]);
    ck_assert_uint_ne(sums[1], sums[2]);
    for (size_t layout = 1; layout < TSB_COUNT(layouts); layout++) {
        for (int i = 0; i < ANGLES; i++) {
            unsigned count = 0;
            ck_assert_uint_eq(sum_of(layouts[layout], i + 1, &count), sums[i]);
            ck_assert_uint_eq(count, counts[i]);
        }
    }
}
END_TEST

START_TEST(a_block_of_angles_has_one_time)
{
    for (size_t layout = 0; layout < TSB_COUNT(layouts); layout++) {
        tsp_navigator *navigator = open_disc(layouts[layout]);
        const tsp_title *title = tsp_navigator_title(navigator);
        ck_assert_int_eq(title->angle_count, ANGLES);
        ck_assert_uint_eq(title->cell_count, CELLS);
        ck_assert_int_eq(title->cells[AFTER].angle, 0);
        ck_assert_int_eq(title->duration, TITLE_TIME);
        for (int angle = 1; angle <= ANGLES; angle++) {
            const tsp_cell *cell = &title->cells[FIRST_ANGLE + angle - 1];
            ck_assert_int_eq(cell->angle, angle);
            ck_assert_int_eq(cell->start, CELL_TIME);
            ck_assert_ptr_eq(tsp_title_cell_at(title, 5 * TSP_SECOND, angle), cell);
        }
        tsp_navigator_close(&navigator);
    }
}
END_TEST

/* Each video object is a cell. */
static int cell_of(FILE *file, const tsp_vobu *vobu)
{
    uint8_t sector[TSP_SECTOR_SIZE];
    tsp_nav_pack pack;
    ck_assert_int_eq(fseek(file, (long)vobu->sector * TSP_SECTOR_SIZE, SEEK_SET), 0);
    ck_assert_uint_eq(fread(sector, sizeof sector, 1, file), 1);
    ck_assert(tsp_nav_pack_read(&pack, sector));
    ck_assert_uint_eq(pack.sector, vobu->sector - vobu->title->vob_sector);
    ck_assert_uint_eq(pack.count, vobu->count);
    return pack.vob_id - 1;
}

/* From time on, for so many VOBUs or to the end: nothing of another angle, no step back, no hole. */
static void play(tsp_navigator *navigator, int64_t time, int angle, unsigned vobus)
{
    tsp_target target = {.kind = TSP_TARGET_TIME, .title = 1, .time = time, .angle = angle};
    int wanted = FIRST_ANGLE + angle - 1;
    bool met[CELLS] = {false};
    FILE *file = fopen(film_image, "rb");
    tsp_vobu vobu;
    int64_t before = -1;
    int result = 0;
    unsigned count = 0;
    tsb_error err = {0};
    ck_assert_ptr_nonnull(file);
    ck_assert_msg(tsp_navigator_go(navigator, &target, NULL, NULL, &err) == 0, "%s: to %.2f s, angle %d: %s",
                  film_image, tsp_seconds(time), angle, err.text);
    while (count < vobus && (result = tsp_navigator_next(navigator, &vobu, NULL, NULL)) == TSP_NAV_VOBU) {
        int cell = cell_of(file, &vobu);
        free(vobu.page);
        ck_assert_msg(cell == BEFORE || cell == wanted || cell == AFTER, "cell %d in angle %d, %.2f s", cell, angle,
                      tsp_seconds(vobu.time));
        met[cell] = true;
        count++;
        /* libdvdnav wants to be sent to the VOBU before. */
        if (before < 0) {
            ck_assert_int_le(vobu.time, time);
            ck_assert_int_gt(vobu.time, time - 2 * VOBU_TIME);
        } else {
            ck_assert_int_gt(vobu.time, before);
            ck_assert_int_le(vobu.time, before + VOBU_TIME + 3600);
        }
        before = vobu.time;
    }
    fclose(file);
    if (count == vobus)
        return;
    ck_assert_int_eq(result, TSP_NAV_OVER);
    ck_assert(met[AFTER]);
    ck_assert(met[wanted] || time >= 2 * CELL_TIME);
    ck_assert_int_ge(before, TITLE_TIME - VOBU_TIME);
}

START_TEST(plays_the_angle_that_is_chosen)
{
    for (size_t layout = 0; layout < TSB_COUNT(layouts); layout++) {
        tsp_navigator *navigator = open_disc(layouts[layout]);
        for (int round = 0; round < 2; round++)
            for (int angle = 1; angle <= ANGLES; angle++)
                play(navigator, 0, angle, UINT32_MAX);
        tsp_navigator_close(&navigator);
    }
}
END_TEST

/* To all times, in every angle, from wherever the one before has led. */
START_TEST(changes_angles_on_the_way)
{
    enum { STEPS = 37 };
    for (size_t layout = 0; layout < TSB_COUNT(layouts); layout++) {
        tsp_navigator *navigator = open_disc(layouts[layout]);
        for (int i = 0; i < 3 * STEPS; i++) {
            int64_t time = i * 7 % STEPS * TSP_SECOND / 3;
            play(navigator, time < TITLE_TIME ? time : TITLE_TIME - 1, 1 + i % ANGLES,
                 i % 4 == 0 ? UINT32_MAX : 1 + (unsigned)i % 5);
        }
        tsp_navigator_close(&navigator);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {the_discs_themselves_are_sound, a_block_of_angles_has_one_time,
                                  plays_the_angle_that_is_chosen, changes_angles_on_the_way};
    return film_run("player angles", tests, TSB_COUNT(tests), make_discs);
}
