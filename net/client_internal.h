/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the complement source needs of a client beyond its public calls. Inside net/ only. */
#ifndef TALLYSTICK_NET_CLIENT_INTERNAL_H
#define TALLYSTICK_NET_CLIENT_INTERNAL_H

#include <stdbool.h>

#include "base/translate.h"
#include "net/client.h"
#include "net/transport.h"

/* Said about a server that cannot be reached where nobody has to try again by hand. */
#define TSN_ADVICE_UNATTENDED N_("Check your network")

/* Performs exchange with the client's token, if asked; a status that is no success becomes an error with the
 * server's sentence. exchange's token is filled in; reply is the caller's to finish in any case. refusal may be NULL.
 */
int tsn_client_exchange(tsn_client *client, tsn_exchange *exchange, bool with_token, tsn_reply *reply,
                        tsn_refusal *refusal, tsb_error *err) TSB_MUST_USE;

/* A call whose messages are JSON, or empty. */
typedef struct tsn_call {
    const char *method;
    const char *path;
    const tsb_buffer *body;
    const char *advice; /* when the server cannot be reached; NULL: the usual */
    bool open;          /* needs no sign-in */
    const tsb_cancel *cancel;
    tsn_refusal *refusal;
} tsn_call;

/* Performs it; the reply is the caller's to finish. */
int tsn_client_perform(tsn_client *client, const tsn_call *what, tsn_reply *reply, tsb_error *err) TSB_MUST_USE;

typedef int tsn_decoder(void *out, const void *json, size_t size, tsb_error *err);

/* The decoders of net/messages.h, by the type that tsn_client_ask() calls them by. */
#define TSN_DECODER(name, type)                                                                                        \
    static int name(void *out, const void *json, size_t size, tsb_error *err)                                          \
    {                                                                                                                  \
        return tsn_##type##_decode((tsn_##type *)out, json, size, err);                                                \
    }

/* Performs and decodes. */
int tsn_client_ask(tsn_client *client, const tsn_call *what, tsn_decoder *decode, void *out,
                   tsb_error *err) TSB_MUST_USE;

/*
 * As above for a request that the server answers alike however often it comes: when the answer was lost on its way, it
 * is asked for again a few times.
 */
int tsn_client_ask_again(tsn_client *client, const tsn_call *what, tsn_decoder *decode, void *out,
                         tsb_error *err) TSB_MUST_USE;

/* "/v1/copies/ID/complement" */
#define TSN_COMPLEMENT_PATH_SIZE 64
void tsn_complement_path(char path[TSN_COMPLEMENT_PATH_SIZE], const tss_id *copy);

/* size bytes of a copy's complement, from first on, into bytes. Zero-initialise. */
typedef struct tsn_range {
    const tss_id *copy;
    uint64_t first;
    uint8_t *bytes;
    size_t size;
    char *etag; /* TSN_ETAG_SIZE bytes for the entity tag; NULL: not wanted */
    const tsb_cancel *cancel;
} tsn_range;

/* All of them, or an error. advice as in tsn_exchange; refusal may be NULL. */
int tsn_client_range(tsn_client *client, const tsn_range *range, const char *advice, tsn_refusal *refusal,
                     tsb_error *err) TSB_MUST_USE;

/* host:port, for sentences. Borrowed. */
const char *tsn_client_place(const tsn_client *client);

#endif
