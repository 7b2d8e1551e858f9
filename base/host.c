/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/host.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static bool is_localhost(const char *host)
{
    static const char name[] = "localhost";
    size_t i = 0;

    for (; name[i] && (host[i] == name[i] || host[i] == name[i] - 'a' + 'A'); i++)
        continue;
    return !name[i] && !host[i];
}

bool tsb_host_is_loopback(const char *host)
{
    const char *at = host;

    if (is_localhost(host) || strcmp(host, "::1") == 0 || strcmp(host, "[::1]") == 0)
        return true;
    if (strncmp(host, "127.", 4) != 0)
        return false;
    for (unsigned part = 0; part < 4; part++) {
        size_t digits = strspn(at, "0123456789");
        if (digits == 0 || digits > 3 || strtoul(at, NULL, 10) > 255)
            return false;
        at += digits;
        if (*at++ != (part < 3 ? '.' : '\0'))
            return false;
    }
    return true;
}
