/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each allocation of the engine in turn fails: the caller is told, nothing is left behind, and the engine goes on
 * afterwards. */
#include <errno.h>

#include "synth/chunk.h"
#include "tests/base/faults.h"
#include "tests/support/suite.h"

enum { SECTORS = 600, MOST_ALLOCATIONS = 200 };

static const tss_chunk_keys keys = {{1}, {2}};

/* Check's own assertions allocate: not while a fault is armed. */
static void require(bool condition)
{
    if (!condition)
        abort();
}

static int make_engine(tsb_error *err)
{
    tss_engine *engine = NULL;
    const int result = tss_engine_create(&engine, err);
    require((engine == NULL) == (result != 0));
    tss_engine_destroy(&engine);
    return result;
}

/* The first chunk makes room; later ones of its size need none. */
static int work(tsb_error *err)
{
    static const uint8_t header[26] = {0,    0, 1, 0xBA, 0x44, 0,    4,    0,    4, 1, 1, 0x89, 0xC3,
                                       0xF8, 0, 0, 1,    0xE0, 0x07, 0xEC, 0x80, 0, 0, 0, 0,    1};
    static uint8_t sectors[SECTORS * TSS_SECTOR_SIZE];
    static uint8_t taken[1 << 20];
    tss_engine *engine = NULL;
    size_t size = 0;
    for (size_t i = 0; i < SECTORS; i++)
        memcpy(sectors + i * TSS_SECTOR_SIZE, header, sizeof header);
    int result = tss_engine_create(&engine, err);
    if (!result)
        result = tss_chunk_measure(engine, sectors, SECTORS, TSS_PROFILE_STANDARD, &size, NULL, err);
    require(size <= sizeof taken);
    if (!result)
        result = tss_chunk_split(engine, sectors, SECTORS, TSS_PROFILE_STANDARD, &keys, taken, size, NULL, err);
    if (!result)
        result = tss_chunk_synthesise(engine, sectors, SECTORS, taken, size, NULL, NULL, err);
    tss_engine_destroy(&engine);
    return result;
}

/* A chunk that could not be worked on leaves the engine fit for the next. */
static int recover(tsb_error *err)
{
    static uint8_t sectors[SECTORS * TSS_SECTOR_SIZE];
    tss_engine *engine = NULL;
    size_t size = 0;
    int result = tss_engine_create(&engine, err);
    if (result)
        return result;
    result = tss_chunk_measure(engine, sectors, SECTORS, TSS_PROFILE_STANDARD, &size, NULL, err);
    if (result)
        require(tss_chunk_measure(engine, sectors, SECTORS, TSS_PROFILE_STANDARD, &size, NULL, NULL) == 0);
    tss_engine_destroy(&engine);
    return result;
}

/* Fails the first allocation, the second, and so on, until none is left to fail. */
static void fail_each(int (*job)(tsb_error *), enum fault fault)
{
    for (int nth = 1; nth < MOST_ALLOCATIONS; nth++) {
        tsb_error err = {0};
        fault_arm(fault, nth, ENOMEM);
        const int result = job(&err);
        if (!fault_disarm()) {
            ck_assert_int_eq(result, 0);
            return;
        }
        ck_assert_msg(result == TSB_ERR_MEMORY, "allocation %d: %d", nth, result);
        ck_assert(err.text[0] != 0);
    }
    ck_abort_msg("allocations without end");
}

START_TEST(each_allocation_may_fail)
{
    static int (*const jobs[])(tsb_error *) = {make_engine, work, recover};
    for (size_t i = 0; i < TSB_COUNT(jobs); i++) {
        fail_each(jobs[i], FAULT_MALLOC);
        fail_each(jobs[i], FAULT_CALLOC);
        fail_each(jobs[i], FAULT_REALLOC);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {each_allocation_may_fail};
    return suite_run("synth engine memory", tests, TSB_COUNT(tests));
}
