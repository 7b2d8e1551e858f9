/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names and numbers of hosts, as text. */
#ifndef TALLYSTICK_BASE_HOST_H
#define TALLYSTICK_BASE_HOST_H

#include <stdbool.h>

/* Whether it is this very computer: localhost in any case, ::1 with or without brackets, or 127.0.0.0/8 written in
 * full. Nothing is looked up. Any thread. */
bool tsb_host_is_loopback(const char *host);

#endif
