/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The number under which views are moved: the same until its licence is on the token. */
#include "token/request.h"

#include <stdio.h>

#include "base/file.h"
#include "tests/support/suite.h"

static const tss_id film = {{1, 2, 3}};
static const tss_id other_film = {{1, 2, 4}};

START_TEST(kept_until_done)
{
    char folder[256];
    char inside[300];
    tss_id first;
    tss_id again;
    scratch_make(folder);
    (void)snprintf(inside, sizeof inside, "%s/requests", folder);
    ck_assert_int_eq(tst_request_done(inside, &film, "A1", NULL), 0);
    ck_assert(!tst_request_pending(inside, &film, "A1"));
    ck_assert(!tst_request_pending(inside, &film, "A1"));
    ck_assert_int_eq(tst_request_obtain(&first, inside, &film, "A1", NULL), 0);
    ck_assert(tst_request_pending(inside, &film, "A1"));
    ck_assert_int_eq(tst_request_obtain(&again, inside, &film, "A1", NULL), 0);
    ck_assert(tss_id_equal(&first, &again));
    /* Others have their own, whatever their serial is made of. */
    ck_assert_int_eq(tst_request_obtain(&again, inside, &other_film, "A1", NULL), 0);
    ck_assert(!tss_id_equal(&first, &again));
    ck_assert_int_eq(tst_request_obtain(&again, inside, &film, "../A1/", NULL), 0);
    ck_assert(!tss_id_equal(&first, &again));
    ck_assert_int_eq(tst_request_renew(&again, inside, &film, "A1", NULL), 0);
    ck_assert(!tss_id_equal(&first, &again));
    ck_assert_int_eq(tst_request_obtain(&first, inside, &film, "A1", NULL), 0);
    ck_assert(tss_id_equal(&first, &again));
    ck_assert_int_eq(tst_request_done(inside, &film, "A1", NULL), 0);
    ck_assert_int_eq(tst_request_obtain(&again, inside, &film, "A1", NULL), 0);
    ck_assert(!tss_id_equal(&first, &again));
    scratch_remove(folder);
}
END_TEST

START_TEST(no_place_to_keep_it)
{
    char folder[256];
    char inside[300];
    tss_id request;
    tsb_error error = {0};
    scratch_make(folder);
    (void)snprintf(inside, sizeof inside, "%s/file", folder);
    ck_assert_int_eq(tsb_file_write(inside, "x", 1, 0600, NULL), 0);
    ck_assert_int_lt(tst_request_obtain(&request, inside, &film, "A1", &error), 0);
    ck_assert_str_ne(error.text, "");
    scratch_remove(folder);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {kept_until_done, no_place_to_keep_it};
    return suite_run("request", tests, TSB_COUNT(tests));
}
