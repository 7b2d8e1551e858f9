/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether a disc is where it was opened. A thread of its own looks every second, without moving a tray: when the disc
 * is taken out (ejected, its drive unplugged; an image file moved away, cut short or replaced), all who hold it open
 * let go of it, and wait. When the very same copy is back, they go on; another disc is told apart by its manifest.
 */
#ifndef TALLYSTICK_PLAYER_PRESENCE_H
#define TALLYSTICK_PLAYER_PRESENCE_H

#include <stdbool.h>

#include "base/cancel.h"
#include "base/error.h"
#include "base/log.h"
#include "player/disc/disc_image.h"

typedef struct tsp_presence tsp_presence;

typedef struct tsp_presence_status {
    bool out;                       /* it is not there */
    bool ejecting;                  /* as tsp_presence_eject asked, but it is not out yet */
    bool ejected;                   /* because tsp_presence_eject had it so */
    bool other;                     /* another one is in its place */
    char text[TSB_ERROR_TEXT_SIZE]; /* for the viewer while it is out: what is there, and what to do */
} tsp_presence_status;

/* Begins to look after an image that was opened; what it needs of it is copied, the handle but for what it names. log's
 * sink, the process, for a drive that was left behind may say a last word. */
int tsp_presence_create(tsp_presence **out, const tsp_disc_image *image, const tsb_log *log,
                        tsb_error *err) TSB_MUST_USE;
/* Never waits for the drive. Nobody may use it any more, and no one hold the disc. */
void tsp_presence_destroy(tsp_presence **presence);

/* Who has the disc open: let_go closes what is open, and returns when it is. Called by the presence's thread, once each
 * time that the disc has gone, before it can be found again. */
typedef void tsp_presence_let_go(void *context);
#define TSP_PRESENCE_HOLDERS 2u
/* Any thread; not from within let_go. There is room for TSP_PRESENCE_HOLDERS. */
void tsp_presence_hold(tsp_presence *presence, tsp_presence_let_go *let_go, void *context);
/* Waits for a call of let_go that is under way. */
void tsp_presence_release(tsp_presence *presence, void *context);

/* Waits while the disc is out. *turn changes with each time it goes or is opened anew. TSB_ERR_CANCELLED. Any thread.
 */
int tsp_presence_wait(tsp_presence *presence, unsigned *turn, const tsb_cancel *cancel, tsb_error *err) TSB_MUST_USE;

/*
 * A read has failed that was begun in this turn: has a look taken at once, and waits for what it finds. 1: the disc was
 * taken out, or had to be opened anew: tsp_presence_wait, then read again. 0: it is there; the fault is its own.
 * TSB_ERR_CANCELLED. Any thread.
 */
int tsp_presence_doubt(tsp_presence *presence, unsigned turn, const tsb_cancel *cancel, tsb_error *err) TSB_MUST_USE;

/* The disc was opened anew since the last call: *out is the caller's, in place of what was open before. Any thread. */
bool tsp_presence_take(tsp_presence *presence, tsp_raw *out);

/* Where it is now, which is another drive when it came back there, for the caller to free; NULL: out of memory. */
char *tsp_presence_path(tsp_presence *presence);

/* Never blocks. Any thread, as all below. */
void tsp_presence_status_get(tsp_presence *presence, tsp_presence_status *out);

/* Whether it was opened in a drive, which could eject it; else it is a file. */
bool tsp_presence_in_drive(const tsp_presence *presence);

/*
 * Has the disc ejected, as soon as all have let go of it. TSB_ERR_UNSUPPORTED, with a sentence: there is nothing to
 * eject. That it could not be ejected is told later.
 */
int tsp_presence_eject(tsp_presence *presence, tsb_error *err) TSB_MUST_USE;
/* Why it could not be ejected, once. */
bool tsp_presence_failure(tsp_presence *presence, tsb_error *out);

#endif
