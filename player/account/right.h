/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The right to view a disc's film, and the complement that comes with it: an
 * account on the disc's server (right_net.c), or a licence on a token (right_token.c).
 * One thread at a time.
 */
#ifndef TALLYSTICK_PLAYER_RIGHT_H
#define TALLYSTICK_PLAYER_RIGHT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cancel.h"
#include "base/error.h"
#include "base/log.h"
#include "net/messages.h"
#include "player/account/account.h"
#include "player/account/person.h"
#include "player/options.h"
#include "synth/manifest.h"
#include "synth/source.h"

/* What a right is opened with; all is borrowed and outlives it. */
typedef struct tsp_right_context {
    const tsp_options *options;
    const tss_manifest *manifest; /* of the disc */
    const tsp_account *account;
    tsp_person *person;
    enum tsn_purpose purpose;
    const tsb_cancel *cancel;
    const tsb_log *log;
} tsp_right_context;

/* The address of the disc's server, or of the one to be used in its place. */
static inline const char *tsp_right_server(const tsp_right_context *context)
{
    return context->options->server ? context->options->server : context->manifest->server;
}

/* What beginning would mean. */
typedef struct tsp_right_views {
    bool counts; /* it takes a view, or resumes one; else what follows does not matter */
    bool resumable;
    uint32_t left;
    uint32_t granted;
    uint32_t on_tokens;   /* moved from here to tokens */
    uint64_t position_ms; /* where the view that can be resumed was left, as far as the right knows; else 0 */
    char distributor[TSN_NAME_SIZE]; /* empty where it is not known */
} tsp_right_views;

typedef struct tsp_right tsp_right;

struct tsp_right_ops {
    /* See the wrappers below. */
    int (*look)(tsp_right *right, tsp_right_views *out, tsb_error *err);
    int (*complement)(tsp_right *right, tss_source **out, tsb_error *err);
    int (*begin)(tsp_right *right, uint32_t *left, tsb_error *err);
    void (*close)(tsp_right *right, const uint64_t *position_ms);
    void (*explain)(tsp_right *right, tsb_error *err);
    void (*destroy)(tsp_right *right);
};

/* First member of both. Texts are for messages. */
struct tsp_right {
    const struct tsp_right_ops *ops;
    bool token;            /* from a token */
    const char *none_left; /* what to do when no views are left */
};

/* By signing in to the disc's server, asking the person where need be. */
int tsp_right_net_open(tsp_right **out, const tsp_right_context *context, tsb_error *err) TSB_MUST_USE;

/* From the token that was named, or one that holds the disc's film; no network is needed. TSB_ERR_NOT_FOUND: there is
 * none; any other code: there is one, and why it is of no use. */
int tsp_right_token_open(tsp_right **out, const tsp_right_context *context, tsb_error *err) TSB_MUST_USE;

/* How many views are left. Spends nothing, and reads nothing of the film. */
static inline int tsp_right_look(tsp_right *right, tsp_right_views *out, tsb_error *err)
{
    return right->ops->look(right, out, err);
}

/* Opens the complement, and checks that it is the disc's; it gives no chunk before begin. *out is borrowed. */
static inline int tsp_right_complement(tsp_right *right, tss_source **out, tsb_error *err)
{
    return right->ops->complement(right, out, err);
}

/* Takes a view, durably, or goes on with one; left is what remains. After complement. */
static inline int tsp_right_begin(tsp_right *right, uint32_t *left, tsb_error *err)
{
    return right->ops->begin(right, left, err);
}

/* Viewing stopped at position_ms; NULL: nothing was watched, and where it stopped before stands. After begin. */
static inline void tsp_right_close(tsp_right *right, const uint64_t *position_ms)
{
    right->ops->close(right, position_ms);
}

/* After a failure: where the right itself was the reason, says in err what to do. */
static inline void tsp_right_explain(tsp_right *right, tsb_error *err)
{
    right->ops->explain(right, err);
}

/* Ends the complement, too, which nothing may use any more. */
static inline void tsp_right_destroy(tsp_right **right)
{
    if (right && *right) {
        (*right)->ops->destroy(*right);
        *right = NULL;
    }
}

#endif
