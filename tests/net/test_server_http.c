/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the real server program makes of HTTP itself: raw requests, connections, TLS. */
#include <signal.h>
#include <sys/socket.h>

#include "base/bytes.h"
#include "house.h"
#include "tests/support/suite.h"

static house here;

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

static const struct {
    const char *method;
    const char *fields;
    int status;
    const char *has;
} range_requests[] = {
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

/* What raw requests for a copy's complement need: its path, and its owner's token. */
struct asked {
    char token[TSN_TOKEN_TEXT_SIZE];
    char path[96];
};

static void ask_complement(struct asked *out)
{
    char id[TSS_ID_TEXT_SIZE];
    tss_id copy = house_copy(&here, "ann", 1);
    raw_token(out->token, "ann");
    tss_id_format(id, &copy);
    (void)snprintf(out->path, sizeof out->path, "/v1/copies/%s/complement", id);
}

START_TEST(ranges_are_answered_to_the_letter)
{
    struct asked asked;
    tsb_buffer reply;
    tsb_buffer_init(&reply, (size_t)64 << 20);
    house_begin(&here);
    ask_complement(&asked);
    for (size_t i = 0; i < TSB_COUNT(range_requests); i++) {
        const char *method = range_requests[i].method;
        const char *fields = range_requests[i].fields;
        int status = house_raw(here.port, &reply, ASK, method, asked.path, asked.token, fields);
        ck_assert_msg(status == range_requests[i].status, "%s %s: %d", method, fields, status);
        ck_assert_msg(strstr((char *)reply.bytes, range_requests[i].has) != NULL, "%s", (char *)reply.bytes);
        if (strcmp(method, "HEAD") == 0)
            ck_assert_str_eq(strstr((char *)reply.bytes, "\r\n\r\n"), "\r\n\r\n");
    }
    tsb_buffer_finish(&reply);
    house_end(&here);
}
END_TEST

/* With it a range stands, and 304 comes. */
START_TEST(a_complements_own_tag_is_known)
{
    struct asked asked;
    char fields[128];
    char etag[96] = "";
    tsb_buffer reply;
    tsb_buffer_init(&reply, (size_t)64 << 20);
    house_begin(&here);
    ask_complement(&asked);
    ck_assert_int_eq(house_raw(here.port, &reply, ASK, "HEAD", asked.path, asked.token, ""), 200);
    ck_assert_int_eq(sscanf(strstr((char *)reply.bytes, "ETag: "), "ETag: %90s", etag), 1);
    (void)snprintf(fields, sizeof fields, "Range: bytes=5-6\r\nIf-Range: %s\r\n", etag);
    ck_assert_int_eq(house_raw(here.port, &reply, ASK, "GET", asked.path, asked.token, fields), 206);
    (void)snprintf(fields, sizeof fields, "If-None-Match: \"x\", %s\r\n", etag);
    ck_assert_int_eq(house_raw(here.port, &reply, ASK, "GET", asked.path, asked.token, fields), 304);
    tsb_buffer_finish(&reply);
    house_end(&here);
}
END_TEST

static const char *const no_routes[] = {"/",
                                        "/v1/titles/00000000000000000000000000000000/image",
                                        "/v1/titles/00000000000000000000000000000000/original",
                                        "/bank/",
                                        "/v1/copies/../../data/store.db",
                                        "/..%2f..%2fetc/passwd"};

/* As long as fields and bodies must not be. */
static char large[40000];

static void make_large(void)
{
    memset(large, 'x', sizeof large - 1);
}

START_TEST(strange_requests_are_refused)
{
    char token[TSN_TOKEN_TEXT_SIZE];
    tsb_buffer reply;
    tsb_buffer_init(&reply, TSN_REPLY_MAX);
    house_begin(&here);
    uint16_t port = here.port;
    raw_token(token, "ann");
    make_large();
    for (size_t i = 0; i < TSB_COUNT(no_routes); i++)
        ck_assert_int_eq(house_raw(port, &reply, ASK, "GET", no_routes[i], token, ""), 404);
    ck_assert_ptr_nonnull(strstr((char *)reply.bytes, "\"no_such_route\""));
    ck_assert_int_eq(house_raw(port, &reply, ASK, "GET", "/v1/copies/xyz", token, ""), 404);
    ck_assert_ptr_nonnull(strstr((char *)reply.bytes, "\"no_such_copy\""));
    ck_assert_int_eq(house_raw(port, &reply, ASK, "GET", "/v1/copies", "00", ""), 401);
    ck_assert_int_eq(house_raw(port, &reply, ASK, "GET", "/v1/copies", large, ""), 431);
    ck_assert_int_eq(house_raw(port, &reply, ASK, "BREW", "/v1/copies", token, ""), 405);
    (void)house_raw(port, &reply, "nonsense\r\n\r\n");
    (void)house_raw(port, &reply, "GET / HTTP/9.9\r\n\r\n");
    /* After all that it still serves. */
    ck_assert_int_eq(house_raw(port, &reply, ASK, "GET", "/healthz", token, ""), 200);
    tsb_buffer_finish(&reply);
    house_end(&here);
}
END_TEST

#define LOGIN "POST /v1/login HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
#define JSON  LOGIN "Content-Type: application/json\r\n"

START_TEST(strange_bodies_are_refused)
{
    tsb_buffer reply;
    tsb_buffer_init(&reply, TSN_REPLY_MAX);
    house_begin(&here);
    uint16_t port = here.port;
    make_large();
    ck_assert_int_eq(house_raw(port, &reply, JSON "Content-Length: 2\r\n\r\n{}"), 400);
    ck_assert_int_eq(house_raw(port, &reply, LOGIN "Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}"), 415);
    ck_assert_int_eq(house_raw(port, &reply, JSON "Content-Length: 16385\r\n\r\n%s", large), 413);
    ck_assert_int_eq(house_raw(port, &reply, JSON "Transfer-Encoding: chunked\r\n\r\n9c3f\r\n%s\r\n0\r\n\r\n", large),
                     413);
    ck_assert_int_eq(house_raw(port, &reply, LOGIN "\r\n"), 400);
    /* After all that it still serves. */
    ck_assert_int_eq(house_raw(port, &reply, ASK, "GET", "/healthz", "00", ""), 200);
    tsb_buffer_finish(&reply);
    house_end(&here);
}
END_TEST

START_TEST(a_download_in_flight_ends_before_the_server_does)
{
    char token[TSN_TOKEN_TEXT_SIZE];
    char id[TSS_ID_TEXT_SIZE];
    static char bytes[65536];
    uint64_t length = 0;
    uint64_t got = 0;
    house_begin(&here);
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
    house_end(&here);
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
    house_end(&here);
}
END_TEST

START_TEST(listening_in_clear_is_for_this_machine)
{
    ck_assert_int_eq(house_try(&here, "serve --listen 0.0.0.0:0"), 2);
    ck_assert_int_eq(house_try(&here, "serve --listen nonsense"), 2);
    ck_assert_int_eq(house_try(&here, "serve --listen 127.0.0.1:0 --tls-cert x"), 2);
    ck_assert_int_eq(house_try(&here, "serve --listen 127.0.0.1:0 --tls-cert /nowhere --tls-key /nowhere"), 1);
    house_begin(&here);
    ck_assert_int_eq(house_try(&here, "serve --listen 127.0.0.1:%u", here.port), 1); /* taken */
    house_end(&here);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {ranges_are_answered_to_the_letter,
                                  a_complements_own_tag_is_known,
                                  strange_requests_are_refused,
                                  strange_bodies_are_refused,
                                  a_download_in_flight_ends_before_the_server_does,
                                  tls_is_verified,
                                  listening_in_clear_is_for_this_machine};
    return house_suite("server HTTP", tests, TSB_COUNT(tests), &here, 10);
}
