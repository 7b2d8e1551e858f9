/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which VOBUs a cell has, by tables sound and damaged. */
#include "player/dvd/cell_vobus.h"

#include "tests/support/suite.h"

static const uint32_t sectors[] = {0, 10, 20, 30, 40, 50, 60, 70};

static tsp_title title_of(const tsp_piece *pieces, uint32_t count)
{
    return (tsp_title){
        .vobu_count = TSB_COUNT(sectors), .vobus = sectors, .piece_count = count, .pieces = pieces, .angle_count = 2};
}

static void expect(const tsp_title *title, const tsp_cell *cell, const uint32_t *wanted, uint32_t count)
{
    tsp_cell_vobus vobus = {0};
    ck_assert_int_eq(tsp_cell_vobus_find(&vobus, title, cell, NULL), 0);
    ck_assert_ptr_eq(vobus.cell, cell);
    ck_assert_uint_eq(vobus.count, count);
    for (uint32_t i = 0; i < count; i++) {
        ck_assert_uint_eq(vobus.sectors[i], wanted[i]);
        ck_assert_uint_eq(tsp_cell_vobus_at(&vobus, wanted[i]), i);
        ck_assert_uint_eq(tsp_cell_vobus_at(&vobus, wanted[i] + 1), i);
    }
    ck_assert_uint_eq(tsp_cell_vobus_at(&vobus, UINT32_MAX), count - 1);
    tsp_cell_vobus_finish(&vobus);
    ck_assert_ptr_null(vobus.cell);
}

START_TEST(the_same_for_all_angles)
{
    const tsp_title title = title_of(NULL, 0);
    const tsp_cell cell = {.first_sector = 20, .last_sector = 49};
    const tsp_cell outside = {.first_sector = 500, .last_sector = 600};
    expect(&title, &cell, (const uint32_t[]){20, 30, 40}, 3);
    expect(&title, &outside, (const uint32_t[]){70}, 1);
}
END_TEST

START_TEST(interleaved)
{
    const tsp_piece pieces[] = {{10, 29, 2, 1}, {50, 59, 2, 1}, {30, 49, 3, 1}, {60, 69, 3, 1}};
    const tsp_title title = title_of(pieces, TSB_COUNT(pieces));
    const tsp_cell first = {.first_sector = 10, .last_sector = 59, .vob_id = 2, .cell_id = 1, .angle = 1};
    const tsp_cell second = {
        .first_sector = 30, .last_sector = 69, .vob_id = 3, .cell_id = 1, .angle = 2, .hidden = true};
    expect(&title, &first, (const uint32_t[]){10, 20, 50}, 3);
    expect(&title, &second, (const uint32_t[]){30, 40, 60}, 3);
}
END_TEST

START_TEST(one_after_the_other)
{
    tsp_cell_vobus vobus = {0};
    const tsp_title title = title_of(NULL, 0);
    const tsp_cell cells[] = {{.first_sector = 20, .last_sector = 49}, {.first_sector = 50, .last_sector = 79}};
    for (int i = 0; i < 4; i++) {
        ck_assert_int_eq(tsp_cell_vobus_find(&vobus, &title, &cells[i % 2], NULL), 0);
        ck_assert_uint_eq(vobus.count, 3);
        ck_assert_uint_eq(vobus.sectors[0], cells[i % 2].first_sector);
    }
    tsp_cell_vobus_finish(&vobus);
}
END_TEST

START_TEST(damaged)
{
    const tsp_cell cell = {.first_sector = 10, .last_sector = 39, .vob_id = 2, .cell_id = 1, .angle = 1};
    const tsp_piece backwards[] = {{50, 59, 2, 1}, {10, 29, 2, 1}, {40, 30, 2, 1}, {0, UINT32_MAX, 2, 1}};
    const tsp_piece others[] = {{10, 29, 3, 1}, {10, 29, 2, 2}};
    const tsp_piece beyond[] = {{71, 72, 2, 1}, {1000, UINT32_MAX, 2, 1}};
    const tsp_title titles[] = {title_of(backwards, TSB_COUNT(backwards)), title_of(others, TSB_COUNT(others)),
                                title_of(beyond, TSB_COUNT(beyond))};
    expect(&titles[0], &cell, (const uint32_t[]){50, 60, 70}, 3);
    expect(&titles[1], &cell, (const uint32_t[]){10, 20, 30}, 3);
    expect(&titles[2], &cell, (const uint32_t[]){10, 20, 30}, 3);
}
END_TEST

/* Tables as large as a disc's, every piece all of it: looked through once. */
START_TEST(overlapping)
{
    enum { PIECES = 100000, VOBUS = 100000 };
    tsp_piece *pieces = calloc(PIECES, sizeof *pieces);
    uint32_t *many = calloc(VOBUS, sizeof *many);
    tsp_cell_vobus vobus = {0};
    const tsp_cell cell = {.last_sector = UINT32_MAX, .vob_id = 1, .cell_id = 1, .angle = 1};
    ck_assert(pieces && many);
    for (uint32_t i = 0; i < PIECES; i++)
        pieces[i] = (tsp_piece){.first_sector = 0, .last_sector = UINT32_MAX, .vob_id = 1, .cell_id = 1};
    for (uint32_t i = 0; i < VOBUS; i++)
        many[i] = 7 * i;
    const tsp_title title = {.vobu_count = VOBUS, .vobus = many, .piece_count = PIECES, .pieces = pieces};
    ck_assert_int_eq(tsp_cell_vobus_find(&vobus, &title, &cell, NULL), 0);
    ck_assert_uint_eq(vobus.count, VOBUS);
    ck_assert_mem_eq(vobus.sectors, many, VOBUS * sizeof *many);
    tsp_cell_vobus_finish(&vobus);
    free(pieces);
    free(many);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {the_same_for_all_angles, interleaved, one_after_the_other, damaged, overlapping};
    return suite_run("player cell VOBUs", tests, TSB_COUNT(tests));
}
