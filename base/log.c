/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/log.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

#define LINE_SIZE 2048

/* One lock for all logs: they end up in the same few places, and lines are rare. */
static pthread_mutex_t sink_lock = PTHREAD_MUTEX_INITIALIZER;

static void write_stderr(const char *component, const char *line)
{
    fprintf(stderr, "%s: %s\n", component ? component : "tallystick", line);
}

void tsb_log_write(const tsb_log *log, enum tsb_level level, const char *format, ...)
{
    static const char cut[] = "...";
    if (!log || level > log->level)
        return;
    char line[LINE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    if (length < 0)
        return;
    if ((size_t)length >= sizeof line)
        memcpy(line + sizeof line - sizeof cut, cut, sizeof cut);
    tsb_text_scrub(line);

    pthread_mutex_lock(&sink_lock);
    if (log->sink)
        log->sink(log->context, level, log->component, line);
    else
        write_stderr(log->component, line);
    pthread_mutex_unlock(&sink_lock);
}

tsb_log tsb_log_named(const tsb_log *log, const char *component)
{
    tsb_log named = {.level = TSB_LOG_ERROR, .component = component};
    if (log) {
        named = *log;
        named.component = component;
    }
    return named;
}
