/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/commands/commands.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "server/signals.h"
#include "synth/flatjson.h"

char *tsv_data_folder(const tsv_invocation *invocation)
{
    return invocation->data ? strdup(invocation->data) : tsb_state_folder("tallystick-server");
}

int tsv_session_open(tsv_session *out, const tsv_invocation *invocation, const char *component, tsb_error *err)
{
    *out = (tsv_session){.log = {.component = component, .level = invocation->verbose ? TSB_LOG_DEBUG : TSB_LOG_INFO}};
    char *folder = tsv_data_folder(invocation);
    if (!folder) {
        return tsb_fail(err, TSB_ERR_NOT_FOUND, "There is no home folder to keep data in: name a folder with --data");
    }
    int code = tsb_cancel_create(&out->cancel, err);
    if (code == 0) {
        code = tsv_signals_catch(out->cancel, err);
    }
    if (code == 0) {
        code = tsv_data_open(&out->data, folder, err);
    }
    free(folder);
    if (code < 0) {
        tsv_session_close(out);
    }
    return code;
}

void tsv_session_close(tsv_session *session)
{
    tsv_data_close(&session->data);
    /* The cancel object stays: a signal may still come. */
}

int tsv_read_id(tss_id *out, const char *what, const char *text, tsb_error *err)
{
    if (tss_id_parse(out, text) != 0) {
        return tsv_usage(err, "\"%s\" is no %s's id: those are 32 hexadecimal digits", text, what);
    }
    return 0;
}

int tsv_check_name(const char *what, const char *text, size_t longest, tsb_error *err)
{
    size_t length = strlen(text);
    if (length == 0 || length > longest) {
        return tsv_usage(err, "The %s needs 1 to %zu bytes", what, longest);
    }
    if (!tss_json_text_valid(text, length)) {
        return tsv_usage(err, "The %s must be UTF-8 text without control characters", what);
    }
    return 0;
}

void tsv_format_time(char out[TSV_TIME_SIZE], int64_t when)
{
    time_t seconds = (time_t)when;
    struct tm parts = {0};
    out[0] = '\0';
    if (gmtime_r(&seconds, &parts)) {
        (void)strftime(out, TSV_TIME_SIZE, "%Y-%m-%dT%H:%M:%SZ", &parts);
    }
}

int tsv_put_text(tsb_buffer *out, const char *before, const char *name, const char *value, tsb_error *err)
{
    int code = tsb_buffer_printf(out, err, "%s", before);
    return code == 0 ? tss_json_put_text(out, name, value, err) : code;
}

int tsv_print(tsb_error *err, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int written = vprintf(format, arguments);
    va_end(arguments);
    if (written < 0 || fflush(stdout) != 0) {
        return tsb_fail_errno(err, errno, "Cannot write to standard output");
    }
    return 0;
}
