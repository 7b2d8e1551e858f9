/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Everything between a disc's name and its synthesised sectors: disc, account,
 * right to view (a token's or the account's on the server), view, complement, synthesis device. One thread at a time;
 * for the sectors and the presence it gives, their own headers say more.
 */
#ifndef TALLYSTICK_PLAYER_SESSION_H
#define TALLYSTICK_PLAYER_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cancel.h"
#include "base/error.h"
#include "base/log.h"
#include "net/messages.h"
#include "player/account/person.h"
#include "player/disc/presence.h"
#include "player/disc/sectors.h"
#include "player/options.h"
#include "synth/complement.h"
#include "synth/manifest.h"

typedef struct tsp_session tsp_session;

/*
 * Opens them all, asking the person what has to be asked. A token
 * that holds the disc's film is preferred to the network; why one that does is not used is said. With
 * TSN_WATCH it spends a view, durably, or resumes one (with TSN_VERIFY from most tokens, too); when none is left it
 * refuses before anything is fetched. TSB_ERR_CANCELLED also when the person
 * chose not to start. options, person, cancel and log are borrowed for the session's life.
 * The complement's index is fetched and checked before that, too.
 */
int tsp_session_open(tsp_session **out, const tsp_options *options, enum tsn_purpose purpose, tsp_person *person,
                     const tsb_cancel *cancel, const tsb_log *log, tsb_error *err) TSB_MUST_USE;

/* Ends the synthesis and frees all. */
void tsp_session_destroy(tsp_session **session);

/* Viewing stopped, there; NULL: nothing was watched, and where it stopped before stands. Waits a moment at most. */
void tsp_session_close_view(tsp_session *session, const uint64_t *position_ms);

/* After a failure: where the right to view was the reason (a sign-in that is over), err says what to do. */
void tsp_session_explain(tsp_session *session, tsb_error *err);

/* Borrowed. */
const tss_manifest *tsp_session_manifest(const tsp_session *session);
const tss_index *tsp_session_index(const tsp_session *session);
const char *tsp_session_path(const tsp_session *session);
tsp_presence *tsp_session_presence(const tsp_session *session);
tsp_sectors *tsp_session_sectors(const tsp_session *session);

uint32_t tsp_session_views_left(const tsp_session *session);
bool tsp_session_from_token(const tsp_session *session);

/* Where watching begins, as the person chose. */
uint64_t tsp_session_position(const tsp_session *session);

/* Notes among this device's recent films where this one is now; 0 at its end, too. duration_ms 0: not known. */
void tsp_session_note(const tsp_session *session, uint64_t position_ms, uint64_t duration_ms);

#endif
