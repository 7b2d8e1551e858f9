/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mastering's helpers: what ffprobe said, how to encode it, programs run. */
#include "server/ingest/master.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>

#include "server/ingest/process.h"
#include "server/password.h"
#include "tests/support/suite.h"

START_TEST(ffprobe_lines_are_read)
{
    static const char turned[] =
        "stream|index=1|codec_type=video|width=1080|height=1920|sample_aspect_ratio=1:1|"
        "field_order=tt|r_frame_rate=25/1|avg_frame_rate=0/0|disposition:attached_pic=0|side_data|rotation=-90";
    static const char *const lines[] = {
        "stream|index=0|codec_type=video|width=600|height=600|avg_frame_rate=90000/1|disposition:attached_pic=1",
        turned,
        "stream|index=2|codec_type=audio|channels=6|tag:language=ger",
        "stream|index=3|codec_type=audio|channels=2|tag:language=und",
        "stream|index=4|codec_type=audio|channels=0",
        "stream|index=5|codec_type=subtitle|tag:language=eng",
        "chapter|id=0|start_time=0.000000|end_time=10|tag:title=a\\|start_time=99",
        "chapter|id=1|start_time=10.500000|end_time=11|tag:title=b",
        "chapter|id=2|start_time=10.600000|end_time=30|tag:title=too near",
        "chapter|id=3|start_time=nan|end_time=30",
        "format|format_name=matroska,webm|duration=30.250000",
        "garbage",
        "",
        "format|duration=N/A",
    };
    tsv_probe probe = {.video = -1};
    for (size_t i = 0; i < TSB_COUNT(lines); i++) {
        tsv_probe_line(&probe, lines[i]);
    }
    ck_assert_int_eq(probe.video, 1);
    ck_assert_int_eq(probe.width, 1920);
    ck_assert_int_eq(probe.height, 1080);
    ck_assert_double_eq_tol(probe.display_aspect, 16.0 / 9, 1e-9);
    ck_assert_double_eq_tol(probe.frame_rate, 25, 1e-9);
    ck_assert(probe.interlaced && probe.top_field_first);
    ck_assert_uint_eq(probe.audio_count, 2);
    ck_assert_str_eq(probe.audio[0].language, "ger");
    ck_assert_str_eq(probe.audio[1].language, "");
    ck_assert_uint_eq(probe.chapter_count, 2);
    ck_assert_double_eq_tol(probe.chapters[1], 10.5, 1e-9);
    ck_assert_double_eq_tol(probe.duration, 30.25, 1e-9);
}
END_TEST

START_TEST(stills_are_told_from_films)
{
    tsv_probe probe = {.video = -1};
    tsv_probe_line(&probe, "format|format_name=png_pipe|duration=N/A");
    ck_assert(probe.still);
    tsv_probe_line(&probe, "format|format_name=mpegvideo|duration=N/A");
    ck_assert(!probe.still);
}
END_TEST

START_TEST(too_many_tracks_are_counted)
{
    tsv_probe probe = {.video = -1};
    for (int i = 0; i < 11; i++) {
        tsv_probe_line(&probe, "stream|index=1|codec_type=audio|channels=2");
    }
    ck_assert_uint_eq(probe.audio_count, TSV_AUDIO_MAX);
    ck_assert_uint_eq(probe.audio_left_out, 3);
}
END_TEST

typedef struct plan_case {
    int width;
    int height;
    double aspect;
    double rate;
    double duration;
    enum tsv_standard wanted;
    bool wide;
    int inner_width;
    int inner_height;
} plan_case;

START_TEST(pictures_fit_without_distortion)
{
    static const plan_case cases[] = {
        {1920, 1080, 16.0 / 9, 24, 30, TSV_PAL, true, 720, 576},
        {1920, 1080, 16.0 / 9, 30000.0 / 1001, 30, TSV_NTSC, true, 720, 480},
        {1920, 1080, 16.0 / 9, 59.94, 30, TSV_NTSC, true, 720, 480},
        {1920, 800, 2.4, 24000.0 / 1001, 7200, TSV_PAL, true, 720, 426},
        {720, 576, 4.0 / 3, 25, 7200, TSV_PAL, false, 720, 576},
        {1080, 1920, 9.0 / 16, 30, 60, TSV_NTSC, false, 304, 480},
        {10, 4000, 10.0 / 4000, 25, 60, TSV_PAL, false, 16, 576},
    };
    for (size_t i = 0; i < TSB_COUNT(cases); i++) {
        const plan_case *one = &cases[i];
        tsv_probe probe = {.width = one->width,
                           .height = one->height,
                           .display_aspect = one->aspect,
                           .frame_rate = one->rate,
                           .duration = one->duration};
        tsv_encoding plan = {0};
        tsv_encoding_plan(&plan, &probe, TSV_STANDARD_AUTO);
        ck_assert_int_eq(plan.standard, one->wanted);
        ck_assert_int_eq(plan.wide, one->wide);
        ck_assert_int_eq(plan.width, one->inner_width);
        ck_assert_int_eq(plan.height, one->inner_height);
        ck_assert_uint_le(plan.video_kbps, 5000);
        tsv_encoding_plan(&plan, &probe, TSV_NTSC);
        ck_assert_int_eq(plan.standard, TSV_NTSC);
    }
}
END_TEST

START_TEST(long_films_fit_on_a_disc)
{
    tsv_probe probe = {.width = 1920, .height = 1080, .display_aspect = 16.0 / 9, .frame_rate = 25, .audio_count = 8};
    for (int halves = 1; halves < 24; halves++) {
        tsv_encoding plan = {0};
        probe.duration = halves * 1800;
        for (int i = 0; i < 8; i++) {
            probe.audio[i].channels = 6;
        }
        tsv_encoding_plan(&plan, &probe, TSV_PAL);
        double kbits = (plan.video_kbps + 8 * 448.0) * probe.duration;
        ck_assert(plan.video_kbps == 1000 || kbits * 1000 / 8 < 4.7e9);
        ck_assert_uint_ge(plan.video_max_kbps, plan.video_kbps);
        ck_assert_uint_le(plan.video_max_kbps + 8 * 448, 9800);
    }
}
END_TEST

START_TEST(volume_names_are_plain)
{
    static const char *const cases[][2] = {
        {"Big Buck Bunny", "BIG_BUCK_BUNNY"},
        {"  a -- b  ", "A_B"},
        {"映画", "FILM"},
        {"", "FILM"},
        {"Über 9000!", "BER_9000"},
        {"01234567890123456789012345678901234", "01234567890123456789012345678901"},
    };
    for (size_t i = 0; i < TSB_COUNT(cases); i++) {
        char name[33] = "";
        tsv_volume_name(name, cases[i][0]);
        ck_assert_str_eq(name, cases[i][1]);
    }
}
END_TEST

START_TEST(languages_are_known)
{
    ck_assert_str_eq(tsv_language_code("eng"), "en");
    ck_assert_str_eq(tsv_language_code("deu"), tsv_language_code("ger"));
    ck_assert_ptr_null(tsv_language_code("xxx"));
    ck_assert_ptr_null(tsv_language_code(""));
}
END_TEST

static void keep_line(void *context, const char *line)
{
    char *kept = context;
    (void)snprintf(kept, 64, "%s", line);
}

START_TEST(programs_are_run)
{
    char line[64] = "";
    const char *const echo[] = {"sh", "-c", "echo first; printf '%s' \"$GREETING, $0\"", "it's \"me\"", NULL};
    const char *const variables[] = {"GREETING=hello", NULL};
    tsv_process process = {.arguments = echo, .variables = variables, .line = keep_line, .context = line};
    ck_assert_int_eq(tsv_process_run(&process, NULL), 0);
    ck_assert_str_eq(line, "hello, it's \"me\"");
}
END_TEST

START_TEST(programs_that_fail_say_why)
{
    tsb_error err = {0};
    const char *const missing[] = {"tallystick-no-such-program", NULL};
    tsv_process process = {.arguments = missing};
    ck_assert_int_eq(tsv_process_run(&process, &err), TSB_ERR_NOT_FOUND);
    ck_assert_ptr_nonnull(strstr(err.text, "not installed"));
    const char *const failing[] = {"sh", "-c",
                                   "i=0; while [ $i -lt 500 ]; do echo noise >&2; i=$((i+1)); done; "
                                   "echo the reason >&2; exit 3",
                                   NULL};
    process.arguments = failing;
    tsb_error_clear(&err);
    ck_assert_int_eq(tsv_process_run(&process, &err), TSB_ERR_INVALID);
    ck_assert_str_eq(err.text, "sh failed: the reason");
    const char *const full[] = {"sh", "-c", "echo 'write: No space left on device' >&2; echo bye >&2; exit 1", NULL};
    process.arguments = full;
    ck_assert_int_eq(tsv_process_run(&process, NULL), TSB_ERR_FULL);
    const char *const killed[] = {"sh", "-c", "kill -9 $$", NULL};
    process.arguments = killed;
    ck_assert_int_eq(tsv_process_run(&process, NULL), TSB_ERR_INVALID);
}
END_TEST

static void *fire_soon(void *context)
{
    usleep(100000);
    tsb_cancel_fire(context);
    return NULL;
}

START_TEST(a_cancelled_program_is_ended_with_its_children)
{
    char folder[256] = "";
    char command[600] = "";
    scratch_make(folder);
    (void)snprintf(command, sizeof(command), "echo $$ > %s/pid; sleep 1000 & wait", folder);
    const char *const sleeping[] = {"sh", "-c", command, NULL};
    tsb_cancel *cancel = NULL;
    pthread_t thread;
    ck_assert_int_eq(tsb_cancel_create(&cancel, NULL), 0);
    ck_assert_int_eq(pthread_create(&thread, NULL, fire_soon, cancel), 0);
    tsv_process process = {.arguments = sleeping, .cancel = cancel};
    ck_assert_int_eq(tsv_process_run(&process, NULL), TSB_ERR_CANCELLED);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    (void)snprintf(command, sizeof(command), "%s/pid", folder);
    FILE *file = fopen(command, "r");
    int pid = 0;
    if (file) {
        char text[32] = "";
        ck_assert_ptr_nonnull(fgets(text, sizeof(text), file));
        pid = (int)strtol(text, NULL, 10);
        (void)fclose(file);
        errno = 0;
        ck_assert(kill(pid, 0) != 0 && errno == ESRCH);
    }
    tsb_cancel_destroy(&cancel);
    scratch_remove(folder);
}
END_TEST

START_TEST(passwords_are_read_from_descriptors)
{
    static const char *const cases[][2] = {{"long enough\nrest", "long enough"},
                                           {"no newline", "no newline"},
                                           {"short\n", NULL},
                                           {"", NULL},
                                           {"\n", NULL}};
    for (size_t i = 0; i < TSB_COUNT(cases); i++) {
        int ends[2] = {-1, -1};
        char password[TSV_PASSWORD_SIZE] = "";
        ck_assert_int_eq(pipe(ends), 0);
        size_t length = strlen(cases[i][0]);
        ck_assert_int_eq(write(ends[1], cases[i][0], length), (ssize_t)length);
        close(ends[1]);
        int code = tsv_password_read(password, ends[0], "alice", NULL);
        close(ends[0]);
        ck_assert_int_eq(code, cases[i][1] ? 0 : TSB_ERR_INVALID);
        ck_assert_str_eq(password, cases[i][1] ? cases[i][1] : "");
    }
}
END_TEST

START_TEST(overlong_passwords_are_refused)
{
    int ends[2] = {-1, -1};
    char password[TSV_PASSWORD_SIZE] = "";
    char text[TSV_PASSWORD_SIZE + 10];
    memset(text, 'x', sizeof(text));
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(write(ends[1], text, sizeof(text)), (ssize_t)sizeof(text));
    close(ends[1]);
    ck_assert_int_eq(tsv_password_read(password, ends[0], "alice", NULL), TSB_ERR_INVALID);
    close(ends[0]);
    ck_assert_int_eq(tsv_password_read(password, 999, "alice", NULL), TSB_ERR_IO);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {ffprobe_lines_are_read,
                                  too_many_tracks_are_counted,
                                  stills_are_told_from_films,
                                  pictures_fit_without_distortion,
                                  long_films_fit_on_a_disc,
                                  volume_names_are_plain,
                                  languages_are_known,
                                  programs_are_run,
                                  programs_that_fail_say_why,
                                  a_cancelled_program_is_ended_with_its_children,
                                  passwords_are_read_from_descriptors,
                                  overlong_passwords_are_refused};
    return suite_run("master", tests, TSB_COUNT(tests));
}
