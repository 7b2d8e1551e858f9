/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of the HTTP service that need no network: ranges, limits, routes, addresses to listen on. */
#include "server/http/http_limit.h"
#include "server/http/http_range.h"
#include "server/http/routes.h"
#include "server/http/serve_listen.h"
#include "tests/support/suite.h"

static const struct {
    const char *header;
    uint64_t size;
    enum tsv_range kind;
    uint64_t first;
    uint64_t length;
} range_cases[] = {
    {NULL, 100, TSV_RANGE_WHOLE, 0, 100},
    {"bytes=0-0", 100, TSV_RANGE_PART, 0, 1},
    {"Bytes=10-19", 100, TSV_RANGE_PART, 10, 10},
    {"bytes=99-", 100, TSV_RANGE_PART, 99, 1},
    {"bytes=0-99", 100, TSV_RANGE_PART, 0, 100},
    {"bytes=0-100", 100, TSV_RANGE_PART, 0, 100},
    {"bytes=50-18446744073709551615", 100, TSV_RANGE_PART, 50, 50},
    {"bytes=50-99999999999999999999999", 100, TSV_RANGE_PART, 50, 50},
    {"bytes=-1", 100, TSV_RANGE_PART, 99, 1},
    {"bytes=-100", 100, TSV_RANGE_PART, 0, 100},
    {"bytes=-999", 100, TSV_RANGE_PART, 0, 100},
    {"bytes=-0", 100, TSV_RANGE_UNSATISFIABLE, 0, 0},
    {"bytes=100-", 100, TSV_RANGE_UNSATISFIABLE, 0, 0},
    {"bytes=99999999999999999999999-", 100, TSV_RANGE_UNSATISFIABLE, 0, 0},
    {"bytes=0-", 0, TSV_RANGE_UNSATISFIABLE, 0, 0},
    {"bytes=-5", 0, TSV_RANGE_UNSATISFIABLE, 0, 0},
    {"bytes=5-2", 100, TSV_RANGE_WHOLE, 0, 100},
    {"bytes=0-1,4-5", 100, TSV_RANGE_WHOLE, 0, 100},
    {"bytes=", 100, TSV_RANGE_WHOLE, 0, 100},
    {"bytes=-", 100, TSV_RANGE_WHOLE, 0, 100},
    {"bytes=a-b", 100, TSV_RANGE_WHOLE, 0, 100},
    {"bytes= 1-2", 100, TSV_RANGE_WHOLE, 0, 100},
    {"bytes=1-2 ", 100, TSV_RANGE_WHOLE, 0, 100},
    {"bytes=+1-2", 100, TSV_RANGE_WHOLE, 0, 100},
    {"sectors=1-2", 100, TSV_RANGE_WHOLE, 0, 100},
};

START_TEST(ranges)
{
    for (size_t i = 0; i < TSB_COUNT(range_cases); i++) {
        uint64_t first = 7;
        uint64_t length = 7;
        enum tsv_range kind = tsv_range_parse(range_cases[i].header, range_cases[i].size, &first, &length);
        ck_assert_msg(kind == range_cases[i].kind, "%s", range_cases[i].header);
        if (kind != TSV_RANGE_UNSATISFIABLE) {
            ck_assert_uint_eq(first, range_cases[i].first);
            ck_assert_uint_eq(length, range_cases[i].length);
        }
    }
}
END_TEST

START_TEST(guessing_gets_slower)
{
    tsv_guesses *guesses = NULL;
    const tsv_guess_rule rule = {.free_tries = 3, .max_wait_s = 8, .forget_s = 100};
    ck_assert_int_eq(tsv_guesses_create(&guesses, &rule, NULL), 0);
    ck_assert_uint_eq(tsv_guesses_try(guesses, "ann", 1000), 0);
    ck_assert_uint_eq(tsv_guesses_try(guesses, "ann", 1000), 0);
    ck_assert_uint_eq(tsv_guesses_try(guesses, "ann", 1000), 0);
    ck_assert_uint_eq(tsv_guesses_try(guesses, "ann", 1000), 1);
    ck_assert_uint_eq(tsv_guesses_try(guesses, "bob", 1000), 0); /* another name */
    ck_assert_uint_eq(tsv_guesses_try(guesses, "ann", 1001), 0);
    ck_assert_uint_eq(tsv_guesses_try(guesses, "ann", 1001), 2);
    ck_assert_uint_eq(tsv_guesses_try(guesses, "ann", 1003), 0);
    ck_assert_uint_eq(tsv_guesses_try(guesses, "ann", 1003), 4);
    ck_assert_uint_eq(tsv_guesses_try(guesses, "ann", 1007), 0);
    ck_assert_uint_eq(tsv_guesses_try(guesses, "ann", 1015), 0);
    ck_assert_uint_eq(tsv_guesses_try(guesses, "ann", 1015), 8); /* the ceiling */
    tsv_guesses_undo(guesses, "ann");
    ck_assert_uint_eq(tsv_guesses_try(guesses, "ann", 1015), 0);
    tsv_guesses_forgive(guesses, "ann");
    for (unsigned i = 0; i < 3; i++)
        ck_assert_uint_eq(tsv_guesses_try(guesses, "ann", 1016), 0);
    ck_assert_uint_eq(tsv_guesses_try(guesses, "ann", 1016), 1);
    for (unsigned i = 0; i < 3; i++)
        ck_assert_uint_eq(tsv_guesses_try(guesses, "ann", 1200), 0); /* forgotten */
    tsv_guesses_destroy(&guesses);
}
END_TEST

START_TEST(many_names_do_not_free_one)
{
    tsv_guesses *guesses = NULL;
    const tsv_guess_rule rule = {.free_tries = 1, .max_wait_s = 60, .forget_s = 3600};
    ck_assert_int_eq(tsv_guesses_create(&guesses, &rule, NULL), 0);
    ck_assert_uint_eq(tsv_guesses_try(guesses, "ann", 1000), 0);
    for (unsigned i = 0; i < 1000; i++) {
        char name[16];
        (void)snprintf(name, sizeof name, "n%u", i);
        (void)tsv_guesses_try(guesses, name, 1000);
    }
    ck_assert_uint_gt(tsv_guesses_try(guesses, "ann", 1000), 0);
    tsv_guesses_destroy(&guesses);
}
END_TEST

START_TEST(keys_come_at_the_pace_of_a_film)
{
    tsv_paces *paces = NULL;
    const tss_id view = {{1}};
    const tss_id other = {{2}};
    ck_assert_int_eq(tsv_paces_create(&paces, NULL), 0);
    for (uint32_t i = 0; i < TSV_KEYS_BURST; i++)
        ck_assert_uint_eq(tsv_paces_take(paces, &view, i, 1000), 0);
    ck_assert_uint_eq(tsv_paces_take(paces, &view, 8, 1000), 5);
    ck_assert_uint_eq(tsv_paces_take(paces, &view, 8, 1003), 2);
    ck_assert_uint_eq(tsv_paces_take(paces, &view, 3, 1003), 0); /* given before */
    ck_assert_uint_eq(tsv_paces_take(paces, &other, 8, 1003), 0);
    ck_assert_uint_eq(tsv_paces_take(paces, &view, 8, 1005), 0);
    ck_assert_uint_eq(tsv_paces_take(paces, &view, 9, 1005), 5);
    ck_assert_uint_eq(tsv_paces_take(paces, &view, 9, 1016), 0); /* two earned, one kept */
    ck_assert_uint_eq(tsv_paces_take(paces, &view, 10, 1016), 0);
    ck_assert_uint_gt(tsv_paces_take(paces, &view, 11, 1016), 0);
    /* A long pause earns no more than the burst. */
    for (uint32_t i = 20; i < 20 + TSV_KEYS_BURST; i++)
        ck_assert_uint_eq(tsv_paces_take(paces, &view, i, 100000), 0);
    ck_assert_uint_gt(tsv_paces_take(paces, &view, 40, 100000), 0);
    /* A clock that goes back neither helps nor breaks anything. */
    ck_assert_uint_gt(tsv_paces_take(paces, &view, 41, 99000), 0);
    tsv_paces_destroy(&paces);
}
END_TEST

static unsigned find(tsv_request *request, const char *method, const char *path)
{
    *request = (tsv_request){.service = NULL};
    return tsv_route_find(request, method, path);
}

START_TEST(routes_are_found)
{
    tsv_request request;
    ck_assert_uint_eq(find(&request, "GET", "/healthz"), 0);
    ck_assert_uint_eq(find(&request, "HEAD", "/healthz"), 0);
    ck_assert(request.head);
    ck_assert_uint_eq(find(&request, "GET", "/v1/copies/abc/complement"), 0);
    ck_assert_str_eq(request.route->pattern, "/v1/copies/{copy}/complement");
    ck_assert_str_eq(request.id_text, "abc");
    ck_assert_uint_eq(find(&request, "GET", "/v1/views/v/keys/12"), 0);
    ck_assert_str_eq(request.id_text, "v");
    ck_assert_str_eq(request.number_text, "12");
    ck_assert_uint_eq(find(&request, "GET", "/v1/views/v/keys/123456789012345"), 0);
    ck_assert_uint_lt(strlen(request.number_text), sizeof request.number_text);
    ck_assert_uint_eq(find(&request, "POST", "/healthz"), 405);
    ck_assert_str_eq(request.reply.allow, "GET, HEAD");
    ck_assert_uint_eq(find(&request, "GET", "/v1/views"), 405);
    ck_assert_str_eq(request.reply.allow, "POST");
    static const char *const none[] = {"",
                                       "/",
                                       "//",
                                       "healthz",
                                       "/healthz/",
                                       "/healthzz",
                                       "/v1",
                                       "/v1/copies/",
                                       "/v1/copies//complement",
                                       "/v1/copies/a/b/complement",
                                       "/v1/copies/a/original",
                                       "/v1/titles/a",
                                       "/v1/titles/a/image",
                                       "/v1/copies/../server"};
    for (size_t i = 0; i < TSB_COUNT(none); i++)
        ck_assert_msg(find(&request, "GET", none[i]) == 404, "%s", none[i]);
}
END_TEST

START_TEST(addresses_to_listen_on)
{
    static const struct {
        const char *text;
        const char *host; /* NULL: refused */
        const char *port;
        bool loopback;
    } cases[] = {
        {NULL, "127.0.0.1", "8420", true},
        {"127.0.0.1:0", "127.0.0.1", "0", true},
        {"[::1]:80", "::1", "80", true},
        {"localhost:8420", "localhost", "8420", true},
        {"0.0.0.0:443", "0.0.0.0", "443", false},
        {"films.example:65535", "films.example", "65535", false},
        {"[::]:1", "::", "1", false},
        {"127.0.0.1", NULL, NULL, false},
        {":8420", NULL, NULL, false},
        {"::1:80", NULL, NULL, false},
        {"a:", NULL, NULL, false},
        {"a:65536", NULL, NULL, false},
        {"a:-1", NULL, NULL, false},
        {"a:8x", NULL, NULL, false},
        {"[]:80", NULL, NULL, false},
        {"", NULL, NULL, false},
    };
    for (size_t i = 0; i < TSB_COUNT(cases); i++) {
        tsv_listen out;
        tsb_error error = {0};
        int rc = tsv_listen_parse(&out, cases[i].text, &error);
        ck_assert_msg(rc == (cases[i].host ? 0 : TSB_ERR_INVALID), "%s", cases[i].text);
        if (cases[i].host) {
            ck_assert_str_eq(out.host, cases[i].host);
            ck_assert_str_eq(out.port, cases[i].port);
            ck_assert(out.loopback == cases[i].loopback);
        }
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        ranges,           guessing_gets_slower,  many_names_do_not_free_one, keys_come_at_the_pace_of_a_film,
        routes_are_found, addresses_to_listen_on};
    return suite_run("service parts", tests, TSB_COUNT(tests));
}
