/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/translate.h"

/* The analyser's view of them (base/error.h) is for callers. */
#undef tsb_fail
#undef tsb_fail_errno
#undef tsb_explain
#undef tsb_hint
#undef tsb_pass

static int code_of_errno(int saved_errno)
{
    switch (saved_errno) {
    case ENOSPC:
#ifdef EDQUOT /* Windows has none. */
    case EDQUOT:
#endif
        return TSB_ERR_FULL;
    case ENOENT:
        return TSB_ERR_NOT_FOUND;
    case EACCES:
    case EPERM:
        return TSB_ERR_DENIED;
    case ENOMEM:
        return TSB_ERR_MEMORY;
    default:
        return TSB_ERR_IO;
    }
}

/* Appends ": " and more to text, which has size bytes, cutting off what does not fit. */
static void append_cause(char *text, size_t size, const char *more)
{
    size_t used = strlen(text);
    /* Between what could not be done and why. */
    (void)snprintf(text + used, size - used, "%s%s", _(": "), more);
}

int tsb_fail(tsb_error *err, int code, const char *format, ...)
{
    if (!err || err->code)
        return code;
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(err->text, sizeof err->text, tsb_translate(format), arguments);
    va_end(arguments);
    err->code = code;
    tsb_text_scrub(err->text);
    return code;
}

int tsb_fail_errno(tsb_error *err, int saved_errno, const char *format, ...)
{
    int code = code_of_errno(saved_errno);
    if (!err || err->code)
        return code;
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(err->text, sizeof err->text, tsb_translate(format), arguments);
    va_end(arguments);
    err->code = code;
    append_cause(err->text, sizeof err->text, strerror(saved_errno));
    tsb_text_scrub(err->text);
    return code;
}

int tsb_explain(tsb_error *err, const char *format, ...)
{
    if (!err || !err->code)
        return TSB_ERR_INTERNAL;
    char text[TSB_ERROR_TEXT_SIZE];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, tsb_translate(format), arguments);
    va_end(arguments);
    append_cause(text, sizeof text, err->text);
    tsb_text_scrub(text);
    memcpy(err->text, text, sizeof text);
    return err->code;
}

int tsb_hint(tsb_error *err, const char *format, ...)
{
    if (!err || !err->code)
        return TSB_ERR_INTERNAL;
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(err->hint, sizeof err->hint, tsb_translate(format), arguments);
    va_end(arguments);
    tsb_text_scrub(err->hint);
    return err->code;
}

int tsb_pass(tsb_error *err, int code, const tsb_error *cause)
{
    if (!err || err->code)
        return code;
    *err = *cause;
    err->code = code;
    return code;
}

void tsb_error_clear(tsb_error *err)
{
    if (err)
        *err = (tsb_error){0};
}

const char *tsb_code_name(int code)
{
    switch (code) {
    case TSB_OK:
        return "ok";
    case TSB_ERR_INVALID:
        return "invalid";
    case TSB_ERR_IO:
        return "io";
    case TSB_ERR_MEMORY:
        return "memory";
    case TSB_ERR_CANCELLED:
        return "cancelled";
    case TSB_ERR_DENIED:
        return "denied";
    case TSB_ERR_NOT_FOUND:
        return "not-found";
    case TSB_ERR_FULL:
        return "full";
    case TSB_ERR_NETWORK:
        return "network";
    case TSB_ERR_DAMAGED:
        return "damaged";
    case TSB_ERR_UNSUPPORTED:
        return "unsupported";
    case TSB_ERR_EXISTS:
        return "exists";
    case TSB_ERR_INTERNAL:
        return "internal";
    case TSB_ERR_SPENT:
        return "spent";
    case TSB_ERR_NOT_YOURS:
        return "not-yours";
    default:
        return "unknown";
    }
}
