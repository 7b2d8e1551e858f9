/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/transport.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/secret.h"
#include "base/translate.h"
#include "net/connections.h"
#include "net/messages.h"

/* An exchange that is not streamed must be over by then, milliseconds. */
#define WHOLE_TIMEOUT_MS 60000L
#define BEARER           "Authorization: Bearer "

struct tsn_transport {
    tsn_url url;
    char *ca_file;
    long connect_timeout_ms;
    long stall_timeout_s;
    tsn_connections connections;
};

/* What the callbacks of one exchange share. */
typedef struct state {
    const tsn_exchange *exchange;
    tsn_reply *reply;
    CURL *easy;
    bool head_known;
    int rc; /* what data() returned */
    tsb_error *err;
} state;

/* Request headers: curl only reads the list, so it is ours, in memory that is wiped. */
#define HEADERS_MAX 5
typedef struct headers {
    struct curl_slist nodes[HEADERS_MAX];
    unsigned count;
    char bearer[sizeof BEARER + 2 * TSN_TOKEN_SIZE];
    char if_range[sizeof "If-Range: " + TSN_ETAG_SIZE];
} headers;

static pthread_once_t curl_once = PTHREAD_ONCE_INIT;
static CURLcode curl_state = CURLE_FAILED_INIT;

static void start_curl(void)
{
    curl_state = curl_global_init(CURL_GLOBAL_DEFAULT);
}

int tsn_transport_create(tsn_transport **out, const tsn_url *url, const char *ca_file, unsigned connect_timeout_ms,
                         unsigned stall_timeout_ms, tsb_error *err)
{
    (void)pthread_once(&curl_once, start_curl);
    if (curl_state != CURLE_OK)
        return tsb_fail(err, TSB_ERR_INTERNAL, "the network library does not start: %s",
                        curl_easy_strerror(curl_state));
    tsn_transport *transport = calloc(1, sizeof *transport);
    if (!transport)
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory");
    transport->url = *url;
    transport->connect_timeout_ms = (long)connect_timeout_ms;
    transport->stall_timeout_s = (long)(stall_timeout_ms / 1000 + (stall_timeout_ms % 1000 != 0));
    if (ca_file && !(transport->ca_file = strdup(ca_file))) {
        free(transport);
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory");
    }
    tsn_connections_init(&transport->connections);
    *out = transport;
    return 0;
}

void tsn_transport_destroy(tsn_transport **transport)
{
    if (!transport || !*transport)
        return;
    tsn_connections_finish(&(*transport)->connections);
    free((*transport)->ca_file);
    free(*transport);
    *transport = NULL;
}

/* Digits, then mark. Numbers too large saturate. */
static bool read_number(const char **at, char mark, uint64_t *out)
{
    char *end = NULL;
    if (**at < '0' || **at > '9')
        return false;
    *out = strtoull(*at, &end, 10);
    bool marked = *end == mark;
    *at = marked && mark ? end + 1 : end;
    return marked;
}

/* "bytes FIRST-LAST/TOTAL" */
static void read_range(tsn_reply *reply, const char *value)
{
    uint64_t last = 0;
    if (strncmp(value, "bytes ", 6) != 0)
        return;
    value += 6;
    if (read_number(&value, '-', &reply->first) && read_number(&value, '/', &last) &&
        read_number(&value, '\0', &reply->total))
        reply->ranged = last >= reply->first && last < reply->total;
}

static void read_head(state *now)
{
    struct curl_header *header = NULL;
    long status = 0;
    curl_off_t wait = 0;
    if (now->head_known)
        return;
    now->head_known = true;
    (void)curl_easy_getinfo(now->easy, CURLINFO_RESPONSE_CODE, &status);
    (void)curl_easy_getinfo(now->easy, CURLINFO_RETRY_AFTER, &wait);
    now->reply->status = (int)status;
    now->reply->retry_after = wait < 0 || wait > 86400 ? 0 : (unsigned)wait;
    if (curl_easy_header(now->easy, "ETag", 0, CURLH_HEADER, -1, &header) == CURLHE_OK &&
        strlen(header->value) < sizeof now->reply->etag)
        memcpy(now->reply->etag, header->value, strlen(header->value) + 1);
    if (curl_easy_header(now->easy, "Content-Range", 0, CURLH_HEADER, -1, &header) == CURLHE_OK)
        read_range(now->reply, header->value);
}

static size_t on_data(char *bytes, size_t one, size_t size, void *context)
{
    state *now = context;
    (void)one;
    read_head(now);
    bool good = now->reply->status >= 200 && now->reply->status < 300;
    if (good && now->exchange->data) {
        now->rc = now->exchange->data(now->exchange->context, now->reply, (const uint8_t *)bytes, size, now->err);
        return now->rc == 0 ? size : size + 1; /* any other number ends the transfer */
    }
    tsb_buffer *body = &now->reply->body;
    size_t room = body->ceiling - body->size;
    if (good && size > room) {
        now->rc = tsb_fail(now->err, TSB_ERR_INVALID, "the server's answer is over its limit of %zu bytes",
                           body->ceiling);
        return size + 1;
    }
    now->rc = tsb_buffer_append(body, bytes, size < room ? size : room, now->err);
    return now->rc == 0 ? size : size + 1;
}

static void add_header(headers *list, char *text)
{
    struct curl_slist *node = &list->nodes[list->count];
    node->data = text;
    node->next = NULL;
    if (list->count > 0)
        list->nodes[list->count - 1].next = node;
    list->count++;
}

static void fill_headers(headers *list, const tsn_exchange *exchange)
{
    static char accept[] = "Accept: application/json, application/octet-stream";
    static char json[] = "Content-Type: application/json";
    static char no_expect[] = "Expect:";
    add_header(list, accept);
    if (exchange->body) {
        add_header(list, json);
        add_header(list, no_expect);
    }
    if (exchange->token) {
        memcpy(list->bearer, BEARER, sizeof BEARER - 1);
        tsb_hex_encode(list->bearer + sizeof BEARER - 1, exchange->token, TSN_TOKEN_SIZE);
        add_header(list, list->bearer);
    }
    if (exchange->if_range) {
        (void)snprintf(list->if_range, sizeof list->if_range, "If-Range: %s", exchange->if_range);
        add_header(list, list->if_range);
    }
}

static void set_limits(CURL *easy, const tsn_transport *transport, const tsn_exchange *exchange)
{
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, transport->url.tls ? "https" : "http");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, transport->connect_timeout_ms);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, transport->stall_timeout_s);
    if (!exchange->data)
        curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, WHOLE_TIMEOUT_MS);
    if (transport->ca_file)
        curl_easy_setopt(easy, CURLOPT_CAINFO, transport->ca_file);
    /* Loopback must not be handed to a proxy: it is there that http is allowed. */
    if (!transport->url.tls)
        curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
#if LIBCURL_VERSION_NUM >= 0x075700
    /* Ends a cancelled exchange without waiting for the name service. */
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
#endif
}

static void set_request(CURL *easy, const tsn_transport *transport, const tsn_exchange *exchange, headers *list)
{
    char url[TSN_URL_SIZE + 256];
    (void)snprintf(url, sizeof url, "%s%s", transport->url.text, exchange->path);
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "tallystick/" TALLYSTICK_VERSION);
    if (strcmp(exchange->method, "POST") == 0) {
        curl_easy_setopt(easy, CURLOPT_POST, 1L);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, exchange->body ? (const char *)exchange->body->bytes : "");
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, exchange->body ? (curl_off_t)exchange->body->size : 0);
    } else if (strcmp(exchange->method, "GET") != 0) {
        curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, exchange->method);
    }
    if (exchange->range)
        curl_easy_setopt(easy, CURLOPT_RANGE, exchange->range);
    fill_headers(list, exchange);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, list->nodes);
}

static const char *reason(CURL *easy, CURLcode result)
{
    long number = 0;
    switch (result) {
    case CURLE_COULDNT_RESOLVE_HOST:
        return _("its name cannot be looked up");
    case CURLE_COULDNT_RESOLVE_PROXY:
        return _("the proxy's name cannot be looked up");
    case CURLE_COULDNT_CONNECT:
        if (curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &number) == CURLE_OK && number != 0)
            return strerror((int)number);
        return _("no connection");
    case CURLE_OPERATION_TIMEDOUT:
        return _("it does not answer in time");
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_PARTIAL_FILE:
        return _("the connection was lost");
    case CURLE_SSL_CONNECT_ERROR:
        return _("no encrypted connection can be agreed on with it");
    default:
        return curl_easy_strerror(result);
    }
}

static int explain(const tsn_transport *transport, const tsn_exchange *exchange, CURL *easy, CURLcode result,
                   const char *detail, tsb_error *err)
{
    const char *place = transport->url.place;
    switch (result) {
    case CURLE_OUT_OF_MEMORY:
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory");
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
        return tsb_fail(err, TSB_ERR_DENIED, "The certificate of %s is not trusted: %s. Ask the operator of the server",
                        place, detail[0] ? detail : curl_easy_strerror(result));
    case CURLE_SSL_CACERT_BADFILE:
        return tsb_fail(err, TSB_ERR_INVALID, "The file of trusted authorities \"%.200s\" cannot be used",
                        transport->ca_file ? transport->ca_file : _("(the system's)"));
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
        return tsb_fail(err, TSB_ERR_INVALID, "What answers at %s is not a Tallystick server. Check the address",
                        place);
    default:
        if (!exchange->advice)
            return tsb_fail(err, TSB_ERR_NETWORK, "Cannot reach %s: %s", place, reason(easy, result));
        return tsb_fail(err, TSB_ERR_NETWORK, "Cannot reach %s: %s. %s", place, reason(easy, result),
                        _(exchange->advice));
    }
}

static int finish_transfer(state *now, const tsn_transport *transport, CURLcode result, const char *detail)
{
    if (now->rc != 0)
        return now->rc;
    if (result != CURLE_OK)
        return explain(transport, now->exchange, now->easy, result, detail, now->err);
    read_head(now);
    return 0;
}

int tsn_transport_perform(tsn_transport *transport, const tsn_exchange *exchange, tsn_reply *reply, tsb_error *err)
{
    char detail[CURL_ERROR_SIZE] = "";
    CURLcode result = CURLE_FAILED_INIT;
    headers list = {.count = 0};
    *reply = (tsn_reply){.status = 0};
    tsb_buffer_init(&reply->body, exchange->data ? TSN_REQUEST_MAX : TSN_REPLY_MAX);
    tsn_connection *on = tsn_connections_take(&transport->connections);
    if (!on)
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory for a connection");
    state now = {.exchange = exchange, .reply = reply, .easy = on->easy, .err = err};
    set_limits(on->easy, transport, exchange);
    set_request(on->easy, transport, exchange, &list);
    curl_easy_setopt(on->easy, CURLOPT_ERRORBUFFER, detail);
    curl_easy_setopt(on->easy, CURLOPT_WRITEFUNCTION, on_data);
    curl_easy_setopt(on->easy, CURLOPT_WRITEDATA, &now);
    int rc = TSB_ERR_INTERNAL;
    if (curl_multi_add_handle(on->multi, on->easy) == CURLM_OK) {
        rc = tsn_connection_drive(on, exchange->cancel, &result);
        if (rc == 0)
            rc = finish_transfer(&now, transport, result, detail);
        else
            tsb_fail(err, rc, rc == TSB_ERR_CANCELLED ? "cancelled" : "the network library failed");
        (void)curl_multi_remove_handle(on->multi, on->easy);
    } else {
        tsb_fail(err, rc, "the network library failed");
    }
    tsn_connections_give_back(&transport->connections, on);
    tsb_wipe(&list, sizeof list);
    return rc;
}

void tsn_reply_finish(tsn_reply *reply)
{
    if (reply->body.bytes)
        tsb_wipe(reply->body.bytes, reply->body.size);
    tsb_buffer_finish(&reply->body);
}
