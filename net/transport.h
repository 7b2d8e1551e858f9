/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One HTTP exchange after another with one server, over kept-alive connections, cancellable. Inside net/ only. */
#ifndef TALLYSTICK_NET_TRANSPORT_H
#define TALLYSTICK_NET_TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/cancel.h"
#include "base/error.h"
#include "net/url.h"

#define TSN_ETAG_SIZE 128

typedef struct tsn_transport tsn_transport;

typedef struct tsn_reply {
    int status;               /* HTTP */
    unsigned retry_after;     /* seconds; 0: not given */
    char etag[TSN_ETAG_SIZE]; /* empty: none, or too long */
    bool ranged;              /* the reply has a Content-Range of bytes, which follows */
    uint64_t first;           /* byte */
    uint64_t total;           /* bytes of the whole */
    tsb_buffer body;          /* what data was not given; cut at its ceiling */
} tsn_reply;

/* Zero-initialise; method and path are needed. */
typedef struct tsn_exchange {
    const char *method;     /* "GET", "POST", "DELETE"; only POST has a body */
    const char *path;       /* "/v1/..." */
    const tsb_buffer *body; /* JSON; NULL: none */
    const uint8_t *token;   /* TSN_TOKEN_SIZE bytes; NULL: none */
    const char *range;      /* "first-last"; NULL: all */
    const char *if_range;   /* entity tag; NULL: none */
    const char *advice;     /* a sentence put behind those about an unreachable server, translated there; NULL: none */
    /* Gets the body of a 2xx reply as it comes, reply's head being known; not 0 ends the exchange with that code.
     * NULL: the body goes to reply->body. */
    int (*data)(void *context, const tsn_reply *reply, const uint8_t *bytes, size_t size, tsb_error *err);
    void *context;
    const tsb_cancel *cancel;
} tsn_exchange;

/* ca_file may be NULL. */
int tsn_transport_create(tsn_transport **out, const tsn_url *url, const char *ca_file, unsigned connect_timeout_ms,
                         unsigned stall_timeout_ms, tsb_error *err) TSB_MUST_USE;
void tsn_transport_destroy(tsn_transport **transport);

/*
 * 0: a whole reply came, whatever its status. reply is the caller's to finish in any case. Any thread.
 * With cancel fired, TSB_ERR_CANCELLED at once, even while a name is being looked up.
 */
int tsn_transport_perform(tsn_transport *transport, const tsn_exchange *exchange, tsn_reply *reply,
                          tsb_error *err) TSB_MUST_USE;

void tsn_reply_finish(tsn_reply *reply);

#endif
