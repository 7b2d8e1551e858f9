/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Angles. No free program masters them, so a disc of four cells is made, and its tables then say that the second and
 * third are angles of one another. They lie one after the other; units of angles that are interleaved are not tried.
 */
#include "player/pipeline/navigator.h"

#include <dvdread/dvd_udf.h>

#include "base/bytes.h"
#include "player/pipeline/ticks.h"
#include "tests/player/film.h"
#include "tests/support/suite.h"

enum { BEFORE, FIRST_ANGLE, SECOND_ANGLE, AFTER, CELLS };

static char folder[256];
static char image[300];

static bool make_disc(void)
{
    char command[2000];
    for (int i = 0; i < CELLS; i++) {
        snprintf(command, sizeof command,
                 "ffmpeg -v error -nostdin -f lavfi -i testsrc2=s=720x576:r=25:d=3 -f lavfi -i anoisesrc=d=3:r=48000 "
                 "-target pal-dvd -b:v 1M -maxrate 2M -threads 1 -y %s/%d.mpg",
                 folder, i);
        if (system(command) != 0)
            return false;
    }
    snprintf(image, sizeof image, "%s/angles.iso", folder);
    snprintf(command, sizeof command,
             "cd %s && printf '%%s' '<dvdauthor dest=\"dvd\"><vmgm/><titleset><titles><pgc>"
             "<vob file=\"0.mpg\" chapters=\"0\"/><vob file=\"1.mpg\" chapters=\"0\"/><vob file=\"2.mpg\" "
             "chapters=\"0\"/><vob file=\"3.mpg\" chapters=\"0\"/></pgc></titles></titleset></dvdauthor>' >disc.xml && "
             "VIDEO_FORMAT=PAL dvdauthor -x disc.xml >log 2>&1 && genisoimage -quiet -dvd-video -o angles.iso dvd "
             "2>>log",
             folder);
    return system(command) == 0;
}

static uint32_t sector_of(const char *path)
{
    uint32_t size = 0;
    dvd_reader_t *disc = DVDOpen(image);
    uint32_t sector = disc ? UDFFindFile(disc, (char *)path, &size) : 0;
    if (disc)
        DVDClose(disc);
    return sector;
}

static void patch(FILE *file, long at, uint8_t value)
{
    fseek(file, at, SEEK_SET);
    fputc(value, file);
}

static uint32_t number_at(FILE *file, long at, size_t size)
{
    uint8_t bytes[4] = {0};
    fseek(file, at, SEEK_SET);
    return fread(bytes, 1, size, file) == size ? (size == 2 ? tsb_load16(bytes) : tsb_load32(bytes)) : 0;
}

/* DVD-Video 4.2.3 (the disc's table of titles), 4.2.6 and 4.3 (program chains). */
static bool make_angles(void)
{
    long manager = (long)sector_of("/VIDEO_TS/VIDEO_TS.IFO") * 2048;
    long set = (long)sector_of("/VIDEO_TS/VTS_01_0.IFO") * 2048;
    FILE *file = manager && set ? fopen(image, "r+b") : NULL;
    if (!file)
        return false;
    long titles = manager + (long)number_at(file, manager + 0xC4, 4) * 2048;
    patch(file, titles + 8 + 1, 2);
    long chains = set + (long)number_at(file, set + 0xCC, 4) * 2048;
    long chain = chains + (long)number_at(file, chains + 8 + 4, 4);
    long cells = chain + (long)number_at(file, chain + 0xE8, 2);
    /* Block mode (first, last), block type 1. */
    patch(file, cells + FIRST_ANGLE * 24, 1 << 6 | 1 << 4);
    patch(file, cells + SECOND_ANGLE * 24, 3 << 6 | 1 << 4);
    return fclose(file) == 0;
}

static int cell_of(const tsp_title *title, const tsp_vobu *vobu)
{
    for (unsigned i = 0; i < title->cell_count; i++)
        if (vobu->sector - title->vob_sector >= title->cells[i].first_sector &&
            vobu->sector - title->vob_sector <= title->cells[i].last_sector)
            return (int)i;
    return -1;
}

static tsp_navigator *open_disc(void)
{
    tsp_navigator *navigator = NULL;
    tsb_error err = {0};
    ck_assert_msg(tsp_navigator_open(&navigator, image, 0, 1u << 20, NULL, NULL, &err) == 0, "%s", err.text);
    return navigator;
}

START_TEST(a_block_of_angles_has_one_time)
{
    tsp_navigator *navigator = open_disc();
    const tsp_title *title = tsp_navigator_title(navigator);
    ck_assert_int_eq(title->angle_count, 2);
    ck_assert_uint_eq(title->cell_count, CELLS);
    ck_assert_int_eq(title->cells[FIRST_ANGLE].angle, 1);
    ck_assert_int_eq(title->cells[SECOND_ANGLE].angle, 2);
    ck_assert_int_eq(title->cells[AFTER].angle, 0);
    ck_assert_int_eq(title->cells[SECOND_ANGLE].start, title->cells[FIRST_ANGLE].start);
    ck_assert_int_ge(title->duration, 9 * TSP_SECOND - 3 * 3600);
    ck_assert_int_le(title->duration, 9 * TSP_SECOND + 3 * 3600);
    for (int angle = 1; angle <= 2; angle++)
        ck_assert_ptr_eq(tsp_title_cell_at(title, 4 * TSP_SECOND, angle), &title->cells[FIRST_ANGLE + angle - 1]);
    tsp_navigator_close(&navigator);
}
END_TEST

/* From time on to the end: nothing of the other angle, no step back, no hole. */
static void play(tsp_navigator *navigator, int64_t time, int angle)
{
    const tsp_title *title = tsp_navigator_title(navigator);
    tsp_target target = {.kind = TSP_TARGET_TIME, .title = 1, .time = time, .angle = angle};
    int other = angle == 1 ? SECOND_ANGLE : FIRST_ANGLE;
    bool met[CELLS] = {false};
    tsp_vobu vobu;
    int64_t before = -1;
    int result = 0;
    ck_assert_int_eq(tsp_navigator_go(navigator, &target, NULL, NULL, NULL), 0);
    while ((result = tsp_navigator_next(navigator, &vobu, NULL, NULL)) == TSP_NAV_VOBU) {
        int cell = cell_of(title, &vobu);
        free(vobu.page);
        ck_assert_int_ge(cell, 0);
        ck_assert_int_ne(cell, other);
        met[cell] = true;
        if (before < 0)
            ck_assert_int_le(vobu.time, time);
        /* libdvdnav wants to be sent to the VOBU before. */
        if (before < 0)
            ck_assert_int_gt(vobu.time, time - 2 * TSP_SECOND);
        if (before >= 0)
            ck_assert_int_gt(vobu.time, before);
        if (before >= 0)
            ck_assert_int_lt(vobu.time, before + TSP_SECOND);
        before = vobu.time;
    }
    ck_assert_int_eq(result, TSP_NAV_OVER);
    ck_assert(met[AFTER]);
    ck_assert(time >= 6 * TSP_SECOND || met[angle == 1 ? FIRST_ANGLE : SECOND_ANGLE]);
    ck_assert_int_ge(before, title->duration - TSP_SECOND);
}

START_TEST(plays_the_angle_that_is_chosen)
{
    tsp_navigator *navigator = open_disc();
    for (int round = 0; round < 2; round++)
        for (int angle = 1; angle <= 2; angle++)
            play(navigator, 0, angle);
    tsp_navigator_close(&navigator);
}
END_TEST

START_TEST(changes_angles_on_the_way)
{
    tsp_navigator *navigator = open_disc();
    for (int i = 0; i < 18; i++)
        play(navigator, i * TSP_SECOND / 2, 1 + i % 2);
    for (int i = 0; i < 18; i++)
        play(navigator, i * TSP_SECOND / 2, 2 - i % 2);
    tsp_navigator_close(&navigator);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {a_block_of_angles_has_one_time, plays_the_angle_that_is_chosen,
                                  changes_angles_on_the_way};
    if (!film_possible()) {
        printf("ffmpeg, dvdauthor or genisoimage is missing\n");
        return 77;
    }
    int result = EXIT_FAILURE;
    if (!scratch_try(folder))
        return result;
    if (make_disc() && make_angles())
        result = suite_run("player angles", tests, TSB_COUNT(tests));
    else
        fprintf(stderr, "the disc cannot be made\n");
    tsb_tree_remove(folder, NULL);
    return result;
}
