/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/account/right.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/secret.h"
#include "base/translate.h"
#include "net/client.h"
#include "player/account/contact.h"
#include "player/account/deadline.h"
#include "player/account/signin.h"
#include "token/find.h"
#include "token/source.h"

/* How often the view's time is entered on the token while it lasts. */
#define SEEN_MS 60000u

struct token_right {
    tsp_right base;
    tsp_right_context context;
    tst_finder *finder;
    tst_blocks *first; /* what was found at the beginning, until the source takes it */
    tst_monotonic *monotonic;
    tss_source *source;
    pthread_t keeper; /* enters the view's time */
    bool keeping;
    tsb_cancel *stop; /* for the keeper */
    tsb_cancel *late; /* for what it tells the server */
};

static uint64_t unix_now(void)
{
    return (uint64_t)time(NULL);
}

/* A tst_token_finder. */
static int find(void *context, tst_blocks **out, tsb_error *err)
{
    struct token_right *token = context;

    if (!token->first)
        return tst_finder_find(token->finder, out, err);
    *out = token->first;
    token->first = NULL;
    return 0;
}

/* The one place that decides whether a view is taken: playing always takes one. */
static bool counts(const struct token_right *token)
{
    return token->context.purpose == TSN_WATCH || !tst_source_licence(token->source)->qa;
}

static int look(tsp_right *right, tsp_right_views *out, tsb_error *err)
{
    const struct token_right *token = (const struct token_right *)right;
    tst_counter_record record;
    bool resumes = false;
    int result = tst_source_look(token->source, unix_now(), &record, &resumes, err);

    *out = (tsp_right_views){.counts = counts(token)};
    if (result != 0)
        return result;
    out->resumable = resumes;
    out->left = record.left;
    out->granted = tst_source_licence(token->source)->views - record.returned;
    return 0;
}

static int complement(tsp_right *right, tss_source **out, tsb_error *err)
{
    (void)err;
    *out = ((struct token_right *)right)->source;
    return 0;
}

/* Enters what passed since *since (by the clock that cannot be set), and moves it on. */
static void enter_time(const struct token_right *token, uint64_t *since)
{
    tsb_error cause = {0};
    uint64_t elapsed = (tsb_clock_ms() - *since) / 1000;
    int result = tst_source_seen(token->source, unix_now(), elapsed, &cause);

    *since += elapsed * 1000;
    /* That it is out, or over, the source itself says where it matters. */
    if (result != 0)
        tsb_info(token->context.log, "the view's time was not entered on the token: %s", cause.text);
}

/* Where there is a network after all, and a sign-in that is kept, the server hears of the view; playing never waits for
 * that, and no network is nothing to speak of. */
static void meet_server(const struct token_right *token)
{
    const tsp_right_context *context = &token->context;
    const tsp_signin_options options = {
        .server = tsp_right_server(context),
        .ca_file = context->options->ca_file,
        .signer = context->manifest->signer,
        .cancel = token->late,
        .log = context->log,
    };
    tsp_signin *signin = NULL;
    tsb_error cause = {0};
    int result = tsp_signin_open(&signin, context->account, &options, &cause);

    if (result == 0)
        result = tsp_contact_source(tsp_signin_client(signin), token->source, token->late, &cause);
    if (result != 0)
        tsb_info(context->log, "the server was not told of this view: %s", cause.text);
    tsp_signin_destroy(&signin);
}

static void *keep(void *context)
{
    const struct token_right *token = context;
    uint64_t since = tsb_clock_ms();

    meet_server(token);
    while (tsb_cancel_sleep(token->stop, SEEN_MS) == 0)
        enter_time(token, &since);
    enter_time(token, &since);
    return NULL;
}

static int begin_counted(struct token_right *token, uint32_t *left, tsb_error *err)
{
    tst_counter_record record;
    int result = tsb_cancel_create(&token->stop, err);

    if (result == 0)
        result = tsb_cancel_create(&token->late, err);
    /* The thread that can fail comes before the view that cannot be given back. */
    if (result == 0)
        result = tst_source_begin(token->source, unix_now(), &record, err);
    if (result != 0)
        return result;
    *left = record.left;
    if (pthread_create(&token->keeper, NULL, keep, token) != 0)
        return tsb_fail(err, TSB_ERR_MEMORY, "No thread can be started. Start again: it is the same view.");
    token->keeping = true;
    return 0;
}

static int begin(tsp_right *right, uint32_t *left, tsb_error *err)
{
    struct token_right *token = (struct token_right *)right;

    return counts(token) ? begin_counted(token, left, err) : tst_source_begin_qa(token->source, err);
}

/* A token does not keep the place. */
static void close_view(tsp_right *right, const uint64_t *position_ms)
{
    struct token_right *token = (struct token_right *)right;

    tsp_deadline deadline = {0};
    bool timed = false;

    (void)position_ms;
    if (!token->keeping)
        return;
    timed = tsp_deadline_start(&deadline, token->late, TSP_CLOSE_MS, NULL) == 0;
    if (!timed)
        tsb_cancel_fire(token->late);
    tsb_cancel_fire(token->stop);
    pthread_join(token->keeper, NULL);
    token->keeping = false;
    if (timed)
        tsp_deadline_end(&deadline);
}

static void explain(tsp_right *right, tsb_error *err)
{
    (void)right;
    (void)err;
}

static void destroy(tsp_right *right)
{
    struct token_right *token = (struct token_right *)right;

    close_view(right, NULL);
    tsb_cancel_destroy(&token->stop);
    tsb_cancel_destroy(&token->late);
    tss_source_destroy(&token->source);
    tst_blocks_destroy(&token->first);
    tst_finder_destroy(&token->finder);
    tst_monotonic_destroy(&token->monotonic);
    free(token);
}

/* The signing key pinned at the first sign-in, which must be the disc's signer. */
static int load_signer(uint8_t signer[TSS_KEY_SIZE], const tsp_right_context *context, tsb_error *err)
{
    char url[TSS_MANIFEST_SERVER_SIZE];
    tsp_login *login = tsb_secret_alloc(sizeof(*login));
    int result = login ? 0 : tsb_fail(err, TSB_ERR_MEMORY, "out of memory");

    if (result == 0)
        result = tsn_url_normalise(url, sizeof(url), tsp_right_server(context), err);
    if (result == 0)
        result = tsp_account_load(context->account, url, login, err);
    if (result == 0 && !login->pinned)
        result = tsb_fail(err, TSB_ERR_DENIED,
                          "this device has not signed in to %s yet; it has to once, over the network, and needs the "
                          "token alone from then on",
                          url);
    if (result == 0 && memcmp(login->signing_key, context->manifest->signer, TSS_KEY_SIZE) != 0)
        result = tsp_signin_refuse_signer(url, context->manifest->signer, login->signing_key, err);
    if (result == 0)
        memcpy(signer, login->signing_key, TSS_KEY_SIZE);
    tsb_secret_free(login, sizeof(*login));
    return result;
}

/* With a token in token->first. */
static int open_source(struct token_right *token, tsb_error *err)
{
    const tsp_right_context *context = &token->context;
    uint8_t signer[TSS_KEY_SIZE];
    tst_source_options options = {
        .find = find,
        .context = token,
        .copy = context->manifest->copy,
        .holder = {.private_key = tsp_account_device_key(context->account),
                   .hardware = tsp_account_hardware(context->account, context->options->tpm),
                   .signer = signer},
        .log = context->log,
    };
    int result = load_signer(signer, context, err);

    if (result == 0)
        result = tsp_account_counters(context->account, &token->monotonic, err);
    if (result != 0)
        return result;
    options.holder.monotonic = token->monotonic;
    memcpy(options.index_hash, context->manifest->index_hash, TSS_HASH_SIZE);
    return tst_source_open(&token->source, &options, err);
}

int tsp_right_token_open(tsp_right **out, const tsp_right_context *context, tsb_error *err)
{
    static const struct tsp_right_ops ops = {.look = look,
                                             .complement = complement,
                                             .begin = begin,
                                             .close = close_view,
                                             .explain = explain,
                                             .destroy = destroy};
    struct token_right *token = calloc(1, sizeof(*token));
    tsb_error cause = {0};
    int result = 0;

    *out = NULL;
    if (!token)
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory.");
    token->base = (tsp_right){.ops = &ops,
                              .token = true,
                              .none_left = _("Nothing was read. Ask the distributor for more, or use your account over "
                                             "the network.")};
    token->context = *context;
    result = tst_finder_create(&token->finder, context->options->token, &context->manifest->copy, &cause);
    if (result == 0)
        result = tst_finder_find(token->finder, &token->first, &cause);
    /* Tokens that are for other discs are none for this one. */
    if (result == TSB_ERR_INVALID)
        result = TSB_ERR_NOT_FOUND;
    else if (result == 0 && open_source(token, &cause) != 0)
        result = cause.code == TSB_ERR_NOT_FOUND ? TSB_ERR_INVALID : cause.code;
    if (result != 0) {
        destroy(&token->base);
        return tsb_fail(err, result, "The token cannot be used: %s.", cause.text);
    }
    *out = &token->base;
    return 0;
}
