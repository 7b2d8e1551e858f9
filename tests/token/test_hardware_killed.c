/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Players that are killed between any two of the steps by which a view is counted on the token, on the disk and in the
 * TPM; and then the copies that were taken in between, put back. The linker gives this program the steps
 * by way of the functions below (--wrap).
 */
#include <signal.h>
#include <sys/wait.h>

#include "tests/support/suite.h"
#include "tests/token/bound.h"
#include "token/tpm/tpm.h"

#define DAY (24 * HOUR)

enum moment { BEFORE, AFTER, MOMENTS };

/* When this process kills itself. */
static struct {
    unsigned at;      /* this step, counted from 1; 0: at none */
    const char *name; /* of steps of this name alone, or NULL */
    enum moment moment;
    unsigned steps;
} death;

static bool due(const char *name, enum moment moment)
{
    if (death.name && strcmp(death.name, name) != 0)
        return false;
    if (moment == BEFORE)
        death.steps++;
    return death.steps == death.at && moment == death.moment;
}

static void pass(const char *name, enum moment moment)
{
    if (!due(name, moment))
        return;
    (void)kill(getpid(), SIGKILL);
    for (;;)
        pause();
}

#define STEP(function, parameters, arguments)                                                                          \
    int __real_##function parameters;                                                                                  \
    int __wrap_##function parameters;                                                                                  \
    int __wrap_##function parameters                                                                                   \
    {                                                                                                                  \
        pass(#function, BEFORE);                                                                                       \
        const int code = __real_##function arguments;                                                                  \
        pass(#function, AFTER);                                                                                        \
        return code;                                                                                                   \
    }

STEP(tst_tpm_open, (tst_tpm * *out, const char *tcti, tsb_error *err), (out, tcti, err))
STEP(tst_tpm_counter_increment, (tst_tpm * tpm, uint32_t index, tsb_error *err), (tpm, index, err))
STEP(tst_tpm_seal,
     (tst_tpm * tpm, const tst_tpm_terms *terms, const void *secret, size_t size, tsb_buffer *sealed, tsb_error *err),
     (tpm, terms, secret, size, sealed, err))
STEP(tst_tpm_unseal,
     (tst_tpm * tpm, const tst_tpm_terms *terms, const uint8_t *sealed, size_t sealed_size, uint8_t *secret,
      size_t *size, tsb_error *err),
     (tpm, terms, sealed, sealed_size, secret, size, err))
STEP(tst_container_record_write,
     (tst_container * container, uint32_t film, unsigned slot, const uint8_t *record, tsb_error *err),
     (container, film, slot, record, err))
STEP(tsb_file_write, (const char *path, const void *bytes, size_t size, unsigned mode, tsb_error *err),
     (path, bytes, size, mode, err))

typedef int deed(struct bound *bound, uint64_t now);

static int begin(struct bound *bound, uint64_t now)
{
    uint32_t left = 0;
    return bound_play(bound, 0, now, &left, NULL);
}

static int give_back(struct bound *bound, uint64_t now)
{
    (void)now;
    uint8_t proof[TST_RECORD_SIZE];
    tst_counter_record record;
    return bound_return(bound, proof, &record, NULL);
}

/* Does it in a process that kills itself at the step; whether it came to that. */
static bool killed(struct bound *bound, deed *what, uint64_t now, unsigned at, const char *name, enum moment moment)
{
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        death.steps = 0;
        death.at = at;
        death.name = name;
        death.moment = moment;
        _exit(what(bound, now) == 0 ? 0 : 1);
    }
    int status = 0;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    chip_sweep(&bound->chip);
    if (WIFEXITED(status)) {
        ck_assert_int_eq(WEXITSTATUS(status), 0);
        return false;
    }
    ck_assert_int_eq(WTERMSIG(status), SIGKILL);
    return true;
}

/* Killed anywhere, the next player takes the view that was begun, or the same number of views in all. */
START_TEST(while_a_view_is_begun)
{
    enum { VIEWS = 60 };
    struct bound bound;
    tst_counter_record record;
    unsigned deaths = 0;
    uint64_t now = RIG_NOW;
    uint32_t left = VIEWS;
    bound_make(&bound, VIEWS);
    for (enum moment moment = BEFORE; moment < MOMENTS; moment++) {
        for (unsigned n = 1;; n++) {
            now += 2 * (uint64_t)DAY;
            bound_save(&bound, 0);
            const bool died = killed(&bound, begin, now, n, NULL, moment);
            bound_look(&bound, &record);
            ck_assert(record.left == left - 1 || (died && record.left == left));
            left--;
            bound_plays(&bound, now + 1, left);
            bound_save(&bound, 1);
            bound_restore(&bound, 0); /* what the copy of before could still show was counted */
            bound_refused(&bound, now + 2, "older copy");
            bound_restore(&bound, 1);
            if (!died)
                break;
            deaths++;
            ck_assert_uint_gt(left, 1);
        }
    }
    ck_assert_uint_ge(deaths, 2 * 12);
    bound_finish(&bound);
}
END_TEST

/* The last view, and going on with it when only the chip's clock still allows that. */
START_TEST(while_the_last_is_resumed)
{
    struct bound bound;
    unsigned deaths = 0;
    bound_make(&bound, 1);
    ck_assert(killed(&bound, begin, RIG_NOW, 1, "tst_container_record_write", AFTER));
    for (enum moment moment = BEFORE; moment < MOMENTS; moment++) {
        for (unsigned n = 1; killed(&bound, begin, RIG_NOW + HOUR, n, NULL, moment); n++)
            deaths++;
        bound_plays(&bound, RIG_NOW + HOUR, 0);
    }
    ck_assert_uint_ge(deaths, 2 * 5);
    bound_refused(&bound, RIG_NOW + 2 * DAY, "no views are left");
    chip_advance(&bound.chip, 28 * HOUR_MS);
    bound_refused(&bound, RIG_NOW + HOUR, "TPM refuses");
    bound_finish(&bound);
}
END_TEST

/* Killed anywhere, giving back goes on and gives back as much; nothing of it can be seen then, from any copy. */
START_TEST(while_views_are_given_back)
{
    unsigned deaths = 0;
    for (enum moment moment = BEFORE; moment < MOMENTS; moment++) {
        for (unsigned n = 1;; n++) {
            struct bound bound;
            uint8_t proof[TST_RECORD_SIZE];
            tst_counter_record record;
            bound_make(&bound, 3);
            bound_plays(&bound, RIG_NOW, 2);
            bound_save(&bound, 0);
            const bool died = killed(&bound, give_back, RIG_NOW, n, NULL, moment);
            bound_save(&bound, 1);
            ck_assert_int_eq(bound_return(&bound, proof, &record, NULL), 0);
            ck_assert(record.left == 0 && record.returned == 2);
            bound_plays(&bound, RIG_NOW + HOUR, 0);
            bound_refused(&bound, RIG_NOW + 2 * DAY, "given back");
            for (unsigned old = 0; old < 2; old++) {
                bound_restore(&bound, old);
                bound_refused(&bound, RIG_NOW + 2 * DAY, "given back");
            }
            bound_finish(&bound);
            if (!died)
                break;
            deaths++;
        }
    }
    ck_assert_uint_ge(deaths, 2 * 10);
}
END_TEST

/* A proof of giving back comes to be only when the chip refuses: killed there, no copy has both proof and views. */
START_TEST(no_proof_beside_views)
{
    struct bound bound;
    tst_counter_record record;
    bound_make(&bound, 2);
    bound_save(&bound, 0);
    ck_assert(killed(&bound, give_back, RIG_NOW, 1, "tst_container_record_write", BEFORE));
    bound_look(&bound, &record);
    ck_assert(record.left == 2 && record.returned == 0);
    bound_restore(&bound, 0);
    bound_refused(&bound, RIG_NOW, "given back");
    bound_finish(&bound);
}
END_TEST

/* The token tells of a view that the chip has not counted yet. That copy, beside one without the view, brings neither
 * views that were given back nor one view more. */
START_TEST(copies_of_what_was_not_counted)
{
    enum { WITHOUT, WITH, NOW };
    struct bound bound;
    uint8_t proof[TST_RECORD_SIZE];
    tst_counter_record record;
    bound_make(&bound, 3);
    bound_plays(&bound, RIG_NOW, 2);
    bound_save(&bound, WITHOUT);
    ck_assert(killed(&bound, begin, RIG_NOW + 2 * DAY, 1, "tst_container_record_write", AFTER));
    bound_save(&bound, WITH);
    /* Another view in its place: this one is counted, and the uncounted one lasts no longer. */
    bound_restore(&bound, WITHOUT);
    bound_plays(&bound, RIG_NOW + 2 * DAY + 60, 1);
    bound_restore(&bound, WITH);
    bound_plays(&bound, RIG_NOW + 2 * DAY + 120, 1);
    chip_advance(&bound.chip, 28 * HOUR_MS);
    bound_restore(&bound, WITH);
    bound_plays(&bound, RIG_NOW + 2 * DAY + 120, 0); /* the third */
    bound_restore(&bound, WITHOUT);
    bound_refused(&bound, RIG_NOW + 2 * DAY, "TPM refuses");
    bound_finish(&bound);

    bound_make(&bound, 3);
    bound_plays(&bound, RIG_NOW, 2);
    bound_save(&bound, WITHOUT);
    ck_assert(killed(&bound, begin, RIG_NOW + 2 * DAY, 1, "tst_container_record_write", AFTER));
    bound_save(&bound, WITH);
    bound_restore(&bound, WITHOUT);
    ck_assert_int_eq(bound_return(&bound, proof, &record, NULL), 0);
    ck_assert_uint_eq(record.returned, 2);
    bound_save(&bound, NOW);
    bound_restore(&bound, WITH);
    bound_refused(&bound, RIG_NOW + 2 * DAY + 60, "given back");
    bound_finish(&bound);
}
END_TEST

/* The same while it is being given back beside that view: whoever keeps the view to go on with cannot give it back. */
START_TEST(not_counted_and_given_back)
{
    enum { WITHOUT, WITH };
    struct bound bound;
    uint8_t proof[TST_RECORD_SIZE];
    tst_counter_record record;
    bound_make(&bound, 3);
    bound_plays(&bound, RIG_NOW, 2);
    bound_save(&bound, WITHOUT);
    ck_assert(killed(&bound, begin, RIG_NOW + 2 * DAY, 1, "tst_container_record_write", AFTER));
    ck_assert(killed(&bound, give_back, RIG_NOW + 2 * DAY, 1, "tsb_file_write", AFTER));
    bound_save(&bound, WITH);
    bound_restore(&bound, WITHOUT);
    ck_assert_int_eq(bound_return(&bound, proof, &record, NULL), TSB_ERR_DENIED);
    bound_restore(&bound, WITH);
    ck_assert_int_eq(bound_return(&bound, proof, &record, NULL), 0);
    ck_assert_uint_eq(record.returned, 1);
    bound_plays(&bound, RIG_NOW + 2 * DAY, 0);
    bound_finish(&bound);
}
END_TEST

/* A view that was only about to be taken, by a clock that was set forward, does not prolong the one before. */
START_TEST(views_are_not_prolonged)
{
    struct bound bound;
    bound_make(&bound, 3);
    bound_plays(&bound, RIG_NOW, 2);
    chip_advance(&bound.chip, 20 * HOUR_MS);
    ck_assert(killed(&bound, begin, RIG_NOW + 2 * DAY, 1, "tst_container_record_write", BEFORE));
    chip_advance(&bound.chip, 20 * HOUR_MS);
    bound_plays(&bound, RIG_NOW + HOUR, 1);
    bound_finish(&bound);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {while_a_view_is_begun,  while_the_last_is_resumed,      while_views_are_given_back,
                                  no_proof_beside_views,  copies_of_what_was_not_counted, not_counted_and_given_back,
                                  views_are_not_prolonged};
    return chip_suite_run("killed players with a TPM", tests, TSB_COUNT(tests));
}
