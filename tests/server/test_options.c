/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/options.h"

#include "tests/support/suite.h"

static int run_nothing(const tsv_invocation *invocation, tsb_error *err)
{
    (void)invocation;
    (void)err;
    return 0;
}

static const tsv_option options[] = {
    {.name = "title", .value = "NAME", .help = "a name", .required = true},
    {.name = "output", .value = "FILE", .help = "a file", .letter = 'o'},
    {.name = "json", .help = "a flag"},
    {.name = NULL},
};
static const tsv_command with_argument = {.name = "title show",
                                          .arguments = "ID",
                                          .argument_count = 1,
                                          .summary = "show",
                                          .options = options,
                                          .run = run_nothing};
static const tsv_command plain = {.name = "init", .summary = "make", .run = run_nothing};
static const tsv_command *const commands[] = {&plain, &with_argument, NULL};

#define WORDS_MAX 8

typedef struct parse_case {
    const char *words[WORDS_MAX];
    int code;
    const char *title;
    const char *output;
    const char *argument;
    bool json;
} parse_case;

static const parse_case cases[] = {
    {{"--title", "a", "x"}, 0, "a", NULL, "x", false},
    {{"x", "--title=a", "-o", "f", "--json"}, 0, "a", "f", "x", true},
    {{"--title=", "-of", "x"}, 0, "", "f", "x", false},
    {{"--title=a=b", "--", "--json"}, 0, "a=b", NULL, "--json", false},
    {{"--title", "--json", "-"}, 0, "--json", NULL, "-", false},
    {{"--help"}, 0, NULL, NULL, NULL, false},
    {{"-h"}, 0, NULL, NULL, NULL, false},
    {{"--title", "a"}, TSV_USAGE, NULL, NULL, NULL, false},
    {{"x"}, TSV_USAGE, NULL, NULL, NULL, false},
    {{"--title"}, TSV_USAGE, NULL, NULL, NULL, false},
    {{"--title", "a", "--title", "b", "x"}, TSV_USAGE, NULL, NULL, NULL, false},
    {{"--title", "a", "x", "y"}, TSV_USAGE, NULL, NULL, NULL, false},
    {{"--titl", "a", "x"}, TSV_USAGE, NULL, NULL, NULL, false},
    {{"--titles=a", "x"}, TSV_USAGE, NULL, NULL, NULL, false},
    {{"--json=1", "--title=a", "x"}, TSV_USAGE, NULL, NULL, NULL, false},
    {{"-x", "--title=a", "x"}, TSV_USAGE, NULL, NULL, NULL, false},
    {{"--data=", "--title=a", "x"}, TSV_USAGE, NULL, NULL, NULL, false},
};

static void check_text(const char *found, const char *wanted)
{
    ck_assert_int_eq(found == NULL, wanted == NULL);
    if (wanted) {
        ck_assert_str_eq(found, wanted);
    }
}

START_TEST(words_are_read_or_refused)
{
    for (size_t i = 0; i < TSB_COUNT(cases); i++) {
        const parse_case *one = &cases[i];
        tsv_invocation invocation = {0};
        tsb_error err = {0};
        int count = 0;
        while (count < WORDS_MAX && one->words[count]) {
            count++;
        }
        int code = tsv_options_parse(&invocation, &with_argument, count, (char *const *)(uintptr_t)one->words, &err);
        ck_assert_msg(code == one->code, "case %zu: %d %s", i, code, err.text);
        ck_assert_int_eq(err.text[0] != '\0', code != 0);
        if (code == 0) {
            check_text(tsv_option_value(&invocation, "title"), one->title);
            check_text(tsv_option_value(&invocation, "output"), one->output);
            check_text(invocation.arguments[0], one->argument);
            ck_assert_int_eq(tsv_option_value(&invocation, "json") != NULL, one->json);
        }
    }
}
END_TEST

START_TEST(commands_are_found_by_all_their_words)
{
    char init[] = "init";
    char title[] = "title";
    char show[] = "show";
    char sho[] = "sho";
    int used = 0;
    ck_assert_ptr_eq(tsv_command_find(commands, 1, (char *[]){init}, &used), &plain);
    ck_assert_int_eq(used, 1);
    ck_assert_ptr_eq(tsv_command_find(commands, 2, (char *[]){title, show}, &used), &with_argument);
    ck_assert_int_eq(used, 2);
    ck_assert_ptr_null(tsv_command_find(commands, 1, (char *[]){title}, &used));
    ck_assert_ptr_null(tsv_command_find(commands, 2, (char *[]){title, sho}, &used));
    ck_assert_int_eq(used, 0);
}
END_TEST

START_TEST(numbers_are_checked)
{
    static const char *const wrong[] = {"", "0", "-1", "11", "1x", " 1", "+1", "99999999999999999999", "4294967297"};
    uint32_t number = 0;
    ck_assert_int_eq(tsv_option_number("views", "10", 1, 10, &number, NULL), 0);
    ck_assert_uint_eq(number, 10);
    for (size_t i = 0; i < TSB_COUNT(wrong); i++) {
        ck_assert_int_eq(tsv_option_number("views", wrong[i], 1, 10, &number, NULL), TSV_USAGE);
    }
}
END_TEST

START_TEST(help_names_every_option)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    ck_assert_ptr_nonnull(out);
    tsv_help_command(out, &with_argument);
    tsv_help_all(out, commands);
    ck_assert_int_eq(fclose(out), 0);
    static const char *const wanted[] = {"tallystick-server title show ID --title NAME",
                                         "-o, --output FILE",
                                         "--json",
                                         "--data DIR",
                                         "--help",
                                         "title show "};
    for (size_t i = 0; i < TSB_COUNT(wanted); i++) {
        ck_assert_msg(strstr(text, wanted[i]) != NULL, "\"%s\" is not in:\n%s", wanted[i], text);
    }
    free(text);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {words_are_read_or_refused, commands_are_found_by_all_their_words, numbers_are_checked,
                                  help_names_every_option};
    return suite_run("options", tests, TSB_COUNT(tests));
}
