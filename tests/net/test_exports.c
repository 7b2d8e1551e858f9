/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The client against the real server: views go to a token and come back, with the token's own counter between. */
#include <signal.h>

#include "house.h"
#include "tests/support/suite.h"
#include "tests/token/medium.h"
#include "token/counter.h"
#include "token/write.h"

#define SERIAL "TALLY0001"
#define DEVICE 31

static house here;

/* One device with its token. */
typedef struct rig {
    char folder[256];
    uint8_t private_key[TSS_KEY_SIZE]; /* as house.c makes a device's */
    tss_id copy;
    tsn_client *client;
    struct medium medium;
    tst_monotonic *memory;
    tst_container *container;
    tst_licence licence;
    tst_licence_secret secret;
    tsn_export export;
    tst_counter counter;
} rig;

static tsn_export_request request_of(const rig *stick, uint8_t number, uint32_t views)
{
    tsn_export_request request = {.request = {{number}}, .copy = stick->copy, .views = views, .serial = SERIAL};
    ck_assert_int_eq(tss_device_public(request.device_key, stick->private_key, NULL), 0);
    return request;
}

static int fetch(void *context, uint64_t offset, uint8_t *bytes, size_t size, tsb_error *err)
{
    const rig *from = context;
    return tsn_client_complement(from->client, &from->copy, offset, bytes, size, NULL, NULL, err);
}

/* Exports and writes the film, as a player does. */
static void write_token(rig *stick, uint8_t number, uint32_t views)
{
    uint8_t header[TSS_INDEX_HEADER_SIZE];
    size_t index_size = 0;
    uint32_t film = 0;
    uint32_t device = 9;
    const tst_write_job job = {.read = fetch, .context = stick};
    const tsn_export_request request = request_of(stick, number, views);
    ck_assert_int_eq(tsn_client_export(stick->client, &request, &stick->export, NULL, NULL, NULL), 0);
    ck_assert_int_eq(tst_licence_open(&stick->secret, &device, &stick->licence, stick->export.licence.bytes,
                                      stick->export.licence.size, stick->private_key, NULL),
                     TSB_ERR_INVALID); /* not read yet */
    ck_assert_int_eq(
        tst_licence_read(&stick->licence, stick->export.licence.bytes, stick->export.licence.size, NULL, NULL), 0);
    ck_assert_int_eq(tst_licence_open(&stick->secret, &device, &stick->licence, stick->export.licence.bytes,
                                      stick->export.licence.size, stick->private_key, NULL),
                     0);
    ck_assert_int_eq(fetch(stick, 0, header, sizeof header, NULL), 0);
    ck_assert_int_eq(tss_index_peek(header, &index_size, NULL), 0);
    const tst_film_new entry = tst_write_entry(&stick->licence, stick->export.licence.bytes, stick->export.record,
                                               tss_index_claims(header));
    ck_assert_int_eq(tst_container_format(&stick->medium.blocks, SERIAL, NULL), 0);
    ck_assert_int_eq(tst_container_open(&stick->container, &stick->medium.blocks, NULL), 0);
    ck_assert_int_eq(tst_container_add(stick->container, &entry, &film, NULL), 0);
    ck_assert_int_eq(tst_write_film(stick->container, film, &job, NULL), 0);
    ck_assert_int_eq(tst_write_verify(stick->container, film, stick->secret.copy_key, &job, NULL), 0);
    stick->counter = (tst_counter){.container = stick->container,
                                   .film = film,
                                   .licence = &stick->licence,
                                   .key = stick->secret.counter_key,
                                   .device = device,
                                   .monotonic = stick->memory};
}

static void open_stick(rig *stick, unsigned views)
{
    *stick = (rig){.client = NULL};
    memset(stick->private_key, DEVICE, sizeof stick->private_key);
    scratch_make(stick->folder);
    house_begin(&here);
    stick->copy = house_copy(&here, "ann", views);
    stick->client = house_client(&here, "ann", DEVICE);
    medium_init(&stick->medium, (size_t)16 << 20);
    ck_assert_int_eq(tst_monotonic_create(&stick->memory, stick->folder, stick->private_key, NULL), 0);
}

static void close_stick(rig *stick)
{
    tst_container_destroy(&stick->container);
    tst_monotonic_destroy(&stick->memory);
    medium_finish(&stick->medium);
    tsn_client_destroy(&stick->client);
    house_end(&here);
    scratch_remove(stick->folder);
}

static int report(rig *stick, const uint8_t *record, tsn_export_state *state, tsn_refusal *refusal)
{
    return tsn_client_export_report(stick->client, &stick->export.export, record, state, NULL, refusal, NULL);
}

/* Both halves of a contact. */
static void contact(rig *stick, tst_counter_record *record)
{
    uint8_t bytes[TST_RECORD_SIZE];
    tsn_export_state state;
    ck_assert_int_eq(tst_counter_read(&stick->counter, record, bytes, NULL), 0);
    ck_assert_int_eq(report(stick, bytes, &state, NULL), 0);
    ck_assert_uint_ne(state.checkpoint, 0);
    ck_assert_uint_eq(state.views_on_token, record->left);
    ck_assert_int_eq(tst_counter_mark(&stick->counter, state.checkpoint, bytes, record, NULL), 0);
    ck_assert_int_eq(report(stick, bytes, &state, NULL), 0);
    ck_assert_uint_eq(state.checkpoint, 0);
}

static uint32_t account_left(rig *stick, uint32_t on_tokens)
{
    tsn_copy copy;
    ck_assert_int_eq(tsn_client_copy(stick->client, &stick->copy, &copy, NULL, NULL, NULL), 0);
    ck_assert_uint_eq(copy.views_on_tokens, on_tokens);
    return copy.views_left;
}

START_TEST(there_and_back)
{
    rig stick;
    tst_counter_record record;
    tsn_export again;
    tsn_export_state state;
    tsn_refusal refusal;
    uint8_t bytes[TST_RECORD_SIZE];
    open_stick(&stick, 5);
    write_token(&stick, 1, 3);
    ck_assert_uint_eq(stick.export.views_left, 2);
    ck_assert_uint_eq(account_left(&stick, 3), 2);
    const tsn_export_request same = request_of(&stick, 1, 3);
    ck_assert_int_eq(tsn_client_export(stick.client, &same, &again, NULL, NULL, NULL), 0);
    ck_assert(tss_id_equal(&again.export, &stick.export.export));
    ck_assert_uint_eq(again.licence.size, stick.export.licence.size);
    ck_assert_mem_eq(again.licence.bytes, stick.export.licence.bytes, again.licence.size);
    const tsn_export_request more = request_of(&stick, 2, 3);
    ck_assert_int_eq(tsn_client_export(stick.client, &more, &again, NULL, &refusal, NULL), TSB_ERR_DENIED);
    ck_assert_str_eq(refusal.code, "too_few_views");
    ck_assert_int_eq(tst_counter_begin(&stick.counter, 1800000000, &record, NULL), 0);
    contact(&stick, &record);
    ck_assert_uint_eq(account_left(&stick, 2), 2);
    ck_assert_int_eq(tst_counter_return(&stick.counter, bytes, &record, NULL), 0);
    for (unsigned i = 0; i < 2; i++) {
        ck_assert_int_eq(tsn_client_export_return(stick.client, &stick.export.export, bytes, &state, NULL, NULL, NULL),
                         0);
        ck_assert_uint_eq(state.views_returned, 2);
        ck_assert_uint_eq(state.views_left, 4);
    }
    ck_assert_uint_eq(account_left(&stick, 0), 4);
    ck_assert_int_eq(tsn_client_export(stick.client, &same, &again, NULL, &refusal, NULL), TSB_ERR_DENIED);
    ck_assert_str_eq(refusal.code, "request_used");
    close_stick(&stick);
}
END_TEST

/* Stick and device both restored to before a contact. */
START_TEST(restored_together)
{
    rig stick;
    tst_counter_record record;
    tsn_export_state state;
    tsn_refusal refusal;
    uint8_t bytes[TST_RECORD_SIZE];
    open_stick(&stick, 3);
    const tsn_export_request other = request_of(&stick, 1, 1);
    ck_assert_int_eq(tsn_client_export(stick.client, &other, &stick.export, NULL, &refusal, NULL), TSB_ERR_INVALID);
    ck_assert_str_eq(refusal.code, "bad_request");
    write_token(&stick, 3, 3);
    uint8_t *before = malloc(stick.medium.blocks.size);
    ck_assert_ptr_nonnull(before);
    memcpy(before, stick.medium.now, stick.medium.blocks.size);
    ck_assert_int_eq(tst_counter_begin(&stick.counter, 1800000000, &record, NULL), 0);
    contact(&stick, &record);
    memcpy(stick.medium.now, before, stick.medium.blocks.size);
    tst_monotonic_destroy(&stick.memory);
    scratch_remove(stick.folder);
    scratch_make(stick.folder);
    ck_assert_int_eq(tst_monotonic_create(&stick.memory, stick.folder, stick.private_key, NULL), 0);
    stick.counter.monotonic = stick.memory;
    /* Offline nothing can tell. */
    for (unsigned i = 0; i < 3; i++)
        ck_assert_int_eq(tst_counter_begin(&stick.counter, 1800000000 + 90000 * i, &record, NULL), 0);
    ck_assert_int_eq(tst_counter_read(&stick.counter, &record, bytes, NULL), 0);
    ck_assert_int_eq(report(&stick, bytes, &state, &refusal), TSB_ERR_DENIED);
    ck_assert_str_eq(refusal.code, "token_restored");
    ck_assert_int_eq(tst_counter_return(&stick.counter, bytes, &record, NULL), 0);
    ck_assert_int_eq(tsn_client_export_return(stick.client, &stick.export.export, bytes, &state, NULL, &refusal, NULL),
                     TSB_ERR_DENIED);
    ck_assert_str_eq(refusal.code, "token_restored");
    ck_assert_uint_eq(account_left(&stick, 0), 0);
    free(before);
    close_stick(&stick);
}
END_TEST

/* What is sealed to such a key anybody could open. */
START_TEST(weak_keys_are_refused)
{
    static const uint8_t weak[2][TSS_KEY_SIZE] = {{0}, {1}};
    rig stick;
    tsn_export export;
    tsn_refusal refusal;
    open_stick(&stick, 3);
    for (unsigned i = 0; i < 2; i++) {
        tsn_export_request request = request_of(&stick, (uint8_t)(10 + i), 1);
        memcpy(request.device_key, weak[i], sizeof weak[i]);
        ck_assert_int_eq(tsn_client_export(stick.client, &request, &export, NULL, &refusal, NULL), TSB_ERR_INVALID);
        ck_assert_str_eq(refusal.code, "bad_request");
    }
    ck_assert_uint_eq(account_left(&stick, 0), 3);
    close_stick(&stick);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {there_and_back, restored_together, weak_keys_are_refused};
    return house_suite("exports", tests, TSB_COUNT(tests), &here, 4);
}
