/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Views moved to tokens: taken once, given back once, and never for a token that was restored. */
#include "server/store/store.h"

#include <pthread.h>

#include "store_fixture.h"

static store_fixture fixture;

static tsv_export order(uint8_t request, uint32_t views)
{
    tsv_export export = {.request = {{request}},
                         .copy = fixture.copy.id,
                         .account = fixture.owner.id,
                         .serial = "TALLY0001",
                         .views = views,
                         .licence = "a licence",
                         .licence_size = 9,
                         .issued = FIXTURE_NOW};
    ck_assert_int_eq(tss_id_generate(&export.id, NULL), 0);
    return export;
}

static int add(tsv_export *export, enum tsv_export_refusal *refusal)
{
    return tsv_store_export_add(fixture.store, export, 1, "192.0.2.1", refusal, NULL);
}

static int report_as(const tsv_export *export, int64_t account, tsv_export_report report, tsv_export *out,
                     enum tsv_export_refusal *refusal)
{
    report.export = export->id;
    report.account = account;
    report.now = FIXTURE_NOW + 60;
    report.fresh = report.fresh ? report.fresh : 77;
    return tsv_store_export_report(fixture.store, &report, out, refusal, NULL);
}

START_TEST(taken_once_for_a_request)
{
    enum tsv_export_refusal refusal;
    fixture_make(&fixture, 5);
    tsv_export first = order(1, 3);
    tsv_export again = order(1, 3);
    ck_assert_int_eq(add(&first, &refusal), 0);
    ck_assert_uint_eq(first.account_views_left, 2);
    ck_assert_int_eq(add(&again, &refusal), 0);
    ck_assert(tss_id_equal(&again.id, &first.id));
    ck_assert_uint_eq(again.licence_size, 9);
    ck_assert_mem_eq(again.licence, "a licence", 9);
    ck_assert_uint_eq(fixture_views_left(&fixture), 2);
    tsv_export more = order(2, 3);
    ck_assert_int_eq(add(&more, &refusal), TSB_ERR_DENIED);
    ck_assert_int_eq(refusal, TSV_EXPORT_REFUSED_TOO_FEW);
    ck_assert_uint_eq(more.account_views_left, 2);
    tsv_export stolen = order(3, 1);
    stolen.account = fixture.qa.id;
    ck_assert_int_eq(add(&stolen, &refusal), TSB_ERR_DENIED);
    ck_assert_int_eq(refusal, TSV_EXPORT_REFUSED_NOT_YOUR_COPY);
    tsv_export nothing = order(4, 1);
    nothing.copy = first.id;
    ck_assert_int_eq(add(&nothing, &refusal), TSB_ERR_NOT_FOUND);
    ck_assert_uint_eq(fixture_views_left(&fixture), 2);
    tsv_copy copy;
    ck_assert_int_eq(tsv_store_copy_find(fixture.store, &fixture.copy.id, &copy, NULL), 0);
    ck_assert_uint_eq(copy.views_on_tokens, 3);
    fixture_remove(&fixture);
}
END_TEST

START_TEST(given_back_once)
{
    enum tsv_export_refusal refusal;
    tsv_export out;
    fixture_make(&fixture, 3);
    tsv_export export = order(1, 3);
    ck_assert_int_eq(add(&export, &refusal), 0);
    /* One was watched; the two others still lie there. */
    tsv_export_report report = {.sequence = 2, .left = 2, .give_back = true};
    ck_assert_int_eq(report_as(&export, fixture.owner.id, report, &out, &refusal), TSB_ERR_DENIED);
    ck_assert_int_eq(refusal, TSV_EXPORT_REFUSED_NOT_GIVEN);
    ck_assert_uint_eq(fixture_views_left(&fixture), 0);
    report = (tsv_export_report){.sequence = 3, .returned = 2, .give_back = true};
    ck_assert_int_eq(report_as(&export, fixture.qa.id, report, &out, &refusal), TSB_ERR_NOT_FOUND);
    for (unsigned i = 0; i < 3; i++) { /* the answer was lost */
        ck_assert_int_eq(report_as(&export, fixture.owner.id, report, &out, &refusal), 0);
        ck_assert_uint_eq(out.account_views_left, 2);
        ck_assert_uint_eq(out.returned, 2);
        ck_assert_uint_eq(fixture_views_left(&fixture), 2);
    }
    /* More cannot come back than was there. */
    report = (tsv_export_report){.sequence = 4, .returned = 3, .give_back = true};
    ck_assert_int_eq(report_as(&export, fixture.owner.id, report, &out, &refusal), 0);
    ck_assert_uint_eq(fixture_views_left(&fixture), 2);
    report = (tsv_export_report){.sequence = 5, .returned = 4, .give_back = true};
    ck_assert_int_eq(report_as(&export, fixture.owner.id, report, &out, &refusal), TSB_ERR_DENIED);
    ck_assert_uint_eq(fixture_views_left(&fixture), 2);
    fixture_remove(&fixture);
}
END_TEST

/* The first record goes with a licence: of one that was on a token, it is not given out again. */
START_TEST(never_again_once_reported)
{
    static const tsv_export_report reports[] = {
        {.sequence = 2, .left = 1},                                       /* seen */
        {.sequence = 2, .returned = 2, .give_back = true},                /* given back */
        {.sequence = 2, .left = 2, .checkpoint = 9 /* none was drawn */}, /* revoked */
    };
    for (size_t i = 0; i < TSB_COUNT(reports); i++) {
        enum tsv_export_refusal refusal;
        tsv_export out;
        fixture_make(&fixture, 3);
        tsv_export export = order(1, 2);
        ck_assert_int_eq(add(&export, &refusal), 0);
        (void)report_as(&export, fixture.owner.id, reports[i], &out, &refusal);
        const uint32_t left = fixture_views_left(&fixture);
        tsv_export again = order(1, 2);
        ck_assert_int_eq(add(&again, &refusal), TSB_ERR_DENIED);
        ck_assert_int_eq(refusal, TSV_EXPORT_REFUSED_USED);
        ck_assert_uint_eq(fixture_views_left(&fixture), left);
        again = order(2, 1);
        ck_assert_int_eq(add(&again, &refusal), 0);
        fixture_remove(&fixture);
    }
}
END_TEST

/* What a token may report next, and what shows that it was restored. Checkpoints are numbered from 100. */
struct step {
    uint64_t sequence;
    uint64_t checkpoint;
    uint32_t left;
    uint64_t due; /* the checkpoint it is told to enter */
    int code;
};

static void live(const struct step *steps, size_t count)
{
    enum tsv_export_refusal refusal;
    tsv_export out;
    fixture_make(&fixture, 3);
    tsv_export export = order(1, 3);
    ck_assert_int_eq(add(&export, &refusal), 0);
    for (size_t i = 0; i < count; i++) {
        const tsv_export_report report = {
            .sequence = steps[i].sequence, .checkpoint = steps[i].checkpoint, .left = steps[i].left, .fresh = 100 + i};
        int code = report_as(&export, fixture.owner.id, report, &out, &refusal);
        ck_assert_msg(code == steps[i].code, "step %zu: %d", i, code);
        if (code == 0)
            ck_assert_uint_eq(out.pending, steps[i].due);
        else
            ck_assert_int_eq(refusal, TSV_EXPORT_REFUSED_RESTORED);
    }
    ck_assert_uint_eq(fixture_views_left(&fixture), 0);
    fixture_remove(&fixture);
}

START_TEST(restored_tokens_show)
{
    static const struct step honest[] = {
        {1, 0, 3, 100, 0},   {2, 100, 3, 0, 0},   /* entered and reported */
        {5, 100, 2, 102, 0}, {5, 100, 2, 102, 0}, /* told twice, as it was not entered in time */
        {7, 102, 1, 0, 0},   {7, 102, 1, 105, 0},
    };
    static const struct step older[] = {
        {1, 0, 3, 100, 0},
        {2, 100, 3, 0, 0},
        {9, 100, 1, 102, 0},
        {4, 100, 3, 0, TSB_ERR_DENIED},  /* restored */
        {10, 100, 1, 0, TSB_ERR_DENIED}, /* for good, whatever is shown */
    };
    /* Stick and device both restored to before the contact, and watched on past it. */
    static const struct step past[] = {{1, 0, 3, 100, 0}, {2, 100, 3, 0, 0}, {9, 0, 1, 0, TSB_ERR_DENIED}};
    static const struct step refilled[] = {{3, 0, 1, 100, 0}, {9, 0, 2, 0, TSB_ERR_DENIED}};
    live(honest, TSB_COUNT(honest));
    live(older, TSB_COUNT(older));
    live(past, TSB_COUNT(past));
    live(refilled, TSB_COUNT(refilled));
}
END_TEST

#define THREADS 8

typedef struct taker {
    uint8_t request;
    int code;
} taker;

static void *take_one(void *context)
{
    taker *own = context;
    enum tsv_export_refusal refusal;
    tsv_export export = order(own->request, 1);
    own->code = add(&export, &refusal);
    return NULL;
}

/* Eight at once for five views, two of them under one request. */
START_TEST(many_at_once)
{
    pthread_t threads[THREADS];
    taker takers[THREADS];
    unsigned given = 0;
    fixture_make(&fixture, 5);
    for (uint8_t i = 0; i < THREADS; i++) {
        takers[i].request = i == 0 ? 1 : i;
        ck_assert_int_eq(pthread_create(&threads[i], NULL, take_one, &takers[i]), 0);
    }
    for (unsigned i = 0; i < THREADS; i++) {
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
        given += takers[i].code == 0;
        ck_assert(takers[i].code == 0 || takers[i].code == TSB_ERR_DENIED);
    }
    ck_assert_uint_eq(fixture_views_left(&fixture), 0);
    ck_assert(given == 5 || given == 6);
    fixture_remove(&fixture);
}
END_TEST

START_TEST(devices_are_found)
{
    tsv_device device;
    fixture_make(&fixture, 1);
    int64_t one = fixture_device(fixture.store, fixture.owner.id, 1);
    ck_assert_int_eq(tsv_store_device_find(fixture.store, fixture.owner.id, one, &device, NULL), 0);
    ck_assert_str_eq(device.name, "a device");
    ck_assert_uint_eq(device.key[0], 1);
    ck_assert_int_eq(tsv_store_device_find(fixture.store, fixture.qa.id, one, &device, NULL), TSB_ERR_NOT_FOUND);
    ck_assert_int_eq(tsv_store_device_find(fixture.store, fixture.owner.id, one + 9, &device, NULL), TSB_ERR_NOT_FOUND);
    fixture_remove(&fixture);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {taken_once_for_a_request, given_back_once, never_again_once_reported,
                                  restored_tokens_show,     many_at_once,    devices_are_found};
    return suite_run("exports", tests, TSB_COUNT(tests));
}
