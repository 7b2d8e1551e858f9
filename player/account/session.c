/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/account/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "player/account/account.h"
#include "player/account/recent.h"
#include "player/account/right.h"
#include "player/device/device.h"
#include "player/disc/disc.h"

struct tsp_session {
    tsp_right_context context;
    tsp_disc *disc;
    tsp_account *account;
    tsp_right *right;
    tsp_right_views views; /* as looked at before beginning */
    uint32_t left;         /* after it */
    uint64_t position_ms;  /* where to begin */
    tss_source *source;    /* the right's */
    tsp_sectors *sectors;
    char *place; /* where the disc was opened, resolved while it was there; NULL: that is not known */
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

tsp_presence *tsp_session_presence(const tsp_session *session)
{
    return tsp_disc_presence(session->disc);
}

tsp_sectors *tsp_session_sectors(const tsp_session *session)
{
    return session->sectors;
}

uint32_t tsp_session_views_left(const tsp_session *session)
{
    return session->left;
}

static int not_started(tsb_error *err)
{
    return tsb_fail(err, TSB_ERR_CANCELLED, "Not started; no view was used.");
}

static int no_views(const tsp_session *session, tsb_error *err)
{
    const tsp_right_views *views = &session->views;
    const char *title = session->context.manifest->title;
    const char *advice = session->right->none_left;

    if (views->on_tokens == 1)
        return tsb_fail(err, TSB_ERR_SPENT,
                        "No views of \"%s\" are left in your account: of %u, 1 is on a token. Plug it in. %s", title,
                        views->granted, advice);
    if (views->on_tokens > 1)
        return tsb_fail(err, TSB_ERR_SPENT,
                        "No views of \"%s\" are left in your account: of %u, %u are on a token. Plug it in. %s", title,
                        views->granted, views->on_tokens, advice);
    if (session->right->token)
        return tsb_fail(err, TSB_ERR_SPENT, "No views of \"%s\" (from the token) are left: %u of %u used. %s", title,
                        views->granted, views->granted, advice);
    return tsb_fail(err, TSB_ERR_SPENT, "No views of \"%s\" are left: %u of %u used. %s", title, views->granted,
                    views->granted, advice);
}

static int look(tsp_session *session, tsb_error *err)
{
    const tsp_right_views *views = &session->views;
    int result = tsp_right_look(session->right, &session->views, err);

    if (result == TSB_ERR_NOT_YOURS)
        tsb_hint(err, "To sign in with another account, start again with --user NAME.");
    if (result != 0 || !views->counts || views->resumable || views->left > 0)
        return result;
    result = no_views(session, err);
    if (session->right->token)
        tsb_hint(err, "Give --no-token for that.");
    else
        tsb_hint(err, "Give --user NAME for that.");
    return result;
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
    if (session->context.options->token)
        return tsb_pass(err, result, &why);
    *network = true;
    if (result == TSB_ERR_NOT_FOUND) {
        tsb_info(session->context.log, "%s", why.text);
        return 0;
    }
    /* Never silently: the account's views are other ones than the token's. */
    result = session->context.person->ops->use_network(session->context.person, why.text, err);
    if (result < 0)
        return result;
    return result > 0 ? 0 : not_started(err);
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

/* Where the film was left: this device knows best, for the server is told only at the end. */
static uint64_t place_left(const tsp_session *session)
{
    tsp_recent *recent = calloc(1, sizeof(*recent));
    const tsp_recent_film *film = NULL;
    uint64_t place = session->views.position_ms;

    if (!recent)
        return place;
    tsp_recent_load(recent, session->context.options->data);
    film = tsp_recent_find(recent, &session->context.manifest->copy);
    if (film)
        place = film->position_ms;
    free(recent);
    return place;
}

/* Says what starting costs, and asks. */
static int ask_start(tsp_session *session, tsb_error *err)
{
    const tsp_right_views *views = &session->views;
    tsp_person *person = session->context.person;

    if (!views->counts)
        return 0;
    const tsp_start_question question = {
        .title = session->context.manifest->title,
        .distributor = views->distributor[0] ? views->distributor : NULL,
        .token = session->right->token,
        .url = tsp_right_server(&session->context),
        .verify = session->context.purpose == TSN_VERIFY,
        .resumable = views->resumable,
        .position_ms = place_left(session),
        .left = views->left,
        .granted = views->granted,
    };
    int answer = person->ops->start(person, &question, err);

    if (answer < 0)
        return answer;
    session->position_ms = answer == TSP_START_AGAIN ? 0 : question.position_ms;
    return answer == TSP_START_NOT ? not_started(err) : 0;
}

int tsp_session_open(tsp_session **out, const tsp_options *options, enum tsn_purpose purpose, tsp_person *person,
                     const tsb_cancel *cancel, const tsb_log *log, tsb_error *err)
{
    tsp_session *session = calloc(1, sizeof(*session));
    int result = 0;

    *out = NULL;
    if (!session)
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory.");
    session->context = (tsp_right_context){
        .options = options, .purpose = purpose, .person = person, .cancel = cancel, .log = log};
    result = tsp_disc_open(&session->disc, options->disc, log, cancel, err);
    if (result == 0)
        session->place = tsb_path_real(tsp_disc_path(session->disc));
    if (result == 0)
        result = tsp_disc_watch(session->disc, err);
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
    free((*session)->place);
    free(*session);
    *session = NULL;
}

uint64_t tsp_session_position(const tsp_session *session)
{
    return session->position_ms;
}

bool tsp_session_from_token(const tsp_session *session)
{
    return session->right->token;
}

void tsp_session_note(const tsp_session *session, uint64_t position_ms, uint64_t duration_ms)
{
    const tss_manifest *manifest = session->context.manifest;
    tsp_recent_film film = {
        .copy = manifest->copy, .position_ms = position_ms, .duration_ms = duration_ms, .when = (int64_t)time(NULL)};
    tsb_error cause = {0};
    int length = session->place ? snprintf(film.path, sizeof(film.path), "%s", session->place) : -1;

    memcpy(film.title, manifest->title, sizeof(film.title));
    if (length < 0 || (size_t)length >= sizeof(film.path))
        return;
    if (tsp_recent_note(session->context.options->data, &film, &cause) != 0)
        tsb_warn(session->context.log, "where the film was left is not noted: %s", cause.text);
}

void tsp_session_close_view(tsp_session *session, const uint64_t *position_ms)
{
    tsp_right_close(session->right, position_ms);
}

void tsp_session_explain(tsp_session *session, tsb_error *err)
{
    tsp_right_explain(session->right, err);
}
