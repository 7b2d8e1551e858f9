/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The complement source against a server that breaks off, lies, hangs, goes and comes back. */
#include "net/source.h"

#include <pthread.h>
#include <unistd.h>

#include "net/source_internal.h"
#include "origin.h"
#include "tests/support/suite.h"

#define CHUNKS  100u
#define LARGEST 9000u
/* Longer than any test may last: only a cancel ends such a wait. */
#define AN_HOUR_MS 3600000u

static origin from;
static tsn_client *client;

static void start(unsigned stall_ms)
{
    origin_start(&from, CHUNKS, LARGEST, (uint32_t)suite_seed(1));
    client = origin_client(&from, stall_ms);
}

static void finish(void)
{
    tsn_client_destroy(&client);
    origin_finish(&from);
}

static int try_open(tss_source **out, uint32_t ahead, const tsb_cancel *cancel, tsb_error *err)
{
    tsn_source_options options = {.copy = from.copy, .view = from.view, .ahead_chunks = ahead};
    memcpy(options.index_hash, from.index_hash, TSS_HASH_SIZE);
    return tsn_source_open(out, client, &options, cancel, err);
}

static tss_source *open_source(uint32_t ahead)
{
    tsb_error error = {0};
    tss_source *source = NULL;
    ck_assert_msg(try_open(&source, ahead, NULL, &error) == 0, "%s", error.text);
    ck_assert_uint_eq(source->index.chunk_count, CHUNKS);
    return source;
}

static int get(tss_source *source, uint32_t chunk, uint8_t *plain, tsb_error *err)
{
    size_t size = 0;
    (void)origin_plain(&from, chunk, &size);
    return tss_source_chunk(source, chunk, plain, size, NULL, err);
}

static void expect(tss_source *source, uint32_t chunk)
{
    size_t size = 0;
    uint8_t plain[LARGEST];
    tsb_error error = {0};
    const uint8_t *right = origin_plain(&from, chunk, &size);
    int rc = get(source, chunk, plain, &error);
    ck_assert_msg(rc == 0, "chunk %u: %s", chunk, error.text);
    ck_assert_mem_eq(plain, right, size);
}

START_TEST(gives_every_chunk_in_order)
{
    start(0);
    tss_source *source = open_source(0);
    for (uint32_t i = 0; i < CHUNKS; i++)
        expect(source, i);
    tss_source_destroy(&source);
    ck_assert_ptr_null(source);
    origin_down(&from); /* its threads have ended: what they counted can be read */
    for (uint32_t i = 0; i <= tss_window_of(CHUNKS - 1); i++)
        ck_assert_uint_ge(from.keys[i], 1);
    ck_assert_uint_eq(from.keys[tss_window_of(CHUNKS - 1) + 1], 0);
    ck_assert_uint_ge(from.sent, from.size);
    finish();
}
END_TEST

START_TEST(fetches_nothing_before_it_has_a_view)
{
    tss_source_status status = {0};
    tss_source *source = NULL;
    start(0);
    tsn_source_options options = {.copy = from.copy, .ahead_chunks = 4};
    memcpy(options.index_hash, from.index_hash, TSS_HASH_SIZE);
    ck_assert_int_eq(tsn_source_open(&source, client, &options, NULL, NULL), 0);
    tss_source_want(source, 3);
    usleep(100000);
    tss_source_status_get(source, &status);
    ck_assert_uint_eq(status.bytes, 0);
    ck_assert_int_eq(status.state, TSS_SOURCE_READY);
    tsn_source_begin(source, &from.view);
    for (uint32_t i = 0; i < CHUNKS; i++)
        expect(source, i);
    tss_source_destroy(&source);
    finish();
}
END_TEST

START_TEST(follows_random_seeks)
{
    uint32_t dice = (uint32_t)suite_seed(2);
    start(0);
    tss_source *source = open_source(4);
    for (unsigned i = 0; i < 300; i++) {
        dice = dice * 1664525u + 1013904223u;
        uint32_t chunk = (dice >> 8) % CHUNKS;
        if ((dice >> 4) % 3 == 0)
            tss_source_want(source, chunk);
        else
            expect(source, chunk);
    }
    tss_source_destroy(&source);
    finish();
}
END_TEST

START_TEST(goes_on_inside_a_chunk_when_broken_off)
{
    start(0);
    tss_source *source = open_source(0);
    faults wrong = {.break_after = 7000, .break_times = 3, .damaged = -1};
    origin_fault(&from, &wrong);
    for (uint32_t i = 0; i < CHUNKS; i++)
        expect(source, i);
    tss_source_destroy(&source);
    origin_down(&from);
    ck_assert_uint_gt(from.inside, 0);
    finish();
}
END_TEST

static void *bring_back(void *argument)
{
    tss_source *source = argument;
    tss_source_status status = {0};
    /* Until the source has noticed. */
    while (status.state != TSS_SOURCE_RETRYING) {
        tss_source_status_get(source, &status);
        usleep(1000);
    }
    ck_assert_ptr_nonnull(strstr(status.text, "Tallystick tries again by itself"));
    ck_assert_ptr_nonnull(strstr(status.text, "127.0.0.1:"));
    ck_assert_ptr_null(strstr(status.text, "then try again"));
    origin_up(&from);
    return NULL;
}

START_TEST(survives_a_restart_of_the_server)
{
    pthread_t thread;
    tss_source_status status = {0};
    start(0);
    tss_source *source = open_source(4);
    for (uint32_t i = 0; i < 20; i++)
        expect(source, i);
    origin_down(&from);
    ck_assert_int_eq(pthread_create(&thread, NULL, bring_back, source), 0);
    for (uint32_t i = 20; i < CHUNKS; i++)
        expect(source, i);
    pthread_join(thread, NULL);
    tss_source_status_get(source, &status);
    ck_assert_int_eq(status.state, TSS_SOURCE_READY);
    ck_assert_str_eq(status.text, "");
    ck_assert_uint_gt(status.bytes, 0);
    tss_source_destroy(&source);
    finish();
}
END_TEST

/* Until the source rests before its next try. */
static void await_pause(tss_source *source, tss_source_status *out)
{
    do {
        usleep(1000);
        tss_source_status_get(source, out);
    } while (out->retry_ms == 0);
    ck_assert_int_eq(out->state, TSS_SOURCE_RETRYING);
    ck_assert(out->retryable);
}

static unsigned requests_so_far(void)
{
    pthread_mutex_lock(&from.lock);
    unsigned requests = from.requests;
    pthread_mutex_unlock(&from.lock);
    return requests;
}

/* The server asks for a minute's patience, which no test has. */
START_TEST(tries_at_once_when_told_to)
{
    tss_source_status status = {0};
    start(0);
    tss_source *source = open_source(4);
    expect(source, 0);
    tss_source_status_get(source, &status);
    ck_assert(!status.retryable);
    tss_source_retry(source); /* without effect */
    faults wrong = {.status = 503, .status_code = "busy", .retry_after = 60, .damaged = -1};
    origin_fault(&from, &wrong);
    tss_source_want(source, 50);
    await_pause(source, &status);
    ck_assert_uint_gt(status.retry_ms, 30000);
    ck_assert_uint_le(status.retry_ms, 60000);
    unsigned told = 0;
    for (unsigned tries = 0; tries < 3; tries++) {
        unsigned before = requests_so_far();
        for (; requests_so_far() == before; told++) {
            tss_source_retry(source);
            usleep(10000);
        }
        await_pause(source, &status);
    }
    ck_assert_uint_gt(told, 3); /* it does not follow each time it is told */
    origin_fault(&from, &(faults){.damaged = -1});
    tss_source_retry(source);
    expect(source, 50);
    tss_source_status_get(source, &status);
    ck_assert(!status.retryable);
    ck_assert_uint_eq(status.retry_ms, 0);
    tss_source_destroy(&source);
    finish();
}
END_TEST

START_TEST(ends_while_it_pauses)
{
    tss_source_status status = {0};
    start(0);
    tss_source *source = open_source(4);
    faults wrong = {.status = 503, .status_code = "busy", .retry_after = 60, .damaged = -1};
    origin_fault(&from, &wrong);
    tss_source_want(source, 50);
    await_pause(source, &status);
    tss_source_retry(source);
    tss_source_destroy(&source);
    finish();
}
END_TEST

static void *fire_later(void *argument)
{
    usleep(200000);
    tsb_cancel_fire(argument);
    return NULL;
}

START_TEST(cancels_while_the_server_hangs)
{
    pthread_t thread;
    uint8_t plain[LARGEST];
    size_t size = 0;
    tsb_error error = {0};
    tsb_cancel *cancel = NULL;
    ck_assert_int_eq(tsb_cancel_create(&cancel, NULL), 0);
    start(AN_HOUR_MS);
    tss_source *source = open_source(4);
    expect(source, 0);
    faults wrong = {.hang = true, .damaged = -1};
    origin_fault(&from, &wrong);
    ck_assert_int_eq(pthread_create(&thread, NULL, fire_later, cancel), 0);
    (void)origin_plain(&from, 50, &size);
    ck_assert_int_eq(tss_source_chunk(source, 50, plain, size, cancel, &error), TSB_ERR_CANCELLED);
    pthread_join(thread, NULL);
    /* Hung as it is, it can be told to want something else, and be destroyed. */
    tss_source_want(source, 70);
    tss_source_destroy(&source);
    tsb_cancel_destroy(&cancel);
    finish();
}
END_TEST

START_TEST(opening_cancels_while_nobody_answers)
{
    pthread_t thread;
    tsb_error error = {0};
    tss_source *source = NULL;
    tsb_cancel *cancel = NULL;
    ck_assert_int_eq(tsb_cancel_create(&cancel, NULL), 0);
    start(AN_HOUR_MS);
    origin_down(&from);
    ck_assert_int_eq(pthread_create(&thread, NULL, fire_later, cancel), 0);
    ck_assert_int_eq(try_open(&source, 4, cancel, &error), TSB_ERR_CANCELLED);
    ck_assert_ptr_null(source);
    pthread_join(thread, NULL);
    tsb_cancel_destroy(&cancel);
    finish();
}
END_TEST

START_TEST(gives_up_a_stalled_connection)
{
    start(1000);
    tss_source *source = open_source(4);
    expect(source, 0);
    faults wrong = {.hang = true, .damaged = -1};
    origin_fault(&from, &wrong);
    tss_source_want(source, 50);
    tss_source_status status = {0};
    while (status.state != TSS_SOURCE_RETRYING) {
        tss_source_status_get(source, &status);
        usleep(1000);
    }
    ck_assert_ptr_nonnull(strstr(status.text, "does not answer in time"));
    origin_fault(&from, &(faults){.damaged = -1});
    expect(source, 50);
    tss_source_destroy(&source);
    finish();
}
END_TEST

START_TEST(fetches_a_damaged_chunk_once_more)
{
    start(0);
    tss_source *source = open_source(0);
    faults wrong = {.damaged = 60, .damaged_times = 1};
    origin_fault(&from, &wrong);
    for (uint32_t i = 0; i < CHUNKS; i++)
        expect(source, i);
    tss_source_destroy(&source);
    finish();
}
END_TEST

START_TEST(reports_a_chunk_that_stays_damaged)
{
    uint8_t plain[LARGEST];
    tsb_error error = {0};
    start(0);
    tss_source *source = open_source(0);
    faults wrong = {.damaged = 60};
    origin_fault(&from, &wrong);
    for (uint32_t i = 40; i < 60; i++)
        expect(source, i);
    ck_assert_int_eq(get(source, 60, plain, &error), TSB_ERR_DAMAGED);
    for (uint32_t i = 61; i < CHUNKS; i++)
        expect(source, i);
    /* Mended on the server, it can be had. */
    origin_fault(&from, &(faults){.damaged = -1});
    tsb_error_clear(&error);
    int rc = get(source, 60, plain, &error);
    if (rc == TSB_ERR_DAMAGED) /* what was here still was the damaged one */
        rc = get(source, 60, plain, NULL);
    ck_assert_int_eq(rc, 0);
    tss_source_destroy(&source);
    finish();
}
END_TEST

START_TEST(stops_when_denied)
{
    uint8_t plain[LARGEST];
    tsb_error error = {0};
    tss_source_status status = {0};
    start(0);
    tss_source *source = open_source(2);
    expect(source, 0);
    faults wrong = {.status = 401, .status_code = "not_signed_in", .damaged = -1};
    origin_fault(&from, &wrong);
    ck_assert_int_eq(get(source, 50, plain, &error), TSB_ERR_DENIED);
    ck_assert_str_eq(error.text, "The test says not_signed_in.");
    tss_source_status_get(source, &status);
    ck_assert_int_eq(status.state, TSS_SOURCE_FAILED);
    ck_assert_int_eq(get(source, 51, plain, NULL), TSB_ERR_DENIED);
    tss_source_destroy(&source);
    finish();
}
END_TEST

START_TEST(a_key_to_come_that_is_refused_stops_nothing_now)
{
    uint8_t plain[LARGEST];
    start(0);
    faults wrong = {.damaged = -1};
    tss_source *source = open_source(16);
    expect(source, 0);
    wrong.key_status = 403;
    wrong.key_status_code = "view_over";
    /* Keys 0 and maybe 1 are here. */
    origin_fault(&from, &wrong);
    for (uint32_t i = 0; i < 16; i++)
        expect(source, i);
    ck_assert_int_eq(get(source, 50, plain, NULL), TSB_ERR_DENIED);
    tss_source_destroy(&source);
    finish();
}
END_TEST

START_TEST(waits_when_the_server_is_busy)
{
    start(0);
    tss_source *source = open_source(4);
    faults wrong = {.status = 503, .status_code = "busy", .status_times = 2, .damaged = -1};
    origin_fault(&from, &wrong);
    expect(source, 50);
    wrong = (faults){.garbage = true, .damaged = -1};
    origin_fault(&from, &wrong);
    tss_source_want(source, 80);
    usleep(300000);
    origin_fault(&from, &(faults){.damaged = -1});
    expect(source, 80);
    tss_source_destroy(&source);
    finish();
}
END_TEST

START_TEST(waits_when_a_key_is_too_early)
{
    start(0);
    tss_source *source = open_source(4);
    expect(source, 0);
    faults wrong = {.key_status = 429, .key_status_code = "too_early", .damaged = -1};
    origin_fault(&from, &wrong);
    tss_source_want(source, 50);
    tss_source_status status = {0};
    while (status.state != TSS_SOURCE_PACED) {
        tss_source_status_get(source, &status);
        usleep(1000);
    }
    ck_assert(!status.retryable); /* asking again would not help */
    ck_assert_ptr_nonnull(strstr(status.text, "no faster"));
    origin_fault(&from, &(faults){.damaged = -1});
    expect(source, 50);
    tss_source_status_get(source, &status);
    ck_assert_int_eq(status.state, TSS_SOURCE_READY);
    tss_source_destroy(&source);
    finish();
}
END_TEST

START_TEST(accepts_a_new_tag_of_the_same_bytes)
{
    start(0);
    tss_source *source = open_source(2);
    expect(source, 0);
    pthread_mutex_lock(&from.lock);
    memcpy(from.etag, "\"two\"", 6);
    pthread_mutex_unlock(&from.lock);
    expect(source, 50);
    tss_source_destroy(&source);
    finish();
}
END_TEST

START_TEST(refuses_another_complement)
{
    uint8_t plain[LARGEST];
    tsb_error error = {0};
    tss_source *other = NULL;
    start(0);
    tss_source *source = open_source(2);
    expect(source, 0);
    faults wrong = {.other_bytes = true, .damaged = -1};
    origin_fault(&from, &wrong);
    pthread_mutex_lock(&from.lock);
    memcpy(from.etag, "\"two\"", 6);
    pthread_mutex_unlock(&from.lock);
    /* The whole source has ended, not one chunk. */
    ck_assert_int_eq(get(source, 50, plain, &error), TSB_ERR_DENIED);
    tsb_error_clear(&error);
    ck_assert_int_ne(try_open(&other, 2, NULL, &error), 0);
    ck_assert_ptr_null(other);
    tss_source_destroy(&source);
    finish();
}
END_TEST

START_TEST(refuses_a_hash_that_is_not_the_discs)
{
    tsb_error error = {0};
    tss_source *source = NULL;
    start(0);
    from.index_hash[5] ^= 1;
    ck_assert_int_eq(try_open(&source, 2, NULL, &error), TSB_ERR_DAMAGED);
    ck_assert_ptr_nonnull(strstr(error.text, "does not belong to this disc"));
    finish();
}
END_TEST

START_TEST(refuses_servers_without_ranges)
{
    tsb_error error = {0};
    tss_source *source = NULL;
    start(0);
    origin_fault(&from, &(faults){.no_ranges = true, .damaged = -1});
    ck_assert_int_eq(try_open(&source, 2, NULL, &error), TSB_ERR_INVALID);
    ck_assert_ptr_nonnull(strstr(error.text, "ranges"));
    finish();
}
END_TEST

START_TEST(opening_says_what_the_server_says)
{
    tsb_error error = {0};
    tss_source *source = NULL;
    start(0);
    origin_fault(&from, &(faults){.status = 404, .status_code = "no_such_copy", .damaged = -1});
    ck_assert_int_eq(try_open(&source, 2, NULL, &error), TSB_ERR_NOT_FOUND);
    ck_assert_str_eq(error.text, "The test says no_such_copy.");
    tsb_error_clear(&error);
    origin_fault(&from, &(faults){.status = 403, .status_code = "not_your_copy", .damaged = -1});
    ck_assert_int_eq(try_open(&source, 2, NULL, &error), TSB_ERR_NOT_YOURS);
    /* A server that is busy for a while is waited for. */
    origin_fault(&from, &(faults){.status = 503, .status_code = "busy", .status_times = 1, .damaged = -1});
    source = open_source(2);
    tss_source_destroy(&source);
    finish();
}
END_TEST

START_TEST(never_holds_more_than_it_may)
{
    tss_source_status status = {0};
    tsn_source_options options = {.copy = from.copy};
    start(0);
    options = (tsn_source_options){.copy = from.copy, .view = from.view, .ahead_chunks = 50, .ahead_bytes = 30000};
    memcpy(options.index_hash, from.index_hash, TSS_HASH_SIZE);
    tss_source *source = NULL;
    ck_assert_int_eq(tsn_source_open(&source, client, &options, NULL, NULL), 0);
    for (uint32_t i = 0; i < CHUNKS; i++) {
        expect(source, i);
        tss_source_status_get(source, &status);
        ck_assert_uint_ge(status.buffered_from, i);
        uint64_t held = 0;
        for (uint32_t k = status.buffered_from; k < status.buffered_to; k++)
            held += from.index.entries[k].size;
        ck_assert_uint_le(held, 30000);
        pthread_mutex_lock(&from.lock);
        ck_assert_uint_le(from.furthest, from.index.entries[i].offset + 30000);
        pthread_mutex_unlock(&from.lock);
    }
    tss_source_destroy(&source);
    finish();
}
END_TEST

START_TEST(refuses_chunks_that_are_not_there)
{
    uint8_t plain[16];
    start(0);
    tss_source *source = open_source(2);
    ck_assert_int_eq(tss_source_chunk(source, CHUNKS, plain, sizeof plain, NULL, NULL), TSB_ERR_INVALID);
    ck_assert_int_eq(tss_source_chunk(source, 0, plain, LARGEST + 1, NULL, NULL), TSB_ERR_INVALID);
    tss_source_want(source, UINT32_MAX); /* without effect */
    expect(source, 3);
    tss_source_destroy(&source);
    finish();
}
END_TEST

static void *want_about(void *argument)
{
    uint32_t dice = 5;
    tss_source_status status;
    for (unsigned i = 0; i < 2000; i++) {
        dice = dice * 1664525u + 1013904223u;
        tss_source_want(argument, (dice >> 8) % CHUNKS);
        tss_source_status_get(argument, &status);
        tss_source_retry(argument);
    }
    return NULL;
}

START_TEST(threads_may_want_and_look_while_one_reads)
{
    pthread_t threads[2];
    start(0);
    tss_source *source = open_source(8);
    for (unsigned i = 0; i < 2; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, want_about, source), 0);
    for (uint32_t i = 0; i < 40; i++)
        expect(source, i);
    for (unsigned i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    expect(source, 99);
    tss_source_destroy(&source);
    finish();
}
END_TEST

START_TEST(pauses_grow_to_a_bound)
{
    for (unsigned failures = 0; failures < 100; failures++) {
        unsigned longest = failures < 2 ? 250 : failures < 6 ? 250u << (failures - 1) : 8000;
        for (unsigned i = 0; i < 20; i++) {
            unsigned pause = tsn_backoff_ms(failures);
            ck_assert_uint_le(pause, longest);
            ck_assert_uint_ge(pause, longest - longest / 4);
        }
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {gives_every_chunk_in_order,
                                  fetches_nothing_before_it_has_a_view,
                                  follows_random_seeks,
                                  goes_on_inside_a_chunk_when_broken_off,
                                  survives_a_restart_of_the_server,
                                  tries_at_once_when_told_to,
                                  ends_while_it_pauses,
                                  cancels_while_the_server_hangs,
                                  opening_cancels_while_nobody_answers,
                                  gives_up_a_stalled_connection,
                                  fetches_a_damaged_chunk_once_more,
                                  reports_a_chunk_that_stays_damaged,
                                  stops_when_denied,
                                  a_key_to_come_that_is_refused_stops_nothing_now,
                                  waits_when_the_server_is_busy,
                                  waits_when_a_key_is_too_early,
                                  accepts_a_new_tag_of_the_same_bytes,
                                  refuses_another_complement,
                                  refuses_a_hash_that_is_not_the_discs,
                                  refuses_servers_without_ranges,
                                  opening_says_what_the_server_says,
                                  never_holds_more_than_it_may,
                                  refuses_chunks_that_are_not_there,
                                  threads_may_want_and_look_while_one_reads,
                                  pauses_grow_to_a_bound};
    return suite_run("source", tests, TSB_COUNT(tests));
}
