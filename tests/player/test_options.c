/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/options.h"

#include "base/compiler.h"
#include "tests/support/suite.h"

#define WORDS 10

static int parse(tsp_options *out, const char *const *words, tsb_error *err)
{
    char *argv[WORDS + 2] = {(char *)(uintptr_t) "tallystick"};
    int argc = 1;

    for (; argc <= WORDS && words[argc - 1]; argc++)
        argv[argc] = (char *)(uintptr_t)words[argc - 1];
    return tsp_options_parse(out, argc, argv, err);
}

START_TEST(accepts)
{
    static const char *const lines[][WORDS + 1] = {
        {NULL},
        {"film.iso"},
        {"play", "film.iso"},
        {"--user", "ada", "--password-fd=3", "film.iso"},
        {"film.iso", "-u", "ada", "-y", "-f", "-v"},
        {"--start", "1:02:03.5", "--audio", "2", "--title", "3", "--volume", "130", "--no-audio"},
        {"--subtitle", "32"},
        {"--angle", "9", "--menu"},
        {"--subtitle=off", "film.iso"},
        {"play", "--frames-md5", "-o", "out.txt", "film.iso"},
        {"verify", "film.iso", "--json", "--server", "http://127.0.0.1:1"},
        {"--", "--odd-name.iso"},
        {"verify", "--help"},
        {"play", "--token", "TALLY0001", "film.iso"},
        {"verify", "--no-token", "film.iso"},
        {"token", "list"},
        {"token", "list", "--json", "--data", "folder"},
        {"device", "list"},
        {"device", "list", "--json", "--server", "http://127.0.0.1:1", "--user", "ada", "--password-fd", "3"},
        {"device", "remove", "17", "--yes", "--ca-file", "a.pem"},
        {"device", "remove", "--json", "0"},
        {"device", "remove", "--help"},
        {"--config", "other.conf", "--windowed", "film.iso"},
        {"token", "list", "--no-config"},
        {"--version"},
    };

    for (size_t i = 0; i < TSB_COUNT(lines); i++) {
        tsp_options options;
        tsb_error err = {0};
        ck_assert_msg(parse(&options, lines[i], &err) == 0, "line %zu: %s", i, err.text);
    }
}
END_TEST

static const char *const wrong_lines[][WORDS + 1] = {
    {"--nonsense"},
    {"token"},
    {"token", "lists"},
    {"token", "--json"},
    {"token", "list", "film.iso"},
    {"token", "list", "--user", "ada"},
    {"device"},
    {"device", "add"},
    {"device", "list", "17"},
    {"device", "list", "--fullscreen"},
    {"device", "remove"},
    {"device", "remove", ""},
    {"device", "remove", "one"},
    {"device", "remove", "-1"},
    {"device", "remove", "1x"},
    {"device", "remove", "9999999999999999999"},
    {"device", "remove", "1", "2"},
    {"play", "--token", "A", "--no-token", "film.iso"},
    {"--fullscreen", "--windowed"},
    {"--config", "a.conf", "--no-config"},
    {"--config", ""},
    {"-z"},
    {"--user"},
    {"--user", ""},
    {"--password", "secret"},
    {"--password-fd", "x"},
    {"--password-fd", "-1"},
    {"--password-fd", "3x"},
    {"--volume", "131"},
    {"--audio", "0"},
    {"--angle", "0"},
    {"--angle", "10"},
    {"verify", "--angle", "1"},
    {"--subtitle", "0"},
    {"--subtitle", "33"},
    {"--subtitle", "-1"},
    {"--subtitle", "none"},
    {"--title", "0"},
    {"--title", "100"},
    {"--audio", "99999999999999999999"},
    {"--start", "-5"},
    {"--start", "1:75"},
    {"--start", "0x10"},
    {"--yes=1"},
    {"one.iso", "two.iso"},
    {""},
    {"verify"},
    {"verify", "film.iso", "--fullscreen"},
    {"film.iso", "--json"},
    {"film.iso", "--output", "x"},
};

START_TEST(refuses)
{
    for (size_t i = 0; i < TSB_COUNT(wrong_lines); i++) {
        tsp_options options;
        tsb_error err = {0};
        ck_assert_msg(parse(&options, wrong_lines[i], &err) == TSB_ERR_INVALID, "line %zu was accepted", i);
        ck_assert_int_eq(err.code, TSB_ERR_INVALID);
        ck_assert_int_gt((int)strlen(err.text), 10);
    }
}
END_TEST

START_TEST(values_arrive)
{
    static const char *const line[WORDS + 1] = {"play",      "--user=ada",  "--password-fd", "7",  "--start",
                                                "1:02:03.5", "--volume=50", "--data",        "/d", "film.iso"};
    tsp_options options;

    ck_assert_int_eq(parse(&options, line, NULL), 0);
    ck_assert_int_eq(options.command, TSP_COMMAND_PLAY);
    ck_assert_str_eq(options.user, "ada");
    ck_assert_int_eq(options.password_fd, 7);
    ck_assert_double_eq_tol(options.start, 3723.5, 1e-9);
    ck_assert_int_eq(options.volume, 50);
    ck_assert_str_eq(options.data, "/d");
    ck_assert_str_eq(options.disc, "film.iso");
    ck_assert(!options.yes && !options.json && !options.frames_md5);
}
END_TEST

START_TEST(a_device_is_named_by_its_number)
{
    static const char *const line[WORDS + 1] = {"device", "remove", "999999999999999999", "--server", "https://a"};
    tsp_options options;

    ck_assert_int_eq(parse(&options, line, NULL), 0);
    ck_assert_int_eq(options.command, TSP_COMMAND_DEVICE_REMOVE);
    ck_assert_uint_eq(options.device, UINT64_C(999999999999999999));
    ck_assert_str_eq(options.server, "https://a");
    ck_assert_ptr_null(options.disc);
}
END_TEST

START_TEST(defaults)
{
    static const char *const line[WORDS + 1] = {"verify", "film.iso"};
    tsp_options options;

    ck_assert_int_eq(parse(&options, line, NULL), 0);
    ck_assert_int_eq(options.command, TSP_COMMAND_VERIFY);
    ck_assert_int_eq(options.password_fd, -1);
    ck_assert_int_eq(options.volume, -1);       /* left to the configuration */
    ck_assert_int_lt(options.config.volume, 0); /* and from there to what it was before */
    ck_assert(!options.fullscreen && !options.config_file && !options.no_config);
    ck_assert_ptr_null(options.server);
}
END_TEST

START_TEST(times)
{
    static const struct {
        const char *text;
        double seconds;
    } cases[] = {
        {"0", 0},      {"90", 90},  {"1:30", 90},     {"0:01:30", 90}, {"1.25", 1.25},  {"2:00:00.5", 7200.5},
        {"", -1},      {"x", -1},   {"1:", -1},       {":1", -1},      {"1:2:3:4", -1}, {"1:60", -1},
        {"1.5:2", -1}, {"1e3", -1}, {"inf", -1},      {"nan", -1},     {"0x1p3", -1},   {" 1", -1},
        {"1 ", -1},    {"-1", -1},  {"99999999", -1},
    };

    for (size_t i = 0; i < TSB_COUNT(cases); i++)
        ck_assert_msg(tsp_options_time(cases[i].text) >= cases[i].seconds - 1e-9 &&
                          tsp_options_time(cases[i].text) <= cases[i].seconds + 1e-9,
                      "\"%s\"", cases[i].text);
}
END_TEST

START_TEST(help_names_every_option_of_its_command)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    tsp_options_help(out, &(tsp_options){.command = TSP_COMMAND_VERIFY});
    fclose(out);
    ck_assert_ptr_nonnull(strstr(text, "--json"));
    ck_assert_ptr_nonnull(strstr(text, "--password-fd N"));
    ck_assert_ptr_null(strstr(text, "--fullscreen"));
    free(text);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {accepts,
                                  refuses,
                                  values_arrive,
                                  a_device_is_named_by_its_number,
                                  defaults,
                                  times,
                                  help_names_every_option_of_its_command};

    return suite_run("options", tests, TSB_COUNT(tests));
}
