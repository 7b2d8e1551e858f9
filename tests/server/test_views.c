/* SPDX-License-Identifier: GPL-3.0-or-later */
/* No view is free, none is spent twice: one after the other, at once, and when somebody dies. */
#include "server/store/store.h"

#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#include "store_fixture.h"

#define HOUR 3600

static store_fixture fixture;

START_TEST(a_view_is_spent_and_resumed)
{
    fixture_make(&fixture, 2);
    int64_t one = fixture_device(fixture.store, fixture.owner.id, 1);
    int64_t two = fixture_device(fixture.store, fixture.owner.id, 2);
    tsv_view first = {0};
    tsv_view view = {0};
    ck_assert_int_eq(
        tsv_store_view_resumable(fixture.store, &fixture.copy.id, fixture.owner.id, one, FIXTURE_NOW, &view, NULL),
        TSB_ERR_NOT_FOUND);
    ck_assert_int_eq(fixture_open(fixture.store, &fixture, one, FIXTURE_NOW, &first), 0);
    ck_assert_uint_eq(first.views_left, 1);
    ck_assert(!first.resumed);
    ck_assert_int_eq(first.resume_until, FIXTURE_NOW + 24 * HOUR);
    ck_assert_int_eq(fixture_open(fixture.store, &fixture, one, FIXTURE_NOW + 24 * HOUR - 1, &view), 0);
    ck_assert(view.resumed);
    ck_assert(tss_id_equal(&view.id, &first.id));
    ck_assert_uint_eq(view.views_left, 1);
    ck_assert_int_eq(view.resume_until, FIXTURE_NOW + 24 * HOUR);
    ck_assert_int_eq(view.expires, FIXTURE_NOW + 24 * HOUR - 1 + TSV_KEYS_SECONDS);
    ck_assert_int_eq(fixture_open(fixture.store, &fixture, two, FIXTURE_NOW + 1, &view), 0);
    ck_assert(!view.resumed);
    ck_assert_uint_eq(view.views_left, 0);
    ck_assert_int_eq(fixture_open(fixture.store, &fixture, one, FIXTURE_NOW + 24 * HOUR, &view), TSB_ERR_DENIED);
    ck_assert_int_eq(view.refusal, TSV_REFUSED_NO_VIEWS_LEFT);
    ck_assert_uint_eq(fixture_views_left(&fixture), 0);
    fixture_remove(&fixture);
}
END_TEST

START_TEST(closing_notes_the_position)
{
    fixture_make(&fixture, 1);
    tsv_view opened = {0};
    tsv_view view = {0};
    int64_t device = fixture_device(fixture.store, fixture.owner.id, 1);
    ck_assert_int_eq(fixture_open(fixture.store, &fixture, device, FIXTURE_NOW, &opened), 0);
    ck_assert_int_eq(tsv_store_view_close(fixture.store, &opened.id, 123456, FIXTURE_NOW + 5, NULL), 0);
    ck_assert_int_eq(tsv_store_view_find(fixture.store, &opened.id, &view, NULL), 0);
    ck_assert_uint_eq(view.position_ms, 123456);
    ck_assert_int_eq(fixture_open(fixture.store, &fixture, device, FIXTURE_NOW + 9, &view), 0);
    ck_assert(view.resumed);
    ck_assert_uint_eq(view.position_ms, 123456);
    ck_assert_int_eq(tss_id_generate(&view.id, NULL), 0);
    ck_assert_int_eq(tsv_store_view_close(fixture.store, &view.id, 1, FIXTURE_NOW, NULL), TSB_ERR_NOT_FOUND);
    ck_assert_int_eq(tsv_store_view_find(fixture.store, &view.id, &view, NULL), TSB_ERR_NOT_FOUND);
    fixture_remove(&fixture);
}
END_TEST

START_TEST(others_are_refused_and_nothing_is_spent)
{
    fixture_make(&fixture, 1);
    tsv_view view = {0};
    tsv_view_request request = {
        .copy = fixture.copy.id, .account = fixture.qa.id, .purpose = TSV_WATCH, .now = FIXTURE_NOW};
    request.device = fixture_device(fixture.store, fixture.qa.id, 1);
    ck_assert_int_eq(tsv_store_view_open(fixture.store, &request, &view, NULL), TSB_ERR_DENIED);
    ck_assert_int_eq(view.refusal, TSV_REFUSED_NOT_YOUR_COPY);
    request.purpose = TSV_VERIFY;
    ck_assert_int_eq(tsv_store_view_open(fixture.store, &request, &view, NULL), 0);
    ck_assert_int_eq(view.purpose, TSV_VERIFY);
    ck_assert(!view.resumed);
    request.account = fixture.owner.id;
    request.device = fixture_device(fixture.store, fixture.owner.id, 1);
    ck_assert_int_eq(tsv_store_view_open(fixture.store, &request, &view, NULL), TSB_ERR_DENIED);
    ck_assert_int_eq(view.refusal, TSV_REFUSED_QA_ONLY);
    ck_assert_int_eq(tss_id_generate(&request.copy, NULL), 0);
    ck_assert_int_eq(tsv_store_view_open(fixture.store, &request, &view, NULL), TSB_ERR_NOT_FOUND);
    ck_assert_uint_eq(fixture_views_left(&fixture), 1);
    fixture_remove(&fixture);
}
END_TEST

typedef struct events {
    unsigned opened;
    unsigned resumed;
    unsigned refused;
} events;

static int count_event(void *context, const tsv_audit *audit)
{
    events *counts = context;
    counts->opened += strcmp(audit->event, "view_opened") == 0;
    counts->resumed += strcmp(audit->event, "view_resumed") == 0;
    counts->refused += strcmp(audit->event, "view_refused") == 0;
    ck_assert_str_eq(audit->account, "alice");
    ck_assert_str_eq(audit->address, "192.0.2.1");
    ck_assert(tss_id_equal(audit->copy, &fixture.copy.id));
    return 0;
}

static events count_events(void)
{
    events counts = {0, 0, 0};
    ck_assert_int_eq(tsv_store_audit_each(fixture.store, 0, count_event, &counts, NULL), 0);
    return counts;
}

#define THREADS 8
#define VIEWS   5

typedef struct opener {
    int64_t device;
    int code;
    tsv_view view;
} opener;

static void *open_once(void *context)
{
    opener *own = context;
    own->code = fixture_open(fixture.store, &fixture, own->device, FIXTURE_NOW, &own->view);
    return NULL;
}

static void open_at_once(opener openers[THREADS])
{
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        ck_assert_int_eq(pthread_create(&threads[i], NULL, open_once, &openers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
    }
}

START_TEST(devices_at_once_get_the_views_there_are)
{
    fixture_make(&fixture, VIEWS);
    opener openers[THREADS] = {{0}};
    for (int i = 0; i < THREADS; i++) {
        openers[i].device = fixture_device(fixture.store, fixture.owner.id, (uint8_t)(i + 1));
    }
    open_at_once(openers);
    unsigned granted = 0;
    for (int i = 0; i < THREADS; i++) {
        ck_assert(openers[i].code == 0 || openers[i].view.refusal == TSV_REFUSED_NO_VIEWS_LEFT);
        granted += openers[i].code == 0;
    }
    ck_assert_uint_eq(granted, VIEWS);
    ck_assert_uint_eq(fixture_views_left(&fixture), 0);
    events counts = count_events();
    ck_assert_uint_eq(counts.opened, VIEWS);
    ck_assert_uint_eq(counts.refused, THREADS - VIEWS);
    fixture_remove(&fixture);
}
END_TEST

START_TEST(one_device_at_once_spends_one)
{
    fixture_make(&fixture, VIEWS);
    opener openers[THREADS] = {{0}};
    int64_t device = fixture_device(fixture.store, fixture.owner.id, 1);
    for (int i = 0; i < THREADS; i++) {
        openers[i].device = device;
    }
    open_at_once(openers);
    for (int i = 0; i < THREADS; i++) {
        ck_assert_int_eq(openers[i].code, 0);
        ck_assert(tss_id_equal(&openers[i].view.id, &openers[0].view.id));
    }
    ck_assert_uint_eq(fixture_views_left(&fixture), VIEWS - 1);
    ck_assert_uint_eq(count_events().opened, 1);
    ck_assert_uint_eq(count_events().resumed, THREADS - 1);
    fixture_remove(&fixture);
}
END_TEST

/* A process of its own: opens the store, and so many views, on devices and days of its own, until it is killed. */
static void run_process(uint8_t device_number, unsigned views)
{
    tsv_store *store = NULL;
    tsv_view view = {0};
    if (tsv_store_open(&store, fixture.path, false, NULL) != 0) {
        _exit(10);
    }
    int64_t device = fixture_device(store, fixture.owner.id, device_number);
    for (unsigned i = 0; i < views; i++) {
        int code = fixture_open(store, &fixture, device, FIXTURE_NOW + (int64_t)i * TSV_RESUME_SECONDS, &view);
        if (code != 0 && (code != TSB_ERR_DENIED || view.refusal != TSV_REFUSED_NO_VIEWS_LEFT)) {
            _exit(11);
        }
    }
    tsv_store_close(&store);
    _exit(0);
}

START_TEST(processes_at_once_get_the_views_there_are)
{
    enum { PROCESSES = 4, EACH = 8, GRANTED = 20 };
    fixture_make(&fixture, GRANTED);
    pid_t children[PROCESSES] = {0};
    for (int i = 0; i < PROCESSES; i++) {
        children[i] = fork();
        ck_assert_int_ge(children[i], 0);
        if (children[i] == 0) {
            run_process((uint8_t)(1 + i), EACH);
        }
    }
    for (int i = 0; i < PROCESSES; i++) {
        int status = 0;
        ck_assert_int_eq(waitpid(children[i], &status, 0), children[i]);
        ck_assert_int_eq(status, 0);
    }
    ck_assert_uint_eq(fixture_views_left(&fixture), 0);
    ck_assert_uint_eq(count_events().opened, GRANTED);
    fixture_remove(&fixture);
}
END_TEST

START_TEST(a_killed_process_leaves_the_count_right)
{
    enum { ROUNDS = 25, EACH = 2000, GRANTED = 1000000 };
    uint64_t seed = suite_seed(20);
    fixture_make(&fixture, GRANTED);
    unsigned spent_before = 0;
    unsigned killed = 0;
    for (unsigned round = 0; round < ROUNDS; round++) {
        pid_t child = fork();
        ck_assert_int_ge(child, 0);
        if (child == 0) {
            run_process((uint8_t)(1 + round), EACH);
        }
        struct timespec pause = {.tv_nsec = (long)(test_random(&seed) % 50000000)};
        (void)nanosleep(&pause, NULL);
        (void)kill(child, SIGKILL);
        int status = 0;
        ck_assert_int_eq(waitpid(child, &status, 0), child);
        killed += WIFSIGNALED(status);
        unsigned spent = GRANTED - fixture_views_left(&fixture);
        ck_assert_uint_ge(spent, spent_before);
        ck_assert_uint_le(spent, spent_before + EACH);
        ck_assert_uint_eq(count_events().opened, spent);
        spent_before = spent;
    }
    ck_assert_uint_gt(killed, 0);
    printf("%u of %u killed at work, %u views opened\n", killed, (unsigned)ROUNDS, spent_before);
    fixture_remove(&fixture);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {a_view_is_spent_and_resumed,
                                  closing_notes_the_position,
                                  others_are_refused_and_nothing_is_spent,
                                  devices_at_once_get_the_views_there_are,
                                  one_device_at_once_spends_one,
                                  processes_at_once_get_the_views_there_are,
                                  a_killed_process_leaves_the_count_right};
    return suite_run("views", tests, TSB_COUNT(tests));
}
