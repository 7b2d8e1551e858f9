/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/account/session.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/client.h"
#include "net/source.h"
#include "player/account/account.h"
#include "player/account/signin.h"
#include "player/device/device.h"
#include "player/disc/disc.h"
#include "player/prompt.h"

/* How long quitting may wait for the server. */
#define CLOSE_MS 2000u

struct tsp_session {
    const tsp_options *options;
    const tsb_cancel *cancel;
    const tsb_log *log;
    tsp_disc *disc;
    tsp_account *account;
    tsp_signin *signin;
    tsn_copy copy;
    tsn_view view;
    tss_source *source;
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
    return session->view.views_left;
}

static int open_signin(tsp_session *session, tsb_error *err)
{
    const tss_manifest *manifest = tsp_disc_manifest(session->disc);
    tsp_signin_options options = {
        .server = session->options->server ? session->options->server : manifest->server,
        .user = session->options->user,
        .ca_file = session->options->ca_file,
        .signer = manifest->signer,
        .password_fd = session->options->password_fd,
        .yes = session->options->yes,
        .cancel = session->cancel,
        .log = session->log,
    };

    return tsp_signin_open(&session->signin, session->account, &options, err);
}

/* Whether the server knows no more the token kept from earlier. */
static bool token_is_over(const tsp_session *session, const tsn_refusal *refusal)
{
    return tsp_signin_kept(session->signin) && strcmp(refusal->code, "not_signed_in") == 0;
}

/* What the licence says. A token kept from earlier may turn out to be worthless here: then the password is asked for.
 */
static int ask_copy(tsp_session *session, tsb_error *err)
{
    const tss_id *copy = &tsp_disc_manifest(session->disc)->copy;
    tsn_client *client = tsp_signin_client(session->signin);
    tsn_refusal refusal = {0};
    tsb_error cause = {0};
    int result = tsn_client_copy(client, copy, &session->copy, session->cancel, &refusal, &cause);

    if (result == 0)
        return 0;
    if (!token_is_over(session, &refusal))
        return tsb_fail(err, result, "%s", cause.text);
    result = tsp_signin_again(session->signin, err);
    if (result != 0)
        return result;
    return tsn_client_copy(client, copy, &session->copy, session->cancel, &refusal, err);
}

static const char *plural(uint32_t views)
{
    return views == 1 ? "view" : "views";
}

/* Says what starting costs, and asks. */
static int ask_start(const tsp_session *session, tsb_error *err)
{
    const tss_manifest *manifest = tsp_disc_manifest(session->disc);
    const tsn_copy *copy = &session->copy;
    int answer = 1;

    if (copy->resumable) {
        fprintf(stderr, "Film \"%s\": resuming the view you began; %u %s left.\n", manifest->title, copy->views_left,
                plural(copy->views_left));
        return 0;
    }
    if (copy->views_left == 0)
        return tsb_fail(
            err, TSB_ERR_DENIED,
            "No views of \"%s\" are left: all %u were used. Nothing was fetched. Ask the distributor for more.",
            manifest->title, copy->views_granted);
    fprintf(stderr, "Film \"%s\": %u %s left; starting uses one.\n", manifest->title, copy->views_left,
            plural(copy->views_left));
    if (!session->options->yes && tsp_prompt_possible())
        answer = tsp_prompt_yes("Start? [Y/n] ", err);
    if (answer < 0)
        return answer;
    return answer > 0 ? 0 : tsb_fail(err, TSB_ERR_CANCELLED, "Not started; no view was used.");
}

static int open_view(tsp_session *session, enum tsn_purpose purpose, tsb_error *err)
{
    const tss_id *copy = &tsp_disc_manifest(session->disc)->copy;
    tsn_client *client = tsp_signin_client(session->signin);
    tsn_refusal refusal = {0};
    tsb_error cause = {0};
    int result = tsn_client_view_open(client, copy, purpose, &session->view, session->cancel, &refusal, &cause);

    if (result != 0 && token_is_over(session, &refusal)) {
        tsb_error_clear(&cause);
        result = tsp_signin_again(session->signin, &cause);
        if (result == 0)
            result = tsn_client_view_open(client, copy, purpose, &session->view, session->cancel, &refusal, &cause);
    }
    if (result != 0)
        return tsb_fail(err, result, "%s", cause.text);
    tsn_source_begin(session->source, &session->view.view);
    return 0;
}

/* All that can fail but the view, so that none is spent on a complement that is damaged or another disc's. */
static int open_sectors(tsp_session *session, tsb_error *err)
{
    const tss_manifest *manifest = tsp_disc_manifest(session->disc);
    tsn_source_options options = {.copy = manifest->copy, .log = session->log};
    int result = 0;

    memcpy(options.index_hash, manifest->index_hash, TSS_HASH_SIZE);
    result = tsn_source_open(&session->source, tsp_signin_client(session->signin), &options, session->cancel, err);
    if (result == 0)
        result = tsp_device_open(&session->sectors, session->disc, session->source, session->log, err);
    return result;
}

int tsp_session_open(tsp_session **out, const tsp_options *options, enum tsn_purpose purpose, tsp_session_ready *ready,
                     const tsb_cancel *cancel, const tsb_log *log, tsb_error *err)
{
    tsp_session *session = calloc(1, sizeof(*session));
    int result = 0;

    *out = NULL;
    if (!session)
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory.");
    session->options = options;
    session->cancel = cancel;
    session->log = log;
    result = tsp_disc_open(&session->disc, options->disc, log, err);
    if (result == 0)
        result = tsp_account_open(&session->account, options->data, err);
    if (result == 0)
        result = open_signin(session, err);
    if (result == 0)
        result = ask_copy(session, err);
    if (result == 0 && purpose == TSN_WATCH)
        result = ask_start(session, err);
    if (result == 0 && ready)
        result = ready(err);
    if (result == 0)
        result = open_sectors(session, err);
    if (result == 0)
        result = open_view(session, purpose, err);
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
    tss_source_destroy(&(*session)->source);
    tsp_signin_destroy(&(*session)->signin);
    tsp_account_destroy(&(*session)->account);
    tsp_disc_destroy(&(*session)->disc);
    free(*session);
    *session = NULL;
}

void tsp_session_check_signin(tsp_session *session, tsb_error *err)
{
    tsb_error cause = {0};
    char text[TSB_ERROR_TEXT_SIZE] = "";
    int code = err->code;

    if (!tsn_source_needs_signin(session->source))
        return;
    snprintf(text, sizeof(text), "%s", err->text);
    if (tsp_signin_forget(session->signin, &cause) != 0)
        tsb_warn(session->log, "the sign-in kept could not be forgotten: %s", cause.text);
    tsb_error_clear(err);
    tsb_fail(err, code,
             "The sign-in kept on this device is worth nothing now, and was forgotten: start again with "
             "--user NAME to sign in. (%.300s)",
             text);
}

struct deadline {
    tsb_cancel *answered;
    tsb_cancel *late;
};

static void *run_deadline(void *context)
{
    struct deadline *deadline = context;

    if (tsb_cancel_sleep(deadline->answered, CLOSE_MS) != TSB_ERR_CANCELLED)
        tsb_cancel_fire(deadline->late);
    return NULL;
}

void tsp_session_close_view(tsp_session *session, const uint64_t *position_ms)
{
    struct deadline deadline = {0};
    tsb_error cause = {0};
    pthread_t timer;

    if (tsb_cancel_create(&deadline.answered, NULL) == 0 && tsb_cancel_create(&deadline.late, NULL) == 0 &&
        pthread_create(&timer, NULL, run_deadline, &deadline) == 0) {
        uint64_t position = position_ms ? *position_ms : session->view.position_ms;
        if (tsn_client_view_close(tsp_signin_client(session->signin), &session->view.view, position, deadline.late,
                                  &cause) != 0)
            tsb_info(session->log, "the server was not told where viewing stopped: %s", cause.text);
        tsb_cancel_fire(deadline.answered);
        pthread_join(timer, NULL);
    }
    tsb_cancel_destroy(&deadline.answered);
    tsb_cancel_destroy(&deadline.late);
}
