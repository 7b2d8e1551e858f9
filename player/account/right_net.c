/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/account/right.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/translate.h"
#include "net/client.h"
#include "net/source.h"
#include "player/account/deadline.h"
#include "player/account/signin.h"

struct net_right {
    tsp_right base;
    tsp_right_context context;
    tsp_signin *signin;
    tsn_view view;
    tss_source *source;
};

/* Whether the server knows no more the token kept from earlier. */
static bool token_is_over(const struct net_right *net, const tsn_refusal *refusal)
{
    return tsp_signin_kept(net->signin) && strcmp(refusal->code, "not_signed_in") == 0;
}

/* What the licence says. A token kept from earlier may turn out to be worthless here: then the password is asked for.
 */
static int ask_copy(const struct net_right *net, tsn_copy *copy, tsb_error *err)
{
    const tss_id *id = &net->context.manifest->copy;
    tsn_client *client = tsp_signin_client(net->signin);
    tsn_refusal refusal = {0};
    tsb_error cause = {0};
    int result = tsn_client_copy(client, id, copy, net->context.cancel, &refusal, &cause);

    if (result == 0)
        return 0;
    if (!token_is_over(net, &refusal))
        return tsb_pass(err, result, &cause);
    result = tsp_signin_again(net->signin, err);
    if (result != 0)
        return result;
    return tsn_client_copy(client, id, copy, net->context.cancel, &refusal, err);
}

static int look(tsp_right *right, tsp_right_views *out, tsb_error *err)
{
    const struct net_right *net = (const struct net_right *)right;
    tsn_copy copy = {0};
    int result = ask_copy(net, &copy, err);

    *out = (tsp_right_views){.counts = net->context.purpose == TSN_WATCH,
                             .resumable = copy.resumable,
                             .left = copy.views_left,
                             .granted = copy.views_granted,
                             .on_tokens = copy.views_on_tokens,
                             .position_ms = copy.resumable ? copy.position_ms : 0};
    memcpy(out->distributor, copy.distributor_name, sizeof(out->distributor));
    return result;
}

static int complement(tsp_right *right, tss_source **out, tsb_error *err)
{
    struct net_right *net = (struct net_right *)right;
    const tss_manifest *manifest = net->context.manifest;
    tsn_source_options options = {.copy = manifest->copy, .log = net->context.log};
    int result = 0;

    memcpy(options.index_hash, manifest->index_hash, TSS_HASH_SIZE);
    result = tsn_source_open(&net->source, tsp_signin_client(net->signin), &options, net->context.cancel, err);
    *out = net->source;
    return result;
}

static int begin(tsp_right *right, uint32_t *left, tsb_error *err)
{
    struct net_right *net = (struct net_right *)right;
    const tsp_right_context *context = &net->context;
    const tss_id *copy = &context->manifest->copy;
    tsn_client *client = tsp_signin_client(net->signin);
    tsn_refusal refusal = {0};
    tsb_error cause = {0};
    int result = tsn_client_view_open(client, copy, context->purpose, &net->view, context->cancel, &refusal, &cause);

    if (result != 0 && token_is_over(net, &refusal)) {
        tsb_error_clear(&cause);
        result = tsp_signin_again(net->signin, &cause);
        if (result == 0)
            result = tsn_client_view_open(client, copy, context->purpose, &net->view, context->cancel, &refusal,
                                          &cause);
    }
    if (result != 0)
        return tsb_pass(err, result, &cause);
    tsn_source_begin(net->source, &net->view.view);
    *left = net->view.views_left;
    return 0;
}

/* Gives up quietly after a moment, as the view counts either way. */
static void close_view(tsp_right *right, const uint64_t *position_ms)
{
    struct net_right *net = (struct net_right *)right;
    uint64_t position = position_ms ? *position_ms : net->view.position_ms;
    tsp_deadline deadline = {0};
    tsb_cancel *late = NULL;
    tsb_error cause = {0};

    if (tsb_cancel_create(&late, NULL) == 0 && tsp_deadline_start(&deadline, late, TSP_CLOSE_MS, NULL) == 0) {
        if (tsn_client_view_close(tsp_signin_client(net->signin), &net->view.view, position, late, &cause) != 0)
            tsb_info(net->context.log, "the server was not told where viewing stopped: %s", cause.text);
        tsp_deadline_end(&deadline);
    }
    tsb_cancel_destroy(&late);
}

/* Was it that the server knows this sign-in no more, or gives keys for another device key than this one's? Then the
 * sign-in kept is forgotten, and err says how to sign in anew. */
static void explain(tsp_right *right, tsb_error *err)
{
    struct net_right *net = (struct net_right *)right;
    tsb_error cause = {0};
    char text[TSB_ERROR_TEXT_SIZE] = "";
    int code = err->code;

    if (!tsn_source_needs_signin(net->source))
        return;
    snprintf(text, sizeof(text), "%s", err->text);
    if (tsp_signin_forget(net->signin, &cause) != 0)
        tsb_warn(net->context.log, "the sign-in kept could not be forgotten: %s", cause.text);
    tsb_error_clear(err);
    tsb_fail(err, code,
             "The sign-in kept on this device is worth nothing now, and was forgotten: sign in again. (%.300s)", text);
    tsb_hint(err, "To sign in, start again with --user NAME.");
}

static void destroy(tsp_right *right)
{
    struct net_right *net = (struct net_right *)right;

    tss_source_destroy(&net->source);
    tsp_signin_destroy(&net->signin);
    free(net);
}

static const struct tsp_right_ops ops = {.look = look,
                                         .complement = complement,
                                         .begin = begin,
                                         .close = close_view,
                                         .explain = explain,
                                         .destroy = destroy};

int tsp_right_net_open(tsp_right **out, const tsp_right_context *context, tsb_error *err)
{
    struct net_right *net = calloc(1, sizeof(*net));
    tsp_signin_options options = {
        .server = tsp_right_server(context),
        .user = context->options->user,
        .ca_file = context->options->ca_file,
        .signer = context->manifest->signer,
        .password_given = context->options->password_fd >= 0 || context->options->sign_in,
        .person = context->person,
        .cancel = context->cancel,
        .log = context->log,
    };
    int result = 0;

    *out = NULL;
    if (!net)
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory.");
    net->base = (tsp_right){.ops = &ops,
                            .none_left = _("Nothing was fetched. Ask the distributor for more, or sign in with "
                                           "another account.")};
    net->context = *context;
    result = tsp_signin_open(&net->signin, context->account, &options, err);
    if (result != 0) {
        destroy(&net->base);
        return result;
    }
    *out = &net->base;
    return 0;
}
