/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/commands/commands.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "synth/flatjson.h"

/* Of one line as JSON: its texts are bounded by the store. */
#define LINE_CEILING ((size_t)64 << 10)

static const tsv_option options[] = {
    {.name = "since",
     .value = "WHEN",
     .help = "leave out what was before this day or time (UTC),\nsuch as 2025-01-31"
             " or 2025-01-31T18:00:00Z"},
    {.name = "json", .help = "print a JSON array"},
    {.name = NULL},
};

/* The digits from there on. */
static int number_at(const char *text, size_t at, size_t digits)
{
    int number = 0;
    for (size_t i = at; i < at + digits; i++) {
        number = 10 * number + (text[i] - '0');
    }
    return number;
}

/* Reads YYYY-MM-DD, or that with Thh:mm or Thh:mm:ss, and then maybe a Z. 0 or TSV_USAGE. */
static int read_when(int64_t *out, const char *text, tsb_error *err)
{
    /* 0 stands for a digit. */
    static const char *const forms[] = {"0000-00-00", "0000-00-00T00:00", "0000-00-00T00:00:00"};
    char digits[32] = "";
    struct tm when = {0};
    struct tm back = {0};
    size_t length = strlen(text);
    length -= length > 0 && text[length - 1] == 'Z';
    (void)snprintf(digits, sizeof(digits), "%.*s", length < sizeof(digits) ? (int)length : 0, text);
    for (char *at = digits; *at; at++) {
        *at = *at >= '0' && *at <= '9' ? '0' : *at;
    }
    for (size_t i = 0; i < TSB_COUNT(forms); i++) {
        if (strcmp(digits, forms[i]) != 0) {
            continue;
        }
        when.tm_year = number_at(text, 0, 4) - 1900;
        when.tm_mon = number_at(text, 5, 2) - 1;
        when.tm_mday = number_at(text, 8, 2);
        when.tm_hour = i > 0 ? number_at(text, 11, 2) : 0;
        when.tm_min = i > 0 ? number_at(text, 14, 2) : 0;
        when.tm_sec = i > 1 ? number_at(text, 17, 2) : 0;
        struct tm given = when;
        time_t seconds = timegm(&when);
        /* The 31st of February becomes another day on its way. */
        if (gmtime_r(&seconds, &back) && back.tm_mon == given.tm_mon && back.tm_mday == given.tm_mday &&
            back.tm_hour == given.tm_hour && back.tm_min == given.tm_min && back.tm_sec == given.tm_sec) {
            *out = (int64_t)seconds;
            return 0;
        }
    }
    return tsv_usage(err, "--since takes a day or a time (UTC), such as 2025-01-31 or 2025-01-31T18:00:00Z, not \"%s\"",
                     text);
}

typedef struct report {
    const tsb_cancel *cancel;
    int64_t since;
    bool as_json;
    uint64_t count;
    tsb_buffer line;
    tsb_error error;
} report;

/* What came from elsewhere, made safe to show. */
static const char *scrubbed(char *space, size_t size, const char *text)
{
    (void)snprintf(space, size, "%s", text);
    tsb_text_scrub(space);
    return space;
}

/* Appends name and value of what is there: `  user "anna"`, or `, "user": "anna"`. */
static int put(report *out, const char *name, const char *value, bool quoted)
{
    char text[TSB_ERROR_TEXT_SIZE] = "";
    if (!value) {
        return 0;
    }
    scrubbed(text, sizeof(text), value);
    if (out->as_json) {
        return tsv_put_text(&out->line, ", ", name, text, &out->error);
    }
    return tsb_buffer_printf(&out->line, &out->error, quoted ? "  %s \"%s\"" : "  %s %s", name, text);
}

static int put_id(report *out, const char *name, const tss_id *id)
{
    char text[TSS_ID_TEXT_SIZE] = "";
    if (!id) {
        return 0;
    }
    tss_id_format(text, id);
    return put(out, name, text, false);
}

static int put_device(report *out, int64_t device)
{
    if (device <= 0) {
        return 0;
    }
    if (!out->as_json) {
        return tsb_buffer_printf(&out->line, &out->error, "  device %" PRId64, device);
    }
    int code = tsb_buffer_printf(&out->line, &out->error, ", ");
    return code == 0 ? tss_json_put_integer(&out->line, "device", (uint64_t)device, &out->error) : code;
}

static int put_start(report *out, const tsv_audit *audit)
{
    char time[TSV_TIME_SIZE] = "";
    char event[TSV_NAME_SIZE] = "";
    tsv_format_time(time, audit->time);
    scrubbed(event, sizeof(event), audit->event ? audit->event : "");
    if (!out->as_json) {
        return tsb_buffer_printf(&out->line, &out->error, "%s  %s", time, event);
    }
    int code = tsv_put_text(&out->line, "{", "time", time, &out->error);
    return code == 0 ? tsv_put_text(&out->line, ", ", "event", event, &out->error) : code;
}

static int put_line(report *out, const tsv_audit *audit)
{
    int code = put_start(out, audit);
    code = code == 0 ? put(out, "user", audit->account, true) : code;
    code = code == 0 ? put_device(out, audit->device) : code;
    code = code == 0 ? put_id(out, "copy", audit->copy) : code;
    code = code == 0 ? put_id(out, "view", audit->view) : code;
    code = code == 0 ? put(out, "address", audit->address, false) : code;
    code = code == 0 ? put(out, "detail", audit->detail, true) : code;
    return code == 0 && out->as_json ? tsb_buffer_printf(&out->line, &out->error, "}") : code;
}

static int show(void *context, const tsv_audit *audit)
{
    report *out = context;
    if (tsb_cancel_fired(out->cancel)) {
        return tsb_fail(&out->error, TSB_ERR_CANCELLED, "Interrupted");
    }
    if (audit->time < out->since) {
        return 0;
    }
    tsb_buffer_clear(&out->line);
    int code = put_line(out, audit);
    if (code < 0) {
        return code;
    }
    const char *before = !out->as_json ? "" : out->count > 0 ? ",\n " : "[";
    out->count++;
    return tsv_print(&out->error, "%s%s%s", before, (const char *)out->line.bytes, out->as_json ? "" : "\n");
}

static int run(const tsv_invocation *invocation, tsb_error *err)
{
    const char *since = tsv_option_value(invocation, "since");
    tsv_session session = {0};
    report out = {.since = INT64_MIN, .as_json = tsv_option_value(invocation, "json") != NULL};
    int code = since ? read_when(&out.since, since, err) : 0;
    if (code == 0) {
        code = tsv_session_open(&session, invocation, "audit", err);
    }
    if (code != 0) {
        return code;
    }
    out.cancel = session.cancel;
    tsb_buffer_init(&out.line, LINE_CEILING);
    code = tsv_store_audit_each(session.data->store, 0, show, &out, &out.error);
    if (code == 0 && out.as_json) {
        code = tsv_print(&out.error, out.count > 0 ? "]\n" : "[]\n");
    }
    if (code < 0) {
        code = tsb_pass(err, code, &out.error);
    }
    tsb_buffer_finish(&out.line);
    tsv_session_close(&session);
    return code;
}

const tsv_command tsv_command_audit = {
    .name = "audit",
    .summary = "show who signed in, and what was viewed",
    .details = "Prints one line an event, the oldest first: its time (UTC), what it was, and the user,\n"
               "device, copy, view and address it concerns.\n",
    .options = options,
    .run = run,
};
