/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The HTTP service in this process, with limits short enough to be met. */
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>

#include "house.h"
#include "server/http/http.h"
#include "server/http/serve.h"
#include "server/http/serve_listen.h"
#include "tests/support/suite.h"

static char folder[256];
static tsv_data *data;
static tsv_service *service;
static uint16_t port;

static void start_service(const tsv_service_options *options)
{
    int listener = -1;
    tsv_listen where;
    tsb_log log = {.level = TSB_LOG_ERROR};
    tsb_error error = {0};
    ck_assert_int_eq(tsv_listen_parse(&where, "127.0.0.1:0", NULL), 0);
    ck_assert_int_eq(tsv_listen_open(&where, &listener, &port, NULL), 0);
    int rc = tsv_service_start(&service, data, listener, options, &log, &error);
    ck_assert_msg(rc == 0, "%s", error.text);
}

static void start(const tsv_service_options *options)
{
    char path[300];
    tsv_listen_ignore_sigpipe();
    scratch_make(folder);
    (void)snprintf(path, sizeof path, "%s/data", folder);
    ck_assert_int_eq(tsv_data_init(path, "Test", "http://127.0.0.1:1", NULL), 0);
    ck_assert_int_eq(tsv_data_open(&data, path, NULL), 0);
    start_service(options);
}

static void finish(void)
{
    tsv_service_stop(&service);
    tsv_data_close(&data);
    scratch_remove(folder);
}

/* Sends text byte by byte until the server closes the connection; how many bytes it took. */
static size_t trickle(int descriptor, const char *text)
{
    size_t sent = 0;
    for (char byte = 0;; sent++) {
        if (recv(descriptor, &byte, 1, MSG_DONTWAIT) == 0)
            return sent;
        byte = text[sent % strlen(text)];
        if (send(descriptor, &byte, 1, MSG_NOSIGNAL) != 1)
            return sent;
        usleep(50000);
    }
}

START_TEST(heads_that_trickle_in_are_cut)
{
    start(&(tsv_service_options){.request_s = 1, .idle_s = 3600});
    int descriptor = house_connect(port);
    ck_assert_int_eq(send(descriptor, "GET /healthz HTTP/1.1\r\n", 23, 0), 23);
    ck_assert_uint_gt(trickle(descriptor, "X-More: and more\r\n"), 0);
    close(descriptor);
    ck_assert_uint_eq(atomic_load(&service->metrics.timeouts), 1);
    finish();
}
END_TEST

START_TEST(bodies_that_trickle_in_are_cut)
{
    static const char head[] = "POST /v1/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                               "Content-Length: 16000\r\n\r\n";
    start(&(tsv_service_options){.request_s = 1, .idle_s = 3600});
    int descriptor = house_connect(port);
    ck_assert_int_eq(send(descriptor, head, sizeof head - 1, 0), sizeof head - 1);
    ck_assert_uint_gt(trickle(descriptor, "{\"user\": "), 0);
    close(descriptor);
    finish();
}
END_TEST

START_TEST(silent_connections_are_cut)
{
    char byte = 0;
    start(&(tsv_service_options){.request_s = 1, .idle_s = 3600});
    int descriptor = house_connect(port);
    ck_assert_int_eq(recv(descriptor, &byte, 1, 0), 0);
    close(descriptor);
    finish();
}
END_TEST

static bool alive(int descriptor)
{
    char bytes[4096];
    static const char request[] = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
    if (send(descriptor, request, sizeof request - 1, MSG_NOSIGNAL) != (ssize_t)sizeof request - 1)
        return false;
    return recv(descriptor, bytes, sizeof bytes, 0) > 0;
}

START_TEST(one_address_gets_so_many_connections)
{
    int descriptors[6];
    unsigned served = 0;
    start(&(tsv_service_options){.per_address = 4});
    for (unsigned i = 0; i < TSB_COUNT(descriptors); i++)
        descriptors[i] = house_connect(port);
    for (unsigned i = 0; i < TSB_COUNT(descriptors); i++)
        served += alive(descriptors[i]);
    ck_assert_uint_eq(served, 4);
    for (unsigned i = 0; i < TSB_COUNT(descriptors); i++)
        close(descriptors[i]);
    finish();
}
END_TEST

START_TEST(one_connection_serves_many_requests)
{
    start(&(tsv_service_options){.threads = 4});
    int descriptor = house_connect(port);
    for (unsigned i = 0; i < 50; i++)
        ck_assert(alive(descriptor));
    ck_assert_uint_eq(tsv_service_connections(service), 1);
    close(descriptor);
    finish();
}
END_TEST

START_TEST(stopping_does_not_wait_for_ever)
{
    static const char head[] = "POST /v1/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                               "Content-Length: 100\r\n\r\n";
    start(&(tsv_service_options){.request_s = 3600, .idle_s = 3600, .drain_s = 1});
    int idle = house_connect(port);
    int waiting = house_connect(port);
    ck_assert(alive(idle));
    ck_assert_int_eq(send(waiting, head, sizeof head - 1, 0), sizeof head - 1);
    while (tsv_service_in_flight(service) == 0)
        usleep(1000);
    finish();
    close(idle);
    close(waiting);
}
END_TEST

static void *stop(void *unused)
{
    tsv_service_stop(&service);
    return unused;
}

START_TEST(who_comes_while_it_stops_is_sent_away)
{
    static const char head[] = "POST /v1/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                               "Content-Length: 2\r\n\r\n";
    pthread_t thread;
    char answer[16] = "";
    int late = -1;
    start(&(tsv_service_options){.request_s = 3600, .idle_s = 3600, .drain_s = 3600});
    int waiting = house_connect(port);
    ck_assert_int_eq(send(waiting, head, sizeof head - 1, 0), sizeof head - 1);
    while (tsv_service_in_flight(service) == 0)
        usleep(1000);
    ck_assert_int_eq(pthread_create(&thread, NULL, stop, NULL), 0);
    while (late = house_connect(port), alive(late))
        close(late);
    close(late);
    /* It is not over for who came before. */
    ck_assert_int_eq(send(waiting, "{}", 2, 0), 2);
    ck_assert_int_eq(recv(waiting, answer, 12, MSG_WAITALL), 12);
    ck_assert_str_eq(answer, "HTTP/1.1 400");
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    close(waiting);
    finish();
}
END_TEST

/* What happens at once in the workers and in who stops them differs from time to time: hence often. */
START_TEST(stopping_while_connections_end)
{
    int many[16];
    start(&(tsv_service_options){.threads = 4});
    for (unsigned round = 0; round < 100; round++) {
        for (size_t i = 0; i < TSB_COUNT(many); i++) {
            many[i] = house_connect(port);
            ck_assert(alive(many[i]));
        }
        for (size_t i = 0; i < TSB_COUNT(many); i++)
            close(many[i]);
        tsv_service_stop(&service);
        start_service(&(tsv_service_options){.threads = 4});
    }
    finish();
}
END_TEST

START_TEST(hashing_has_a_bound)
{
    unsigned room = 0;
    start(&(tsv_service_options){.threads = 4});
    while (tsv_service_enter_hashing(service))
        room++;
    ck_assert_uint_eq(room, 2);
    /* A sign-in that comes now is sent away, to try again. */
    tsb_buffer reply;
    tsb_buffer_init(&reply, TSN_REPLY_MAX);
    static const char body[] = "{\"user\":\"u\",\"password\":\"p\",\"device_name\":\"d\",\"device_key\":"
                               "\"0000000000000000000000000000000000000000000000000000000000000001\"}";
    ck_assert_int_eq(house_raw(port, &reply,
                               "POST /v1/login HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: "
                               "application/json\r\nContent-Length: %zu\r\n\r\n%s",
                               sizeof body - 1, body),
                     503);
    ck_assert_ptr_nonnull(strstr((char *)reply.bytes, "Retry-After: 1\r\n"));
    while (room-- > 0)
        tsv_service_leave_hashing(service);
    tsb_buffer_finish(&reply);
    finish();
}
END_TEST

START_TEST(a_stopped_serve_ends_and_frees_its_port)
{
    char path[300];
    char text[600];
    tsb_cancel *stop = NULL;
    tsb_log log = {.level = TSB_LOG_ERROR};
    start(&(tsv_service_options){.threads = 1});
    ck_assert_int_eq(tsb_cancel_create(&stop, NULL), 0);
    tsb_cancel_fire(stop);
    (void)snprintf(path, sizeof path, "%s/port", folder);
    tsv_serve_options options = {.listen = "127.0.0.1:0", .port_file = path};
    ck_assert_int_eq(tsv_serve(data, &options, &log, stop, NULL), 0);
    tsb_buffer written;
    tsb_buffer_init(&written, sizeof text);
    ck_assert_int_eq(tsb_file_read(path, &written, NULL), 0);
    ck_assert_uint_gt(strtoul((char *)written.bytes, NULL, 10), 0);
    tsb_buffer_finish(&written);
    tsb_cancel_destroy(&stop);
    finish();
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        heads_that_trickle_in_are_cut,          bodies_that_trickle_in_are_cut,      silent_connections_are_cut,
        one_address_gets_so_many_connections,   one_connection_serves_many_requests, stopping_does_not_wait_for_ever,
        who_comes_while_it_stops_is_sent_away,  stopping_while_connections_end,      hashing_has_a_bound,
        a_stopped_serve_ends_and_frees_its_port};
    return suite_run("service", tests, TSB_COUNT(tests));
}
