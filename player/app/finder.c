/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/app/finder.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cancel.h"
#include "base/monitor.h"
#include "player/app/finder_discs.h"
#include "player/app/finder_recent.h"

#define PAUSE 3000u /* milliseconds from one look to the next */

struct tsp_finder {
    const tsp_options *options;
    const tsb_log *log;
    void (*wake)(void);
    tsb_cancel *cancel;
    pthread_t thread;
    tsb_monitor monitor; /* guards the three below */
    tsp_found found;
    bool changed;
    bool stopped;
    /* The thread's. */
    tsp_found now;
    tsp_account *account;
    bool without_account; /* it cannot be opened, and that was said */
};

static void add_films(tsp_found *found, const tsp_stick *stick)
{
    for (uint32_t i = 0; i < stick->film_count && found->film_count < TSP_FOUND_FILMS; i++) {
        const tsp_token_film *film = &stick->films[i];
        tsp_found_film *to = &found->films[found->film_count++];
        memset(to, 0, sizeof *to);
        snprintf(to->token, sizeof to->token, "%s", tst_find_name(&stick->found));
        snprintf(to->title, sizeof to->title, "%s", film->name);
        to->copy = film->copy;
        to->complete = film->complete;
        to->use = film->use;
        to->left = film->left;
        to->granted = film->granted;
        snprintf(to->why, sizeof to->why, "%s", film->why);
    }
}

static void add_token(tsp_found *found, const char *name, const char *why)
{
    if (found->token_count == TSP_FOUND_TOKENS)
        return;
    tsp_found_token *to = &found->tokens[found->token_count++];
    memset(to, 0, sizeof *to);
    snprintf(to->name, sizeof to->name, "%s", name);
    snprintf(to->why, sizeof to->why, "%s", why);
}

/* A stick that is ordinary, or that nobody may look into, is listed only where it was named as a token. */
static void add_stick(tsp_found *found, const tsp_stick *stick, bool named)
{
    add_films(found, stick);
    bool token = stick->container || (stick->accessible && stick->why[0]);
    if (stick->film_count == 0 && (token || named))
        add_token(found, tst_find_name(&stick->found), stick->why);
}

/* Tokens are a matter of this device's key. Without it there are none to speak of; opening a film will say why. */
static void look_for_tokens(tsp_finder *finder)
{
    tsp_stick *sticks = NULL;
    size_t count = 0;
    tsb_error why = {0};
    if (!finder->account && !finder->without_account &&
        tsp_account_open(&finder->account, finder->options->data, finder->cancel, finder->log, &why) != 0) {
        finder->without_account = true;
        tsb_info(finder->log, "no tokens are looked for: %s", why.text);
    }
    if (!finder->account || tsb_cancel_fired(finder->cancel))
        return;
    finder->now.film_count = 0;
    finder->now.token_count = 0;
    const char *named = finder->options->token;
    if (tsp_sticks_list(&sticks, &count, named, finder->account, finder->options->tpm, &why) != 0) {
        tsb_info(finder->log, "tokens cannot be looked for: %s", why.text);
        if (named)
            add_token(&finder->now, "", why.text); /* which has its name */
        return;
    }
    for (size_t i = 0; i < count; i++)
        add_stick(&finder->now, &sticks[i], named != NULL);
    tsp_sticks_free(sticks, count);
}

static bool same_disc(const tsp_found_disc *a, const tsp_found_disc *b)
{
    return strcmp(a->drive, b->drive) == 0 && a->ours == b->ours && strcmp(a->title, b->title) == 0 &&
           tss_id_equal(&a->copy, &b->copy);
}

static bool same_film(const tsp_found_film *a, const tsp_found_film *b)
{
    return strcmp(a->token, b->token) == 0 && strcmp(a->title, b->title) == 0 && a->complete == b->complete &&
           a->use == b->use && a->left == b->left && a->granted == b->granted && tss_id_equal(&a->copy, &b->copy) &&
           strcmp(a->why, b->why) == 0;
}

static bool same_token(const tsp_found_token *a, const tsp_found_token *b)
{
    return strcmp(a->name, b->name) == 0 && strcmp(a->why, b->why) == 0;
}

static bool same_recent(const tsp_found_recent *a, const tsp_found_recent *b)
{
    return a->here == b->here && tss_id_equal(&a->copy, &b->copy);
}

static bool same(const tsp_found *a, const tsp_found *b)
{
    if (a->looked != b->looked || a->disc_count != b->disc_count || a->film_count != b->film_count ||
        a->token_count != b->token_count || a->recent_count != b->recent_count)
        return false;
    for (size_t i = 0; i < a->token_count; i++)
        if (!same_token(&a->tokens[i], &b->tokens[i]))
            return false;
    for (size_t i = 0; i < a->recent_count; i++)
        if (!same_recent(&a->recent[i], &b->recent[i]))
            return false;
    for (size_t i = 0; i < a->disc_count; i++)
        if (!same_disc(&a->discs[i], &b->discs[i]))
            return false;
    for (size_t i = 0; i < a->film_count; i++)
        if (!same_film(&a->films[i], &b->films[i]))
            return false;
    return true;
}

static void tell(tsp_finder *finder)
{
    tsb_monitor_enter(&finder->monitor);
    bool changed = !same(&finder->found, &finder->now);
    if (changed)
        finder->found = finder->now;
    finder->changed = finder->changed || changed;
    tsb_monitor_leave(&finder->monitor);
    if (changed)
        finder->wake();
}

static void *run(void *context)
{
    tsp_finder *finder = context;
    tsp_disc_finder *discs = NULL;
    tsp_recent_finder *recent = NULL;
    tsb_error why = {0};
    if (tsp_disc_finder_create(&discs, finder->log, &why) != 0)
        tsb_warn(finder->log, "no discs are looked for: %s", why.text);
    tsb_error_clear(&why);
    if (tsp_recent_finder_create(&recent, finder->options->data, &why) != 0)
        tsb_warn(finder->log, "films watched lately are not looked for: %s", why.text);
    do {
        if (recent)
            finder->now.recent_count = tsp_recent_finder_look(recent, finder->now.recent, finder->cancel);
        if (discs)
            finder->now.disc_count = tsp_disc_finder_look(discs, finder->now.discs, finder->cancel);
        if (tsb_cancel_fired(finder->cancel))
            break;
        finder->now.looked = true;
        tell(finder);
        look_for_tokens(finder);
        tell(finder);
    } while (tsb_cancel_sleep(finder->cancel, PAUSE) == 0);
    tsp_disc_finder_destroy(&discs);
    tsp_recent_finder_destroy(&recent);
    tsp_account_destroy(&finder->account);
    tsb_monitor_enter(&finder->monitor);
    finder->stopped = true;
    tsb_monitor_leave(&finder->monitor);
    finder->wake();
    return NULL;
}

static void release(tsp_finder *finder)
{
    tsb_monitor_finish(&finder->monitor);
    tsb_cancel_destroy(&finder->cancel);
    free(finder);
}

int tsp_finder_start(tsp_finder **out, const tsp_options *options, void (*wake)(void), const tsb_log *log,
                     tsb_error *err)
{
    tsp_finder *finder = calloc(1, sizeof *finder);
    *out = NULL;
    if (!finder)
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory.");
    finder->options = options;
    finder->wake = wake;
    finder->log = log;
    int result = tsb_cancel_create(&finder->cancel, err);
    if (result == 0)
        result = tsb_monitor_init(&finder->monitor, err);
    if (result != 0) {
        tsb_cancel_destroy(&finder->cancel);
        free(finder);
        return result;
    }
    if (pthread_create(&finder->thread, NULL, run, finder) != 0) {
        release(finder);
        return tsb_fail(err, TSB_ERR_INTERNAL, "The thread that looks for discs cannot be started.");
    }
    *out = finder;
    return 0;
}

bool tsp_finder_take(tsp_finder *finder, tsp_found *found)
{
    tsb_monitor_enter(&finder->monitor);
    bool changed = finder->changed;
    finder->changed = false;
    if (changed)
        *found = finder->found;
    tsb_monitor_leave(&finder->monitor);
    return changed;
}

void tsp_finder_stop(tsp_finder *finder)
{
    tsb_cancel_fire(finder->cancel);
}

bool tsp_finder_stopped(tsp_finder *finder)
{
    tsb_monitor_enter(&finder->monitor);
    bool stopped = finder->stopped;
    tsb_monitor_leave(&finder->monitor);
    return stopped;
}

void tsp_finder_destroy(tsp_finder **finder)
{
    if (!finder || !*finder)
        return;
    tsp_finder_stop(*finder);
    pthread_join((*finder)->thread, NULL);
    release(*finder);
    *finder = NULL;
}
