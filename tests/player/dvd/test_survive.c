/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Discs that break the rules of DVD-Video: libdvdnav's assertions end the film, not the process. */
#include "player/dvd/survive.h"

#undef NDEBUG /* in release builds, too, as in the distributions' libraries */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "player/dvd/navigator.h"
#include "player/dvd/ticks.h"
#include "tests/player/support/menu_film.h"
#include "tests/support/suite.h"

static int fail_deep_down(void *state, tsb_error *err)
{
    int *done = state;
    ++*done;
    assert(err == NULL); /* which is not so */
    ++*done;
    return 0;
}

static int fail_politely(void *state, tsb_error *err)
{
    ++*(int *)state;
    return tsb_fail(err, TSB_ERR_IO, "No luck");
}

START_TEST(an_assertion_ends_the_call)
{
    for (int i = 0; i < 3; i++) {
        tsb_error err = {0};
        const char *assertion = NULL;
        int done = 0;
        ck_assert_int_eq(tsp_survive(fail_deep_down, &done, &assertion, &err), TSB_ERR_INVALID);
        ck_assert_str_eq(assertion, "err == NULL");
        ck_assert_int_eq(done, 1);
        ck_assert_int_eq(err.code, TSB_ERR_INVALID);
        ck_assert_int_eq(tsp_survive(fail_deep_down, &done, &assertion, NULL), 0);
        ck_assert_ptr_null(assertion);
        ck_assert_int_eq(done, 3);
        err = (tsb_error){0};
        ck_assert_int_eq(tsp_survive(fail_politely, &done, &assertion, &err), TSB_ERR_IO);
        ck_assert_ptr_null(assertion);
        ck_assert_str_eq(err.text, "No luck");
    }
}
END_TEST

/* The disc, with one command in place of another wherever its tables have that; how often it was there. */
static unsigned replace_command(const char *path, uint64_t from, uint64_t to)
{
    unsigned found = 0;
    uint8_t buffer[1u << 16];
    uint8_t bytes[8];
    FILE *file = fopen(path, "r+b");
    ck_assert_ptr_nonnull(file);
    for (long at = 0;; at += (long)(sizeof buffer - sizeof bytes)) {
        ck_assert_int_eq(fseek(file, at, SEEK_SET), 0);
        size_t size = fread(buffer, 1, sizeof buffer, file);
        for (size_t i = 0; i + sizeof bytes <= size; i++) {
            if (tsb_load64(buffer + i) != from)
                continue;
            found++;
            tsb_store64(bytes, to);
            ck_assert_int_eq(fseek(file, at + (long)i, SEEK_SET), 0);
            ck_assert_uint_eq(fwrite(bytes, sizeof bytes, 1, file), 1);
        }
        if (size < sizeof buffer)
            break;
    }
    ck_assert_int_eq(fclose(file), 0);
    return found;
}

/* Plays on to where that leads; the last result. */
static int play_on(tsp_navigator *navigator, unsigned *vobus, tsb_error *err)
{
    for (*vobus = 0;; ++*vobus) {
        tsp_vobu vobu = {0};
        int result = tsp_navigator_next(navigator, &vobu, NULL, err);
        free(vobu.page);
        if (result != TSP_NAV_VOBU || *vobus > 1000)
            return result;
    }
}

START_TEST(a_title_that_ends_by_a_jump_only_the_disc_menu_may_make)
{
    /* CallSS to the disc's menu, and JumpTT (DVD-Video, 4.6.3: commands). */
    const uint64_t call = 0x3008000001420000;
    const uint64_t jump = 0x3002000000010000;
    char path[400];
    char command[900];
    tsp_navigator *navigator = NULL;
    unsigned vobus = 0;
    snprintf(path, sizeof path, "%s/jump.iso", film_folder);
    snprintf(command, sizeof command, "cp '%s' '%s'", film_image, path);
    ck_assert_int_eq(system(command), 0);
    ck_assert_uint_eq(replace_command(path, call, jump), 2); /* the tables, and their copy */
    ck_assert_int_eq(tsp_navigator_open(&navigator, path, 2, 1u << 20, NULL, NULL, NULL), 0);
    for (int i = 0; i < 2; i++) {
        tsb_error err = {0};
        tsp_target target = {.kind = TSP_TARGET_TIME, .title = 2, .angle = 1, .roaming = true};
        ck_assert_int_eq(tsp_navigator_go(navigator, &target, NULL, NULL, NULL), 0);
        ck_assert_int_eq(play_on(navigator, &vobus, &err), TSB_ERR_INVALID);
        ck_assert_uint_gt(vobus, 1);
        ck_assert_ptr_nonnull(strstr(err.text, "rules of DVD-Video"));
        /* It stays so until it is sent elsewhere. */
        ck_assert_int_lt(play_on(navigator, &vobus, &err), 0);
        ck_assert_uint_eq(vobus, 0);
    }
    tsp_target target = {.kind = TSP_TARGET_TIME, .title = 1, .angle = 1};
    ck_assert_int_eq(tsp_navigator_go(navigator, &target, NULL, NULL, NULL), 0);
    ck_assert_int_eq(play_on(navigator, &vobus, NULL), TSP_NAV_OVER);
    ck_assert_uint_gt(vobus, 1);
    tsp_navigator_close(&navigator);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {an_assertion_ends_the_call, a_title_that_ends_by_a_jump_only_the_disc_menu_may_make};
    return menu_film_run("assertions of libraries", tests, TSB_COUNT(tests));
}
