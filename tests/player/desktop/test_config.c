/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/desktop/config.h"

#include <stdio.h>

#include "base/file.h"
#include "player/desktop/config_lines.h"
#include "player/play/keys_conf.h"
#include "tests/support/suite.h"

/* What was warned of, one line each. */
static char warnings[8192];

static void take_warning(void *context, enum tsb_level level, const char *component, const char *line)
{
    size_t used = strlen(warnings);
    (void)context;
    (void)level;
    (void)component;
    snprintf(warnings + used, sizeof warnings - used, "%s\n", line);
}

static const tsb_log listening = {.sink = take_warning, .component = "test", .level = TSB_LOG_WARNING};

static size_t parse(tsp_config *config, const char *text)
{
    warnings[0] = '\0';
    return tsp_config_parse(config, "the.conf", text, strlen(text), &listening);
}

START_TEST(reads_every_option)
{
    tsp_config config;
    tsp_config_init(&config);
    ck_assert_uint_eq(parse(&config, "\xEF\xBB\xBF# comment\r\n"
                                     "volume=80\r\n"
                                     " mute = yes   # tonight\n"
                                     "fullscreen=yes\n\n"
                                     "audio-language=fr,pt-BR,deu\n"
                                     "subtitle-language=en\n"
                                     "subtitles=on\n"
                                     "text-size=1.25\n"
                                     "language=fr\n"
                                     "remember-window=no\n"
                                     "stop-screensaver=no\n"
                                     "video-sync=audio\n"
                                     "media-controls=no"),
                      0);
    ck_assert_str_eq(warnings, "");
    ck_assert_int_eq(config.volume, 80);
    ck_assert(config.mute && config.fullscreen);
    ck_assert_str_eq(config.audio_language, "fr,pt-BR,deu");
    ck_assert_str_eq(config.subtitle_language, "en");
    ck_assert_int_eq(config.subtitles, TSP_SUBTITLES_ON);
    ck_assert_double_eq_tol(config.text_size, 1.25, 1e-9);
    ck_assert_str_eq(config.language, "fr");
    ck_assert_int_eq(config.video_sync, TSP_SYNC_AUDIO);
    ck_assert(!config.remember_window && !config.stop_screensaver && !config.media_controls);
}
END_TEST

static const struct {
    const char *line;
    const char *said;
} wrong_lines[] = {
    {"volume", "a line is option=value, not \"volume\""},
    {"loudness=3", "there is no option \"loudness\""},
    {"=3", "there is no option \"\""},
    {"volume=", "volume takes a number from 0 to 130, not \"\""},
    {"volume=131", "volume takes a number from 0 to 130, not \"131\""},
    {"volume=-1", "not \"-1\""},
    {"volume=50.5", "not \"50.5\""},
    {"volume=5e1", "not \"5e1\""},
    {"volume=0x10", "not \"0x10\""},
    {"volume=nan", "not \"nan\""},
    {"volume=50 %", "not \"50 %\""},
    {"mute=true", "mute takes yes or no, not \"true\""},
    {"mute=Yes", "mute takes yes or no"},
    {"text-size=0.7", "text-size takes a number from 0.75 to 2"},
    {"text-size=1,5", "not \"1,5\""},
    {"subtitles=yes", "subtitles takes on, off or forced"},
    {"audio-language=french", "audio-language takes codes of languages"},
    {"audio-language=fr,", "codes of languages"},
    {"audio-language=,fr", "codes of languages"},
    {"audio-language=fr;en", "codes of languages"},
    {"audio-language=fr_", "codes of languages"},
    {"audio-language=../x", "codes of languages"},
    {"audio-language=aa,bb,cc,dd,ee,ff,gg,hh,ii,jj,kk,ll,mm,nn,oo,pp,qq,rr,ss,tt,uu,vv", "codes of languages"},
    {"mute=\xFF\x1B[31m", "mute takes yes or no, not \"??[31m\""},
};

START_TEST(skips_what_is_wrong)
{
    for (size_t i = 0; i < TSB_COUNT(wrong_lines); i++) {
        char text[256];
        char place[] = "the.conf:2: ";
        tsp_config config;
        tsp_config_init(&config);
        snprintf(text, sizeof text, "# a comment\n%s\nvolume=42\n", wrong_lines[i].line);
        ck_assert_uint_eq(parse(&config, text), 1);
        ck_assert_msg(strncmp(warnings, place, strlen(place)) == 0 && strstr(warnings, wrong_lines[i].said), "%s: %s",
                      wrong_lines[i].line, warnings);
        ck_assert_int_eq(config.volume, 42);
        ck_assert(!config.mute && config.text_size == 1 && config.audio_language[0] == '\0');
    }
}
END_TEST

START_TEST(skips_lines_too_long_or_binary)
{
    char text[TSP_CONFIG_LINE_SIZE + 64] = "";
    tsp_config config;
    tsp_config_init(&config);
    memset(text, 'x', TSP_CONFIG_LINE_SIZE);
    snprintf(text + TSP_CONFIG_LINE_SIZE, 64, "\nvolume=1\n");
    ck_assert_uint_eq(parse(&config, text), 1);
    ck_assert_ptr_nonnull(strstr(warnings, "the.conf:1: the line is longer than 511 bytes"));
    ck_assert_int_eq(config.volume, 1);
    static const char zero[] = "volume=2\0\nmute=yes\n";
    ck_assert_uint_eq(tsp_config_parse(&config, "the.conf", zero, sizeof zero - 1, NULL), 1);
    ck_assert_int_eq(config.volume, 1);
    ck_assert(config.mute);
}
END_TEST

/* A file of something else does not fill the terminal. */
START_TEST(warnings_end)
{
    char text[2001] = "";
    tsp_config config;
    tsp_config_init(&config);
    for (size_t i = 0; i < 2000; i += 2)
        memcpy(text + i, "x\n", 2);
    ck_assert_uint_eq(parse(&config, text), 1000);
    size_t lines = 0;
    for (const char *at = warnings; (at = strchr(at, '\n')); at++)
        lines++;
    ck_assert_uint_eq(lines, 21);
    ck_assert_ptr_nonnull(strstr(warnings, "the.conf: 980 more lines are skipped"));
}
END_TEST

START_TEST(numbers)
{
    static const struct {
        const char *text;
        bool good;
        double value;
    } cases[] = {{"0", true, 0},
                 {"-1.5", true, -1.5},
                 {"+3", true, 3},
                 {".5", true, 0.5},
                 {"5.", true, 5},
                 {"", false, 0},
                 {"-", false, 0},
                 {".", false, 0},
                 {"1e3", false, 0},
                 {"inf", false, 0},
                 {"0x1", false, 0},
                 {"1,5", false, 0},
                 {"--1", false, 0},
                 {" 1", false, 0},
                 {"1 ", false, 0},
                 {"123456789012345", true, 123456789012345},
                 {"1234567890123456", false, 0}};
    for (size_t i = 0; i < TSB_COUNT(cases); i++) {
        double value = 0;
        ck_assert_msg(tsp_config_number(cases[i].text, &value) == cases[i].good, "%s", cases[i].text);
        if (cases[i].good)
            ck_assert_double_eq_tol(value, cases[i].value, 1e-9);
    }
}
END_TEST

static size_t parse_keys(tsp_keymap *map, const char *text)
{
    warnings[0] = '\0';
    return tsp_keys_conf_parse(map, "keys.conf", text, strlen(text), &listening);
}

static void expect(const tsp_keymap *map, tsp_key key, enum tsp_action action, double amount)
{
    const tsp_binding *found = tsp_keymap_find(map, key);
    ck_assert_ptr_nonnull(found);
    ck_assert_int_eq(found->action, action);
    ck_assert_double_eq_tol(found->amount, amount, 1e-9);
}

START_TEST(keys_are_bound_anew)
{
    tsp_keymap map = {0};
    tsp_key typed;
    ck_assert_uint_eq(parse_keys(&map, "# mine\n"
                                       "RIGHT seek 10\n"
                                       "\tshift+left   seek -0.5  # a little\n"
                                       "ctrl+q quit\n"
                                       "q ignore\n"
                                       "SHARP cycle-audio -1\n"
                                       "# pause\n"
                                       "Z step\n"
                                       "MBTN_RIGHT fullscreen\n"
                                       "mbtn_right_dbl mute\n"
                                       "\xC3\xA9 mute\n"
                                       "+ volume 5\n"
                                       "ctrl++ volume 10\n"
                                       "RIGHT seek 20\n"),
                      0);
    ck_assert_str_eq(warnings, "");
    expect(&map, tsp_key_pressed(SDLK_RIGHT, 0), TSP_ACTION_SEEK, 20);
    expect(&map, tsp_key_pressed(SDLK_LEFT, KMOD_RSHIFT), TSP_ACTION_SEEK, -0.5);
    expect(&map, tsp_key_pressed(SDLK_q, KMOD_RCTRL | KMOD_NUM), TSP_ACTION_QUIT, 0);
    expect(&map, tsp_key_pressed(SDLK_q, 0), TSP_ACTION_NONE, 0);
    ck_assert(tsp_key_typed(&typed, "#"));
    expect(&map, typed, TSP_ACTION_TRACK, -1);
    expect(&map, tsp_key_pressed(SDLK_z, KMOD_LSHIFT), TSP_ACTION_STEP, 1);
    expect(&map, tsp_key_button(SDL_BUTTON_RIGHT, false, 0), TSP_ACTION_FULLSCREEN, 0);
    expect(&map, tsp_key_button(SDL_BUTTON_RIGHT, true, 0), TSP_ACTION_MUTE, 0);
    ck_assert(tsp_key_typed(&typed, "\xC3\xA9"));
    expect(&map, typed, TSP_ACTION_MUTE, 0);
    ck_assert(tsp_key_typed(&typed, "+"));
    expect(&map, typed, TSP_ACTION_VOLUME, 5);
    expect(&map, tsp_key_pressed(SDLK_PLUS, KMOD_CTRL), TSP_ACTION_VOLUME, 10);
    /* All others are as they were. */
    expect(&map, tsp_key_pressed(SDLK_SPACE, 0), TSP_ACTION_PAUSE, 0);
    tsp_keymap_finish(&map);
    ck_assert_ptr_null(map.bindings);
}
END_TEST

START_TEST(wrong_bindings_are_skipped)
{
    static const struct {
        const char *line;
        const char *said;
    } cases[] = {
        {"RIGHT", "what does RIGHT do? A line is KEY action [amount]"},
        {"RIGHT jump", "there is no action \"jump\""},
        {"RIGHT Seek 5", "there is no action \"Seek\""},
        {"RIGHT seek", "seek needs an amount, a number from -86400 to 86400"},
        {"RIGHT seek far", "seek takes a number from -86400 to 86400, not \"far\""},
        {"RIGHT seek 1e2", "not \"1e2\""},
        {"RIGHT seek 86401", "not \"86401\""},
        {"RIGHT pause 5", "pause takes no amount: \"5\" is too much"},
        {"RIGHT seek 5 exact", "\"exact\" is too much"},
        {"RIGHT menu", "menu is followed by one of audio, subtitles, chapters, titles, angles, disc, not \"\""},
        {"RIGHT menu food", "not \"food\""},
        {"RIHGT seek 5", "there is no key \"RIHGT\""},
        {"ctrl+ quit", "there is no key \"ctrl+\""},
        {"hyper+a quit", "there is no key \"hyper+a\""},
        {"Shift+1 quit", "there is no key \"Shift+1\""},
        {"\x01 quit", "there is no key \"?\""},
        {"\xC3 quit", "there is no key \"?\""},
        {"ab quit", "there is no key \"ab\""},
    };
    for (size_t i = 0; i < TSB_COUNT(cases); i++) {
        char text[128];
        char place[] = "keys.conf:1: ";
        tsp_keymap map = {0};
        snprintf(text, sizeof text, "%s\nLEFT seek -7\n", cases[i].line);
        ck_assert_msg(parse_keys(&map, text) == 1, "%s", cases[i].line);
        ck_assert_msg(strncmp(warnings, place, strlen(place)) == 0 && strstr(warnings, cases[i].said), "%s: %s",
                      cases[i].line, warnings);
        ck_assert_uint_eq(map.count, 1);
        expect(&map, tsp_key_pressed(SDLK_LEFT, 0), TSP_ACTION_SEEK, -7);
        expect(&map, tsp_key_pressed(SDLK_RIGHT, 0), TSP_ACTION_SEEK, 5);
        tsp_keymap_finish(&map);
    }
}
END_TEST

START_TEST(bindings_are_bounded)
{
    tsp_keymap map = {0};
    tsb_buffer text;
    tsb_buffer_init(&text, 1 << 20);
    for (int i = 0; i < TSP_KEYS_CONF_MAX + 5; i++)
        ck_assert_int_eq(tsb_buffer_append(&text, "a quit\n", 7, NULL), 0);
    ck_assert_uint_eq(tsp_keys_conf_parse(&map, "keys.conf", (char *)text.bytes, text.size, NULL), 5);
    ck_assert_uint_eq(map.count, TSP_KEYS_CONF_MAX);
    tsb_buffer_finish(&text);
    tsp_keymap_finish(&map);
}
END_TEST

static void read_document(tsb_buffer *out, const char *name)
{
    const char *source = getenv("TALLYSTICK_SOURCE");
    ck_assert_ptr_nonnull(source);
    char *path = tsb_path_join(source, name);
    ck_assert_ptr_nonnull(path);
    tsb_buffer_init(out, 1 << 20);
    ck_assert_int_eq(tsb_file_read(path, out, NULL), 0);
    ck_assert_int_eq(tsb_buffer_append(out, "", 1, NULL), 0);
    free(path);
}

static void expect_words(const tsb_buffer *text, const char *words)
{
    ck_assert_msg(strstr((const char *)text->bytes, words), "docs/CONFIG.md lacks: %s", words);
}

/* docs/CONFIG.md has every option with what it takes and its default. */
START_TEST(document_has_every_option)
{
    tsb_buffer text;
    tsp_config_info info;
    char words[256];
    read_document(&text, "docs/CONFIG.md");
    for (size_t i = 0; tsp_config_describe(i, &info); i++) {
        snprintf(words, sizeof words, "| `%s` | %s | %s%s%s|", info.name, info.takes, info.standard[0] ? "`" : "",
                 info.standard, info.standard[0] ? "` " : "");
        expect_words(&text, words);
    }
    tsb_buffer_finish(&text);
}
END_TEST

/* Every action with its range. */
START_TEST(document_has_every_action)
{
    tsb_buffer text;
    char words[256];
    read_document(&text, "docs/CONFIG.md");
    for (int i = 0; i < TSP_ACTION_COUNT; i++) {
        const tsp_action_info *action = tsp_action_get((enum tsp_action)i);
        snprintf(words, sizeof words, "| `%s` | ", action->name);
        expect_words(&text, words);
        snprintf(words, sizeof words, ", %g to %g | ", action->least, action->most);
        if (action->amount == TSP_AMOUNT_NEEDED)
            expect_words(&text, words);
        for (const tsp_amount_word *word = action->words; word && word->word; word++)
            expect_words(&text, word->word);
    }
    tsb_buffer_finish(&text);
}
END_TEST

/* Every key, and what keys do from the beginning. */
START_TEST(document_has_every_key)
{
    tsb_buffer text;
    char words[256];
    const char *name = NULL;
    read_document(&text, "docs/CONFIG.md");
    for (size_t i = 0; (name = tsp_key_special(i)); i++) {
        snprintf(words, sizeof words, "`%s`", name);
        expect_words(&text, words);
    }
    for (size_t i = 0; i < tsp_keys_builtin_count; i++) {
        const tsp_binding *binding = &tsp_keys_builtin[i];
        char key[TSP_KEY_NAME_SIZE];
        tsp_key_name(&binding->key, key);
        const tsp_action_info *action = tsp_action_get(binding->action);
        int used = snprintf(words, sizeof words, "    %s %s", key, action->name);
        const tsp_amount_word *word = action->words;
        while (word && word->amount != binding->amount)
            word++;
        if (word)
            used += snprintf(words + used, sizeof words - (size_t)used, " %s", word->word);
        else if (action->amount != TSP_AMOUNT_NONE)
            used += snprintf(words + used, sizeof words - (size_t)used, " %g", binding->amount);
        snprintf(words + used, sizeof words - (size_t)used, "\n");
        expect_words(&text, words);
    }
    tsb_buffer_finish(&text);
}
END_TEST

/* The document's list of built-in keys says nothing else than they do. */
START_TEST(document_is_true)
{
    tsb_buffer text;
    tsp_keymap map = {0};
    read_document(&text, "docs/CONFIG.md");
    const char *list = strstr((const char *)text.bytes, "### What keys do when nothing else is said");
    ck_assert_ptr_nonnull(list);
    list = strchr(list, '\n');
    ck_assert_msg(parse_keys(&map, list) == 0, "%s", warnings);
    ck_assert_uint_eq(map.count, tsp_keys_builtin_count);
    for (size_t i = 0; i < map.count; i++) {
        const tsp_binding *found = tsp_keymap_find(NULL, map.bindings[i].key);
        ck_assert_ptr_nonnull(found);
        ck_assert_int_eq(found->action, map.bindings[i].action);
        ck_assert_double_eq_tol(found->amount, map.bindings[i].amount, 1e-5);
    }
    tsp_keymap_finish(&map);
    tsb_buffer_finish(&text);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {reads_every_option,
                                  skips_what_is_wrong,
                                  skips_lines_too_long_or_binary,
                                  warnings_end,
                                  numbers,
                                  keys_are_bound_anew,
                                  wrong_bindings_are_skipped,
                                  bindings_are_bounded,
                                  document_has_every_option,
                                  document_has_every_action,
                                  document_has_every_key,
                                  document_is_true};
    return suite_run("player config", tests, TSB_COUNT(tests));
}
