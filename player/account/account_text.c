/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/account/account_text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/secret.h"
#include "player/lines.h"

static const char heading[] = "tallystick account 1";

int tsp_login_format(tsb_buffer *out, const tsp_login *login, tsb_error *err)
{
    char text[2 * TSS_KEY_SIZE + 1] = "";
    int result = tsb_buffer_printf(out, err, "%s\n", heading);

    if (result == 0 && login->pinned) {
        tsb_hex_encode(text, login->signing_key, TSS_KEY_SIZE);
        result = tsb_buffer_printf(out, err, "signing-key %s\n", text);
    }
    if (result == 0 && login->user[0])
        result = tsb_buffer_printf(out, err, "user %s\n", login->user);
    if (result == 0 && login->signed_in) {
        tsb_hex_encode(text, login->token, TSN_TOKEN_SIZE);
        result = tsb_buffer_printf(out, err, "token %s\nexpires %" PRId64 "\n", text, login->expires);
        tsb_wipe(text, sizeof(text));
        if (result == 0 && login->device_known) {
            tsb_hex_encode(text, login->device, TSS_KEY_SIZE);
            result = tsb_buffer_printf(out, err, "device %s\n", text);
        }
    }
    return result;
}

static int parse_expires(tsp_login *login, const tsp_line *line)
{
    char text[24] = "";
    char *end = NULL;

    if (line->value_size == 0 || !tsp_line_text(line, text, sizeof(text)))
        return TSB_ERR_INVALID;
    errno = 0;
    login->expires = strtoll(text, &end, 10);
    return *end == '\0' && errno == 0 ? 0 : TSB_ERR_INVALID;
}

static int parse_line(void *context, const tsp_line *line)
{
    tsp_login *login = context;
    const char *value = line->value;
    size_t size = line->value_size;

    if (tsp_line_is(line, "signing-key")) {
        login->pinned = true;
        return tsb_hex_decode(login->signing_key, TSS_KEY_SIZE, value, size);
    }
    if (tsp_line_is(line, "device")) {
        login->device_known = true;
        return tsb_hex_decode(login->device, TSS_KEY_SIZE, value, size);
    }
    if (tsp_line_is(line, "user"))
        return tsp_line_text(line, login->user, sizeof(login->user)) ? 0 : TSB_ERR_INVALID;
    if (tsp_line_is(line, "token")) {
        login->signed_in = true;
        return tsb_hex_decode(login->token, TSN_TOKEN_SIZE, value, size);
    }
    if (tsp_line_is(line, "expires"))
        return parse_expires(login, line);
    return 0;
}

int tsp_login_parse(tsp_login *out, const char *text, size_t size)
{
    int result = 0;

    *out = (tsp_login){0};
    result = tsp_lines_read(text, size, heading, parse_line, out);
    if (result != 0)
        tsb_wipe(out, sizeof(*out));
    return result;
}
