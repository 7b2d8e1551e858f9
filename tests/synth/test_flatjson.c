/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The flat JSON reader and writer: what is taken, and what is refused. */
#include "synth/flatjson.h"

#include "tests/support/suite.h"

/* Reads all of text; the last result. The last member read is left in member. */
static int read_all(const char *text, size_t size, tss_json_member *member, size_t *count)
{
    tss_json_reader reader;
    /* A block of its own, so that a sanitizer sees any byte read past its end. */
    char *exact = malloc(size > 0 ? size : 1);
    ck_assert_ptr_nonnull(exact);
    memcpy(exact, text, size);
    tss_json_reader_init(&reader, exact, size);
    *count = 0;
    int result = 0;
    while ((result = tss_json_next(&reader, member, NULL)) == 1)
        (*count)++;
    ck_assert_int_eq(tss_json_next(&reader, member, NULL), TSB_ERR_INVALID);
    free(exact);
    return result;
}

START_TEST(members_are_read)
{
    static const struct {
        const char *json;
        enum tss_json_kind kind;
        const char *text;
        uint64_t integer;
    } cases[] = {
        {"{\"a\":\"\"}", TSS_JSON_STRING, "", 0},
        {" \t\r\n{ \"a\" : \"b\" } \n", TSS_JSON_STRING, "b", 0},
        {"{\"a\":\"\\\"\\\\\\/\"}", TSS_JSON_STRING, "\"\\/", 0},
        {"{\"a\":\"\\u00e9\\u20AC\\ud83d\\ude00\"}", TSS_JSON_STRING, "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80", 0},
        {"{\"a\":\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\"}", TSS_JSON_STRING, "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80",
         0},
        {"{\"a\":0}", TSS_JSON_INTEGER, "", 0},
        {"{\"a\":18446744073709551615}", TSS_JSON_INTEGER, "", UINT64_MAX},
        {"{\"a\":18446744073709551616}", TSS_JSON_NUMBER, "", 0},
        {"{\"a\":99999999999999999999999999}", TSS_JSON_NUMBER, "", 0},
        {"{\"a\":-1}", TSS_JSON_NUMBER, "", 0},
        {"{\"a\":1.5e-3}", TSS_JSON_NUMBER, "", 0},
        {"{\"a\":1E+3}", TSS_JSON_NUMBER, "", 0},
        {"{\"a\":true}", TSS_JSON_BOOLEAN, "", 1},
        {"{\"a\":false}", TSS_JSON_BOOLEAN, "", 0},
        {"{\"a\":null}", TSS_JSON_NULL, "", 0},
        {"{\"z\":1,\"a\":\"last\"}", TSS_JSON_STRING, "last", 0},
    };
    for (size_t i = 0; i < TSB_COUNT(cases); i++) {
        tss_json_member member = {0};
        size_t count = 0;
        ck_assert_msg(read_all(cases[i].json, strlen(cases[i].json), &member, &count) == 0, "case %zu", i);
        ck_assert_uint_ge(count, 1);
        ck_assert_str_eq(member.name, "a");
        ck_assert_int_eq((int)member.kind, (int)cases[i].kind);
        ck_assert_str_eq(member.text, cases[i].text);
        ck_assert_uint_eq(member.length, strlen(cases[i].text));
        if (cases[i].kind != TSS_JSON_NUMBER)
            ck_assert_uint_eq(member.integer, cases[i].integer);
        ck_assert_int_eq(cases[i].json[member.start], '"');
    }
}
END_TEST

START_TEST(empty_objects_have_no_members)
{
    tss_json_member member = {0};
    size_t count = 0;
    ck_assert_int_eq(read_all("{}", 2, &member, &count), 0);
    ck_assert_int_eq(read_all(" { } ", 5, &member, &count), 0);
    ck_assert_uint_eq(count, 0);
}
END_TEST

static const char *const broken[] = {
    "",
    " ",
    "{",
    "}",
    "[]",
    "\"a\"",
    "{a:1}",
    "{'a':1}",
    "{\"a\"}",
    "{\"a\":}",
    "{\"a\":1",
    "{\"a\":1,}",
    "{,\"a\":1}",
    "{\"a\":1 \"b\":2}",
    "{\"a\":1,,\"b\":2}",
    "{\"a\":1}}",
    "{\"a\":1}x",
    "{\"a\":[]}",
    "{\"a\":{}}",
    "{\"a\":tru}",
    "{\"a\":nul",
    "{\"a\":01}",
    "{\"a\":+1}",
    "{\"a\":.5}",
    "{\"a\":1.}",
    "{\"a\":1e}",
    "{\"a\":1e+}",
    "{\"a\":-}",
    "{\"a\":0x10}",
    "{\"a\":NaN}",
    "{\"a\":\"",
    "{\"a\":\"b",
    "{\"a\":\"\\",
    "{\"a\":\"\\x\"}",
    "{\"a\":\"\\u12\"}",
    "{\"a\":\"\\u12g4\"}",
    "{\"a\":\"\\u0000\"}",
    "{\"a\":\"\\u001f\"}",
    "{\"a\":\"\\u007f\"}",
    "{\"a\":\"\\u0085\"}",
    "{\"a\":\"\\n\"}",
    "{\"a\":\"\\t\"}",
    "{\"a\":\"\t\"}",
    "{\"a\":\"\n\"}",
    "{\"a\":\"\x7F\"}",
    "{\"a\":\"\xC2\x85\"}",
    "{\"a\":\"\\ud83d\"}",
    "{\"a\":\"\\ud83dx\"}",
    "{\"a\":\"\\ud83d\\n\"}",
    "{\"a\":\"\\ud83d\\u0041\"}",
    "{\"a\":\"\\ude00\"}",
    "{\"a\":\"\x80\"}",
    "{\"a\":\"\xC3\"}",
    "{\"a\":\"\xC0\x80\"}",
    "{\"a\":\"\xC1\xBF\"}",
    "{\"a\":\"\xE0\x9F\xBF\"}",
    "{\"a\":\"\xED\xA0\x80\"}",
    "{\"a\":\"\xF0\x8F\xBF\xBF\"}",
    "{\"a\":\"\xF4\x90\x80\x80\"}",
    "{\"a\":\"\xF8\x88\x80\x80\x80\"}",
    "{\"a\":\"\xFF\"}",
    "{\"0123456789012345678901234567890123456789012345678901234567890123\":1}",
};

START_TEST(anything_else_is_refused)
{
    for (size_t i = 0; i < TSB_COUNT(broken); i++) {
        tss_json_member member = {0};
        size_t count = 0;
        ck_assert_msg(read_all(broken[i], strlen(broken[i]), &member, &count) == TSB_ERR_INVALID, "case %zu: %s", i,
                      broken[i]);
    }
}
END_TEST

START_TEST(strings_are_bounded)
{
    static char json[2 * TSS_JSON_TEXT_SIZE];
    for (size_t length = TSS_JSON_TEXT_SIZE - 2; length <= TSS_JSON_TEXT_SIZE; length++) {
        tss_json_member member = {0};
        size_t count = 0;
        size_t size = 0;
        memcpy(json, "{\"a\":\"", 6);
        memset(json + 6, 'x', length);
        memcpy(json + 6 + length, "\"}", 2);
        size = 6 + length + 2;
        ck_assert_int_eq(read_all(json, size, &member, &count), length < TSS_JSON_TEXT_SIZE ? 0 : TSB_ERR_INVALID);
    }
}
END_TEST

START_TEST(every_truncation_is_refused)
{
    static const char json[] = "{\"a\": \"\\u00e9\\\\\", \"b\": 12, \"c\": true, \"d\": \"\xE2\x82\xAC\"}";
    for (size_t size = 0; size < sizeof json - 1; size++) {
        tss_json_member member = {0};
        size_t count = 0;
        ck_assert_int_eq(read_all(json, size, &member, &count), TSB_ERR_INVALID);
    }
}
END_TEST

START_TEST(what_is_written_reads_back)
{
    static const char text[] = "quote \" backslash \\ slash / \xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80";
    tss_json_member member = {0};
    size_t count = 0;
    tsb_buffer out;
    tsb_buffer_init(&out, 1000);
    ck_assert_int_eq(tsb_buffer_append(&out, "{", 1, NULL), 0);
    ck_assert_int_eq(tss_json_put_integer(&out, "n", UINT64_MAX, NULL), 0);
    ck_assert_int_eq(tsb_buffer_append(&out, ",", 1, NULL), 0);
    ck_assert_int_eq(tss_json_put_text(&out, "t", text, NULL), 0);
    ck_assert_int_eq(tsb_buffer_append(&out, "}", 1, NULL), 0);
    ck_assert_int_eq(read_all((const char *)out.bytes, out.size, &member, &count), 0);
    ck_assert_uint_eq(count, 2);
    ck_assert_str_eq(member.text, text);
    ck_assert_int_eq(tss_json_put_text(&out, "t", "line\nbreak", NULL), TSB_ERR_INVALID);
    ck_assert_int_eq(tss_json_put_text(&out, "t", "\xC3", NULL), TSB_ERR_INVALID);
    tsb_buffer_finish(&out);
    tsb_buffer_init(&out, 10);
    ck_assert_int_eq(tss_json_put_text(&out, "t", "too long for it", NULL), TSB_ERR_MEMORY);
    tsb_buffer_finish(&out);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        members_are_read,    empty_objects_have_no_members, anything_else_is_refused,
        strings_are_bounded, every_truncation_is_refused,   what_is_written_reads_back,
    };
    return suite_run("synth flatjson", tests, TSB_COUNT(tests));
}
