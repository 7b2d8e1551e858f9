/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every unit test needs: a main around its cases, a folder of its own, a seed. */
#ifndef TALLYSTICK_TESTS_SUPPORT_SUITE_H
#define TALLYSTICK_TESTS_SUPPORT_SUITE_H

#include <check.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "tests/support/random.h"

/* Runs a suite, which is gone then; main's result. */
static inline int suite_end(Suite *suite)
{
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* Runs one suite made of tests, an array of count test functions, make before the first and remove after the last, if
 * not NULL; main's result. */
static inline int suite_run_around(const char *name, const TTest *const *tests, size_t count, SFun make, SFun remove)
{
    Suite *suite = suite_create(name);
    TCase *tcase = tcase_create(name);
    tcase_add_unchecked_fixture(tcase, make, remove);
    for (size_t i = 0; i < count; i++)
        tcase_add_test(tcase, tests[i]);
    suite_add_tcase(suite, tcase);
    return suite_end(suite);
}

static inline int suite_run(const char *name, const TTest *const *tests, size_t count)
{
    return suite_run_around(name, tests, count, NULL, NULL);
}

/* Makes an empty folder for a whole suite, before it runs; path has at least 256 bytes. */
static inline bool scratch_try(char *path)
{
    const char *base = getenv("TMPDIR");
    int length = snprintf(path, 256, "%s/tallystick-test-XXXXXX", base && *base ? base : "/tmp");
    return length > 0 && length < 256 && mkdtemp(path);
}

/* The same for one test. */
static inline void scratch_make(char *path)
{
    ck_assert(scratch_try(path));
}

static inline void scratch_remove(const char *path)
{
    ck_assert_int_eq(tsb_tree_remove(path, NULL), 0);
}

/* The seed of a random test: $TALLYSTICK_SEED, or fallback. It is printed, so
 * that a failure can be run again. */
static inline uint64_t suite_seed(uint64_t fallback)
{
    const char *text = getenv("TALLYSTICK_SEED");
    uint64_t seed = text && *text ? strtoull(text, NULL, 0) : fallback;
    printf("TALLYSTICK_SEED=%llu\n", (unsigned long long)seed);
    return seed;
}

#endif
