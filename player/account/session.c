/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/account/session.h"

#include <stdio.h>
#include <stdlib.h>

#include "player/account/account.h"
#include "player/account/right.h"
#include "player/device/device.h"
#include "player/disc/disc.h"
#include "player/prompt.h"

struct tsp_session {
    tsp_right_context context;
    tsp_disc *disc;
    tsp_account *account;
    tsp_right *right;
    tsp_right_views views; /* as looked at before beginning */
    uint32_t left;         /* after it */
    tss_source *source;    /* the right's */
    tsp_sectors *sectors;
};

const tss_manifest *tsp_session_manifest(const tsp_session *session)
{
    return tsp_disc_manifest(session->disc);
}

const tss_index *tsp_session_index(const tsp_session *session)
{
    return &session->source->index;
}

const char *tsp_session_path(const tsp_session *session)
{
    return tsp_disc_path(session->disc);
}

tsp_sectors *tsp_session_sectors(const tsp_session *session)
{
    return session->sectors;
}

uint32_t tsp_session_views_left(const tsp_session *session)
{
    return session->left;
}

static const char *plural(uint32_t views)
{
    return views == 1 ? "view" : "views";
}

/* Whether the person agrees; without one, or with --yes, that is taken for granted. */
static int agreed(const tsp_session *session, const char *question, tsb_error *err)
{
    int answer = 1;

    if (!session->context.options->yes && tsp_prompt_possible())
        answer = tsp_prompt_yes(question, err);
    if (answer < 0)
        return answer;
    return answer > 0 ? 0 : tsb_fail(err, TSB_ERR_CANCELLED, "Not started; no view was used.");
}

static int look(tsp_session *session, tsb_error *err)
{
    const tsp_right_views *views = &session->views;
    int result = tsp_right_look(session->right, &session->views, err);

    if (result != 0 || !views->counts || views->resumable || views->left > 0)
        return result;
    if (views->on_tokens > 0)
        return tsb_fail(err, TSB_ERR_DENIED,
                        "No views of \"%s\" are left in your account: of %u, %u %s on a token. Plug it in. %s",
                        session->context.manifest->title, views->granted, views->on_tokens,
                        views->on_tokens == 1 ? "is" : "are", session->right->none_left);
    return tsb_fail(err, TSB_ERR_DENIED, "No views of \"%s\"%s are left: all %u were used. %s",
                    session->context.manifest->title, session->right->origin, views->granted,
                    session->right->none_left);
}

/* A token comes first. *network: it is to be used instead. */
static int open_token(tsp_session *session, bool *network, tsb_error *err)
{
    tsb_error why = {0};
    int result = tsp_right_token_open(&session->right, &session->context, &why);

    *network = false;
    if (result == 0)
        result = look(session, &why);
    if (result == 0)
        return 0;
    tsp_right_destroy(&session->right);
    if (session->context.options->token) {
        tsb_fail(err, result, "%s", why.text);
        return result;
    }
    *network = true;
    if (result == TSB_ERR_NOT_FOUND) {
        tsb_info(session->context.log, "%s", why.text);
        return 0;
    }
    /* Never silently: the account's views are other ones than the token's. */
    fprintf(stderr, "%s\nThe network can be used instead.\n", why.text);
    return agreed(session, "Use it? [Y/n] ", err);
}

static int open_right(tsp_session *session, tsb_error *err)
{
    bool network = session->context.options->no_token;
    tsp_right *right = NULL;
    int result = network ? 0 : open_token(session, &network, err);

    if (result != 0 || !network)
        return result;
    result = tsp_right_net_open(&right, &session->context, err);
    session->right = right;
    return result == 0 ? look(session, err) : result;
}

/* Says what starting costs, and asks. */
static int ask_start(const tsp_session *session, tsb_error *err)
{
    const tsp_right_views *views = &session->views;
    const char *title = session->context.manifest->title;
    const char *origin = session->right->origin;

    if (!views->counts)
        return 0;
    if (session->context.purpose == TSN_VERIFY)
        fputs("Verifying this way counts as a view.\n", stderr);
    if (views->resumable) {
        fprintf(stderr, "Film \"%s\"%s: resuming the view you began; %u %s left.\n", title, origin, views->left,
                plural(views->left));
        return 0;
    }
    fprintf(stderr, "Film \"%s\"%s: %u %s left; starting uses one.\n", title, origin, views->left, plural(views->left));
    return agreed(session, "Start? [Y/n] ", err);
}

int tsp_session_open(tsp_session **out, const tsp_options *options, enum tsn_purpose purpose, const tsb_cancel *cancel,
                     const tsb_log *log, tsb_error *err)
{
    tsp_session *session = calloc(1, sizeof(*session));
    int result = 0;

    *out = NULL;
    if (!session)
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory.");
    session->context = (tsp_right_context){.options = options, .purpose = purpose, .cancel = cancel, .log = log};
    result = tsp_disc_open(&session->disc, options->disc, log, cancel, err);
    if (result == 0)
        result = tsp_account_open(&session->account, options->data, cancel, log, err);
    if (result == 0) {
        session->context.manifest = tsp_disc_manifest(session->disc);
        session->context.account = session->account;
        result = open_right(session, err);
    }
    if (result == 0)
        result = ask_start(session, err);
    /* All that can fail comes before the view, so that none is spent on a complement that is damaged or another disc's.
     */
    if (result == 0)
        result = tsp_right_complement(session->right, &session->source, err);
    if (result == 0)
        result = tsp_device_open(&session->sectors, session->disc, session->source, log, err);
    if (result == 0)
        result = tsp_right_begin(session->right, &session->left, err);
    if (result != 0) {
        tsp_session_destroy(&session);
        return result;
    }
    *out = session;
    return 0;
}

void tsp_session_destroy(tsp_session **session)
{
    if (!session || !*session)
        return;
    tsp_sectors_destroy(&(*session)->sectors);
    tsp_right_destroy(&(*session)->right);
    tsp_account_destroy(&(*session)->account);
    tsp_disc_destroy(&(*session)->disc);
    free(*session);
    *session = NULL;
}

void tsp_session_close_view(tsp_session *session, const uint64_t *position_ms)
{
    tsp_right_close(session->right, position_ms);
}

void tsp_session_explain(tsp_session *session, tsb_error *err)
{
    tsp_right_explain(session->right, err);
}
