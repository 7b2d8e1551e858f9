/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/password.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/secret.h"

static int too_long(tsb_error *err)
{
    return tsb_fail(err, TSB_ERR_INVALID, "The password is longer than %d bytes", TSV_PASSWORD_SIZE - 1);
}

/* Byte by byte, so that nothing of it stays in a stream's buffer. */
static int read_line(char *out, int descriptor, tsb_error *err)
{
    size_t length = 0;
    for (;;) {
        ssize_t got = read(descriptor, out + length, 1);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return tsb_fail_errno(err, errno, "Cannot read the password from descriptor %d", descriptor);
        }
        if (got == 0 || out[length] == '\n') {
            break;
        }
        if (out[length] == '\0') {
            return tsb_fail(err, TSB_ERR_INVALID, "A password cannot hold a zero byte");
        }
        if (++length >= TSV_PASSWORD_SIZE) {
            return too_long(err);
        }
    }
    out[length] = '\0';
    return 0;
}

static int ask_twice(char *out, const char *user, tsb_error *err)
{
    char prompt[160] = "";
    (void)snprintf(prompt, sizeof(prompt), "New password for %.100s: ", user);
    char *again = tsb_secret_alloc(TSV_PASSWORD_SIZE);
    if (!again) {
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
    }
    int code = tsv_terminal_ask(out, TSV_PASSWORD_SIZE, prompt, err);
    if (code == 0 && strlen(out) >= TSV_PASSWORD_MIN) {
        code = tsv_terminal_ask(again, TSV_PASSWORD_SIZE, "The same again: ", err);
        if (code == 0 && strcmp(out, again) != 0) {
            code = tsb_fail(err, TSB_ERR_INVALID, "The two passwords differ: nothing was changed, try again");
        }
    }
    tsb_secret_free(again, TSV_PASSWORD_SIZE);
    return code;
}

int tsv_password_read(char *out, int descriptor, const char *user, tsb_error *err)
{
    out[0] = '\0';
    int code = descriptor >= 0 ? read_line(out, descriptor, err) : ask_twice(out, user, err);
    if (code == 0 && strlen(out) < TSV_PASSWORD_MIN) {
        code = tsb_fail(err, TSB_ERR_INVALID, "The password needs at least %d characters", TSV_PASSWORD_MIN);
    }
    if (code < 0) {
        tsb_wipe(out, TSV_PASSWORD_SIZE);
    }
    return code;
}
