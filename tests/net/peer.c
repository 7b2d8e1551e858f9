/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "peer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define HEAD_MAX  16384
#define LINKS_MAX 4096

typedef struct wire {
    peer *server;
    pthread_t thread;
    int descriptor;
} wire;

struct peer {
    peer_answer *answer;
    void *context;
    int listener;
    uint16_t port;
    pthread_t acceptor;
    pthread_mutex_t lock;
    wire links[LINKS_MAX]; /* count and stopping: under lock */
    unsigned count;
    bool stopping;
};

static void give_up(const char *what)
{
    perror(what);
    abort();
}

bool peer_send(int descriptor, const void *bytes, size_t size)
{
    const char *at = bytes;
    while (size > 0) {
        ssize_t sent = send(descriptor, at, size, MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        at += sent;
        size -= (size_t)sent;
    }
    return true;
}

bool peer_print(int descriptor, const char *format, ...)
{
    char text[4096];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return length >= 0 && (size_t)length < sizeof text && peer_send(descriptor, text, (size_t)length);
}

bool peer_json(int descriptor, int status, const char *fields, const char *body)
{
    return peer_print(descriptor, "HTTP/1.1 %d X\r\nContent-Type: application/json\r\n%sContent-Length: %zu\r\n\r\n%s",
                      status, fields, strlen(body), body);
}

bool peer_hang(int descriptor)
{
    char bytes[256];
    while (recv(descriptor, bytes, sizeof bytes, 0) > 0)
        continue;
    return false;
}

/* Reads one head, byte by byte, and skips its body. */
static bool read_request(int descriptor, char *head)
{
    size_t size = 0;
    char byte = 0;
    head[0] = '\0';
    while (!strstr(head, "\r\n\r\n")) {
        if (size + 1 >= HEAD_MAX || recv(descriptor, &byte, 1, 0) != 1)
            return false;
        head[size++] = byte;
        head[size] = '\0';
    }
    const char *length = strstr(head, "Content-Length: ");
    for (unsigned long left = length ? strtoul(length + 16, NULL, 10) : 0; left > 0; left--)
        if (recv(descriptor, &byte, 1, 0) != 1)
            return false;
    return true;
}

static void *serve_link(void *argument)
{
    wire *one = argument;
    char head[HEAD_MAX];
    while (read_request(one->descriptor, head) && one->server->answer(one->server->context, one->descriptor, head))
        continue;
    (void)shutdown(one->descriptor, SHUT_RDWR);
    return NULL;
}

static void *accept_links(void *argument)
{
    peer *server = argument;
    for (;;) {
        int descriptor = accept(server->listener, NULL, NULL);
        pthread_mutex_lock(&server->lock);
        if (descriptor < 0 || server->stopping || server->count == LINKS_MAX) {
            pthread_mutex_unlock(&server->lock);
            if (descriptor >= 0)
                close(descriptor);
            return NULL;
        }
        wire *one = &server->links[server->count];
        one->server = server;
        one->descriptor = descriptor;
        (void)setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
        if (pthread_create(&one->thread, NULL, serve_link, one) != 0)
            give_up("pthread_create");
        server->count++;
        pthread_mutex_unlock(&server->lock);
    }
}

peer *peer_start(uint16_t port, peer_answer *answer, void *context)
{
    int on = 1;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    socklen_t size = sizeof address;
    peer *server = calloc(1, sizeof *server);
    if (!server)
        give_up("calloc");
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    server->answer = answer;
    server->context = context;
    server->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (server->listener < 0 || setsockopt(server->listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        bind(server->listener, (struct sockaddr *)&address, size) != 0 || listen(server->listener, 64) != 0 ||
        getsockname(server->listener, (struct sockaddr *)&address, &size) != 0)
        give_up("listen");
    server->port = ntohs(address.sin_port);
    pthread_mutex_init(&server->lock, NULL);
    if (pthread_create(&server->acceptor, NULL, accept_links, server) != 0)
        give_up("pthread_create");
    return server;
}

uint16_t peer_port(const peer *server)
{
    return server->port;
}

void peer_stop(peer **server)
{
    peer *stopped = *server;
    if (!stopped)
        return;
    pthread_mutex_lock(&stopped->lock);
    stopped->stopping = true;
    for (unsigned i = 0; i < stopped->count; i++)
        (void)shutdown(stopped->links[i].descriptor, SHUT_RDWR);
    pthread_mutex_unlock(&stopped->lock);
    (void)shutdown(stopped->listener, SHUT_RDWR);
    pthread_join(stopped->acceptor, NULL);
    for (unsigned i = 0; i < stopped->count; i++) {
        pthread_join(stopped->links[i].thread, NULL);
        close(stopped->links[i].descriptor);
    }
    close(stopped->listener);
    pthread_mutex_destroy(&stopped->lock);
    free(stopped);
    *server = NULL;
}
