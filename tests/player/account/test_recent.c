/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/account/recent.h"

#include "tests/support/suite.h"

static char folder[256];

static tsp_recent_film film_of(unsigned number, uint64_t position_ms)
{
    tsp_recent_film film = {.position_ms = position_ms, .duration_ms = 5400000, .when = 1700000000 + (int64_t)number};
    film.copy.bytes[0] = (uint8_t)number;
    snprintf(film.title, sizeof film.title, "Film %u \xC3\xA9", number);
    snprintf(film.path, sizeof film.path, "/films/a disc %u.iso", number);
    return film;
}

static void note(unsigned number, uint64_t position_ms)
{
    tsp_recent_film film = film_of(number, position_ms);
    ck_assert_int_eq(tsp_recent_note(folder, &film, NULL), 0);
}

static void expect(const tsp_recent *recent, size_t at, unsigned number, uint64_t position_ms)
{
    tsp_recent_film film = film_of(number, position_ms);
    ck_assert_uint_lt(at, recent->count);
    ck_assert_mem_eq(&recent->films[at].copy, &film.copy, sizeof film.copy);
    ck_assert_str_eq(recent->films[at].title, film.title);
    ck_assert_str_eq(recent->films[at].path, film.path);
    ck_assert_uint_eq(recent->films[at].position_ms, position_ms);
    ck_assert_uint_eq(recent->films[at].duration_ms, film.duration_ms);
    ck_assert_int_eq(recent->films[at].when, film.when);
}

START_TEST(the_last_one_comes_first)
{
    static tsp_recent recent;
    scratch_make(folder);
    tsp_recent_load(&recent, folder);
    ck_assert_uint_eq(recent.count, 0);
    note(1, 1000);
    note(2, 0);
    note(1, 2000);
    tsp_recent_load(&recent, folder);
    ck_assert_uint_eq(recent.count, 2);
    expect(&recent, 0, 1, 2000);
    expect(&recent, 1, 2, 0);
    tsp_recent_film one = film_of(1, 0);
    tsp_recent_film three = film_of(3, 0);
    ck_assert_ptr_eq(tsp_recent_find(&recent, &one.copy), &recent.films[0]);
    ck_assert_ptr_null(tsp_recent_find(&recent, &three.copy));
    ck_assert_int_eq(tsp_recent_forget(folder, &one.copy, NULL), 0);
    ck_assert_int_eq(tsp_recent_forget(folder, &three.copy, NULL), 0);
    tsp_recent_load(&recent, folder);
    ck_assert_uint_eq(recent.count, 1);
    expect(&recent, 0, 2, 0);
    scratch_remove(folder);
}
END_TEST

START_TEST(old_ones_make_room)
{
    static tsp_recent recent;
    scratch_make(folder);
    for (unsigned i = 0; i < TSP_RECENT_MAX + 3; i++)
        note(i, i);
    tsp_recent_load(&recent, folder);
    ck_assert_uint_eq(recent.count, TSP_RECENT_MAX);
    for (unsigned i = 0; i < TSP_RECENT_MAX; i++)
        expect(&recent, i, TSP_RECENT_MAX + 2 - i, TSP_RECENT_MAX + 2 - i);
    scratch_remove(folder);
}
END_TEST

#define COPY "copy 00112233445566778899aabbccddeeff\n"

START_TEST(damage_is_as_good_as_no_file)
{
    static const struct {
        const char *text;
        size_t count; /* SIZE_MAX: refused */
    } cases[] = {
        {"", SIZE_MAX},
        {"tallystick recent 2\n" COPY, SIZE_MAX},
        {"tallystick recent 1\n", 0},
        {"tallystick recent 1\n" COPY, 1},
        {"tallystick recent 1\n" COPY "colour green\ntitle \npath \n", 1},
        {"tallystick recent 1\n" COPY "title cut short", SIZE_MAX},
        {"tallystick recent 1\ntitle of none\n", SIZE_MAX},
        {"tallystick recent 1\ncopy 0011\n", SIZE_MAX},
        {"tallystick recent 1\n" COPY "position -1\n", SIZE_MAX},
        {"tallystick recent 1\n" COPY "position 99999999999999999999\n", SIZE_MAX},
        {"tallystick recent 1\n" COPY "when \n", SIZE_MAX},
        {"tallystick recent 1\n" COPY COPY COPY COPY COPY COPY COPY COPY COPY COPY COPY COPY, 12},
        {"tallystick recent 1\n" COPY COPY COPY COPY COPY COPY COPY COPY COPY COPY COPY COPY COPY, SIZE_MAX},
    };
    static tsp_recent recent;
    for (size_t i = 0; i < TSB_COUNT(cases); i++) {
        int result = tsp_recent_parse(&recent, cases[i].text, strlen(cases[i].text));
        ck_assert_msg((result == 0) == (cases[i].count != SIZE_MAX), "case %zu", i);
        ck_assert_msg(recent.count == (result == 0 ? cases[i].count : 0), "case %zu", i);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {the_last_one_comes_first, old_ones_make_room, damage_is_as_good_as_no_file};
    return suite_run("recent films", tests, TSB_COUNT(tests));
}
