/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A bad network, for end-to-end tests: a TCP proxy on a loopback port that delays, stalls, cuts and
 * damages what a server sends to players. It knows just enough HTTP/1.1 to tell a complement's bytes,
 * which alone are slowed, counted and damaged.
 *
 * proxy --target PORT-FILE --port-file FILE --state FILE
 *
 * PORT-FILE is read anew for each connection, so that the server may come back on another port. The proxy's own
 * port goes to FILE. Commands come on stdin, one a line:
 *   pass           all goes through
 *   rate N         no more than N bytes of complement a second
 *   stall          connections are taken, but nothing goes through in either direction
 *   cut            connections are reset, and new ones too
 *   after N MODE   after N more bytes of complement: stall or cut
 *   flip AT TIMES  byte AT of the complement is changed, the next TIMES it passes
 * The state file always says "MODE complement-bytes flips-left connections commands-obeyed".
 * End of stdin ends the proxy.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define LINKS_MAX   32
#define BUFFER_SIZE 65536
#define TICK_MS     10

enum mode { PASS, STALL, CUT };
static const char *const mode_names[] = {"pass", "stall", "cut"};

typedef struct stream {
    uint8_t bytes[BUFFER_SIZE];
    size_t have;
    bool ended;
} stream;

typedef struct connection {
    int client;
    int server;
    stream up;
    stream down;
    bool complement; /* the reply's body is part of one */
    uint64_t body;   /* its bytes still to come */
    uint64_t at;     /* the next one's place in the complement */
} connection;

typedef struct network {
    int listener;
    const char *target;
    const char *state_path;
    enum mode mode;
    uint64_t rate;  /* bytes a second; 0: any */
    double credit;  /* bytes that may go now */
    uint64_t since; /* milliseconds: when credit was last added */
    bool armed;     /* after: */
    uint64_t after;
    enum mode then;
    uint64_t flip_at;
    unsigned flips;
    uint64_t passed;
    char state[128];
    char line[256]; /* of a command, as far as it has come */
    size_t line_size;
    unsigned obeyed;
    bool over;
    connection *links[LINKS_MAX];
} network;

static void die(const char *what)
{
    fprintf(stderr, "proxy: %s: %s\n", what, strerror(errno));
    exit(1);
}

static uint64_t now_ms(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000u + (uint64_t)now.tv_nsec / 1000000u;
}

static void write_file(const char *path, const char *text)
{
    char part[4096] = "";
    (void)snprintf(part, sizeof part, "%s.part", path);
    FILE *file = fopen(part, "w");
    if (!file || fputs(text, file) < 0 || fclose(file) != 0 || rename(part, path) != 0)
        die(path);
}

static unsigned open_links(const network *proxy)
{
    unsigned count = 0;
    for (int i = 0; i < LINKS_MAX; i++)
        count += proxy->links[i] != NULL;
    return count;
}

static void tell_state(network *proxy)
{
    char state[sizeof proxy->state] = "";
    (void)snprintf(state, sizeof state, "%s %" PRIu64 " %u %u %u\n", mode_names[proxy->mode], proxy->passed,
                   proxy->flips, open_links(proxy), proxy->obeyed);
    if (strcmp(state, proxy->state) == 0)
        return;
    memcpy(proxy->state, state, sizeof state);
    write_file(proxy->state_path, state);
}

/* Connections. */

static struct sockaddr_in loopback(uint16_t port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

static void set_nonblocking(int descriptor)
{
    int flags = fcntl(descriptor, F_GETFL);
    if (flags < 0 || fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) != 0)
        die("fcntl");
}

static void reset(int descriptor)
{
    struct linger linger = {.l_onoff = 1, .l_linger = 0};
    (void)setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
    (void)close(descriptor);
}

static void drop(network *proxy, int i)
{
    reset(proxy->links[i]->client);
    reset(proxy->links[i]->server);
    free(proxy->links[i]);
    proxy->links[i] = NULL;
}

/* A connection to the server, wherever it is now; -1 when it is down. */
static int reach_target(const network *proxy)
{
    unsigned port = 0;
    FILE *file = fopen(proxy->target, "r");
    if (!file)
        return -1;
    int fields = fscanf(file, "%u", &port);
    (void)fclose(file);
    if (fields != 1 || port == 0 || port > UINT16_MAX)
        return -1;
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0)
        die("socket");
    struct sockaddr_in address = loopback((uint16_t)port);
    if (connect(descriptor, (struct sockaddr *)&address, sizeof address) == 0)
        return descriptor;
    (void)close(descriptor);
    return -1;
}

static void take_connection(network *proxy)
{
    int client = accept4(proxy->listener, NULL, NULL, SOCK_CLOEXEC);
    int place = 0;
    if (client < 0)
        return;
    while (place < LINKS_MAX && proxy->links[place])
        place++;
    int server = proxy->mode == CUT || place == LINKS_MAX ? -1 : reach_target(proxy);
    connection *link = server < 0 ? NULL : calloc(1, sizeof *link);
    if (!link) {
        if (server >= 0)
            (void)close(server);
        reset(client);
        return;
    }
    set_nonblocking(client);
    set_nonblocking(server);
    link->client = client;
    link->server = server;
    proxy->links[place] = link;
}

/* What may go through. */

static const char *find_field(const char *head, const char *end, const char *name)
{
    size_t length = strlen(name);
    for (const char *line = head; line < end; line++) {
        line = memchr(line, '\n', (size_t)(end - line));
        if (!line)
            return NULL;
        if ((size_t)(end - line) > length + 1 && strncasecmp(line + 1, name, length) == 0)
            return line + 1 + length;
    }
    return NULL;
}

/* Notes what body the reply's head announces. */
static void read_head(connection *link, const char *head, const char *end)
{
    const char *length = find_field(head, end, "Content-Length:");
    const char *type = find_field(head, end, "Content-Type:");
    const char *range = find_field(head, end, "Content-Range: bytes ");
    link->body = length ? strtoull(length, NULL, 10) : 0;
    link->at = range ? strtoull(range, NULL, 10) : 0;
    link->complement = type && strncmp(type + strspn(type, " "), "application/octet-stream", 24) == 0;
}

static void pass_complement(network *proxy, connection *link, uint8_t *bytes, size_t size)
{
    if (proxy->flips > 0 && proxy->flip_at >= link->at && proxy->flip_at < link->at + size) {
        bytes[proxy->flip_at - link->at] ^= 0x20;
        proxy->flips--;
    }
    link->at += size;
    proxy->passed += size;
    proxy->credit -= (double)size;
    if (proxy->armed) {
        proxy->after -= size;
        if (proxy->after == 0) {
            proxy->armed = false;
            proxy->mode = proxy->then;
        }
    }
}

/* How many of the reply's waiting bytes may go now; damages them if so ordered. */
static size_t admit(network *proxy, connection *link)
{
    size_t done = 0;
    while (done < link->down.have && proxy->mode == PASS) {
        uint8_t *bytes = link->down.bytes + done;
        size_t size = link->down.have - done;
        if (link->body == 0) {
            const uint8_t *end = memmem(bytes, size, "\r\n\r\n", 4);
            if (!end)
                break;
            read_head(link, (const char *)bytes, (const char *)end);
            done += (size_t)(end - bytes) + 4;
            continue;
        }
        if (size > link->body)
            size = (size_t)link->body;
        if (link->complement) {
            size_t credit = proxy->credit > 0 ? (size_t)proxy->credit : 0;
            if (proxy->rate && size > credit)
                size = credit;
            if (proxy->armed && size > proxy->after)
                size = (size_t)proxy->after;
            if (size == 0)
                break;
            pass_complement(proxy, link, bytes, size);
        }
        link->body -= size;
        done += size;
    }
    return done;
}

/* Sends the first bytes of a flow; false when the other side is gone. */
static bool send_some(int to, stream *flow, size_t size)
{
    size_t sent = 0;
    while (sent < size) {
        ssize_t step = send(to, flow->bytes + sent, size - sent, MSG_NOSIGNAL);
        if (step < 0 && errno == EAGAIN) {
            /* What was admitted has to go: loopback takes it in a moment. */
            struct pollfd wait = {.fd = to, .events = POLLOUT};
            if (poll(&wait, 1, 5000) != 1)
                return false;
            continue;
        }
        if (step <= 0)
            return false;
        sent += (size_t)step;
    }
    memmove(flow->bytes, flow->bytes + size, flow->have - size);
    flow->have -= size;
    return true;
}

static void fill(int from, stream *flow)
{
    if (flow->ended || flow->have == sizeof flow->bytes)
        return;
    ssize_t step = recv(from, flow->bytes + flow->have, sizeof flow->bytes - flow->have, 0);
    if (step > 0)
        flow->have += (size_t)step;
    else if (step == 0 || errno != EAGAIN)
        flow->ended = true;
}

/* False when the connection is over. */
static bool pump(network *proxy, connection *link)
{
    fill(link->client, &link->up);
    fill(link->server, &link->down);
    if (!send_some(link->server, &link->up, link->up.have))
        return false;
    if (!send_some(link->client, &link->down, admit(proxy, link)))
        return false;
    return !link->up.ended && !(link->down.ended && link->down.have == 0);
}

/* Commands. */

static void set_mode(network *proxy, const char *name)
{
    for (unsigned i = 0; i < sizeof mode_names / sizeof *mode_names; i++) {
        if (strcmp(name, mode_names[i]) == 0)
            proxy->mode = (enum mode)i;
    }
    proxy->rate = 0;
    proxy->armed = false;
}

static void obey(network *proxy, const char *line)
{
    char word[16] = "";
    if (sscanf(line, "rate %" SCNu64, &proxy->rate) == 1) {
        proxy->mode = PASS;
        proxy->credit = 0;
        proxy->since = now_ms();
    } else if (sscanf(line, "after %" SCNu64 " %15s", &proxy->after, word) == 2) {
        proxy->then = strcmp(word, "cut") == 0 ? CUT : STALL;
        proxy->armed = proxy->after > 0;
    } else if (sscanf(line, "flip %" SCNu64 " %u", &proxy->flip_at, &proxy->flips) != 2) {
        set_mode(proxy, line);
    }
}

static void read_commands(network *proxy)
{
    ssize_t step = read(STDIN_FILENO, proxy->line + proxy->line_size, sizeof proxy->line - 1 - proxy->line_size);
    char *end = NULL;
    if (step <= 0) {
        proxy->over = true;
        return;
    }
    proxy->line_size += (size_t)step;
    proxy->line[proxy->line_size] = '\0';
    while ((end = strchr(proxy->line, '\n')) != NULL) {
        *end = '\0';
        obey(proxy, proxy->line);
        proxy->obeyed++;
        proxy->line_size -= (size_t)(end + 1 - proxy->line);
        memmove(proxy->line, end + 1, proxy->line_size + 1);
    }
}

static void add_credit(network *proxy)
{
    uint64_t now = now_ms();
    double most = (double)proxy->rate / 4 + 1;
    proxy->credit += (double)(now - proxy->since) * (double)proxy->rate / 1000.0;
    proxy->credit = proxy->credit > most ? most : proxy->credit;
    proxy->since = now;
}

static void run(network *proxy)
{
    while (!proxy->over) {
        /* A tick is short enough to look at every connection anew each time. */
        struct pollfd waits[2] = {{.fd = STDIN_FILENO, .events = POLLIN}, {.fd = proxy->listener, .events = POLLIN}};
        if (poll(waits, proxy->mode == STALL ? 1 : 2, TICK_MS) < 0 && errno != EINTR)
            die("poll");
        if (waits[0].revents)
            read_commands(proxy);
        if (waits[1].revents)
            take_connection(proxy);
        add_credit(proxy);
        for (int i = 0; i < LINKS_MAX; i++) {
            if (proxy->links[i] && proxy->mode != STALL && (proxy->mode == CUT || !pump(proxy, proxy->links[i])))
                drop(proxy, i);
        }
        tell_state(proxy);
    }
}

static void listen_somewhere(network *proxy, const char *port_path)
{
    struct sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    char text[16] = "";
    proxy->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (proxy->listener < 0 || bind(proxy->listener, (struct sockaddr *)&address, sizeof address) != 0 ||
        listen(proxy->listener, 64) != 0 || getsockname(proxy->listener, (struct sockaddr *)&address, &size) != 0)
        die("listen");
    set_nonblocking(proxy->listener);
    (void)snprintf(text, sizeof text, "%u\n", (unsigned)ntohs(address.sin_port));
    write_file(port_path, text);
}

int main(int argc, char **argv)
{
    static network proxy = {.mode = PASS};
    const char *port_path = NULL;
    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--target") == 0)
            proxy.target = argv[i + 1];
        else if (strcmp(argv[i], "--port-file") == 0)
            port_path = argv[i + 1];
        else if (strcmp(argv[i], "--state") == 0)
            proxy.state_path = argv[i + 1];
    }
    if (!proxy.target || !port_path || !proxy.state_path) {
        fprintf(stderr, "usage: proxy --target PORT-FILE --port-file FILE --state FILE\n");
        return 2;
    }
    (void)signal(SIGPIPE, SIG_IGN);
    proxy.since = now_ms();
    tell_state(&proxy);
    listen_somewhere(&proxy, port_path);
    run(&proxy);
    return 0;
}
