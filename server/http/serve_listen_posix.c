/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/http/serve_listen.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/host.h"

#define USUAL "127.0.0.1:8420"
#define HOW   "write HOST:PORT, like 127.0.0.1:8420 or [::1]:8420"

int tsv_listen_parse(tsv_listen *out, const char *text, tsb_error *err)
{
    const char *from = text ? text : USUAL;
    const char *colon = strrchr(from, ':');
    *out = (tsv_listen){.loopback = false};
    if (!colon || colon == from)
        return tsb_fail(err, TSB_ERR_INVALID, "\"%.200s\" is no address to listen on: " HOW, from);
    size_t length = (size_t)(colon - from);
    size_t digits = strlen(colon + 1);
    if (*from == '[' && colon[-1] == ']') {
        from++;
        length -= 2;
    } else if (memchr(from, ':', length)) {
        return tsb_fail(err, TSB_ERR_INVALID, "an IPv6 address goes in brackets: " HOW);
    }
    if (length == 0 || length >= sizeof out->host || digits == 0 || digits > 5 ||
        strspn(colon + 1, "0123456789") != digits || strtoul(colon + 1, NULL, 10) > UINT16_MAX)
        return tsb_fail(err, TSB_ERR_INVALID, "\"%.200s\" is no address to listen on: " HOW, text ? text : USUAL);
    memcpy(out->host, from, length);
    memcpy(out->port, colon + 1, digits);
    out->loopback = tsb_host_is_loopback(out->host);
    return 0;
}

static uint16_t bound_port(int listener)
{
    struct sockaddr_storage address;
    socklen_t size = sizeof address;
    memset(&address, 0, sizeof address);
    if (getsockname(listener, (struct sockaddr *)&address, &size) != 0)
        return 0;
    if (address.ss_family == AF_INET6)
        return ntohs(((struct sockaddr_in6 *)&address)->sin6_port);
    return ntohs(((struct sockaddr_in *)&address)->sin_port);
}

static int open_one(const struct addrinfo *address)
{
    int on = 1;
    int listener = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, address->ai_protocol);
    if (listener < 0)
        return -1;
    if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        bind(listener, address->ai_addr, address->ai_addrlen) != 0 || listen(listener, SOMAXCONN) != 0) {
        int saved_errno = errno;
        close(listener);
        errno = saved_errno;
        return -1;
    }
    return listener;
}

int tsv_listen_open(const tsv_listen *where, int *listener, uint16_t *port, tsb_error *err)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE};
    struct addrinfo *list = NULL;
    int found = getaddrinfo(where->host, where->port, &hints, &list);
    if (found != 0)
        return tsb_fail(err, TSB_ERR_INVALID, "cannot listen on %s: %s", where->host, gai_strerror(found));
    *listener = -1;
    for (const struct addrinfo *address = list; address && *listener < 0; address = address->ai_next)
        *listener = open_one(address);
    int saved_errno = errno;
    freeaddrinfo(list);
    if (*listener < 0)
        return tsb_fail_errno(err, saved_errno, "cannot listen on %s port %s", where->host, where->port);
    *port = bound_port(*listener);
    return 0;
}

void tsv_listen_ignore_sigpipe(void)
{
    (void)signal(SIGPIPE, SIG_IGN);
}
