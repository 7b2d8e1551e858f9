/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls that hang until the test lets them go. */
#include "player/disc/offload.h"

#include <semaphore.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/compiler.h"
#include "tests/support/suite.h"

struct work {
    int question;
    int answer;
};

static atomic_int created;
static atomic_int released;
static sem_t hanging; /* posted by each call that hangs */
static sem_t let_go;  /* taken by each that goes on */

static void *create_work(void *context)
{
    struct work *work = context ? NULL : calloc(1, sizeof(*work));

    atomic_fetch_add(&created, work != NULL);
    return work;
}

static void release_work(void *state)
{
    free(state);
    atomic_fetch_add(&released, 1);
}

static const struct tsp_offload_ops ops = {.create = create_work, .release = release_work};

static int answer(void *state, tsb_error *err)
{
    struct work *work = state;

    (void)err;
    work->answer = work->question * 2;
    return 1;
}

static int go_wrong(void *state, tsb_error *err)
{
    (void)state;
    return tsb_fail(err, TSB_ERR_IO, "cannot be read");
}

static int hang(void *state, tsb_error *err)
{
    sem_post(&hanging);
    while (sem_wait(&let_go) != 0)
        continue;
    return answer(state, err);
}

static tsp_offload *make(void)
{
    tsp_offload *offload = NULL;

    atomic_store(&created, 0);
    atomic_store(&released, 0);
    ck_assert_int_eq(sem_init(&hanging, 0, 0), 0);
    ck_assert_int_eq(sem_init(&let_go, 0, 0), 0);
    ck_assert_int_eq(tsp_offload_create(&offload, &ops, NULL, NULL), 0);
    return offload;
}

static tsb_cancel *fired(void)
{
    tsb_cancel *cancel = NULL;

    ck_assert_int_eq(tsb_cancel_create(&cancel, NULL), 0);
    tsb_cancel_fire(cancel);
    return cancel;
}

static struct work *state_of(tsp_offload *offload)
{
    void *state = NULL;

    ck_assert_int_eq(tsp_offload_state(offload, &state, NULL, NULL), 0);
    return state;
}

/* Leaves a call behind that hangs. */
static void leave(tsp_offload *offload, const tsb_cancel *cancel)
{
    (void)state_of(offload);
    ck_assert_int_eq(tsp_offload_run(offload, hang, cancel, NULL), TSB_ERR_CANCELLED);
    ck_assert_int_eq(sem_wait(&hanging), 0);
}

static void wait_released(int count)
{
    while (atomic_load(&released) < count)
        usleep(1000);
}

START_TEST(calls_answer_and_fail)
{
    tsp_offload *offload = make();
    struct work *work = state_of(offload);
    tsb_error err = {0};

    for (int i = 0; i < 100; i++) {
        ck_assert_ptr_eq(state_of(offload), work);
        work->question = i;
        ck_assert_int_eq(tsp_offload_run(offload, answer, NULL, NULL), 1);
        ck_assert_int_eq(work->answer, 2 * i);
    }
    ck_assert_int_eq(tsp_offload_run(offload, go_wrong, NULL, &err), TSB_ERR_IO);
    ck_assert_str_eq(err.text, "cannot be read");
    tsp_offload_destroy(&offload);
    ck_assert_ptr_null(offload);
    ck_assert_int_eq(atomic_load(&released), 1);
}
END_TEST

START_TEST(a_call_that_is_quick_is_waited_for)
{
    tsp_offload *offload = make();
    tsb_cancel *cancel = fired();
    struct work *work = state_of(offload);

    work->question = 21;
    ck_assert_int_eq(tsp_offload_run(offload, answer, cancel, NULL), 1);
    ck_assert_int_eq(work->answer, 42);
    tsp_offload_destroy(&offload);
    tsb_cancel_destroy(&cancel);
}
END_TEST

START_TEST(a_call_that_hangs_is_left)
{
    tsp_offload *offload = make();
    tsb_cancel *cancel = fired();

    leave(offload, cancel);
    tsp_offload_destroy(&offload); /* with the call still out */
    tsb_cancel_destroy(&cancel);
    ck_assert_int_eq(atomic_load(&released), 0);
    sem_post(&let_go);
    wait_released(1);
}
END_TEST

START_TEST(others_go_on_while_one_hangs)
{
    tsp_offload *offload = make();
    tsb_cancel *cancel = fired();
    struct work *first = state_of(offload);
    struct work *second = NULL;

    leave(offload, cancel);
    second = state_of(offload);
    ck_assert_ptr_ne(second, first);
    second->question = 4;
    ck_assert_int_eq(tsp_offload_run(offload, answer, NULL, NULL), 1);
    ck_assert_int_eq(second->answer, 8);
    ck_assert_ptr_eq(state_of(offload), second); /* and not the first, which is still out */
    sem_post(&let_go);
    tsp_offload_destroy(&offload);
    tsb_cancel_destroy(&cancel);
    wait_released(2);
}
END_TEST

START_TEST(there_is_a_most_of_them)
{
    tsp_offload *offload = make();
    tsb_cancel *cancel = fired();
    void *state = NULL;

    for (unsigned i = 0; i < TSP_OFFLOAD_MAX; i++)
        leave(offload, cancel);
    ck_assert_int_eq(tsp_offload_state(offload, &state, cancel, NULL), TSB_ERR_CANCELLED);
    ck_assert_int_eq(atomic_load(&created), (int)TSP_OFFLOAD_MAX);
    sem_post(&let_go);
    ck_assert_ptr_nonnull(state_of(offload)); /* when one has come back */
    ck_assert_int_eq(atomic_load(&created), (int)TSP_OFFLOAD_MAX);
    for (unsigned i = 1; i < TSP_OFFLOAD_MAX; i++)
        sem_post(&let_go);
    tsp_offload_destroy(&offload);
    tsb_cancel_destroy(&cancel);
    wait_released((int)TSP_OFFLOAD_MAX);
}
END_TEST

START_TEST(no_memory_is_told)
{
    tsp_offload *offload = NULL;
    tsb_error err = {0};
    void *state = NULL;
    int context = 0;

    ck_assert_int_eq(tsp_offload_create(&offload, &ops, &context, NULL), 0);
    ck_assert_int_eq(tsp_offload_state(offload, &state, NULL, &err), TSB_ERR_MEMORY);
    tsp_offload_destroy(&offload);
    tsp_offload_destroy(&offload);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {calls_answer_and_fail,     a_call_that_is_quick_is_waited_for,
                                  a_call_that_hangs_is_left, others_go_on_while_one_hangs,
                                  there_is_a_most_of_them,   no_memory_is_told};

    return suite_run("offload", tests, TSB_COUNT(tests));
}
