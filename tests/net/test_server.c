/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The client and the complement source against the real server program. */
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>

#include "base/bytes.h"
#include "house.h"
#include "net/source.h"
#include "synth/chunk.h"
#include "tests/support/suite.h"

static house here;

static void open_house(void)
{
    here.port = 0;
    house_open(&here, "");
}

static void close_house(void)
{
    ck_assert_int_eq(house_close(&here, SIGTERM), 0);
}

START_TEST(signs_in_and_out)
{
    tsn_login login;
    tsn_refusal refusal;
    tsn_server_info info;
    tsn_titles titles;
    char fingerprint[TSS_FINGERPRINT_SIZE];
    open_house();
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
    /* The token is worthless now, also for who kept it. */
    char url[64];
    (void)snprintf(url, sizeof url, "http://127.0.0.1:%u", here.port);
    tsn_client_options options = {.url = url, .device_key = info.signing_key, .token = login.token};
    ck_assert_int_eq(tsn_client_create(&client, &options, NULL), 0);
    ck_assert_int_eq(tsn_client_titles(client, &titles, NULL, &refusal, NULL), TSB_ERR_DENIED);
    ck_assert_str_eq(refusal.code, "not_signed_in");
    tsn_client_destroy(&client);
    close_house();
}
END_TEST

START_TEST(guessing_a_password_is_slowed)
{
    tsn_login login;
    tsn_refusal refusal = {0};
    tsb_buffer reply;
    tsb_buffer_init(&reply, TSN_REPLY_MAX);
    open_house();
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
    close_house();
}
END_TEST

START_TEST(views_are_spent_and_resumed)
{
    tsn_copy copy;
    tsn_view view;
    tsn_view again;
    tsn_refusal refusal;
    open_house();
    tss_id id = house_copy(&here, "ann", 2);
    tsn_client *ann = house_client(&here, "ann", 11);
    tsn_client *ann2 = house_client(&here, "ann", 12);
    tsn_client *ann3 = house_client(&here, "ann", 13);
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
    /* Another device spends one of its own; then none is left for a third. */
    ck_assert_int_eq(tsn_client_view_open(ann2, &id, TSN_WATCH, &again, NULL, NULL, NULL), 0);
    ck_assert_uint_eq(again.views_left, 0);
    ck_assert(!tss_id_equal(&again.view, &view.view));
    ck_assert_int_eq(tsn_client_view_open(ann3, &id, TSN_WATCH, &again, NULL, &refusal, NULL), TSB_ERR_DENIED);
    ck_assert_str_eq(refusal.code, "no_views_left");
    /* That is told nobody else. */
    tsn_client *bob = house_client(&here, "bob", 14);
    ck_assert_int_eq(tsn_client_view_open(bob, &id, TSN_WATCH, &again, NULL, &refusal, NULL), TSB_ERR_DENIED);
    ck_assert_str_eq(refusal.code, "not_your_copy");
    tsn_client_destroy(&ann);
    tsn_client_destroy(&ann2);
    tsn_client_destroy(&ann3);
    tsn_client_destroy(&bob);
    close_house();
}
END_TEST

START_TEST(views_are_the_owners_alone)
{
    tsn_copy copy;
    tsn_copies copies;
    tsn_view view;
    tsn_refusal refusal;
    const tss_id nothing = {{1}};
    open_house();
    tss_id id = house_copy(&here, "ann", 2);
    tsn_client *ann = house_client(&here, "ann", 11);
    tsn_client *bob = house_client(&here, "bob", 14);
    ck_assert_int_eq(tsn_client_view_open(bob, &id, TSN_WATCH, &view, NULL, &refusal, NULL), TSB_ERR_DENIED);
    ck_assert_str_eq(refusal.code, "not_your_copy");
    ck_assert_int_eq(tsn_client_view_open(ann, &id, TSN_VERIFY, &view, NULL, &refusal, NULL), TSB_ERR_DENIED);
    ck_assert_str_eq(refusal.code, "qa_only");
    ck_assert_int_eq(tsn_client_view_open(ann, &nothing, TSN_WATCH, &view, NULL, &refusal, NULL), TSB_ERR_NOT_FOUND);
    ck_assert_str_eq(refusal.code, "no_such_copy");
    ck_assert_int_eq(tsn_client_copy(bob, &id, &copy, NULL, &refusal, NULL), TSB_ERR_DENIED);
    ck_assert_str_eq(refusal.code, "not_your_copy");
    ck_assert_int_eq(tsn_client_copies(bob, &copies, NULL, NULL, NULL), 0);
    for (size_t i = 0; i < copies.count; i++)
        ck_assert(!tss_id_equal(&copies.items[i].copy, &id));
    tsn_copies_finish(&copies);
    tsn_client_destroy(&ann);
    tsn_client_destroy(&bob);
    close_house();
}
END_TEST

/* The view's own device gets them, sealed to it; nobody else does. */
START_TEST(keys_go_to_the_views_device)
{
    tsn_view view;
    tsn_refusal refusal;
    uint8_t key[TSS_KEY_SIZE];
    uint8_t key2[TSS_KEY_SIZE];
    open_house();
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
    close_house();
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
    open_house();
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
    close_house();
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
    open_house();
    tsn_client *client = house_client(&here, "ann", 22);
    tsn_source_options options = mine.options;
    memcpy(options.index_hash, other.options.index_hash, TSS_HASH_SIZE);
    ck_assert_int_eq(tsn_source_open(&source, client, &options, NULL, &error), TSB_ERR_DAMAGED);
    tsb_error_clear(&error);
    ck_assert_int_eq(tsn_source_open(&source, client, &other.options, NULL, &error), TSB_ERR_DENIED);
    ck_assert_ptr_nonnull(strstr(error.text, "another user"));
    tsn_client_destroy(&client);
    tsb_buffer_finish(&mine.image);
    tsb_buffer_finish(&other.image);
    close_house();
}
END_TEST

/* A token's text, for raw requests. */
static void raw_token(char token[TSN_TOKEN_TEXT_SIZE], const char *user)
{
    tsn_login login;
    tsn_client *client = house_stranger(&here, 31, NULL);
    ck_assert_int_eq(tsn_client_login(client, user, HOUSE_PASSWORD, "Test", &login, NULL, NULL, NULL), 0);
    tsb_hex_encode(token, login.token, sizeof login.token);
    tsn_client_destroy(&client);
}

#define ASK "%s %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer %s\r\n%s\r\n"

START_TEST(ranges_are_answered_to_the_letter)
{
    static const struct {
        const char *method;
        const char *fields;
        int status;
        const char *has;
    } cases[] = {
        {"GET", "Range: bytes=0-99\r\n", 206, "Content-Length: 100\r\n"},
        {"GET", "Range: bytes=-100\r\n", 206, "Content-Length: 100\r\n"},
        {"GET", "Range: bytes=99999999999-\r\n", 416, "Content-Range: bytes */"},
        {"GET", "Range: bytes=-0\r\n", 416, "Content-Range: bytes */"},
        {"GET", "Range: bytes=0-1,8-9\r\n", 200, "Accept-Ranges: bytes\r\n"},
        {"GET", "Range: bytes=9-1\r\n", 200, "ETag: \""},
        {"GET", "Range: bytes=0-99\r\nIf-Range: \"other\"\r\n", 200, "ETag: \""},
        {"GET", "Range: bytes=0-99\r\nIf-Range: Sat, 01 Jan 2028 00:00:00 GMT\r\n", 200, "ETag: \""},
        {"GET", "If-None-Match: *\r\n", 304, "ETag: \""},
        {"GET", "If-None-Match: \"other\"\r\n", 200, "ETag: \""},
        {"HEAD", "", 200, "Content-Type: application/octet-stream\r\n"},
        {"HEAD", "Range: bytes=0-99\r\n", 200, "Accept-Ranges: bytes\r\n"},
        {"PUT", "", 405, "Allow: GET, HEAD\r\n"},
    };
    char token[TSN_TOKEN_TEXT_SIZE];
    char path[96];
    char id[TSS_ID_TEXT_SIZE];
    char fields[128];
    char etag[96] = "";
    tsb_buffer reply;
    tsb_buffer_init(&reply, (size_t)64 << 20);
    open_house();
    tss_id copy = house_copy(&here, "ann", 1);
    raw_token(token, "ann");
    tss_id_format(id, &copy);
    (void)snprintf(path, sizeof path, "/v1/copies/%s/complement", id);
    for (size_t i = 0; i < TSB_COUNT(cases); i++) {
        int status = house_raw(here.port, &reply, ASK, cases[i].method, path, token, cases[i].fields);
        ck_assert_msg(status == cases[i].status, "%s %s: %d", cases[i].method, cases[i].fields, status);
        ck_assert_msg(strstr((char *)reply.bytes, cases[i].has) != NULL, "%s", (char *)reply.bytes);
        if (strcmp(cases[i].method, "HEAD") == 0)
            ck_assert_str_eq(strstr((char *)reply.bytes, "\r\n\r\n"), "\r\n\r\n");
    }
    /* With its own tag the range stands, and 304 comes. */
    ck_assert_int_eq(house_raw(here.port, &reply, ASK, "HEAD", path, token, ""), 200);
    ck_assert_int_eq(sscanf(strstr((char *)reply.bytes, "ETag: "), "ETag: %90s", etag), 1);
    (void)snprintf(fields, sizeof fields, "Range: bytes=5-6\r\nIf-Range: %s\r\n", etag);
    ck_assert_int_eq(house_raw(here.port, &reply, ASK, "GET", path, token, fields), 206);
    (void)snprintf(fields, sizeof fields, "If-None-Match: \"x\", %s\r\n", etag);
    ck_assert_int_eq(house_raw(here.port, &reply, ASK, "GET", path, token, fields), 304);
    tsb_buffer_finish(&reply);
    close_house();
}
END_TEST

#define LOGIN "POST /v1/login HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"

START_TEST(strange_requests_are_refused)
{
    char token[TSN_TOKEN_TEXT_SIZE];
    static char large[40000];
    tsb_buffer reply;
    tsb_buffer_init(&reply, TSN_REPLY_MAX);
    open_house();
    uint16_t port = here.port;
    raw_token(token, "ann");
    memset(large, 'x', sizeof large - 1);
    static const char *const none[] = {"/",
                                       "/v1/titles/00000000000000000000000000000000/image",
                                       "/v1/titles/00000000000000000000000000000000/original",
                                       "/bank/",
                                       "/v1/copies/../../data/store.db",
                                       "/..%2f..%2fetc/passwd"};
    for (size_t i = 0; i < TSB_COUNT(none); i++)
        ck_assert_int_eq(house_raw(port, &reply, ASK, "GET", none[i], token, ""), 404);
    ck_assert_ptr_nonnull(strstr((char *)reply.bytes, "\"no_such_route\""));
    ck_assert_int_eq(house_raw(port, &reply, ASK, "GET", "/v1/copies/xyz", token, ""), 404);
    ck_assert_ptr_nonnull(strstr((char *)reply.bytes, "\"no_such_copy\""));
    ck_assert_int_eq(house_raw(port, &reply, ASK, "GET", "/v1/copies", "00", ""), 401);
    ck_assert_int_eq(house_raw(port, &reply, ASK, "GET", "/v1/copies", large, ""), 431);
    ck_assert_int_eq(house_raw(port, &reply, ASK, "BREW", "/v1/copies", token, ""), 405);
    ck_assert_int_eq(house_raw(port, &reply, LOGIN "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"),
                     400);
    ck_assert_int_eq(house_raw(port, &reply, LOGIN "Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}"), 415);
    ck_assert_int_eq(
        house_raw(port, &reply, LOGIN "Content-Type: application/json\r\nContent-Length: 16385\r\n\r\n%s", large), 413);
    ck_assert_int_eq(
        house_raw(port, &reply,
                  LOGIN "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n9c3f\r\n%s\r\n0\r\n\r\n",
                  large),
        413);
    ck_assert_int_eq(house_raw(port, &reply, LOGIN "\r\n"), 400);
    (void)house_raw(port, &reply, "nonsense\r\n\r\n");
    (void)house_raw(port, &reply, "GET / HTTP/9.9\r\n\r\n");
    /* After all that it still serves. */
    ck_assert_int_eq(house_raw(port, &reply, ASK, "GET", "/healthz", token, ""), 200);
    tsb_buffer_finish(&reply);
    close_house();
}
END_TEST

START_TEST(a_download_in_flight_ends_before_the_server_does)
{
    char token[TSN_TOKEN_TEXT_SIZE];
    char id[TSS_ID_TEXT_SIZE];
    static char bytes[65536];
    uint64_t length = 0;
    uint64_t got = 0;
    open_house();
    tss_id copy = house_copy(&here, "ann", 1);
    raw_token(token, "ann");
    tss_id_format(id, &copy);
    int descriptor = house_connect(here.port);
    int size = snprintf(bytes, sizeof bytes,
                        "GET /v1/copies/%s/image HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n", id, token);
    ck_assert_int_eq(send(descriptor, bytes, (size_t)size, 0), size);
    ssize_t first = recv(descriptor, bytes, 2048, MSG_PEEK);
    ck_assert_int_gt(first, 0);
    bytes[first] = '\0';
    const char *head_end = strstr(bytes, "\r\n\r\n");
    ck_assert_ptr_nonnull(head_end);
    length = strtoull(strstr(bytes, "Content-Length: ") + 16, NULL, 10) + (uint64_t)(head_end + 4 - bytes);
    /* Half of it goes before: the server gives the rest ten seconds, which is little under a sanitizer. */
    bool told = false;
    for (ssize_t part = 0; (part = recv(descriptor, bytes, sizeof bytes, 0)) > 0;) {
        got += (uint64_t)part;
        if (!told && got >= length / 2) {
            ck_assert_int_eq(kill(here.server, SIGTERM), 0);
            told = true;
        }
    }
    ck_assert(told);
    ck_assert_uint_eq(got, length);
    close(descriptor);
    close_house();
}
END_TEST

START_TEST(tls_is_verified)
{
    char command[2048];
    char options[1024];
    char ca[512];
    tsn_server_info info;
    tsb_error error = {0};
    (void)snprintf(ca, sizeof ca, "%s/cert.pem", here.folder);
    (void)snprintf(command, sizeof command,
                   "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost "
                   "-addext subjectAltName=DNS:localhost -keyout '%s/key.pem' -out '%s' 2>/dev/null",
                   here.folder, ca);
    ck_assert_int_eq(system(command), 0);
    (void)snprintf(options, sizeof options, "--tls-cert '%s' --tls-key '%s/key.pem'", ca, here.folder);
    here.port = 0;
    house_open(&here, options);
    tsn_client *client = house_stranger(&here, 1, ca);
    int rc = tsn_client_server_info(client, &info, NULL, NULL, &error);
    ck_assert_msg(rc == 0, "%s", error.text);
    tsn_client_destroy(&client);
    client = house_stranger(&here, 1, NULL);
    ck_assert_int_eq(tsn_client_server_info(client, &info, NULL, NULL, &error), TSB_ERR_DENIED);
    ck_assert_ptr_nonnull(strstr(error.text, "is not trusted"));
    tsn_client_destroy(&client);
    /* Plain http to it is no way around. */
    here.scheme = "http";
    client = house_stranger(&here, 1, NULL);
    ck_assert_int_ne(tsn_client_server_info(client, &info, NULL, NULL, NULL), 0);
    tsn_client_destroy(&client);
    close_house();
}
END_TEST

START_TEST(listening_in_clear_is_for_this_machine)
{
    ck_assert_int_eq(house_try(&here, "serve --listen 0.0.0.0:0"), 2);
    ck_assert_int_eq(house_try(&here, "serve --listen nonsense"), 2);
    ck_assert_int_eq(house_try(&here, "serve --listen 127.0.0.1:0 --tls-cert x"), 2);
    ck_assert_int_eq(house_try(&here, "serve --listen 127.0.0.1:0 --tls-cert /nowhere --tls-key /nowhere"), 1);
    open_house();
    ck_assert_int_eq(house_try(&here, "serve --listen 127.0.0.1:%u", here.port), 1); /* taken */
    close_house();
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
    open_house();
    for (uintptr_t i = 0; i < TSB_COUNT(threads); i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, sign_in_often, (void *)(100 + i)), 0);
    for (size_t i = 0; i < TSB_COUNT(threads); i++)
        pthread_join(threads[i], NULL);
    close_house();
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {signs_in_and_out,
                                  guessing_a_password_is_slowed,
                                  views_are_spent_and_resumed,
                                  views_are_the_owners_alone,
                                  keys_go_to_the_views_device,
                                  a_film_is_restored_while_the_server_dies_and_comes_back,
                                  another_copys_complement_is_refused,
                                  ranges_are_answered_to_the_letter,
                                  strange_requests_are_refused,
                                  a_download_in_flight_ends_before_the_server_does,
                                  tls_is_verified,
                                  listening_in_clear_is_for_this_machine,
                                  many_clients_at_once};
    return house_suite("server", tests, TSB_COUNT(tests), &here, 10);
}
