/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A log with levels, passed down as a context; there is no global one.
 * Messages are one line each; control characters in them are scrubbed.
 * Never log keys, complements or original bytes.
 */
#ifndef TALLYSTICK_BASE_LOG_H
#define TALLYSTICK_BASE_LOG_H

#include "base/compiler.h"

enum tsb_level { TSB_LOG_ERROR, TSB_LOG_WARNING, TSB_LOG_INFO, TSB_LOG_DEBUG };

/* Receives a finished line without its newline. Called under the log's lock,
 * from whichever thread logs. */
typedef void tsb_log_sink(void *context, enum tsb_level level, const char *component, const char *line);

/* Copy it to give a part of the program its own component name; copies share
 * the sink. A NULL tsb_log pointer is valid everywhere and logs nothing. */
typedef struct tsb_log {
    tsb_log_sink *sink; /* NULL: "component: line" to stderr */
    void *context;
    const char *component; /* borrowed, static */
    enum tsb_level level;  /* the most verbose one let through */
} tsb_log;

/* Any thread. */
void tsb_log_write(const tsb_log *log, enum tsb_level level, const char *format, ...) TSB_PRINTF(3, 4);

tsb_log tsb_log_named(const tsb_log *log, const char *component);

#define tsb_error_log(log, ...) tsb_log_write((log), TSB_LOG_ERROR, __VA_ARGS__)
#define tsb_warn(log, ...)      tsb_log_write((log), TSB_LOG_WARNING, __VA_ARGS__)
#define tsb_info(log, ...)      tsb_log_write((log), TSB_LOG_INFO, __VA_ARGS__)
#define tsb_debug(log, ...)     tsb_log_write((log), TSB_LOG_DEBUG, __VA_ARGS__)

#endif
