/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The subcommands of tallystick-server, and what they share. */
#ifndef TALLYSTICK_SERVER_COMMANDS_H
#define TALLYSTICK_SERVER_COMMANDS_H

#include "base/buffer.h"
#include "base/cancel.h"
#include "base/error.h"
#include "base/log.h"
#include "server/data.h"
#include "server/options.h"

extern const tsv_command tsv_command_init;
extern const tsv_command tsv_command_ingest;
extern const tsv_command tsv_command_title_list;
extern const tsv_command tsv_command_title_show;
extern const tsv_command tsv_command_user_add;
extern const tsv_command tsv_command_user_passwd;
extern const tsv_command tsv_command_distributor_add;
extern const tsv_command tsv_command_copy_create;
extern const tsv_command tsv_command_image;
extern const tsv_command tsv_command_complement;
extern const tsv_command tsv_command_token;
extern const tsv_command tsv_command_identify;
extern const tsv_command tsv_command_serve;
extern const tsv_command tsv_command_audit;

/* What most commands work with. */
typedef struct tsv_session {
    tsv_data *data;
    tsb_cancel *cancel; /* fired by SIGINT, SIGTERM, SIGHUP */
    tsb_log log;
} tsv_session;

/* Opens the data folder and catches signals. */
int tsv_session_open(tsv_session *out, const tsv_invocation *invocation, const char *component,
                     tsb_error *err) TSB_MUST_USE;
void tsv_session_close(tsv_session *session);

/* The data folder named or the platform's: a new string, or NULL. */
char *tsv_data_folder(const tsv_invocation *invocation);

/* Reads an identifier given on the command line; 0 or TSV_USAGE. */
int tsv_read_id(tss_id *out, const char *what, const char *text, tsb_error *err) TSB_MUST_USE;

/* Checks a name a person gave: UTF-8 without control characters, not empty, at most longest bytes; 0 or TSV_USAGE. */
int tsv_check_name(const char *what, const char *text, size_t longest, tsb_error *err) TSB_MUST_USE;

/* A time in UTC as ISO 8601 has it, such as 2025-01-31T18:00:00Z; empty when there is no such time. */
#define TSV_TIME_SIZE 32
void tsv_format_time(char out[TSV_TIME_SIZE], int64_t when);

/* Appends what comes before, then a member of a JSON object. */
int tsv_put_text(tsb_buffer *out, const char *before, const char *name, const char *value, tsb_error *err) TSB_MUST_USE;

/* Writes a line to standard output; an error when it cannot be written. */
int tsv_print(tsb_error *err, const char *format, ...) TSB_PRINTF(2, 3) TSB_MUST_USE;

#endif
