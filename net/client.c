/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/client.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "base/translate.h"
#include "net/client_internal.h"

#define CONNECT_TIMEOUT_MS 10000u
#define STALL_TIMEOUT_MS   20000u
/* Tries of a request whose answer was lost, and the pause between them. */
#define AGAIN_TRIES    3
#define AGAIN_PAUSE_MS 500u
#define ADVICE         N_("Check your network and the server's address, then try again")

/* In secret memory. */
typedef struct secrets {
    uint8_t device_key[TSS_KEY_SIZE];
    uint8_t token[TSN_TOKEN_SIZE]; /* guarded by the client's lock */
} secrets;

struct tsn_client {
    tsn_url url;
    tsn_transport *transport;
    const tsb_log *log;
    secrets *secret;
    bool has_device;
    pthread_mutex_t lock;
    bool signed_in; /* guarded by lock */
};

int tsn_client_create(tsn_client **out, const tsn_client_options *options, tsb_error *err)
{
    tsn_client *client = calloc(1, sizeof *client);
    if (!client)
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory");
    pthread_mutex_init(&client->lock, NULL);
    client->log = options->log;
    client->secret = tsb_secret_alloc(sizeof *client->secret);
    int rc = client->secret ? tsn_url_parse(&client->url, options->url, err)
                            : tsb_fail(err, TSB_ERR_MEMORY, "out of secret memory");
    if (rc == 0)
        rc = tsn_transport_create(&client->transport, &client->url, options->ca_file,
                                  options->connect_timeout_ms ? options->connect_timeout_ms : CONNECT_TIMEOUT_MS,
                                  options->stall_timeout_ms ? options->stall_timeout_ms : STALL_TIMEOUT_MS, err);
    if (rc != 0) {
        tsn_client_destroy(&client);
        return rc;
    }
    if (options->device_key) {
        memcpy(client->secret->device_key, options->device_key, TSS_KEY_SIZE);
        client->has_device = true;
    }
    if (options->token) {
        memcpy(client->secret->token, options->token, TSN_TOKEN_SIZE);
        client->signed_in = true;
    }
    *out = client;
    return 0;
}

void tsn_client_destroy(tsn_client **client)
{
    if (!client || !*client)
        return;
    tsn_transport_destroy(&(*client)->transport);
    tsb_secret_free((*client)->secret, sizeof *(*client)->secret);
    pthread_mutex_destroy(&(*client)->lock);
    free(*client);
    *client = NULL;
}

const char *tsn_client_place(const tsn_client *client)
{
    return client->url.place;
}

bool tsn_client_signed_in(tsn_client *client)
{
    pthread_mutex_lock(&client->lock);
    bool signed_in = client->signed_in;
    pthread_mutex_unlock(&client->lock);
    return signed_in;
}

static void set_token(tsn_client *client, const uint8_t *token)
{
    pthread_mutex_lock(&client->lock);
    client->signed_in = token != NULL;
    if (token)
        memcpy(client->secret->token, token, TSN_TOKEN_SIZE);
    else
        tsb_wipe(client->secret->token, TSN_TOKEN_SIZE);
    pthread_mutex_unlock(&client->lock);
}

/* What a refusal comes to: something can be done about some of those that are forbidden. */
static int code_of(int status, const char *refusal)
{
    if (status == 403 && strcmp(refusal, "no_views_left") == 0)
        return TSB_ERR_SPENT;
    if (status == 403 && strcmp(refusal, "not_your_copy") == 0)
        return TSB_ERR_NOT_YOURS;
    if (status == 401 || status == 403 || status == 429)
        return TSB_ERR_DENIED;
    if (status == 404 || status == 410)
        return TSB_ERR_NOT_FOUND;
    return status == 408 || status >= 500 ? TSB_ERR_NETWORK : TSB_ERR_INVALID;
}

/* Maps a reply that is no success to a code and a sentence. */
static int refuse(const tsn_client *client, const tsn_reply *reply, tsn_refusal *refusal, tsb_error *err)
{
    tsn_refusal said = {0};
    if (tsn_refusal_decode(&said, reply->body.bytes, reply->body.size, NULL) != 0)
        (void)snprintf(said.message, sizeof said.message, _("%s answered with HTTP status %d"), client->url.place,
                       reply->status);
    said.status = reply->status;
    said.retry_after = reply->retry_after;
    if (refusal)
        *refusal = said;
    /* The server speaks English; what it says without names or numbers is in the catalogue. */
    return tsb_fail(err, code_of(said.status, said.code), "%s", _(said.message));
}

int tsn_client_exchange(tsn_client *client, tsn_exchange *exchange, bool with_token, tsn_reply *reply,
                        tsn_refusal *refusal, tsb_error *err)
{
    uint8_t token[TSN_TOKEN_SIZE] = {0};
    if (refusal)
        *refusal = (tsn_refusal){0};
    *reply = (tsn_reply){0};
    if (with_token) {
        pthread_mutex_lock(&client->lock);
        bool signed_in = client->signed_in;
        memcpy(token, client->secret->token, sizeof token);
        pthread_mutex_unlock(&client->lock);
        if (signed_in)
            exchange->token = token;
    }
    if (!exchange->advice)
        exchange->advice = ADVICE;
    int rc = tsn_transport_perform(client->transport, exchange, reply, err);
    exchange->token = NULL;
    tsb_wipe(token, sizeof token);
    if (rc == 0 && (reply->status < 200 || reply->status > 299))
        rc = refuse(client, reply, refusal, err);
    return rc;
}

int tsn_client_perform(tsn_client *client, const tsn_call *what, tsn_reply *reply, tsb_error *err)
{
    tsn_exchange exchange = {
        .method = what->method, .path = what->path, .body = what->body, .advice = what->advice, .cancel = what->cancel};
    int rc = tsn_client_exchange(client, &exchange, !what->open, reply, what->refusal, err);
    if (rc != 0)
        tsb_debug(client->log, "%s %s: %s", what->method, what->path, tsb_code_name(rc));
    return rc;
}

int tsn_client_ask(tsn_client *client, const tsn_call *what, tsn_decoder *decode, void *out, tsb_error *err)
{
    tsn_reply reply = {0};
    int rc = tsn_client_perform(client, what, &reply, err);
    if (rc == 0) {
        rc = decode(out, reply.body.bytes, reply.body.size, err);
        if (rc != 0)
            tsb_explain(err, "The answer of %s is not understood. Is it a Tallystick server", client->url.place);
    }
    tsn_reply_finish(&reply);
    return rc;
}

int tsn_client_ask_again(tsn_client *client, const tsn_call *what, tsn_decoder *decode, void *out, tsb_error *err)
{
    tsb_error last = {0};
    int rc = 0;
    for (unsigned try = 0; rc == 0; try++) {
        tsb_error_clear(&last);
        rc = tsn_client_ask(client, what, decode, out, &last);
        if (rc != TSB_ERR_NETWORK || try + 1 == AGAIN_TRIES)
            break;
        rc = tsb_cancel_sleep(what->cancel, AGAIN_PAUSE_MS << try);
        if (rc != 0)
            tsb_fail(&last, rc, "cancelled");
    }
    return rc == 0 ? 0 : tsb_pass(err, rc, &last);
}

TSN_DECODER(decode_server_info, server_info)
TSN_DECODER(decode_login, login)
TSN_DECODER(decode_titles, titles)
TSN_DECODER(decode_copies, copies)
TSN_DECODER(decode_copy, copy)
TSN_DECODER(decode_view, view)
TSN_DECODER(decode_window_key, window_key)

int tsn_client_server_info(tsn_client *client, tsn_server_info *out, const tsb_cancel *cancel, tsn_refusal *refusal,
                           tsb_error *err)
{
    tsn_call what = {.method = "GET", .path = "/v1/server", .open = true, .cancel = cancel, .refusal = refusal};
    *out = (tsn_server_info){0};
    return tsn_client_ask(client, &what, decode_server_info, out, err);
}

static int fill_login(tsn_login_request *request, const tsn_client *client, const char *user, const char *password,
                      const char *device_name, tsb_error *err)
{
    if (!client->has_device)
        return tsb_fail(err, TSB_ERR_INVALID, "no device key to sign in with");
    if (strlen(user) >= sizeof request->user || strlen(password) >= sizeof request->password)
        return tsb_fail(err, TSB_ERR_INVALID, "a user name has at most %d bytes, a password %d", TSN_USER_SIZE - 1,
                        TSN_PASSWORD_SIZE - 1);
    memcpy(request->user, user, strlen(user) + 1);
    memcpy(request->password, password, strlen(password) + 1);
    (void)snprintf(request->device_name, sizeof request->device_name, "%s",
                   device_name && device_name[0] ? device_name : "Tallystick");
    return tss_device_public(request->device_key, client->secret->device_key, err);
}

int tsn_client_login(tsn_client *client, const char *user, const char *password, const char *device_name,
                     tsn_login *out, const tsb_cancel *cancel, tsn_refusal *refusal, tsb_error *err)
{
    tsb_buffer body;
    tsn_login_request request = {0};
    *out = (tsn_login){0};
    if (refusal)
        *refusal = (tsn_refusal){0};
    tsb_buffer_init(&body, TSN_REQUEST_MAX);
    /* All at once: a buffer that grows leaves copies behind. */
    int rc = tsb_buffer_reserve(&body, 4096, err);
    if (rc == 0)
        rc = fill_login(&request, client, user, password, device_name, err);
    if (rc == 0)
        rc = tsn_login_request_encode(&body, &request, err);
    if (rc == 0) {
        tsn_call what = {
            .method = "POST", .path = "/v1/login", .body = &body, .open = true, .cancel = cancel, .refusal = refusal};
        rc = tsn_client_ask(client, &what, decode_login, out, err);
    }
    if (rc == 0)
        set_token(client, out->token);
    if (body.bytes)
        tsb_wipe(body.bytes, body.size);
    tsb_buffer_finish(&body);
    tsb_wipe(&request, sizeof request);
    return rc;
}

int tsn_client_logout(tsn_client *client, const tsb_cancel *cancel, tsb_error *err)
{
    tsn_reply reply = {0};
    tsn_call what = {.method = "POST", .path = "/v1/logout", .cancel = cancel};
    int rc = tsn_client_signed_in(client) ? tsn_client_perform(client, &what, &reply, err) : 0;
    tsn_reply_finish(&reply);
    set_token(client, NULL);
    return rc;
}

int tsn_client_titles(tsn_client *client, tsn_titles *out, const tsb_cancel *cancel, tsn_refusal *refusal,
                      tsb_error *err)
{
    tsn_call what = {.method = "GET", .path = "/v1/titles", .cancel = cancel, .refusal = refusal};
    *out = (tsn_titles){0};
    return tsn_client_ask(client, &what, decode_titles, out, err);
}

int tsn_client_copies(tsn_client *client, tsn_copies *out, const tsb_cancel *cancel, tsn_refusal *refusal,
                      tsb_error *err)
{
    tsn_call what = {.method = "GET", .path = "/v1/copies", .cancel = cancel, .refusal = refusal};
    *out = (tsn_copies){0};
    return tsn_client_ask(client, &what, decode_copies, out, err);
}

int tsn_client_copy(tsn_client *client, const tss_id *copy, tsn_copy *out, const tsb_cancel *cancel,
                    tsn_refusal *refusal, tsb_error *err)
{
    char id[TSS_ID_TEXT_SIZE];
    char path[64];
    tss_id_format(id, copy);
    (void)snprintf(path, sizeof path, "/v1/copies/%s", id);
    tsn_call what = {.method = "GET", .path = path, .cancel = cancel, .refusal = refusal};
    *out = (tsn_copy){0};
    int rc = tsn_client_ask(client, &what, decode_copy, out, err);
    if (rc == 0 && !tss_id_equal(&out->copy, copy))
        rc = tsb_fail(err, TSB_ERR_INVALID, "%s answered about another copy", client->url.place);
    return rc;
}

int tsn_client_view_open(tsn_client *client, const tss_id *copy, enum tsn_purpose purpose, tsn_view *out,
                         const tsb_cancel *cancel, tsn_refusal *refusal, tsb_error *err)
{
    tsb_buffer body;
    tsn_view_request request = {.copy = *copy, .purpose = purpose};
    *out = (tsn_view){0};
    if (refusal)
        *refusal = (tsn_refusal){0};
    tsb_buffer_init(&body, TSN_REQUEST_MAX);
    int rc = tsn_view_request_encode(&body, &request, err);
    if (rc == 0) {
        /* Whether a view was opened may be unknown: asking again on this device gives the same one. */
        tsn_call what = {.method = "POST", .path = "/v1/views", .body = &body, .cancel = cancel, .refusal = refusal};
        rc = tsn_client_ask_again(client, &what, decode_view, out, err);
    }
    tsb_buffer_finish(&body);
    return rc;
}

int tsn_client_view_close(tsn_client *client, const tss_id *view, uint64_t position_ms, const tsb_cancel *cancel,
                          tsb_error *err)
{
    char id[TSS_ID_TEXT_SIZE];
    char path[64];
    tsb_buffer body;
    tsn_reply reply = {0};
    tsn_close_request request = {.position_ms = position_ms};
    tss_id_format(id, view);
    (void)snprintf(path, sizeof path, "/v1/views/%s/close", id);
    tsb_buffer_init(&body, TSN_REQUEST_MAX);
    int rc = tsn_close_request_encode(&body, &request, err);
    if (rc == 0) {
        tsn_call what = {.method = "POST", .path = path, .body = &body, .cancel = cancel};
        rc = tsn_client_perform(client, &what, &reply, err);
        tsn_reply_finish(&reply);
    }
    tsb_buffer_finish(&body);
    return rc;
}

int tsn_client_window_key(tsn_client *client, const tss_id *view, const tss_id *copy, uint32_t window,
                          uint8_t key[TSS_KEY_SIZE], const tsb_cancel *cancel, tsn_refusal *refusal, tsb_error *err)
{
    char id[TSS_ID_TEXT_SIZE];
    char path[80];
    uint8_t context[TSN_KEY_CONTEXT_SIZE];
    tsn_window_key sealed = {0};
    if (!client->has_device)
        return tsb_fail(err, TSB_ERR_INVALID, "no device key to open a window key with");
    tss_id_format(id, view);
    (void)snprintf(path, sizeof path, "/v1/views/%s/keys/%u", id, window);
    tsn_call what = {
        .method = "GET", .path = path, .advice = TSN_ADVICE_UNATTENDED, .cancel = cancel, .refusal = refusal};
    int rc = tsn_client_ask(client, &what, decode_window_key, &sealed, err);
    if (rc != 0)
        return rc;
    if (sealed.window != window)
        return tsb_fail(err, TSB_ERR_INVALID, "%s answered with the key of another part of the film",
                        client->url.place);
    tsn_key_context(context, copy, window);
    rc = tss_device_open(key, client->secret->device_key, context, sizeof context, sealed.sealed, sizeof sealed.sealed,
                         err);
    if (rc != 0)
        rc = tsb_explain(err, "The key that %s sent cannot be opened on this device", client->url.place);
    return rc;
}
