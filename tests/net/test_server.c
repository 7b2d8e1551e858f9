/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The client and the complement source against the real server program. */
#include <pthread.h>
#include <signal.h>

#include "base/bytes.h"
#include "house.h"
#include "net/source.h"
#include "synth/chunk.h"
#include "tests/support/suite.h"

static house here;

START_TEST(signs_in_and_out)
{
    tsn_login login;
    tsn_refusal refusal;
    tsn_server_info info;
    tsn_titles titles;
    char fingerprint[TSS_FINGERPRINT_SIZE];
    house_begin(&here);
    tsn_client *client = house_stranger(&here, 1, NULL);
    ck_assert_int_eq(tsn_client_server_info(client, &info, NULL, NULL, NULL), 0);
    ck_assert_str_eq(info.name, "Test house");
    ck_assert_int_eq(tss_fingerprint(fingerprint, info.signing_key, NULL), 0);
    ck_assert_str_eq(info.fingerprint, fingerprint);
    ck_assert_int_eq(tsn_client_titles(client, &titles, NULL, &refusal, NULL), TSB_ERR_DENIED);
    ck_assert_int_eq(refusal.status, 401);
    ck_assert_str_eq(refusal.code, "not_signed_in");
    ck_assert_int_eq(tsn_client_login(client, "ann", "wrong", "Test", &login, NULL, &refusal, NULL), TSB_ERR_DENIED);
    ck_assert_str_eq(refusal.code, "wrong_password");
    ck_assert_int_eq(tsn_client_login(client, "nobody", HOUSE_PASSWORD, "Test", &login, NULL, &refusal, NULL),
                     TSB_ERR_DENIED);
    ck_assert_str_eq(refusal.code, "wrong_password");
    ck_assert(!tsn_client_signed_in(client));
    ck_assert_int_eq(tsn_client_login(client, "qa", HOUSE_PASSWORD, "Test", &login, NULL, &refusal, NULL), 0);
    ck_assert(login.qa);
    ck_assert_int_eq(tsn_client_titles(client, &titles, NULL, NULL, NULL), 0);
    ck_assert_uint_ge(titles.count, 1);
    ck_assert_str_eq(titles.items[0].name, "Test film");
    ck_assert_str_eq(titles.items[0].profile, "standard");
    tsn_titles_finish(&titles);
    ck_assert_int_eq(tsn_client_logout(client, NULL, NULL), 0);
    ck_assert(!tsn_client_signed_in(client));
    tsn_client_destroy(&client);
    house_end(&here);
}
END_TEST

/* Also for who kept it. */
START_TEST(a_token_is_worthless_after_signing_out)
{
    tsn_login login;
    tsn_refusal refusal;
    tsn_titles titles;
    char url[64];
    const uint8_t key[TSS_KEY_SIZE] = {1};
    house_begin(&here);
    (void)snprintf(url, sizeof url, "http://127.0.0.1:%u", here.port);
    tsn_client *client = house_stranger(&here, 1, NULL);
    ck_assert_int_eq(tsn_client_login(client, "qa", HOUSE_PASSWORD, "Test", &login, NULL, &refusal, NULL), 0);
    tsn_client_options options = {.url = url, .device_key = key, .token = login.token};
    tsn_client *keeper = NULL;
    ck_assert_int_eq(tsn_client_create(&keeper, &options, NULL), 0);
    ck_assert_int_eq(tsn_client_titles(keeper, &titles, NULL, &refusal, NULL), 0);
    tsn_titles_finish(&titles);
    ck_assert_int_eq(tsn_client_logout(client, NULL, NULL), 0);
    ck_assert_int_eq(tsn_client_titles(keeper, &titles, NULL, &refusal, NULL), TSB_ERR_DENIED);
    ck_assert_str_eq(refusal.code, "not_signed_in");
    tsn_client_destroy(&keeper);
    tsn_client_destroy(&client);
    house_end(&here);
}
END_TEST

START_TEST(guessing_a_password_is_slowed)
{
    tsn_login login;
    tsn_refusal refusal = {0};
    tsb_buffer reply;
    tsb_buffer_init(&reply, TSN_REPLY_MAX);
    house_begin(&here);
    tsn_client *client = house_stranger(&here, 1, NULL);
    for (unsigned i = 0; i < 20 && refusal.status != 429; i++)
        ck_assert_int_eq(tsn_client_login(client, "bob", "wrong guess", "Test", &login, NULL, &refusal, NULL),
                         TSB_ERR_DENIED);
    ck_assert_int_eq(refusal.status, 429);
    ck_assert_str_eq(refusal.code, "too_many_attempts");
    ck_assert_uint_gt(refusal.retry_after, 0);
    /* Others are not held up. */
    ck_assert_int_eq(tsn_client_login(client, "ann", HOUSE_PASSWORD, "Test", &login, NULL, &refusal, NULL), 0);
    tsn_client_destroy(&client);
    ck_assert_int_eq(house_raw(here.port, &reply, "GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
                     200);
    ck_assert_ptr_nonnull(strstr((char *)reply.bytes, "tallystick_sign_ins_total{event=\"done\"} 1\n"));
    ck_assert_ptr_null(strstr((char *)reply.bytes, "tallystick_sign_ins_total{event=\"limited\"} 0\n"));
    tsb_buffer_finish(&reply);
    house_end(&here);
}
END_TEST

START_TEST(views_are_spent_and_resumed)
{
    tsn_copy copy;
    tsn_view view;
    tsn_view again;
    house_begin(&here);
    tss_id id = house_copy(&here, "ann", 2);
    tsn_client *ann = house_client(&here, "ann", 11);
    ck_assert_int_eq(tsn_client_view_open(ann, &id, TSN_WATCH, &view, NULL, NULL, NULL), 0);
    ck_assert_uint_eq(view.views_left, 1);
    ck_assert(!view.resumed);
    ck_assert_int_eq(tsn_client_view_close(ann, &view.view, 61000, NULL, NULL), 0);
    ck_assert_int_eq(tsn_client_copy(ann, &id, &copy, NULL, NULL, NULL), 0);
    ck_assert(copy.resumable);
    ck_assert_uint_eq(copy.position_ms, 61000);
    ck_assert_str_ne(copy.distributor_name, "");
    ck_assert_int_gt(copy.resume_until, 0);
    ck_assert_int_eq(tsn_client_view_open(ann, &id, TSN_WATCH, &again, NULL, NULL, NULL), 0);
    ck_assert(again.resumed);
    ck_assert(tss_id_equal(&again.view, &view.view));
    ck_assert_uint_eq(again.views_left, 1);
    ck_assert_uint_eq(again.position_ms, 61000);
    tsn_client_destroy(&ann);
    house_end(&here);
}
END_TEST

START_TEST(the_last_view_is_spent_once)
{
    tsn_view view;
    tsn_view again;
    tsn_refusal refusal;
    house_begin(&here);
    tss_id id = house_copy(&here, "ann", 2);
    tsn_client *ann = house_client(&here, "ann", 11);
    tsn_client *ann2 = house_client(&here, "ann", 12);
    tsn_client *ann3 = house_client(&here, "ann", 13);
    tsn_client *bob = house_client(&here, "bob", 14);
    ck_assert_int_eq(tsn_client_view_open(ann, &id, TSN_WATCH, &view, NULL, NULL, NULL), 0);
    /* Another device spends one of its own; then none is left for a third. */
    ck_assert_int_eq(tsn_client_view_open(ann2, &id, TSN_WATCH, &again, NULL, NULL, NULL), 0);
    ck_assert_uint_eq(again.views_left, 0);
    ck_assert(!tss_id_equal(&again.view, &view.view));
    ck_assert_int_eq(tsn_client_view_open(ann3, &id, TSN_WATCH, &again, NULL, &refusal, NULL), TSB_ERR_SPENT);
    ck_assert_str_eq(refusal.code, "no_views_left");
    /* That is told nobody else. */
    ck_assert_int_eq(tsn_client_view_open(bob, &id, TSN_WATCH, &again, NULL, &refusal, NULL), TSB_ERR_NOT_YOURS);
    ck_assert_str_eq(refusal.code, "not_your_copy");
    tsn_client_destroy(&ann);
    tsn_client_destroy(&ann2);
    tsn_client_destroy(&ann3);
    tsn_client_destroy(&bob);
    house_end(&here);
}
END_TEST

START_TEST(views_are_the_owners_alone)
{
    tsn_copy copy;
    tsn_copies copies;
    tsn_view view;
    tsn_refusal refusal;
    const tss_id nothing = {{1}};
    house_begin(&here);
    tss_id id = house_copy(&here, "ann", 2);
    tsn_client *ann = house_client(&here, "ann", 11);
    tsn_client *bob = house_client(&here, "bob", 14);
    ck_assert_int_eq(tsn_client_view_open(bob, &id, TSN_WATCH, &view, NULL, &refusal, NULL), TSB_ERR_NOT_YOURS);
    ck_assert_str_eq(refusal.code, "not_your_copy");
    ck_assert_int_eq(tsn_client_view_open(ann, &id, TSN_VERIFY, &view, NULL, &refusal, NULL), TSB_ERR_DENIED);
    ck_assert_str_eq(refusal.code, "qa_only");
    ck_assert_int_eq(tsn_client_view_open(ann, &nothing, TSN_WATCH, &view, NULL, &refusal, NULL), TSB_ERR_NOT_FOUND);
    ck_assert_str_eq(refusal.code, "no_such_copy");
    ck_assert_int_eq(tsn_client_copy(bob, &id, &copy, NULL, &refusal, NULL), TSB_ERR_NOT_YOURS);
    ck_assert_str_eq(refusal.code, "not_your_copy");
    ck_assert_int_eq(tsn_client_copies(bob, &copies, NULL, NULL, NULL), 0);
    for (size_t i = 0; i < copies.count; i++)
        ck_assert(!tss_id_equal(&copies.items[i].copy, &id));
    tsn_copies_finish(&copies);
    tsn_client_destroy(&ann);
    tsn_client_destroy(&bob);
    house_end(&here);
}
END_TEST

/* The view's own device gets them, sealed to it; nobody else does. */
START_TEST(keys_go_to_the_views_device)
{
    tsn_view view;
    tsn_refusal refusal;
    uint8_t key[TSS_KEY_SIZE];
    uint8_t key2[TSS_KEY_SIZE];
    house_begin(&here);
    tss_id id = house_copy(&here, "ann", 2);
    tsn_client *ann = house_client(&here, "ann", 11);
    tsn_client *ann2 = house_client(&here, "ann", 12);
    tsn_client *bob = house_client(&here, "bob", 14);
    ck_assert_int_eq(tsn_client_view_open(ann, &id, TSN_WATCH, &view, NULL, NULL, NULL), 0);
    ck_assert_int_eq(tsn_client_window_key(ann, &view.view, &id, 0, key, NULL, NULL, NULL), 0);
    ck_assert_int_eq(tsn_client_window_key(ann, &view.view, &id, 0, key2, NULL, NULL, NULL), 0);
    ck_assert_mem_eq(key, key2, sizeof key);
    ck_assert_int_eq(tsn_client_window_key(ann2, &view.view, &id, 0, key2, NULL, &refusal, NULL), TSB_ERR_NOT_FOUND);
    ck_assert_str_eq(refusal.code, "no_such_view");
    ck_assert_int_eq(tsn_client_window_key(bob, &view.view, &id, 0, key2, NULL, &refusal, NULL), TSB_ERR_NOT_FOUND);
    ck_assert_int_eq(tsn_client_window_key(ann, &view.view, &id, 4000, key2, NULL, &refusal, NULL), TSB_ERR_NOT_FOUND);
    ck_assert_str_eq(refusal.code, "no_such_window");
    tsn_client_destroy(&ann);
    tsn_client_destroy(&ann2);
    tsn_client_destroy(&bob);
    house_end(&here);
}
END_TEST

/* A disc: the copy's image and its complement's hash, as the commands write them. */
typedef struct disc {
    tss_id copy;
    tsb_buffer image;
    tsn_source_options options;
} disc;

static void make_disc(disc *out, const char *user)
{
    char line[256];
    char id[TSS_ID_TEXT_SIZE];
    char path[512];
    size_t head = 0;
    tsb_buffer complement;
    tsb_buffer_init(&complement, (size_t)256 << 20);
    tsb_buffer_init(&out->image, (size_t)256 << 20);
    out->copy = house_copy(&here, user, 3);
    tss_id_format(id, &out->copy);
    house_run(&here, line, "image --copy %s -o '%s/%s.iso'", id, here.folder, id);
    house_run(&here, line, "complement --copy %s -o '%s/%s.tsc'", id, here.folder, id);
    (void)snprintf(path, sizeof path, "%s/%s.iso", here.folder, id);
    ck_assert_int_eq(tsb_file_read(path, &out->image, NULL), 0);
    (void)snprintf(path, sizeof path, "%s/%s.tsc", here.folder, id);
    ck_assert_int_eq(tsb_file_read(path, &complement, NULL), 0);
    ck_assert_int_eq(tss_index_peek(complement.bytes, &head, NULL), 0);
    out->options = (tsn_source_options){.copy = out->copy};
    ck_assert_int_eq(tss_sha256(out->options.index_hash, complement.bytes, head, NULL), 0);
    tsb_buffer_finish(&complement);
}

/* Fetches and synthesises a chunk; the engine verifies that the original is back. */
static void restore(tss_source *source, tss_engine *engine, disc *from, uint32_t chunk)
{
    tsb_error error = {0};
    const tss_index_entry *entry = &source->index.entries[chunk];
    size_t size = entry->size - TSS_TAG_SIZE;
    uint8_t *plain = malloc(size);
    ck_assert_ptr_nonnull(plain);
    int rc = tss_source_chunk(source, chunk, plain, size, NULL, &error);
    ck_assert_msg(rc == 0, "chunk %u: %s", chunk, error.text);
    rc = tss_chunk_synthesise(engine, from->image.bytes + (size_t)entry->first * TSS_SECTOR_SIZE, entry->count, plain,
                              size, NULL, NULL, &error);
    ck_assert_msg(rc == 0, "chunk %u: %s", chunk, error.text);
    free(plain);
}

START_TEST(a_film_is_restored_while_the_server_dies_and_comes_back)
{
    disc from;
    tsn_view view;
    tsb_error error = {0};
    tss_engine *engine = NULL;
    tss_source *source = NULL;
    ck_assert_int_eq(tss_engine_create(&engine, NULL), 0);
    make_disc(&from, "ann");
    house_begin(&here);
    tsn_client *client = house_client(&here, "ann", 21);
    ck_assert_int_eq(tsn_client_view_open(client, &from.copy, TSN_WATCH, &view, NULL, NULL, NULL), 0);
    from.options.view = view.view;
    from.options.ahead_chunks = 2;
    int rc = tsn_source_open(&source, client, &from.options, NULL, &error);
    ck_assert_msg(rc == 0, "%s", error.text);
    uint32_t count = source->index.chunk_count;
    ck_assert_uint_ge(count, 4);
    restore(source, engine, &from, 0);
    ck_assert_int_eq(house_close(&here, SIGKILL), -1);
    tss_source_want(source, count / 2); /* something that is not here yet */
    tss_source_status status = {0};
    while (status.state != TSS_SOURCE_RETRYING) {
        tss_source_status_get(source, &status);
        usleep(1000);
    }
    house_open(&here, ""); /* on its old port */
    for (uint32_t i = 1; i < count; i++)
        restore(source, engine, &from, i);
    tss_source_destroy(&source);
    tsn_client_destroy(&client);
    tss_engine_destroy(&engine);
    tsb_buffer_finish(&from.image);
    house_end(&here);
}
END_TEST

START_TEST(another_copys_complement_is_refused)
{
    disc mine;
    disc other;
    tsb_error error = {0};
    tss_source *source = NULL;
    make_disc(&mine, "ann");
    make_disc(&other, "bob");
    house_begin(&here);
    tsn_client *client = house_client(&here, "ann", 22);
    tsn_source_options options = mine.options;
    memcpy(options.index_hash, other.options.index_hash, TSS_HASH_SIZE);
    ck_assert_int_eq(tsn_source_open(&source, client, &options, NULL, &error), TSB_ERR_DAMAGED);
    tsb_error_clear(&error);
    ck_assert_int_eq(tsn_source_open(&source, client, &other.options, NULL, &error), TSB_ERR_NOT_YOURS);
    ck_assert_ptr_nonnull(strstr(error.text, "another user"));
    tsn_client_destroy(&client);
    tsb_buffer_finish(&mine.image);
    tsb_buffer_finish(&other.image);
    house_end(&here);
}
END_TEST

static void *sign_in_often(void *argument)
{
    tsn_titles titles;
    tsn_client *client = house_client(&here, "ann", (uint8_t)(uintptr_t)argument);
    for (unsigned i = 0; i < 20; i++) {
        ck_assert_int_eq(tsn_client_titles(client, &titles, NULL, NULL, NULL), 0);
        tsn_titles_finish(&titles);
    }
    tsn_client_destroy(&client);
    return NULL;
}

START_TEST(many_clients_at_once)
{
    pthread_t threads[2];
    house_begin(&here);
    for (uintptr_t i = 0; i < TSB_COUNT(threads); i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, sign_in_often, (void *)(100 + i)), 0);
    for (size_t i = 0; i < TSB_COUNT(threads); i++)
        pthread_join(threads[i], NULL);
    house_end(&here);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {signs_in_and_out,
                                  a_token_is_worthless_after_signing_out,
                                  guessing_a_password_is_slowed,
                                  views_are_spent_and_resumed,
                                  the_last_view_is_spent_once,
                                  views_are_the_owners_alone,
                                  keys_go_to_the_views_device,
                                  a_film_is_restored_while_the_server_dies_and_comes_back,
                                  another_copys_complement_is_refused,
                                  many_clients_at_once};
    return house_suite("server", tests, TSB_COUNT(tests), &here, 10);
}
