/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What writing a token and giving its views back have in common: a copy, named by its disc or its number; the account
 * at its server, signed in; and the token, open for this program alone. One thread at a time.
 */
#ifndef TALLYSTICK_PLAYER_TOKEN_JOB_H
#define TALLYSTICK_PLAYER_TOKEN_JOB_H

#include "base/cancel.h"
#include "base/error.h"
#include "base/log.h"
#include "player/account/account.h"
#include "player/account/person_terminal.h"
#include "player/account/signin.h"
#include "player/options.h"
#include "token/container.h"
#include "token/find.h"
#include "token/holding.h"

typedef struct tsp_token_job {
    const tsp_options *options; /* borrowed, as the next two are */
    const tsb_cancel *cancel;
    const tsb_log *log;
    tss_id copy;
    char server[TSS_MANIFEST_SERVER_SIZE];
    tsp_person_terminal person;
    tsp_account *account;
    tsp_signin *signin;
    tst_monotonic *monotonic;
    tst_found found;
    tst_blocks *blocks;
    tst_container *container;
} tsp_token_job;

/*
 * Opens them all, asking the person at the terminal what has to be asked. Without --token it is the one stick that
 * is plugged in; create makes a container where there may be one. Finish it in any case.
 */
int tsp_token_job_open(tsp_token_job *job, const tsp_options *options, bool create, const tsb_cancel *cancel,
                       const tsb_log *log, tsb_error *err) TSB_MUST_USE;
void tsp_token_job_finish(tsp_token_job *job);

tsn_client *tsp_token_job_client(const tsp_token_job *job);

/* The film as this device holds it; finish the holding in any case. */
int tsp_token_job_hold(const tsp_token_job *job, uint32_t film, tst_holding *holding, tsb_error *err) TSB_MUST_USE;

/*
 * Tells the server what the film's counter says, and enters the checkpoint it draws, so that a token and a device
 * restored together show. TSB_ERR_DENIED: the server knows more of this token than the token does.
 */
int tsp_token_job_report(const tsp_token_job *job, const tst_holding *holding, tst_counter_record *record,
                         tsb_error *err) TSB_MUST_USE;

/* Takes the views that are left off the token, and puts them back into the account. */
int tsp_token_job_give_back(const tsp_token_job *job, const tst_holding *holding, tsn_export_state *state,
                            tsb_error *err) TSB_MUST_USE;

/* Forgets a key this computer's TPM keeps; that it cannot now is only told in the log. */
void tsp_token_job_discard(const tsp_token_job *job, const uint8_t key[TSS_KEY_SIZE]);
/* Those of a licence that is on no token any more. */
void tsp_token_job_discard_all(const tsp_token_job *job, const tst_licence *licence);

#define TSP_VIEWS_TEXT_SIZE 64

/* "1 view", "2 views", in the person's language. Returns text. */
const char *tsp_views_text(char text[TSP_VIEWS_TEXT_SIZE], uint32_t views);

#endif
