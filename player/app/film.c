/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One film, from its disc's name to its end, with all that can go wrong between. */
#include "player/app/film.h"

#include <stdio.h>
#include <string.h>

#include <SDL.h>

#include "base/secret.h"
#include "base/translate.h"
#include "player/app/app_int.h"
#include "player/desktop/volume_kept.h"
#include "player/failure.h"

struct film {
    tsp_app *app;
    tsp_options options; /* the opening's, too */
    tsp_opening *opening;
    bool from_token;
    bool left_token; /* at the person's wish */
    bool opened;
    tsp_play_result result;
};

/* Whether what goes wrong is shown and can be seen to; else it is the end, as scripts expect. */
static bool asks(const tsp_app *app)
{
    return app->attended && !app->options.yes;
}

/* The window is not left to hang while what was begun comes to its end. */
static void give_up(struct film *film)
{
    tsp_opening_cancel(film->opening);
    while (!tsp_opening_done(film->opening)) {
        SDL_PumpEvents();
        SDL_Delay(10);
    }
}

static int open_film(struct film *film, tsp_session **session, tsb_error *err)
{
    tsp_app *app = film->app;
    int result = tsp_opening_start(&film->opening, &film->options, app->attended, tsp_app_wake, app->log, err);
    if (result != 0)
        return result;
    app->password_used = true;
    while (!tsp_opening_done(film->opening)) {
        tsp_question question = {.kind = TSP_ASK_NOTHING};
        if (!tsp_waiting(app, film->opening) || app->leave != TSP_LEAVE_NOT) {
            give_up(film);
        } else if (tsp_opening_question(film->opening, &question)) {
            tsp_question_ask(app, film->opening, &question);
            if (app->leave != TSP_LEAVE_NOT)
                give_up(film);
        }
    }
    film->left_token = tsp_opening_left_token(film->opening) || film->left_token;
    return tsp_opening_result(film->opening, session, err);
}

/* For films to come, of this start and of the next. */
static void keep_volume(struct film *film, int volume)
{
    tsp_app *app = film->app;
    tsb_error cause = {0};
    if (volume == app->options.volume || volume == 0)
        return;
    film->options.volume = app->options.volume = volume;
    if (tsp_volume_kept_save(volume, app->options.data, &cause) != 0)
        tsb_info(app->log, "the volume is not kept: %s", cause.text);
}

static int play(struct film *film, tsp_session *session, tsb_error *err)
{
    tsp_app *app = film->app;
    tsp_play_options options;
    tsp_play_result *result = &film->result;
    char notice[64] = "";
    uint32_t left = tsp_session_views_left(session);
    snprintf(notice, sizeof notice, tsb_translate_count("%u view left", "%u views left", left), left);
    tsp_film_options(&options, &film->options, session, app->cancel, app->log);
    options.navigator = tsp_opening_navigator(film->opening);
    options.notice = notice;
    options.home = app->attended;
    options.media = app->media;
    tsb_secret_tell_unlocked(app->log);
    int code = tsp_play(&options, app->window, result, err);
    /* A film that did not start keeps the place where it was left; one that was seen to its end begins anew. */
    if (result->outcome == TSP_PLAY_ENDED)
        result->position_ms = 0;
    if (result->frames_shown > 0)
        tsp_session_note(session, result->position_ms, result->duration_ms);
    tsp_session_close_view(session, result->frames_shown > 0 ? &result->position_ms : NULL);
    tsb_secret_tell_unlocked(app->log);
    keep_volume(film, result->volume);
    if (code != 0)
        tsp_session_explain(session, err);
    return code;
}

static int once(struct film *film, tsb_error *err)
{
    tsp_session *session = NULL;
    film->from_token = film->options.token != NULL;
    film->opened = false;
    film->result = (tsp_play_result){.outcome = TSP_PLAY_QUIT};
    int code = open_film(film, &session, err);
    /* Whoever left the window meanwhile does not want to see it any more. */
    if (code == 0 && film->app->leave != TSP_LEAVE_NOT)
        code = tsb_fail(err, TSB_ERR_CANCELLED, _("Not started."));
    if (code == 0) {
        film->from_token = tsp_session_from_token(session);
        film->opened = true;
        film->options.sign_in = false;
        if (film->options.user && !film->options.user[0])
            film->options.user = NULL; /* whoever it was */
        code = play(film, session, err);
    }
    tsp_opening_destroy(&film->opening);
    return code;
}

/* As the person chose; false: to leave the film. */
static bool remedy(struct film *film, const tsb_error *err)
{
    enum tsp_remedy chosen = tsp_error_screen(film->app, err, film->from_token, film->left_token);
    film->options.password_fd = -1;
    switch (chosen) {
    case TSP_REMEDY_ACCOUNT:
        film->options.user = ""; /* for the person to fill in: not the one that was of no use */
        film->options.sign_in = true;
        break;
    case TSP_REMEDY_SIGN_IN:
        film->options.sign_in = true;
        break;
    case TSP_REMEDY_NETWORK:
        film->options.no_token = true;
        film->options.token = NULL;
        film->left_token = true;
        break;
    case TSP_REMEDY_TOKEN:
        film->options.no_token = false;
        film->left_token = false;
        break;
    case TSP_REMEDY_NONE:
    case TSP_REMEDY_HOME:
        return false;
    case TSP_REMEDY_RETRY:
        break;
    }
    return true;
}

/* What is next after playing; disc_given: the disc is the command line's. */
static enum tsp_film_end end_of(struct film *film, bool disc_given)
{
    tsp_app *app = film->app;
    const tsp_play_result *result = &film->result;
    if (result->outcome == TSP_PLAY_DROPPED) {
        memcpy(app->open_path, result->dropped, sizeof app->open_path);
        app->leave = TSP_LEAVE_OPEN;
    }
    bool home = result->outcome == TSP_PLAY_BACK || (result->outcome == TSP_PLAY_ENDED && !disc_given);
    return home ? TSP_FILM_HOME : TSP_FILM_OVER;
}

static void prepare(struct film *film, tsp_app *app, const char *disc, bool disc_given)
{
    *film = (struct film){.app = app, .options = app->options};
    film->options.disc = disc;
    if (app->password_used)
        film->options.password_fd = -1;
    if (!disc_given) {
        film->options.start = -1;
        film->options.title = 0;
        film->options.angle = 0;
        film->options.menu = false;
    }
}

enum tsp_film_end tsp_film(tsp_app *app, const char *disc)
{
    struct film film;
    bool disc_given = disc == app->options.disc;
    prepare(&film, app, disc, disc_given);
    for (;;) {
        tsb_error err = {0};
        if (once(&film, &err) == 0)
            return end_of(&film, disc_given);
        bool given_up = err.code == TSB_ERR_CANCELLED && asks(app);
        tsp_failure_tell(&err);
        if (given_up)
            return app->leave == TSP_LEAVE_NOT ? TSP_FILM_HOME : TSP_FILM_OVER;
        app->failed = true;
        if (!asks(app))
            return TSP_FILM_OVER;
        bool again = remedy(&film, &err);
        app->failed = app->leave == TSP_LEAVE_QUIT;
        if (!again)
            return app->leave == TSP_LEAVE_NOT ? TSP_FILM_HOME : TSP_FILM_OVER;
    }
}
