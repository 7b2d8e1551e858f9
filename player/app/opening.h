/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Opens a film on a thread of its own, so that the window answers meanwhile: disc, sign-in, right to view, complement,
 * titles. What that asks the person comes up as a question, which waits for its answer. Main thread, but for where it
 * says so.
 */
#ifndef TALLYSTICK_PLAYER_OPENING_H
#define TALLYSTICK_PLAYER_OPENING_H

#include <stdbool.h>

#include "base/cancel.h"
#include "base/error.h"
#include "base/log.h"
#include "player/account/person.h"
#include "player/account/session.h"
#include "player/dvd/navigator.h"
#include "player/options.h"

enum tsp_question_kind { TSP_ASK_NOTHING, TSP_ASK_TRUST, TSP_ASK_CREDENTIALS, TSP_ASK_NETWORK, TSP_ASK_START };

/* What is asked, and where the answer goes. All borrowed, until it is answered or the opening cancelled. */
typedef struct tsp_question {
    enum tsp_question_kind kind;
    const tsp_trust_question *trust;             /* answer 1: trusted, 0: not */
    const tsp_credentials_question *credentials; /* answer 0, or TSB_ERR_CANCELLED */
    char *user;                                  /* TSN_USER_SIZE, to be filled */
    char *password;                              /* TSN_PASSWORD_SIZE, secret, to be filled */
    const char *why;                             /* the token is of no use; answer 1: use the network, 0: do not */
    const tsp_start_question *start;             /* answer: an enum tsp_start */
} tsp_question;

typedef struct tsp_opening tsp_opening;

/*
 * Begins. options and log are borrowed for as long as what was opened lives. window: questions come here, but those
 * that
 * --yes and --password-fd answer; else they go to the terminal, as do the latter. wake is called, on any thread,
 * whenever there is something new.
 */
int tsp_opening_start(tsp_opening **out, const tsp_options *options, bool window, void (*wake)(void),
                      const tsb_log *log, tsb_error *err) TSB_MUST_USE;

/* False while nothing is asked, or the opening was cancelled. */
bool tsp_opening_question(tsp_opening *opening, tsp_question *question);
void tsp_opening_answer(tsp_opening *opening, int answer);

/* The last that was told of what goes on; text has TSB_ERROR_TEXT_SIZE bytes. */
void tsp_opening_told(tsp_opening *opening, char *text);

/* Ends it soon; whatever hangs is left. A film that is open by then ends, too. */
void tsp_opening_cancel(tsp_opening *opening);
bool tsp_opening_done(tsp_opening *opening);

/* After it is done (else waits): 0 and what was opened, which belongs to the opening; or why it failed. */
int tsp_opening_result(tsp_opening *opening, tsp_session **session, tsb_error *err);

/* The disc's titles, once it is done; belongs to the opening, as what was opened does. */
tsp_navigator *tsp_opening_navigator(tsp_opening *opening);

/* Whether the person took the network in place of a token. */
bool tsp_opening_left_token(tsp_opening *opening);

/* Cancels, waits for the end, and destroys what was opened. */
void tsp_opening_destroy(tsp_opening **opening);

#endif
