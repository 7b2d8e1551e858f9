/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of text in both directions and of several typefaces. */
#include <string.h>

#include "base/compiler.h"
#include "base/text.h"
#include "player/screen/runs.h"
#include "tests/support/suite.h"

#define LINE 2048

/* "A" to "Z" are letters from right to left, and "~" a Chinese one. */
static void write_out(const char *text, char out[LINE])
{
    for (*out = '\0'; *text; text++) {
        char character[TSB_UTF8_SIZE];
        uint32_t code = (unsigned char)*text;
        if (*text >= 'A' && *text <= 'Z')
            code = 0x5D0 + (uint32_t)(*text - 'A');
        else if (*text == '~')
            code = 0x5343;
        tsb_utf8_encode(character, code);
        strcat(out, character);
    }
}

/* The other way round, a run's characters as they stand on the screen. */
static void read_back(const char *text, const tsp_run *run, char *out)
{
    char seen[LINE] = "";
    size_t count = 0;
    for (size_t at = 0; at < run->size;) {
        uint32_t code = 0;
        size_t length = tsb_utf8_decode(text + run->start + at, run->size - at, &code);
        ck_assert_uint_gt(length, 0);
        at += length;
        seen[count++] = (char)(code == 0x5343 ? '~' : code >= 0x5D0 ? 'A' + (code - 0x5D0) : code);
    }
    for (size_t i = 0; i < count; i++)
        strncat(out, &seen[run->leftward ? count - 1 - i : i], 1);
}

static int two_faces(void *context, uint32_t character)
{
    (void)context;
    return character == 0x5343;
}

START_TEST(lines_in_both_directions)
{
    static const struct {
        const char *text;
        const char *seen;
        size_t runs;
    } cases[] = {
        {"", "", 0},
        {"a film, 1:30 (long)", "a film, 1:30 (long)", 1},
        {"ABC", "CBA", 1},
        {"ABC DEF", "FED CBA", 1},
        {"left at 0:12:33", "left at 0:12:33", 1},
        {"no views of \"ABC DEF\" are left.", "no views of \"FED CBA\" are left.", 3},
        {"ABC abc", "abc CBA", 2},
        {"ABC abc DEF", "FED abc CBA", 3},
        {"ABC 2", "2 CBA", 2},
        {"ABC 12:30 DEF", "FED 12:30 CBA", 3},
        {"12 ABC", "CBA 12", 2},
        {"ABC!", "!CBA", 1},
        {"abc ABC 12 DEF def", "abc FED 12 CBA def", 5},
        {"abc 12 ABC", "abc 12 CBA", 2},
        /* Brackets are drawn turned round within a run from right to left. */
        {"ABC (abc)", ")abc( CBA", 3},
        {"1. 2.", "1. 2.", 1},
        {"... !", "... !", 1},
        {"a ~~ b", "a ~~ b", 3},
        {"~~", "~~", 1},
        {"A~B", "B~A", 3},
    };
    for (size_t i = 0; i < TSB_COUNT(cases); i++) {
        char text[LINE];
        char seen[LINE] = "";
        tsp_run runs[TSP_RUNS_MAX];
        write_out(cases[i].text, text);
        size_t count = tsp_runs_split(text, two_faces, NULL, runs);
        for (size_t run = 0; run < count; run++)
            read_back(text, &runs[run], seen);
        ck_assert_str_eq(seen, cases[i].seen);
        ck_assert_uint_eq(count, cases[i].runs);
    }
}
END_TEST

/* A mark, a joiner and a blank take no other typeface than the character they follow. */
START_TEST(marks_stay_with_their_letters)
{
    static const char text[] = "\xE5\x8D\x83\xCC\x81 \xE2\x80\x8D\xE5\x8D\x83";
    tsp_run runs[TSP_RUNS_MAX];
    ck_assert_uint_eq(tsp_runs_split(text, two_faces, NULL, runs), 1);
    ck_assert_int_eq(runs[0].face, 1);
    ck_assert_uint_eq(runs[0].size, strlen(text));
}
END_TEST

/* Whatever the bytes are, each of them is in one run and no other. */
START_TEST(nothing_is_lost)
{
    static const unsigned char pieces[][4] = {"a",    " ",         "1", ".", {0xD7, 0x90}, {0xE5, 0x8D, 0x83},
                                              {0xFF}, {0xCC, 0x81}};
    uint64_t random = suite_seed(7);
    for (int i = 0; i < 3000; i++) {
        char text[LINE] = "";
        bool had[LINE] = {false};
        tsp_run runs[TSP_RUNS_MAX];
        for (uint64_t left = test_random(&random) % 600; left > 0; left--)
            strcat(text, (const char *)pieces[test_random(&random) % TSB_COUNT(pieces)]);
        size_t count = tsp_runs_split(text, two_faces, NULL, runs);
        ck_assert_uint_le(count, TSP_RUNS_MAX);
        size_t total = 0;
        for (size_t run = 0; run < count; run++)
            for (size_t at = runs[run].start; at < runs[run].start + runs[run].size; at++, total++) {
                if (at >= strlen(text) || had[at])
                    ck_abort_msg("byte %zu of %s is in two runs, or in none of it", at, text);
                had[at] = true;
            }
        ck_assert_uint_eq(total, strlen(text));
    }
}
END_TEST

int main(void)
{
    const TTest *tests[] = {lines_in_both_directions, marks_stay_with_their_letters, nothing_is_lost};
    return suite_run("runs", tests, TSB_COUNT(tests));
}
