/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/app/opening.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/monitor.h"
#include "player/account/person_terminal.h"

struct tsp_opening {
    tsp_person person; /* the window's; first */
    tsp_person_terminal terminal;
    const tsp_options *options;
    const tsb_log *log;
    tsb_cancel *cancel;
    bool window;
    void (*wake)(void);
    pthread_t thread;

    tsb_monitor monitor; /* guards all below, as far as told */
    tsp_question question;
    bool answered;
    int answer;
    bool cancelled;
    bool done;
    bool left_token;
    char told[TSB_ERROR_TEXT_SIZE];

    /* The thread's, and after it the main thread's. */
    bool password_used;
    tsp_session *session;
    tsp_navigator *navigator;
    int result;
    tsb_error err;
};

/* Puts a question to the window and waits. */
static int ask(tsp_opening *opening, const tsp_question *question, tsb_error *err)
{
    tsb_monitor_enter(&opening->monitor);
    opening->question = *question;
    opening->answered = false;
    opening->wake();
    while (!opening->answered && !opening->cancelled)
        tsb_monitor_wait(&opening->monitor);
    int answer = opening->answered ? opening->answer : TSB_ERR_CANCELLED;
    opening->question.kind = TSP_ASK_NOTHING;
    tsb_monitor_leave(&opening->monitor);
    return answer < 0 ? tsb_fail(err, answer, "Not started; no view was used.") : answer;
}

static tsp_opening *opening_of(tsp_person *person)
{
    return (tsp_opening *)person;
}

static int trust(tsp_person *person, const tsp_trust_question *asked, tsb_error *err)
{
    tsp_opening *opening = opening_of(person);
    const tsp_question question = {.kind = TSP_ASK_TRUST, .trust = asked};
    if (opening->options->yes)
        return opening->terminal.base.ops->trust(&opening->terminal.base, asked, err);
    return ask(opening, &question, err);
}

static int credentials(tsp_person *person, const tsp_credentials_question *asked, char *user, char *password,
                       tsb_error *err)
{
    tsp_opening *opening = opening_of(person);
    const tsp_question question = {
        .kind = TSP_ASK_CREDENTIALS, .credentials = asked, .user = user, .password = password};
    /* What was given is tried once. */
    if (asked->user && opening->options->password_fd >= 0 && !opening->password_used) {
        opening->password_used = true;
        return opening->terminal.base.ops->credentials(&opening->terminal.base, asked, user, password, err);
    }
    return ask(opening, &question, err);
}

static int use_network(tsp_person *person, const char *why, tsb_error *err)
{
    tsp_opening *opening = opening_of(person);
    const tsp_question question = {.kind = TSP_ASK_NETWORK, .why = why};
    int answer = opening->options->yes ? opening->terminal.base.ops->use_network(&opening->terminal.base, why, err)
                                       : ask(opening, &question, err);
    tsb_monitor_enter(&opening->monitor);
    opening->left_token = answer > 0;
    tsb_monitor_leave(&opening->monitor);
    return answer;
}

static int start(tsp_person *person, const tsp_start_question *asked, tsb_error *err)
{
    tsp_opening *opening = opening_of(person);
    const tsp_question question = {.kind = TSP_ASK_START, .start = asked};
    if (opening->options->yes)
        return opening->terminal.base.ops->start(&opening->terminal.base, asked, err);
    return ask(opening, &question, err);
}

static void tell(tsp_person *person, const char *text)
{
    tsp_opening *opening = opening_of(person);
    opening->terminal.base.ops->tell(&opening->terminal.base, text);
    tsb_monitor_enter(&opening->monitor);
    snprintf(opening->told, sizeof opening->told, "%s", text);
    tsb_monitor_leave(&opening->monitor);
    opening->wake();
}

/* The tables of a disc in a drive that has to start up first take seconds. */
static int open_titles(tsp_opening *opening)
{
    tsp_session *session = opening->session;
    int result = tsp_navigator_open(&opening->navigator, tsp_session_path(session), opening->options->title,
                                    tsp_session_sectors(session)->count, opening->log, opening->cancel, &opening->err);
    if (result != 0) {
        tsp_session_close_view(session, NULL);
        tsp_session_explain(session, &opening->err);
    }
    return result;
}

static void *run(void *context)
{
    tsp_opening *opening = context;
    tsp_person *person = opening->window ? &opening->person : &opening->terminal.base;
    opening->result = tsp_session_open(&opening->session, opening->options, TSN_WATCH, person, opening->cancel,
                                       opening->log, &opening->err);
    if (opening->result == 0)
        opening->result = open_titles(opening);
    tsb_monitor_enter(&opening->monitor);
    opening->done = true;
    tsb_monitor_changed(&opening->monitor);
    tsb_monitor_leave(&opening->monitor);
    opening->wake();
    return NULL;
}

static void release(tsp_opening *opening)
{
    tsb_monitor_finish(&opening->monitor);
    tsb_cancel_destroy(&opening->cancel);
    free(opening);
}

int tsp_opening_start(tsp_opening **out, const tsp_options *options, bool window, void (*wake)(void),
                      const tsb_log *log, tsb_error *err)
{
    static const struct tsp_person_ops ops = {
        .trust = trust, .credentials = credentials, .use_network = use_network, .start = start, .tell = tell};
    tsp_opening *opening = calloc(1, sizeof *opening);
    *out = NULL;
    if (!opening)
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory.");
    *opening = (tsp_opening){.options = options, .window = window, .wake = wake, .log = log};
    /* A password that was given with --yes is all there is to be had. */
    opening->person = (tsp_person){.ops = &ops, .asks_again = !(options->yes && options->password_fd >= 0)};
    tsp_person_terminal_init(&opening->terminal, options);
    int result = tsb_cancel_create(&opening->cancel, err);
    if (result == 0)
        result = tsb_monitor_init(&opening->monitor, err);
    if (result != 0) {
        tsb_cancel_destroy(&opening->cancel);
        free(opening);
        return result;
    }
    if (pthread_create(&opening->thread, NULL, run, opening) != 0) {
        release(opening);
        return tsb_fail(err, TSB_ERR_INTERNAL, "The film's thread cannot be started.");
    }
    *out = opening;
    return 0;
}

bool tsp_opening_question(tsp_opening *opening, tsp_question *question)
{
    tsb_monitor_enter(&opening->monitor);
    *question = opening->question;
    bool asked = question->kind != TSP_ASK_NOTHING && !opening->answered && !opening->cancelled;
    tsb_monitor_leave(&opening->monitor);
    return asked;
}

void tsp_opening_answer(tsp_opening *opening, int answer)
{
    tsb_monitor_enter(&opening->monitor);
    opening->answer = answer;
    opening->answered = true;
    tsb_monitor_changed(&opening->monitor);
    tsb_monitor_leave(&opening->monitor);
}

void tsp_opening_told(tsp_opening *opening, char *text)
{
    tsb_monitor_enter(&opening->monitor);
    memcpy(text, opening->told, sizeof opening->told);
    tsb_monitor_leave(&opening->monitor);
}

void tsp_opening_cancel(tsp_opening *opening)
{
    tsb_monitor_enter(&opening->monitor);
    opening->cancelled = true;
    tsb_monitor_changed(&opening->monitor);
    tsb_monitor_leave(&opening->monitor);
    tsb_cancel_fire(opening->cancel);
}

bool tsp_opening_done(tsp_opening *opening)
{
    tsb_monitor_enter(&opening->monitor);
    bool done = opening->done;
    tsb_monitor_leave(&opening->monitor);
    return done;
}

bool tsp_opening_left_token(tsp_opening *opening)
{
    tsb_monitor_enter(&opening->monitor);
    bool left = opening->left_token;
    tsb_monitor_leave(&opening->monitor);
    return left;
}

int tsp_opening_result(tsp_opening *opening, tsp_session **session, tsb_error *err)
{
    tsb_monitor_enter(&opening->monitor);
    while (!opening->done)
        tsb_monitor_wait(&opening->monitor);
    tsb_monitor_leave(&opening->monitor);
    *session = opening->session;
    return opening->result == 0 ? 0 : tsb_pass(err, opening->result, &opening->err);
}

tsp_navigator *tsp_opening_navigator(tsp_opening *opening)
{
    return opening->navigator;
}

void tsp_opening_destroy(tsp_opening **opening)
{
    if (!opening || !*opening)
        return;
    tsp_opening_cancel(*opening);
    pthread_join((*opening)->thread, NULL);
    tsp_navigator_close(&(*opening)->navigator);
    tsp_session_destroy(&(*opening)->session);
    release(*opening);
    *opening = NULL;
}
