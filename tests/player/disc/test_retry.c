/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/disc/disc_retry.h"

#include <stdbool.h>

#include "synth/chunk.h"
#include "tests/support/suite.h"

#define COUNT 200u

struct medium {
    bool bad[COUNT];
    int heals_after[COUNT]; /* reads of its own after which a bad sector is read; 0: never */
    int reads[COUNT];
    unsigned calls;
    unsigned gone_after; /* calls; 0: never */
    tsb_cancel *cancel;  /* fired at call cancel_at */
    unsigned cancel_at;
};

static int read_medium(void *context, uint32_t first, uint32_t count, uint8_t *out, tsb_error *err)
{
    struct medium *medium = context;

    medium->calls++;
    if (medium->cancel && medium->calls == medium->cancel_at)
        tsb_cancel_fire(medium->cancel);
    if (medium->gone_after && medium->calls > medium->gone_after)
        return tsb_fail(err, TSB_ERR_NOT_FOUND, "gone");
    memset(out, 0xff, (size_t)count * TSS_SECTOR_SIZE); /* A failed read may leave anything. */
    for (uint32_t i = first; i < first + count; i++) {
        medium->reads[i]++;
        if (medium->bad[i] && !(count == 1 && medium->heals_after[i] && medium->reads[i] > medium->heals_after[i]))
            return tsb_fail(err, TSB_ERR_IO, "bad sector %u", i);
    }
    for (uint32_t i = 0; i < count; i++)
        memset(out + (size_t)i * TSS_SECTOR_SIZE, (int)(first + i + 1) & 0xff, TSS_SECTOR_SIZE);
    return 0;
}

static uint8_t buffer[COUNT * TSS_SECTOR_SIZE];
static uint8_t lost[(COUNT + 7) / 8];

/* Sectors first to first + count were read into buffer: bad ones zero and lost, all others whole. */
static void expect(const struct medium *medium, uint32_t first, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        bool bad = medium->bad[first + i] && !medium->heals_after[first + i];
        ck_assert_msg((lost[i / 8] >> i % 8 & 1) == bad, "sector %u", first + i);
        for (size_t k = 0; k < TSS_SECTOR_SIZE; k += 97)
            ck_assert_uint_eq(buffer[(size_t)i * TSS_SECTOR_SIZE + k], bad ? 0 : (first + i + 1) & 0xff);
    }
}

START_TEST(good_medium_is_read_in_runs)
{
    struct medium medium = {0};

    ck_assert_int_eq(tsp_read_retrying(read_medium, &medium, 3, 150, buffer, lost, NULL, NULL), 0);
    expect(&medium, 3, 150);
    ck_assert_uint_le(medium.calls, 5);
}
END_TEST

START_TEST(bad_sectors_do_not_take_their_neighbours)
{
    struct medium medium = {.bad = {[0] = true, [7] = true, [40] = true, [41] = true, [42] = true, [199] = true}};

    ck_assert_int_eq(tsp_read_retrying(read_medium, &medium, 0, COUNT, buffer, lost, NULL, NULL), 0);
    expect(&medium, 0, COUNT);
    ck_assert_int_gt(medium.reads[7], 2);
    ck_assert_int_eq(tsp_read_retrying(read_medium, &medium, 0, COUNT, buffer, NULL, NULL, NULL), 0);
}
END_TEST

START_TEST(a_second_try_may_do)
{
    struct medium medium = {.bad = {[5] = true}, .heals_after = {[5] = 2}};

    ck_assert_int_eq(tsp_read_retrying(read_medium, &medium, 0, 10, buffer, lost, NULL, NULL), 0);
    expect(&medium, 0, 10);
    ck_assert_int_eq(lost[0], 0);
}
END_TEST

START_TEST(a_disc_that_is_gone_ends_it)
{
    struct medium medium = {.bad = {[5] = true}, .gone_after = 3};
    tsb_error err = {0};

    ck_assert_int_eq(tsp_read_retrying(read_medium, &medium, 0, 100, buffer, lost, NULL, &err), TSB_ERR_NOT_FOUND);
    ck_assert_str_eq(err.text, "gone");
}
END_TEST

START_TEST(cancel_ends_it_between_tries)
{
    struct medium medium = {.cancel_at = 4};

    for (uint32_t i = 0; i < COUNT; i++)
        medium.bad[i] = true;
    ck_assert_int_eq(tsb_cancel_create(&medium.cancel, NULL), 0);
    ck_assert_int_eq(tsp_read_retrying(read_medium, &medium, 0, COUNT, buffer, lost, medium.cancel, NULL),
                     TSB_ERR_CANCELLED);
    ck_assert_uint_eq(medium.calls, 4);
    tsb_cancel_destroy(&medium.cancel);
}
END_TEST

START_TEST(a_scratch_is_not_tried_for_ever)
{
    struct medium medium = {0};

    for (uint32_t i = 0; i < COUNT; i++)
        medium.bad[i] = true;
    ck_assert_int_eq(tsp_read_retrying(read_medium, &medium, 0, COUNT, buffer, lost, NULL, NULL), 0);
    expect(&medium, 0, COUNT);
    ck_assert_uint_le(medium.calls, COUNT + 3); /* one run, two more tries of the first, then once each */
}
END_TEST

START_TEST(runs_grow_again_behind_a_scratch)
{
    struct medium medium = {0};

    for (uint32_t i = 20; i < 50; i++)
        medium.bad[i] = true;
    ck_assert_int_eq(tsp_read_retrying(read_medium, &medium, 0, COUNT, buffer, lost, NULL, NULL), 0);
    expect(&medium, 0, COUNT);
    /* 1 run, 52 single reads, 2 more tries of the first bad one; then 1, 2, 4, 8, 16, 32... */
    ck_assert_uint_le(medium.calls, 1 + 52 + 2 + 9);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {good_medium_is_read_in_runs,
                                  bad_sectors_do_not_take_their_neighbours,
                                  a_second_try_may_do,
                                  a_disc_that_is_gone_ends_it,
                                  cancel_ends_it_between_tries,
                                  a_scratch_is_not_tried_for_ever,
                                  runs_grow_again_behind_a_scratch};

    return suite_run("retry", tests, TSB_COUNT(tests));
}
