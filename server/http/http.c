/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/http/http.h"

#include <errno.h>
#include <netdb.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/host.h"
#include "base/secret.h"
#include "base/system.h"
#include "server/http/http_daemon.h"
#include "server/http/routes.h"

#define THREADS_MIN 4u
#define CONNECTIONS 1024u
#define PER_ADDRESS 64u
#define REQUEST_S   20u
#define IDLE_S      60u
#define DRAIN_S     10u
/* Of a connection, for heads and what the library needs: bounds the head of a request. */
#define CONNECTION_MEMORY ((size_t)32 << 10)
#define BODY_ROOM         ((size_t)512)
#define REPLY_MAX         ((size_t)4 << 20)
#define TLS_PRIORITIES    "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"

static const tsv_guess_rule user_rule = {.free_tries = 5, .max_wait_s = 60, .forget_s = 3600};
static const tsv_guess_rule address_rule = {.free_tries = 20, .max_wait_s = 900, .forget_s = 3600};

static void read_address(tsv_request *request, struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    (void)snprintf(request->address, sizeof request->address, "unknown");
    if (!info || !info->client_addr)
        return;
    socklen_t size = info->client_addr->sa_family == AF_INET6 ? (socklen_t)sizeof(struct sockaddr_in6)
                                                              : (socklen_t)sizeof(struct sockaddr_in);
    if (getnameinfo(info->client_addr, size, request->address, sizeof request->address, NULL, 0, NI_NUMERICHOST) != 0)
        return;
    /* An IPv4 peer on an IPv6 socket. */
    if (strncmp(request->address, "::ffff:", 7) == 0)
        memmove(request->address, request->address + 7, strlen(request->address + 7) + 1);
    request->local = tsb_host_is_loopback(request->address);
}

static const char *field(struct MHD_Connection *connection, const char *name)
{
    return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

/* Whose token it is; false when the reply was filled. */
static bool authenticate(tsv_request *request)
{
    static const char scheme[] = "Bearer ";
    uint8_t token[TSN_TOKEN_SIZE] = {0};
    uint8_t hash[TSS_HASH_SIZE] = {0};
    tsb_error error = {0};
    const char *text = request->authorization;
    int rc = TSB_ERR_NOT_FOUND;
    if (text && strncasecmp(text, scheme, sizeof scheme - 1) == 0) {
        text += sizeof scheme - 1;
        rc = tsb_hex_decode(token, sizeof token, text, strlen(text)) == 0 ? 0 : TSB_ERR_NOT_FOUND;
    }
    if (rc == 0)
        rc = tss_sha256(hash, token, sizeof token, &error);
    tsb_wipe(token, sizeof token);
    if (rc == 0)
        rc = tsv_store_token_find(request->service->data->store, hash, request->now, &request->bearer, &error);
    if (rc == TSB_ERR_NOT_FOUND)
        tsv_reply_error(request, 401, "not_signed_in",
                        "You are not signed in, or your sign-in has expired. Sign in again.");
    else if (rc != 0)
        tsv_reply_failure(request, &error);
    return rc == 0;
}

static void refuse(tsv_request *request, unsigned status)
{
    switch (status) {
    case 404:
        tsv_reply_error(request, 404, "no_such_route", "This server has nothing at that address.");
        break;
    case 405:
        tsv_reply_error(request, 405, "wrong_method", "This address takes other methods: %s.", request->reply.allow);
        break;
    case 413:
        tsv_reply_error(request, 413, "too_large", "The request is over its limit of %zu bytes.", TSN_REQUEST_MAX);
        break;
    default:
        tsv_reply_error(request, 415, "not_json", "The request must be JSON (Content-Type: application/json).");
        break;
    }
}

/* The head is here: finds the route, and what can be refused without the body. */
static tsv_exchange *begin(tsv_service *service, struct MHD_Connection *connection, const char *url, const char *method)
{
    tsv_exchange *exchange = calloc(1, sizeof *exchange);
    if (!exchange)
        return NULL;
    tsv_request *request = &exchange->request;
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    exchange->watched = info ? info->socket_context : NULL;
    request->service = service;
    request->now = (int64_t)time(NULL);
    tsb_buffer_init(&request->body, TSN_REQUEST_MAX);
    tsb_buffer_init(&request->reply.body, REPLY_MAX);
    read_address(request, connection);
    request->range = field(connection, "Range");
    request->if_range = field(connection, "If-Range");
    request->if_none_match = field(connection, "If-None-Match");
    request->authorization = field(connection, "Authorization");
    exchange->refused = tsv_route_find(request, method, url);
    const char *length = field(connection, "Content-Length");
    const char *type = field(connection, "Content-Type");
    bool has_body = (length && strcmp(length, "0") != 0) || field(connection, "Transfer-Encoding");
    if (exchange->refused == 0 && length && strtoull(length, NULL, 10) > TSN_REQUEST_MAX)
        exchange->refused = 413;
    else if (exchange->refused == 0 && has_body && (!type || strncasecmp(type, "application/json", 16) != 0))
        exchange->refused = 415;
    tsv_watch_set(service->daemon->watch, exchange->watched, service->daemon->request_s);
    pthread_mutex_lock(&service->daemon->lock);
    service->daemon->in_flight++;
    pthread_mutex_unlock(&service->daemon->lock);
    return exchange;
}

static void take_body(tsv_exchange *exchange, const char *bytes, size_t size)
{
    tsb_buffer *body = &exchange->request.body;
    if (exchange->refused != 0)
        return;
    /* At once at its largest: a buffer that grows leaves copies of a password behind. */
    if (body->capacity == 0 && tsb_buffer_reserve(body, TSN_REQUEST_MAX - BODY_ROOM, NULL) != 0)
        exchange->refused = 413;
    else if (tsb_buffer_append(body, bytes, size, NULL) != 0)
        exchange->refused = 413;
}

static enum MHD_Result answer(struct MHD_Connection *connection, tsv_exchange *exchange)
{
    tsv_request *request = &exchange->request;
    exchange->answered = true;
    tsv_watch_set(request->service->daemon->watch, exchange->watched, 0);
    if (exchange->refused != 0)
        refuse(request, exchange->refused);
    else if (request->route->open || authenticate(request))
        request->route->handle(request);
    return tsv_send(connection, exchange);
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url, const char *method,
                                  const char *version, const char *bytes, size_t *size, void **state)
{
    tsv_service *service = context;
    tsv_exchange *exchange = *state;
    (void)version;
    if (!exchange) {
        exchange = begin(service, connection, url, method);
        *state = exchange;
        if (!exchange)
            return MHD_NO;
        /* A body that is too large is not even read; the connection ends with the reply. */
        return exchange->refused == 413 ? answer(connection, exchange) : MHD_YES;
    }
    if (*size > 0) {
        take_body(exchange, bytes, *size);
        *size = 0;
        return MHD_YES;
    }
    return exchange->answered ? MHD_YES : answer(connection, exchange);
}

static void wipe_buffer(tsb_buffer *buffer)
{
    if (buffer->bytes)
        tsb_wipe(buffer->bytes, buffer->capacity);
    tsb_buffer_finish(buffer);
}

static void on_completed(void *context, struct MHD_Connection *connection, void **state,
                         enum MHD_RequestTerminationCode why)
{
    tsv_service *service = context;
    tsv_exchange *exchange = *state;
    (void)connection;
    if (!exchange)
        return;
    tsv_request *request = &exchange->request;
    tsb_debug(&service->log, "%s %s: %u%s", request->address, request->route ? request->route->pattern : "(no route)",
              request->reply.status, why == MHD_REQUEST_TERMINATED_COMPLETED_OK ? "" : ", broken off");
    tsv_watch_set(service->daemon->watch, exchange->watched, service->daemon->idle_s + service->daemon->request_s);
    tsv_stream_release(&request->reply.stream);
    wipe_buffer(&request->body);
    wipe_buffer(&request->reply.body);
    free(exchange);
    *state = NULL;
    pthread_mutex_lock(&service->daemon->lock);
    service->daemon->in_flight--;
    pthread_cond_broadcast(&service->daemon->quiet);
    pthread_mutex_unlock(&service->daemon->lock);
}

static void on_connection(void *context, struct MHD_Connection *connection, void **state,
                          enum MHD_ConnectionNotificationCode what)
{
    tsv_service *service = context;
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        *state = info ? tsv_watch_add(service->daemon->watch, info->connect_fd, service->daemon->request_s) : NULL;
    } else {
        tsv_watch_remove(service->daemon->watch, *state);
        *state = NULL;
    }
}

/* Nobody comes in any more once the service stops. In place of MHD_quiesce_daemon: what that does to the sockets from
   outside meets what the workers do to them, and the loser ends the whole process (libmicrohttpd 0.9.75). */
static enum MHD_Result on_arrival(void *context, const struct sockaddr *address, socklen_t size)
{
    const tsv_service *service = context;
    (void)address;
    (void)size;
    return atomic_load(&service->daemon->stopping) ? MHD_NO : MHD_YES;
}

static void on_message(void *context, const char *format, va_list arguments) TSB_PRINTF(2, 0);
static void on_message(void *context, const char *format, va_list arguments)
{
    char line[256];
    const tsv_service *service = context;
    (void)vsnprintf(line, sizeof line, format, arguments);
    tsb_debug(&service->log, "%s", line);
}

static unsigned usual_threads(void)
{
    unsigned count = tsb_processors();
    return count > THREADS_MIN ? count : THREADS_MIN;
}

static int start_daemon(tsv_service *service, int listener, const tsv_service_options *options, tsb_error *err)
{
    struct tsv_daemon *daemon = service->daemon;
    unsigned threads = options->threads ? options->threads : usual_threads();
    unsigned connections = options->connections ? options->connections : CONNECTIONS;
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC | MHD_USE_ERROR_LOG;
    struct MHD_OptionItem tls[] = {{MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(uintptr_t)options->tls_cert},
                                   {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)options->tls_key},
                                   {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t)TLS_PRIORITIES},
                                   {MHD_OPTION_END, 0, NULL}};
    if (options->tls_cert)
        flags |= MHD_USE_TLS;
    else
        tls[0].option = MHD_OPTION_END;
    if (connections < threads)
        connections = threads;
    daemon->hashing_max = threads > 1 ? threads / 2 : 1;
    daemon->mhd = MHD_start_daemon(
        flags, 0, on_arrival, service, on_request, service, MHD_OPTION_EXTERNAL_LOGGER, on_message, service,
        MHD_OPTION_LISTEN_SOCKET, listener, MHD_OPTION_THREAD_POOL_SIZE, threads, MHD_OPTION_CONNECTION_LIMIT,
        connections, MHD_OPTION_PER_IP_CONNECTION_LIMIT, options->per_address ? options->per_address : PER_ADDRESS,
        MHD_OPTION_CONNECTION_TIMEOUT, daemon->idle_s, MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_MEMORY,
        MHD_OPTION_NOTIFY_COMPLETED, on_completed, service, MHD_OPTION_NOTIFY_CONNECTION, on_connection, service,
        MHD_OPTION_ARRAY, tls, MHD_OPTION_END);
    if (daemon->mhd)
        return 0;
    close(listener);
    return tsb_fail(err, TSB_ERR_INTERNAL, "the HTTP service does not start%s",
                    options->tls_cert ? ": are certificate and key PEM files that belong together?" : "");
}

static int create_daemon(tsv_service *service, const tsv_service_options *options, tsb_error *err)
{
    struct tsv_daemon *daemon = calloc(1, sizeof *daemon);
    if (!daemon)
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory");
    pthread_mutex_init(&daemon->lock, NULL);
    pthread_cond_init(&daemon->quiet, NULL);
    daemon->request_s = options->request_s ? options->request_s : REQUEST_S;
    daemon->idle_s = options->idle_s ? options->idle_s : IDLE_S;
    daemon->drain_s = options->drain_s ? options->drain_s : DRAIN_S;
    service->daemon = daemon;
    return tsv_watch_create(&daemon->watch, &service->metrics.timeouts, err);
}

static void destroy(tsv_service *service)
{
    if (service->daemon) {
        if (service->daemon->mhd)
            MHD_stop_daemon(service->daemon->mhd);
        tsv_watch_destroy(&service->daemon->watch);
        pthread_cond_destroy(&service->daemon->quiet);
        pthread_mutex_destroy(&service->daemon->lock);
        free(service->daemon);
    }
    tsv_paces_destroy(&service->paces);
    tsv_guesses_destroy(&service->guesses_address);
    tsv_guesses_destroy(&service->guesses_user);
    tsv_streams_destroy(&service->streams);
    free(service);
}

int tsv_service_start(tsv_service **out, tsv_data *data, int listener, const tsv_service_options *options,
                      const tsb_log *log, tsb_error *err)
{
    tsv_service *service = calloc(1, sizeof *service);
    if (!service) {
        close(listener);
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory");
    }
    service->data = data;
    service->log = tsb_log_named(log, "serve");
    int rc = tsv_streams_create(&service->streams, data, 0, err);
    if (rc == 0)
        rc = tsv_guesses_create(&service->guesses_user, &user_rule, err);
    if (rc == 0)
        rc = tsv_guesses_create(&service->guesses_address, &address_rule, err);
    if (rc == 0)
        rc = tsv_paces_create(&service->paces, err);
    if (rc == 0)
        rc = create_daemon(service, options, err);
    if (rc == 0)
        rc = start_daemon(service, listener, options, err);
    else
        close(listener);
    if (rc != 0) {
        destroy(service);
        return rc;
    }
    *out = service;
    return 0;
}

void tsv_service_stop(tsv_service **service)
{
    if (!service || !*service)
        return;
    struct tsv_daemon *daemon = (*service)->daemon;
    struct timespec until = {0};
    atomic_store(&daemon->stopping, true);
    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += (time_t)daemon->drain_s;
    pthread_mutex_lock(&daemon->lock);
    while (daemon->in_flight > 0 && pthread_cond_timedwait(&daemon->quiet, &daemon->lock, &until) != ETIMEDOUT)
        continue;
    if (daemon->in_flight > 0)
        tsb_info(&(*service)->log, "%u requests did not end in time and are broken off", daemon->in_flight);
    pthread_mutex_unlock(&daemon->lock);
    destroy(*service); /* the listener is closed when no worker can use it any more */
    *service = NULL;
}

unsigned tsv_service_in_flight(tsv_service *service)
{
    pthread_mutex_lock(&service->daemon->lock);
    unsigned in_flight = service->daemon->in_flight;
    pthread_mutex_unlock(&service->daemon->lock);
    return in_flight;
}

unsigned tsv_service_connections(tsv_service *service)
{
    return tsv_watch_count(service->daemon->watch);
}

bool tsv_service_enter_hashing(tsv_service *service)
{
    pthread_mutex_lock(&service->daemon->lock);
    bool room = service->daemon->hashing < service->daemon->hashing_max;
    if (room)
        service->daemon->hashing++;
    pthread_mutex_unlock(&service->daemon->lock);
    return room;
}

void tsv_service_leave_hashing(tsv_service *service)
{
    pthread_mutex_lock(&service->daemon->lock);
    service->daemon->hashing--;
    pthread_mutex_unlock(&service->daemon->lock);
}
