/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/monitor.h"

#include <stdbool.h>

#include "base/clock.h"
#include "tests/support/suite.h"

struct shared {
    tsb_monitor monitor;
    bool asked;
    bool answered;
};

static void *answer(void *context)
{
    struct shared *shared = context;

    tsb_monitor_enter(&shared->monitor);
    while (!shared->asked)
        tsb_monitor_wait(&shared->monitor);
    shared->answered = true;
    tsb_monitor_changed(&shared->monitor);
    tsb_monitor_leave(&shared->monitor);
    return NULL;
}

START_TEST(a_change_wakes)
{
    struct shared shared = {0};
    pthread_t thread;

    ck_assert_int_eq(tsb_monitor_init(&shared.monitor, NULL), 0);
    ck_assert_int_eq(pthread_create(&thread, NULL, answer, &shared), 0);
    tsb_monitor_enter(&shared.monitor);
    shared.asked = true;
    tsb_monitor_changed(&shared.monitor);
    while (!shared.answered)
        tsb_monitor_wait_ms(&shared.monitor, 3600000);
    tsb_monitor_leave(&shared.monitor);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    tsb_monitor_finish(&shared.monitor);
}
END_TEST

START_TEST(a_wait_ends_by_itself)
{
    struct shared shared = {0};
    uint64_t started = tsb_clock_ms();

    ck_assert_int_eq(tsb_monitor_init(&shared.monitor, NULL), 0);
    tsb_monitor_enter(&shared.monitor);
    /* Also across a second's end, and over a second. Any single one may end early. */
    while (tsb_clock_ms() - started < 1100)
        tsb_monitor_wait_ms(&shared.monitor, (unsigned)(1101 - (tsb_clock_ms() - started)));
    tsb_monitor_leave(&shared.monitor);
    tsb_monitor_finish(&shared.monitor);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {a_change_wakes, a_wait_ends_by_itself};

    return suite_run("monitor", tests, TSB_COUNT(tests));
}
