/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The client against servers that are not there, hang, lie or ramble. */
#include "net/client.h"

#include <pthread.h>
#include <stdatomic.h>

#include "peer.h"
#include "tests/support/suite.h"

#define AN_HOUR_MS 3600000u

static const uint8_t device[TSS_KEY_SIZE] = {9, 8, 7};

static tsn_client *make_client(uint16_t port, unsigned stall_ms)
{
    char url[64];
    tsn_client *client = NULL;
    (void)snprintf(url, sizeof url, "http://127.0.0.1:%u", port);
    tsn_client_options options = {.url = url, .device_key = device, .stall_timeout_ms = stall_ms};
    ck_assert_int_eq(tsn_client_create(&client, &options, NULL), 0);
    return client;
}

static const struct {
    const char *given;
    const char *normal; /* NULL: refused */
} addresses[] = {
    {"https://films.example", "https://films.example"},
    {"HTTPS://Films.Example:443/", "https://films.example"},
    {"https://films.example:8443", "https://films.example:8443"},
    {"https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"},
    {"http://127.0.0.1:8420", "http://127.0.0.1:8420"},
    {"http://127.9.9.9", "http://127.9.9.9"},
    {"http://localhost:80", "http://localhost"},
    {"http://[::1]:8420/", "http://[::1]:8420"},
    {"http://films.example", NULL},
    {"http://127.0.0.1.films.example", NULL},
    {"http://localhost.example", NULL},
    {"http://10.0.0.1", NULL},
    {"http://[::2]", NULL},
    {"ftp://films.example", NULL},
    {"file:///etc/passwd", NULL},
    {"films.example", NULL},
    {"https://", NULL},
    {"https://ann:pw@films.example", NULL},
    {"https://films.example/path", NULL},
    {"https://films.example/?q", NULL},
    {"https://films.example/#f", NULL},
    {"https://films.example:99999", NULL},
    {"https://films .example", NULL},
    {"", NULL},
};

START_TEST(addresses_are_checked)
{
    for (size_t i = 0; i < TSB_COUNT(addresses); i++) {
        char out[300];
        tsb_error error = {0};
        int rc = tsn_url_normalise(out, sizeof out, addresses[i].given, &error);
        if (addresses[i].normal) {
            ck_assert_msg(rc == 0, "%s: %s", addresses[i].given, error.text);
            ck_assert_str_eq(out, addresses[i].normal);
        } else {
            ck_assert_msg(rc == TSB_ERR_INVALID, "accepted: %s", addresses[i].given);
            ck_assert_str_ne(error.text, "");
        }
    }
}
END_TEST

static bool hang(void *context, int descriptor, const char *request)
{
    (void)context;
    (void)request;
    return peer_hang(descriptor);
}

static void *fire_later(void *argument)
{
    usleep(200000);
    tsb_cancel_fire(argument);
    return NULL;
}

START_TEST(a_hanging_server_is_left_at_once)
{
    pthread_t thread;
    tsb_error error = {0};
    tsb_cancel *cancel = NULL;
    tsn_server_info info;
    tsn_view view;
    const tss_id copy = {{1}};
    peer *server = peer_start(0, hang, NULL);
    tsn_client *client = make_client(peer_port(server), AN_HOUR_MS);
    ck_assert_int_eq(tsb_cancel_create(&cancel, NULL), 0);
    ck_assert_int_eq(pthread_create(&thread, NULL, fire_later, cancel), 0);
    ck_assert_int_eq(tsn_client_server_info(client, &info, cancel, NULL, &error), TSB_ERR_CANCELLED);
    pthread_join(thread, NULL);
    /* Fired already: nothing is even begun. */
    ck_assert_int_eq(tsn_client_view_open(client, &copy, TSN_WATCH, &view, cancel, NULL, NULL), TSB_ERR_CANCELLED);
    tsb_cancel_destroy(&cancel);
    tsn_client_destroy(&client);
    peer_stop(&server);
}
END_TEST

START_TEST(a_hanging_server_is_given_up)
{
    tsb_error error = {0};
    tsn_server_info info;
    peer *server = peer_start(0, hang, NULL);
    tsn_client *client = make_client(peer_port(server), 1000);
    ck_assert_int_eq(tsn_client_server_info(client, &info, NULL, NULL, &error), TSB_ERR_NETWORK);
    ck_assert_ptr_nonnull(strstr(error.text, "does not answer in time"));
    tsn_client_destroy(&client);
    peer_stop(&server);
}
END_TEST

START_TEST(nobody_there_is_said_clearly)
{
    char right[256];
    tsb_error error = {0};
    tsn_server_info info;
    peer *server = peer_start(0, hang, NULL);
    uint16_t port = peer_port(server);
    peer_stop(&server);
    tsn_client *client = make_client(port, 0);
    ck_assert_int_eq(tsn_client_server_info(client, &info, NULL, NULL, &error), TSB_ERR_NETWORK);
    (void)snprintf(right, sizeof right,
                   "Cannot reach 127.0.0.1:%u: Connection refused. Check your network and the server's address, then "
                   "try again",
                   port);
    ck_assert_str_eq(error.text, right);
    tsn_client_destroy(&client);
}
END_TEST

/* Replies by a script: what to send, raw; then the connection closes. */
static bool say(void *context, int descriptor, const char *request)
{
    const char *raw = context;
    (void)request;
    (void)peer_send(descriptor, raw, strlen(raw));
    return false;
}

START_TEST(bad_answers_are_refused)
{
    static const struct {
        const char *raw;
        int code;
        const char *says;
    } cases[] = {
        {"", TSB_ERR_NETWORK, "connection was lost"},
        {"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"name\":", TSB_ERR_NETWORK, "connection was lost"},
        {"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnope", TSB_ERR_INVALID, "Is it a Tallystick server"},
        {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", TSB_ERR_INVALID, "\"name\" is missing"},
        {"HTTP/1.1 204 No Content\r\n\r\n", TSB_ERR_INVALID, "Is it a Tallystick server"},
        {"HTTP/1.1 302 Found\r\nLocation: http://10.0.0.1/\r\nContent-Length: 0\r\n\r\n", TSB_ERR_INVALID,
         "status 302"},
        {"HTTP/1.1 500 Oops\r\nContent-Length: 5\r\n\r\n<html", TSB_ERR_NETWORK, "status 500"},
        {"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", TSB_ERR_NOT_FOUND, "status 404"},
        {"HTTP/1.1 403 No\r\nConnection: close\r\n\r\n{\"error\":{\"code\":\"x\",\"message\":\"Not\\nfor you, "
         "sir.\"}}",
         TSB_ERR_DENIED, "Not for you, sir."},
        {"HTTP/1.1 403 No\r\nConnection: close\r\n\r\n{\"error\":{\"code\":\"no_views_left\",\"message\":\"None.\"}}",
         TSB_ERR_SPENT, "None."},
        {"HTTP/1.1 403 No\r\nConnection: close\r\n\r\n{\"error\":{\"code\":\"not_your_copy\",\"message\":\"Not "
         "yours.\"}}",
         TSB_ERR_NOT_YOURS, "Not yours."},
        {"HTTP/1.1 401 No\r\nConnection: close\r\n\r\n{\"error\":{\"code\":\"no_views_left\",\"message\":\"None.\"}}",
         TSB_ERR_DENIED, "None."},
        {"220 mail.example ESMTP\r\n", TSB_ERR_INVALID, "not a Tallystick server"},
    };
    for (size_t i = 0; i < TSB_COUNT(cases); i++) {
        tsb_error error = {0};
        tsn_server_info info;
        tsn_refusal refusal;
        peer *server = peer_start(0, say, (void *)(uintptr_t)cases[i].raw);
        tsn_client *client = make_client(peer_port(server), 0);
        int rc = tsn_client_server_info(client, &info, NULL, &refusal, &error);
        ck_assert_msg(rc == cases[i].code, "%s: %d, %s", cases[i].raw, rc, error.text);
        ck_assert_msg(strstr(error.text, cases[i].says) != NULL, "%s: %s", cases[i].raw, error.text);
        tsn_client_destroy(&client);
        peer_stop(&server);
    }
}
END_TEST

static bool ramble(void *context, int descriptor, const char *request)
{
    static const char noise[65536] = {'{'};
    (void)context;
    (void)request;
    (void)peer_print(descriptor, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
    while (peer_send(descriptor, noise, sizeof noise))
        continue;
    return false;
}

START_TEST(an_endless_answer_is_cut)
{
    tsb_error error = {0};
    tsn_server_info info;
    peer *server = peer_start(0, ramble, NULL);
    tsn_client *client = make_client(peer_port(server), 0);
    ck_assert_int_eq(tsn_client_server_info(client, &info, NULL, NULL, &error), TSB_ERR_INVALID);
    ck_assert_ptr_nonnull(strstr(error.text, "over its limit"));
    tsn_client_destroy(&client);
    peer_stop(&server);
}
END_TEST

/* Loses its first two answers. */
static bool forgetful(void *context, int descriptor, const char *request)
{
    atomic_uint *asked = context;
    ck_assert_ptr_nonnull(strstr(request, "POST /v1/views HTTP/1.1"));
    if (atomic_fetch_add(asked, 1) < 2)
        return false;
    return peer_json(
        descriptor, 201, "",
        "{\"view\":\"000102030405060708090a0b0c0d0e0f\",\"views_left\":2,\"resumed\":true,\"position_ms\":5,"
        "\"resume_until\":9,\"expires\":9}");
}

START_TEST(a_lost_answer_about_a_view_is_asked_for_again)
{
    atomic_uint asked = 0;
    tsn_view view;
    const tss_id copy = {{1}};
    tsb_error error = {0};
    peer *server = peer_start(0, forgetful, &asked);
    tsn_client *client = make_client(peer_port(server), 0);
    int rc = tsn_client_view_open(client, &copy, TSN_WATCH, &view, NULL, NULL, &error);
    ck_assert_msg(rc == 0, "%s", error.text);
    ck_assert_uint_eq(view.views_left, 2);
    ck_assert(view.resumed);
    tsn_client_destroy(&client);
    peer_stop(&server);
    ck_assert_uint_eq(atomic_load(&asked), 3);
}
END_TEST

START_TEST(long_names_are_refused_before_they_are_sent)
{
    char name[600];
    tsn_login login;
    tsb_error error = {0};
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    tsn_client *client = make_client(9, 0);
    ck_assert_int_eq(tsn_client_login(client, name, "p", "d", &login, NULL, NULL, &error), TSB_ERR_INVALID);
    ck_assert_int_eq(tsn_client_login(client, "u", name, "d", &login, NULL, NULL, NULL), TSB_ERR_INVALID);
    ck_assert(!tsn_client_signed_in(client));
    tsn_client_destroy(&client);
    tsn_client_destroy(&client);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {addresses_are_checked,
                                  a_hanging_server_is_left_at_once,
                                  a_hanging_server_is_given_up,
                                  nobody_there_is_said_clearly,
                                  bad_answers_are_refused,
                                  an_endless_answer_is_cut,
                                  a_lost_answer_about_a_view_is_asked_for_again,
                                  long_names_are_refused_before_they_are_sent};
    return suite_run("client", tests, TSB_COUNT(tests));
}
