/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Server addresses, checked and taken apart. Inside net/ only. */
#ifndef TALLYSTICK_NET_URL_H
#define TALLYSTICK_NET_URL_H

#include <stdbool.h>

#include "base/error.h"

#define TSN_HOST_SIZE 256
#define TSN_URL_SIZE  (TSN_HOST_SIZE + 16)

typedef struct tsn_url {
    char text[TSN_URL_SIZE];       /* scheme://host[:port], lower case, the scheme's own port left out */
    char place[TSN_HOST_SIZE + 8]; /* host:port, for sentences */
    bool tls;
} tsn_url;

/* TSB_ERR_INVALID unless text is http:// or https://, a host, maybe a port, and nothing more; http is for
 * loopback hosts alone. The sentence in err says what to write instead. */
int tsn_url_parse(tsn_url *out, const char *text, tsb_error *err) TSB_MUST_USE;

#endif
