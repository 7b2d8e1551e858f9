/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One request and its reply, as the routes see them: plain data, nothing of the HTTP library. A handler reads the
 * request, fills the reply, and returns; http.c sends it.
 */
#ifndef TALLYSTICK_SERVER_HTTP_REQUEST_H
#define TALLYSTICK_SERVER_HTTP_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "net/messages.h"
#include "server/copystream.h"
#include "server/store/store.h"

/* A peer's numeric address, with its zero. */
#define TSV_ADDRESS_SIZE 64

typedef struct tsv_service tsv_service;
struct tsv_route;

typedef struct tsv_reply {
    unsigned status;    /* HTTP; 0: the handler filled nothing, which is an internal error */
    const char *type;   /* of body; static */
    tsb_buffer body;    /* owned */
    tsv_stream *stream; /* owned; bytes [first, first + length) of part are sent in place of body */
    enum tsv_part part;
    uint64_t first;
    uint64_t length;
    uint64_t total;       /* of the part; 416 and 206 name it */
    bool partial;         /* 206 */
    unsigned retry_after; /* seconds; 0: none */
    char allow[32];       /* 405: the methods there are; empty: none */
} tsv_reply;

typedef struct tsv_request {
    tsv_service *service;
    const struct tsv_route *route; /* NULL: none matches */
    bool head;                     /* HEAD: the reply's body is not sent */
    char address[TSV_ADDRESS_SIZE];
    bool local; /* the peer is this machine */
    int64_t now;
    char id_text[2 * TSS_ID_SIZE + 2]; /* {copy}, {view}, {export} or {device} of the path as it came, cut */
    char number_text[12];              /* {window}, likewise */
    tss_id id;                         /* {copy}, {view} or {export} */
    uint32_t number;                   /* {window} */
    tsv_bearer bearer;                 /* whom the token stands for, on routes that need a sign-in */
    const char *range;                 /* header fields, borrowed; NULL: none */
    const char *if_range;
    const char *if_none_match;
    const char *authorization;
    tsb_buffer body;
    tsv_reply reply;
} tsv_request;

/* Replies with an error: a stable code, and a sentence for a person. */
void tsv_reply_error(tsv_request *request, unsigned status, const char *code, const char *format, ...) TSB_PRINTF(4, 5);

/* Replies 500, logs what went wrong; err's text stays on the server. */
void tsv_reply_failure(tsv_request *request, const tsb_error *err);

/* As above when rc is not 0, else replies with status and the JSON that the handler put into request->reply.body. */
void tsv_reply_json(tsv_request *request, unsigned status, int rc, const tsb_error *err);

#endif
