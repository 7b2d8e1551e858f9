/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/messages.h"

#include "tests/support/suite.h"

#define ID     "000102030405060708090a0b0c0d0e0f"
#define KEY    ID ID
#define SEALED KEY KEY "00112233445566778899aabbccddeeff"

static tsb_buffer text;

static void begin(void)
{
    tsb_buffer_init(&text, TSN_REPLY_MAX);
}

static void end(void)
{
    tsb_buffer_finish(&text);
}

static const tss_id id = {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}};

static void expect_text(const char *right)
{
    ck_assert_str_eq((const char *)text.bytes, right);
}

START_TEST(login_goes_there_and_back)
{
    begin();
    tsn_login_request request = {.user = "ann", .password = "pass \"word\"\n", .device_name = "Küche"};
    tsn_login_request request2;
    memset(request.device_key, 0xab, sizeof request.device_key);
    ck_assert_int_eq(tsn_login_request_encode(&text, &request, NULL), 0);
    ck_assert_int_eq(tsn_login_request_decode(&request2, text.bytes, text.size, NULL), 0);
    ck_assert_mem_eq(&request2, &request, sizeof request);
    tsb_buffer_clear(&text);
    tsn_login login = {.device = 42, .qa = true, .expires = 1800000000};
    tsn_login login2;
    memset(login.token, 0x5a, sizeof login.token);
    ck_assert_int_eq(tsn_login_encode(&text, &login, NULL), 0);
    ck_assert_int_eq(tsn_login_decode(&login2, text.bytes, text.size, NULL), 0);
    ck_assert_mem_eq(login2.token, login.token, sizeof login.token);
    ck_assert_uint_eq(login2.device, 42);
    ck_assert(login2.qa);
    ck_assert_int_eq(login2.expires, 1800000000);
    end();
}
END_TEST

START_TEST(the_wire_is_as_described)
{
    begin();
    tsn_view view = {id, 3, true, 90000, 1800000000, 1800000001};
    ck_assert_int_eq(tsn_view_encode(&text, &view, NULL), 0);
    expect_text("{\"view\":\"" ID "\",\"views_left\":3,\"resumed\":true,\"position_ms\":90000,"
                "\"resume_until\":1800000000,\"expires\":1800000001}");
    tsb_buffer_clear(&text);
    tsn_view_request request = {id, TSN_VERIFY};
    ck_assert_int_eq(tsn_view_request_encode(&text, &request, NULL), 0);
    expect_text("{\"copy\":\"" ID "\",\"purpose\":\"verify\"}");
    tsb_buffer_clear(&text);
    tsn_refusal refusal = {.code = "no_views_left", .message = "No views are left."};
    ck_assert_int_eq(tsn_refusal_encode(&text, &refusal, NULL), 0);
    expect_text("{\"error\":{\"code\":\"no_views_left\",\"message\":\"No views are left.\"}}");
    tsb_buffer_clear(&text);
    tsn_title title = {.name = "Big", .profile = "standard", .image_sectors = 9, .chunks = 2, .id = id};
    tsn_titles titles = {&title, 1};
    ck_assert_int_eq(tsn_titles_encode(&text, &titles, NULL), 0);
    expect_text("{\"titles\":[{\"id\":\"" ID "\",\"name\":\"Big\",\"profile\":\"standard\",\"image_sectors\":9,"
                "\"chunks\":2}]}");
    end();
}
END_TEST

START_TEST(devices_go_there_and_back)
{
    begin();
    tsn_device some[2] = {{.id = 7, .name = "Küche", .created = 1800000000, .last_seen = 1800000009, .current = true},
                          {.id = 9}};
    tsn_devices devices = {some, 2};
    tsn_devices found;
    memset(some[0].key, 0xab, sizeof some[0].key);
    ck_assert_int_eq(tsn_devices_encode(&text, &devices, NULL), 0);
    ck_assert_int_eq(tsn_devices_decode(&found, text.bytes, text.size, NULL), 0);
    ck_assert_uint_eq(found.count, 2);
    ck_assert_uint_eq(found.items[0].id, 7);
    ck_assert_str_eq(found.items[0].name, "Küche");
    ck_assert_mem_eq(found.items[0].key, some[0].key, sizeof some[0].key);
    ck_assert_int_eq(found.items[0].created, 1800000000);
    ck_assert_int_eq(found.items[0].last_seen, 1800000009);
    ck_assert(found.items[0].current && !found.items[1].current);
    tsn_devices_finish(&found);
    ck_assert_uint_eq(found.count, 0);
    tsb_buffer_clear(&text);
    devices.count = 1;
    some[0] = (tsn_device){.id = 1, .name = "d", .created = 2, .last_seen = 3};
    ck_assert_int_eq(tsn_devices_encode(&text, &devices, NULL), 0);
    expect_text("{\"devices\":[{\"id\":1,\"name\":\"d\",\"key\":\"00000000000000000000000000000000"
                "00000000000000000000000000000000\",\"created\":2,\"last_seen\":3,\"current\":false}]}");
    end();
}
END_TEST

START_TEST(devices_are_checked)
{
#define A_DEVICE(id, name, key, created, current)                                                                      \
    "{\"devices\":[{\"id\":" id ",\"name\":" name ",\"key\":" key ",\"created\":" created                              \
    ",\"last_seen\":1,\"current\":" current "}]}"
    static const struct {
        const char *json;
        const char *named;
    } cases[] = {
        {A_DEVICE("1", "\"d\"", "\"" KEY "\"", "1", "true"), NULL},
        {A_DEVICE("-1", "\"d\"", "\"" KEY "\"", "1", "true"), "id"},
        {A_DEVICE("1.5", "\"d\"", "\"" KEY "\"", "1", "true"), "id"},
        {A_DEVICE("1", "7", "\"" KEY "\"", "1", "true"), "name"},
        {A_DEVICE("1", "\"d\"", "\"" ID "\"", "1", "true"), "key"},
        {A_DEVICE("1", "\"d\"", "\"" KEY "\"", "-1", "true"), "created"},
        {A_DEVICE("1", "\"d\"", "\"" KEY "\"", "1", "0"), "current"},
        {"{\"devices\":[{}]}", "id"},
        {"{\"devices\":[1]}", "object"},
        {"{\"devices\":{}}", "devices"},
        {"{}", "devices"},
    };
    for (size_t i = 0; i < TSB_COUNT(cases); i++) {
        tsn_devices found;
        tsb_error error = {0};
        int rc = tsn_devices_decode(&found, cases[i].json, strlen(cases[i].json), &error);
        ck_assert_msg(rc == (cases[i].named ? TSB_ERR_INVALID : 0), "case %zu: %s", i, error.text);
        ck_assert_msg(!cases[i].named || strstr(error.text, cases[i].named), "case %zu: %s", i, error.text);
        ck_assert(!cases[i].named || (!found.items && found.count == 0));
        tsn_devices_finish(&found);
    }
}
END_TEST

START_TEST(lists_go_there_and_back)
{
    begin();
    tsn_copy some[3] = {{.copy = id, .title_name = "One", .views_left = 1, .views_granted = 5},
                        {.copy = id, .title_name = "Two", .resumable = true, .resume_until = 7},
                        {.copy = id, .title_name = "Three", .views_left = UINT32_MAX}};
    tsn_copies list = {some, 3};
    tsn_copies back;
    ck_assert_int_eq(tsn_copies_encode(&text, &list, NULL), 0);
    ck_assert_int_eq(tsn_copies_decode(&back, text.bytes, text.size, NULL), 0);
    ck_assert_uint_eq(back.count, 3);
    for (size_t i = 0; i < 3; i++) {
        ck_assert_str_eq(back.items[i].title_name, some[i].title_name);
        ck_assert_uint_eq(back.items[i].views_left, some[i].views_left);
        ck_assert_int_eq(back.items[i].resume_until, some[i].resume_until);
    }
    tsn_copies_finish(&back);
    tsb_buffer_clear(&text);
    list.count = 0;
    ck_assert_int_eq(tsn_copies_encode(&text, &list, NULL), 0);
    expect_text("{\"copies\":[]}");
    ck_assert_int_eq(tsn_copies_decode(&back, text.bytes, text.size, NULL), 0);
    ck_assert_uint_eq(back.count, 0);
    end();
}
END_TEST

START_TEST(exports_go_there_and_back)
{
    begin();
    tsn_export_request request = {.request = id, .copy = id, .views = 2, .serial = "A1", .devices = {2, {7, 9}}};
    tsn_export_request request2;
    ck_assert_int_eq(tsn_export_request_encode(&text, &request, NULL), 0);
    ck_assert_int_eq(tsn_export_request_decode(&request2, text.bytes, text.size, NULL), 0);
    ck_assert_mem_eq(&request2, &request, sizeof request);
    tsb_buffer_clear(&text);
    tsn_export sent = {.export = id, .views = 2, .views_left = 1, .licence = {.size = TSN_LICENCE_MAX}};
    tsn_export back;
    memset(sent.licence.bytes, 0x7e, sizeof sent.licence.bytes);
    memset(sent.record, 0xee, sizeof sent.record);
    ck_assert_int_eq(tsn_export_encode(&text, &sent, NULL), 0);
    ck_assert_int_eq(tsn_export_decode(&back, text.bytes, text.size, NULL), 0);
    ck_assert_mem_eq(&back, &sent, sizeof back);
    tsb_buffer_clear(&text);
    tsn_export_state state = {INT64_MAX, 1, 2, 3};
    ck_assert_int_eq(tsn_export_state_encode(&text, &state, NULL), 0);
    expect_text("{\"checkpoint\":9223372036854775807,\"views_on_token\":1,\"views_returned\":2,\"views_left\":3}");
    end();
}
END_TEST

typedef struct reject {
    const char *json;
    const char *says; /* a part of the sentence */
} reject;

static void expect_reject(int rc, const tsb_error *error, const reject *bad)
{
    ck_assert_msg(rc == TSB_ERR_INVALID, "accepted: %s", bad->json);
    ck_assert_msg(strstr(error->text, bad->says) != NULL, "%s: %s", bad->json, error->text);
}

START_TEST(requests_are_strict)
{
    static const reject bad[] = {
        {"", "not JSON"},
        {"{", "not JSON"},
        {"[]", "not a JSON object"},
        {"\"copy\"", "not JSON"},
        {"{}", "\"copy\" is missing"},
        {"{\"copy\":\"" ID "\"}", "\"purpose\" is missing"},
        {"{\"copy\":\"" ID "\",\"purpose\":\"steal\"}", "\"watch\" or \"verify\""},
        {"{\"copy\":\"" ID "\",\"purpose\":1}", "\"watch\" or \"verify\""},
        {"{\"copy\":\"" ID "0\",\"purpose\":\"watch\"}", "32 hexadecimal digits"},
        {"{\"copy\":\"" KEY "\",\"purpose\":\"watch\"}", "32 hexadecimal digits"},
        {"{\"copy\":\"g00102030405060708090a0b0c0d0e0f\",\"purpose\":\"watch\"}", "hexadecimal"},
        {"{\"copy\":null,\"purpose\":\"watch\"}", "hexadecimal"},
        {"{\"copy\":\"" ID "\",\"copy\":\"" ID "\",\"purpose\":\"watch\"}", "says a thing twice"},
        {"{\"copy\":\"" ID "\",\"purpose\":\"watch\",\"views\":9}", "does not know"},
        {"{\"copy\":\"" ID "\",\"purpose\":\"watch\"}x", "not JSON"},
        {"{\"copy\":\"\\u0000\",\"purpose\":\"watch\"}", "not JSON"},
        {"{\"copy\":\"\xff\",\"purpose\":\"watch\"}", "not JSON"},
    };
    for (size_t i = 0; i < TSB_COUNT(bad); i++) {
        tsn_view_request out;
        tsb_error error = {0};
        expect_reject(tsn_view_request_decode(&out, bad[i].json, strlen(bad[i].json), &error), &error, &bad[i]);
        ck_assert_int_eq(out.purpose, 0);
    }
}
END_TEST

START_TEST(logins_are_strict)
{
#define LOGIN(user, password, name)                                                                                    \
    "{\"user\":" user ",\"password\":" password ",\"device_name\":" name ",\"device_key\":\"" KEY "\"}"
    static const reject bad[] = {
        {LOGIN("\"\"", "\"p\"", "\"d\""), "not empty"},
        {LOGIN("\"u\"", "\"\"", "\"d\""), "not empty"},
        {LOGIN("\"a\\nb\"", "\"p\"", "\"d\""), "control characters"},
        {LOGIN("\"u\"", "\"p\"", "\"\\u202e\""), "control characters"},
        {LOGIN("7", "\"p\"", "\"d\""), "\"user\" must be a text"},
        {LOGIN("\"u\"", "[]", "\"d\""), "\"password\" must be a text"},
        {LOGIN("\"" KEY "x\"", "\"p\"", "\"d\""), "longer than 64 bytes"},
    };
    tsn_login_request out;
    const char *good = LOGIN("\"u\"", "\"\\u0007 \\t\"", "\"d\"");
    for (size_t i = 0; i < TSB_COUNT(bad); i++) {
        tsb_error error = {0};
        expect_reject(tsn_login_request_decode(&out, bad[i].json, strlen(bad[i].json), &error), &error, &bad[i]);
        ck_assert_str_eq(out.password, "");
    }
    ck_assert_int_eq(tsn_login_request_decode(&out, good, strlen(good), NULL), 0);
    ck_assert_str_eq(out.password, "\a \t");
}
END_TEST

START_TEST(numbers_are_bounded)
{
    static const reject bad[] = {
        {"{\"window\":-1,\"sealed\":\"" SEALED "\"}", "whole number"},
        {"{\"window\":4294967296,\"sealed\":\"" SEALED "\"}", "whole number"},
        {"{\"window\":1.5,\"sealed\":\"" SEALED "\"}", "whole number"},
        {"{\"window\":\"1\",\"sealed\":\"" SEALED "\"}", "whole number"},
        {"{\"window\":99999999999999999999999,\"sealed\":\"" SEALED "\"}", "not JSON"},
        {"{\"window\":1,\"sealed\":\"" KEY "\"}", "160 hexadecimal digits"},
    };
    tsn_window_key key;
    const char *good = "{\"sealed\":\"" SEALED "\",\"window\":4294967295,\"more\":{\"later\":[1]}}";
    for (size_t i = 0; i < TSB_COUNT(bad); i++) {
        tsb_error error = {0};
        expect_reject(tsn_window_key_decode(&key, bad[i].json, strlen(bad[i].json), &error), &error, &bad[i]);
    }
    /* Replies may say more than this build knows. */
    ck_assert_int_eq(tsn_window_key_decode(&key, good, strlen(good), NULL), 0);
    ck_assert_uint_eq(key.window, UINT32_MAX);
}
END_TEST

START_TEST(exports_are_strict)
{
#define EXPORT(serial, devices)                                                                                        \
    "{\"request\":\"" ID "\",\"copy\":\"" ID "\",\"views\":1,\"serial\":" serial ",\"device_key\":\"" KEY              \
    "\",\"devices\":" devices "}"
    static const reject bad[] = {
        {EXPORT("\"\"", "[]"), "not empty"},
        {EXPORT("\"" SEALED "\"", "[]"), "longer than 127 bytes"},
        {EXPORT("\"A1\"", "[1,2,3,4,5,6,7,8]"), "at most 7 numbers"},
        {EXPORT("\"A1\"", "[-1]"), "whole numbers"},
        {EXPORT("\"A1\"", "[\"1\"]"), "whole numbers"},
        {EXPORT("\"A1\"", "{}"), "a list"},
    };
    tsn_export_request out;
    tsn_export reply;
    const char *good = EXPORT("\"A1\"", "[1,2,3,4,5,6,7]");
    const char *odd = "{\"export\":\"" ID "\",\"views\":1,\"views_left\":0,\"licence\":\"abc\"}";
    for (size_t i = 0; i < TSB_COUNT(bad); i++) {
        tsb_error error = {0};
        expect_reject(tsn_export_request_decode(&out, bad[i].json, strlen(bad[i].json), &error), &error, &bad[i]);
    }
    ck_assert_int_eq(tsn_export_request_decode(&out, good, strlen(good), NULL), 0);
    ck_assert_uint_eq(out.devices.count, 7);
    ck_assert_int_eq(tsn_export_decode(&reply, odd, strlen(odd), NULL), TSB_ERR_INVALID);
}
END_TEST

START_TEST(lists_are_bounded)
{
    begin();
    tsn_titles list;
    tsb_error error = {0};
    ck_assert_int_eq(tsb_buffer_printf(&text, NULL, "{\"titles\":[0"), 0);
    for (unsigned i = 0; i < TSN_LIST_MAX; i++)
        ck_assert_int_eq(tsb_buffer_append(&text, ",0", 2, NULL), 0);
    ck_assert_int_eq(tsb_buffer_append(&text, "]}", 2, NULL), 0);
    ck_assert_int_eq(tsn_titles_decode(&list, text.bytes, text.size, &error), TSB_ERR_INVALID);
    ck_assert_ptr_nonnull(strstr(error.text, "more than 4096 items"));
    ck_assert_ptr_null(list.items);
    ck_assert_int_eq(tsn_titles_decode(&list, "{\"titles\":[1]}", 14, NULL), TSB_ERR_INVALID);
    ck_assert_int_eq(tsn_titles_decode(&list, "{\"titles\":{}}", 13, NULL), TSB_ERR_INVALID);
    end();
}
END_TEST

START_TEST(bodies_are_bounded)
{
    tsn_close_request out;
    tsb_error error = {0};
    char *large = malloc(TSN_REQUEST_MAX + 1);
    ck_assert_ptr_nonnull(large);
    memset(large, ' ', TSN_REQUEST_MAX + 1);
    memcpy(large, "{\"position_ms\":1}", 17);
    ck_assert_int_eq(tsn_close_request_decode(&out, large, TSN_REQUEST_MAX, NULL), 0);
    ck_assert_int_eq(tsn_close_request_decode(&out, large, TSN_REQUEST_MAX + 1, &error), TSB_ERR_INVALID);
    ck_assert_ptr_nonnull(strstr(error.text, "limit"));
    memset(large, '[', TSN_REQUEST_MAX); /* deep nesting */
    ck_assert_int_eq(tsn_close_request_decode(&out, large, TSN_REQUEST_MAX, NULL), TSB_ERR_INVALID);
    free(large);
}
END_TEST

START_TEST(refusals_of_strangers_are_made_fit)
{
    char json[2048];
    char message[1200];
    tsn_refusal out = {.status = 418, .retry_after = 3};
    memset(message, 'x', sizeof message - 1);
    message[sizeof message - 1] = '\0';
    (void)snprintf(json, sizeof json, "{\"error\":{\"code\":\"c\",\"message\":\"a\\nb\\u001b[31m%s\"}}", message);
    ck_assert_int_eq(tsn_refusal_decode(&out, json, strlen(json), NULL), 0);
    ck_assert_uint_eq(strlen(out.message), TSN_SENTENCE_SIZE - 1);
    ck_assert_ptr_null(strpbrk(out.message, "\n\033"));
    ck_assert_int_eq(out.status, 418);
    ck_assert_uint_eq(out.retry_after, 3);
    ck_assert_int_eq(tsn_refusal_decode(&out, "<html>", 6, NULL), TSB_ERR_INVALID);
    ck_assert_str_eq(out.message, "");
    ck_assert_int_eq(tsn_refusal_decode(&out, "{\"error\":\"x\"}", 13, NULL), TSB_ERR_INVALID);
}
END_TEST

START_TEST(what_is_no_utf8_is_not_written)
{
    begin();
    tsn_server_info info = {.name = "\xff\xfe"};
    ck_assert_int_eq(tsn_server_info_encode(&text, &info, NULL), TSB_ERR_INVALID);
    tsn_view_request request = {.purpose = (enum tsn_purpose)9};
    ck_assert_int_eq(tsn_view_request_encode(&text, &request, NULL), TSB_ERR_INVALID);
    end();
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {login_goes_there_and_back,
                                  the_wire_is_as_described,
                                  devices_go_there_and_back,
                                  devices_are_checked,
                                  lists_go_there_and_back,
                                  exports_go_there_and_back,
                                  exports_are_strict,
                                  requests_are_strict,
                                  logins_are_strict,
                                  numbers_are_bounded,
                                  lists_are_bounded,
                                  bodies_are_bounded,
                                  refusals_of_strangers_are_made_fit,
                                  what_is_no_utf8_is_not_written};
    return suite_run("messages", tests, TSB_COUNT(tests));
}
