/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/desktop/volume_kept.h"

#include "player/settings.h"
#include "tests/support/suite.h"

static char folder[256];

static void write_text(const char *name, const char *text)
{
    char *path = tsb_path_join(folder, name);
    ck_assert_ptr_nonnull(path);
    ck_assert_int_eq(tsb_file_write(path, text, strlen(text), 0600, NULL), 0);
    free(path);
}

START_TEST(is_kept)
{
    char inner[300];
    scratch_make(folder);
    snprintf(inner, sizeof inner, "%s/not/there", folder);
    ck_assert_int_eq(tsp_volume_kept_load(inner), 0);
    ck_assert_int_eq(tsp_volume_kept_save(46, inner, NULL), 0);
    ck_assert_int_eq(tsp_volume_kept_load(inner), 46);
    ck_assert_int_eq(tsp_volume_kept_save(TSP_VOLUME_MAX, inner, NULL), 0);
    ck_assert_int_eq(tsp_volume_kept_load(inner), TSP_VOLUME_MAX);
    /* Turned down to silence, it is not lost. */
    ck_assert_int_eq(tsp_volume_kept_save(0, inner, NULL), 0);
    ck_assert_int_eq(tsp_volume_kept_load(inner), TSP_VOLUME_MAX);
    scratch_remove(folder);
}
END_TEST

START_TEST(nonsense_is_as_good_as_none)
{
    static const char *const texts[] = {
        "",
        "tallystick volume 1\n",
        "tallystick volume 1\npercent 46",
        "tallystick volume 2\npercent 46\n",
        "tallystick volume 1\npercent\n",
        "tallystick volume 1\npercent 0\n",
        "tallystick volume 1\npercent 131\n",
        "tallystick volume 1\npercent -46\n",
        "tallystick volume 1\npercent 46 %\n",
        "tallystick volume 1\npercent 4294967342\n",
        "tallystick volume 1\npercent 99999999999999999999\n",
        "tallystick volume 1\npercent 46\npercent loud\n",
    };
    scratch_make(folder);
    for (size_t i = 0; i < TSB_COUNT(texts); i++) {
        write_text("volume", texts[i]);
        ck_assert_msg(tsp_volume_kept_load(folder) == 0, "%s", texts[i]);
    }
    write_text("volume", "tallystick volume 1\ncolour green\npercent 46\n");
    ck_assert_int_eq(tsp_volume_kept_load(folder), 46);
    scratch_remove(folder);
}
END_TEST

/* The volume that a start begins with. */
static int volume_of(const char *config, int given)
{
    char *file = tsb_path_join(folder, "the.conf");
    char *const argv[] = {"tallystick", "film.iso"};
    tsp_options options;
    ck_assert_ptr_nonnull(file);
    write_text("the.conf", config);
    ck_assert_int_eq(tsp_options_parse(&options, 2, argv, NULL), 0);
    tsp_config_init(&options.config);
    options.data = folder;
    options.config_file = file;
    options.volume = given;
    ck_assert_int_eq(tsp_settings_load(&options, NULL, NULL), 0);
    tsp_settings_finish(&options);
    free(file);
    return options.volume;
}

START_TEST(command_line_then_settings_then_what_is_kept)
{
    scratch_make(folder);
    ck_assert_int_eq(volume_of("", -1), 100);
    ck_assert_int_eq(tsp_volume_kept_save(46, folder, NULL), 0);
    ck_assert_int_eq(volume_of("", -1), 46);
    ck_assert_int_eq(volume_of("volume=80\n", -1), 80);
    ck_assert_int_eq(volume_of("volume=0\n", -1), 0);
    ck_assert_int_eq(volume_of("volume=80\n", 20), 20);
    ck_assert_int_eq(volume_of("volume=loud\n", -1), 46);
    scratch_remove(folder);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {is_kept, nonsense_is_as_good_as_none, command_line_then_settings_then_what_is_kept};
    return suite_run("volume kept", tests, TSB_COUNT(tests));
}
