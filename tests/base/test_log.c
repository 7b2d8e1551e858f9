/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/log.h"

#include <pthread.h>

#include "base/buffer.h"
#include "tests/support/suite.h"

/* Writes "LEVEL component: line\n" into the buffer that is its context. */
static void collect(void *context, enum tsb_level level, const char *component, const char *line)
{
    ck_assert_int_eq(tsb_buffer_printf(context, NULL, "%d %s: %s\n", (int)level, component, line), 0);
}

START_TEST(level_filters)
{
    tsb_buffer out;
    tsb_buffer_init(&out, 10000);
    tsb_log log = {.sink = collect, .context = &out, .component = "player", .level = TSB_LOG_WARNING};
    tsb_error_log(&log, "e%d", 1);
    tsb_warn(&log, "w%d", 2);
    tsb_info(&log, "i%d", 3);
    tsb_debug(&log, "d%d", 4);
    ck_assert_str_eq((char *)out.bytes, "0 player: e1\n1 player: w2\n");
    tsb_buffer_clear(&out);
    log.level = TSB_LOG_DEBUG;
    tsb_info(&log, "i%d", 3);
    tsb_debug(&log, "d%d", 4);
    ck_assert_str_eq((char *)out.bytes, "2 player: i3\n3 player: d4\n");
    tsb_buffer_finish(&out);
}
END_TEST

START_TEST(null_log_is_silent)
{
    tsb_warn(NULL, "%s", "nobody listens");
    tsb_log named = tsb_log_named(NULL, "net");
    ck_assert_str_eq(named.component, "net");
}
END_TEST

START_TEST(names_share_the_sink)
{
    tsb_buffer out;
    tsb_buffer_init(&out, 10000);
    tsb_log log = {.sink = collect, .context = &out, .component = "player", .level = TSB_LOG_INFO};
    tsb_log net = tsb_log_named(&log, "net");
    tsb_info(&net, "hello");
    tsb_debug(&net, "not this");
    tsb_info(&log, "there");
    ck_assert_str_eq((char *)out.bytes, "2 net: hello\n2 player: there\n");
    tsb_buffer_finish(&out);
}
END_TEST

START_TEST(lines_are_scrubbed_and_bounded)
{
    tsb_buffer out;
    tsb_buffer_init(&out, 10000);
    tsb_log log = {.sink = collect, .context = &out, .component = "c", .level = TSB_LOG_INFO};
    tsb_info(&log, "user %s", "x\nroot: \x1B[2J");
    ck_assert_str_eq((char *)out.bytes, "2 c: user x root: ?[2J\n");
    tsb_buffer_clear(&out);
    char text[5000];
    memset(text, 'a', sizeof text);
    text[sizeof text - 1] = 0;
    tsb_info(&log, "%s", text);
    ck_assert_uint_lt(out.size, 2100);
    ck_assert_str_eq((char *)out.bytes + out.size - 5, "a...\n");
    tsb_buffer_finish(&out);
}
END_TEST

START_TEST(without_a_sink_it_is_stderr)
{
    int ends[2];
    char text[100] = {0};
    ck_assert_int_eq(pipe(ends), 0);
    int saved = dup(STDERR_FILENO);
    ck_assert_int_eq(dup2(ends[1], STDERR_FILENO), STDERR_FILENO);
    tsb_log log = {.component = "tallystick", .level = TSB_LOG_INFO};
    tsb_info(&log, "3 views left");
    log.component = NULL;
    tsb_info(&log, "x");
    ck_assert_int_eq(dup2(saved, STDERR_FILENO), STDERR_FILENO);
    close(saved);
    close(ends[1]);
    ssize_t got = 0;
    size_t used = 0;
    while ((got = read(ends[0], text + used, sizeof text - 1 - used)) > 0)
        used += (size_t)got;
    close(ends[0]);
    ck_assert_str_eq(text, "tallystick: 3 views left\ntallystick: x\n");
}
END_TEST

static void *chatter(void *context)
{
    const tsb_log *log = context;
    for (int i = 0; i < 500; i++)
        tsb_info(log, "%d", i);
    return NULL;
}

START_TEST(threads_do_not_mix)
{
    tsb_buffer out;
    tsb_buffer_init(&out, 1 << 20);
    tsb_log log = {.sink = collect, .context = &out, .component = "c", .level = TSB_LOG_INFO};
    tsb_log logs[4];
    pthread_t threads[4];
    for (int i = 0; i < 4; i++) {
        logs[i] = tsb_log_named(&log, "d");
        ck_assert_int_eq(pthread_create(&threads[i], NULL, chatter, &logs[i]), 0);
    }
    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
    int sum = 0;
    int lines = 0;
    for (char *line = strtok((char *)out.bytes, "\n"); line; line = strtok(NULL, "\n")) {
        ck_assert_int_eq(strncmp(line, "2 d: ", 5), 0);
        sum += (int)strtol(line + 5, NULL, 10);
        lines++;
    }
    ck_assert_int_eq(lines, 2000);
    ck_assert_int_eq(sum, 4 * 499 * 500 / 2);
    tsb_buffer_finish(&out);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        level_filters,
        null_log_is_silent,
        names_share_the_sink,
        lines_are_scrubbed_and_bounded,
        without_a_sink_it_is_stderr,
        threads_do_not_mix,
    };
    return suite_run("log", tests, TSB_COUNT(tests));
}
