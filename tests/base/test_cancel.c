/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/cancel.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>

#include "tests/base/faults.h"
#include "tests/support/suite.h"

/* Longer than any test may last: only a cancel ends such a sleep. */
#define AN_HOUR 3600000u

static tsb_cancel *make(void)
{
    tsb_cancel *cancel = NULL;
    ck_assert_int_eq(tsb_cancel_create(&cancel, NULL), 0);
    ck_assert_ptr_nonnull(cancel);
    return cancel;
}

static bool readable(const tsb_cancel *cancel)
{
    struct pollfd wait = {.fd = tsb_cancel_descriptor(cancel), .events = POLLIN};
    return poll(&wait, 1, 0) == 1 && (wait.revents & POLLIN);
}

START_TEST(fires_once_and_for_good)
{
    tsb_cancel *cancel = make();
    ck_assert(!tsb_cancel_fired(cancel));
    ck_assert(!readable(cancel));
    tsb_cancel_fire(cancel);
    for (int i = 0; i < 100000; i++)
        tsb_cancel_fire(cancel); /* never blocks on a full pipe */
    ck_assert(tsb_cancel_fired(cancel));
    ck_assert(readable(cancel));
    ck_assert_int_eq(tsb_cancel_sleep(cancel, AN_HOUR), TSB_ERR_CANCELLED);
    ck_assert(readable(cancel));
    tsb_cancel_destroy(&cancel);
    ck_assert_ptr_null(cancel);
}
END_TEST

START_TEST(reset_makes_it_usable_again)
{
    tsb_cancel *cancel = make();
    tsb_cancel_reset(cancel);
    for (int i = 0; i < 3; i++) {
        tsb_cancel_fire(cancel);
        ck_assert(readable(cancel));
        tsb_cancel_reset(cancel);
        ck_assert(!tsb_cancel_fired(cancel));
        ck_assert(!readable(cancel));
        ck_assert_int_eq(tsb_cancel_sleep(cancel, 0), 0);
    }
    tsb_cancel_destroy(&cancel);
}
END_TEST

START_TEST(null_is_never_fired)
{
    tsb_cancel *none = NULL;
    ck_assert(!tsb_cancel_fired(NULL));
    ck_assert_int_eq(tsb_cancel_descriptor(NULL), -1);
    ck_assert_int_eq(tsb_cancel_sleep(NULL, 1), 0);
    tsb_cancel_fire(NULL);
    tsb_cancel_reset(NULL);
    tsb_cancel_destroy(&none);
    tsb_cancel_destroy(NULL);
}
END_TEST

static void *sleeper(void *context)
{
    const tsb_cancel *cancel = context;
    return (void *)(intptr_t)tsb_cancel_sleep(cancel, AN_HOUR);
}

START_TEST(wakes_every_sleeper)
{
    tsb_cancel *cancel = make();
    pthread_t threads[3];
    for (size_t i = 0; i < TSB_COUNT(threads); i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, sleeper, cancel), 0);
    ck_assert_int_eq(tsb_cancel_sleep(cancel, 10), 0);
    tsb_cancel_fire(cancel);
    for (size_t i = 0; i < TSB_COUNT(threads); i++) {
        void *result = NULL;
        ck_assert_int_eq(pthread_join(threads[i], &result), 0);
        ck_assert_int_eq((int)(intptr_t)result, TSB_ERR_CANCELLED);
    }
    tsb_cancel_destroy(&cancel);
}
END_TEST

static tsb_cancel *of_signal;

static void on_alarm(int number)
{
    (void)number;
    tsb_cancel_fire(of_signal);
}

START_TEST(fires_from_a_signal_handler)
{
    of_signal = make();
    struct sigaction action = {.sa_handler = on_alarm};
    ck_assert_int_eq(sigaction(SIGUSR1, &action, NULL), 0);
    errno = 12345;
    ck_assert_int_eq(raise(SIGUSR1), 0);
    ck_assert_int_eq(errno, 12345);
    ck_assert_int_eq(tsb_cancel_sleep(of_signal, AN_HOUR), TSB_ERR_CANCELLED);
    tsb_cancel_destroy(&of_signal);
}
END_TEST

START_TEST(creation_fails_cleanly)
{
    tsb_cancel *cancel = NULL;
    tsb_error err = {0};
    fault_arm(FAULT_PIPE2, 1, EMFILE);
    int code = tsb_cancel_create(&cancel, &err);
    ck_assert(fault_disarm());
    ck_assert_int_eq(code, TSB_ERR_IO);
    ck_assert_ptr_null(cancel);
    ck_assert_ptr_nonnull(strstr(err.text, strerror(EMFILE)));
    fault_arm(FAULT_CALLOC, 1, ENOMEM);
    code = tsb_cancel_create(&cancel, NULL);
    ck_assert(fault_disarm());
    ck_assert_int_eq(code, TSB_ERR_MEMORY);
    ck_assert_ptr_null(cancel);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        fires_once_and_for_good, reset_makes_it_usable_again, null_is_never_fired,
        wakes_every_sleeper,     fires_from_a_signal_handler, creation_fails_cleanly,
    };
    return suite_run("cancel", tests, TSB_COUNT(tests));
}
