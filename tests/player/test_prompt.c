/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/prompt.h"

#include "base/compiler.h"
#include "tests/support/suite.h"

/* What reading a descriptor that holds bytes gives; text has 16 bytes. */
static int read_from(const char *bytes, size_t size, char *text)
{
    int ends[2] = {-1, -1};
    int result = 0;

    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq((int)write(ends[1], bytes, size), (int)size);
    close(ends[1]);
    result = tsp_prompt_descriptor(ends[0], text, 16, NULL);
    close(ends[0]);
    return result;
}

START_TEST(lines)
{
    static const struct {
        const char *bytes;
        const char *text; /* NULL: refused */
    } cases[] = {
        {"secret\n", "secret"},
        {"secret", "secret"},
        {"secret\r\n", "secret"},
        {"\n", ""},
        {"two\nlines\n", "two"},
        {"", NULL},
        {"fifteen bytes..\n", "fifteen bytes.."},
        {"sixteen bytes...\n", NULL},
    };

    for (size_t i = 0; i < TSB_COUNT(cases); i++) {
        char text[16] = "";
        int result = read_from(cases[i].bytes, strlen(cases[i].bytes), text);
        if (cases[i].text) {
            ck_assert_int_eq(result, 0);
            ck_assert_str_eq(text, cases[i].text);
        } else {
            ck_assert_int_eq(result, TSB_ERR_INVALID);
        }
    }
}
END_TEST

START_TEST(zero_bytes_are_refused)
{
    char text[16] = "";

    ck_assert_int_eq(read_from("a\0b\n", 4, text), TSB_ERR_INVALID);
}
END_TEST

START_TEST(closed_descriptor_is_an_error)
{
    char text[16] = "";

    ck_assert_int_eq(tsp_prompt_descriptor(987, text, sizeof(text), NULL), TSB_ERR_IO);
}
END_TEST

START_TEST(nothing_after_the_line_is_swallowed)
{
    int ends[2] = {-1, -1};
    char text[16] = "";

    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq((int)write(ends[1], "one\ntwo\n", 8), 8);
    close(ends[1]);
    ck_assert_int_eq(tsp_prompt_descriptor(ends[0], text, sizeof(text), NULL), 0);
    ck_assert_int_eq(tsp_prompt_descriptor(ends[0], text, sizeof(text), NULL), 0);
    ck_assert_str_eq(text, "two");
    close(ends[0]);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {lines, zero_bytes_are_refused, closed_descriptor_is_an_error,
                                  nothing_after_the_line_is_swallowed};

    return suite_run("prompt", tests, TSB_COUNT(tests));
}
