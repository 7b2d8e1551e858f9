/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finds tokens: which USB sticks are plugged in, where the container of each
 * would lie, and which one holds a given copy. A stick whose file system is
 * mounted has its container in the file TALLY.TST there; one of which nothing is
 * mounted, on its own blocks.
 *
 * Whatever is opened here carries the serial of the USB device it lies on. A file that lies on
 * none has an empty serial, and no licence is for such a one.
 */
#ifndef TALLYSTICK_TOKEN_FIND_H
#define TALLYSTICK_TOKEN_FIND_H

#include <stdbool.h>
#include <stddef.h>

#include "synth/crypto.h"
#include "synth/keys.h"
#include "token/blocks.h"
#include "token/container.h"
#include "token/usb/usb.h"

#define TST_FOUND_PATH_SIZE 1024

/* Where a container lies or would lie. */
typedef struct tst_found {
    tst_usb_device device;          /* all zero for a file on no USB stick */
    char path[TST_FOUND_PATH_SIZE]; /* the container's file, there or not; empty: the stick's own blocks */
} tst_found;

/* All sticks that are plugged in now, without opening any; *found is the caller's to free (NULL for none). Any
 * thread. */
int tst_find_all(tst_found **found, size_t *count, tsb_error *err) TSB_MUST_USE;

/*
 * The one a person names: by the serial of a stick that is plugged in, or by the path of a folder (where TALLY.TST
 * lies or is to lie) or of the file itself. TSB_ERR_NOT_FOUND: none such; TSB_ERR_EXISTS: two sticks have this serial;
 * TSB_ERR_DENIED: system and stick disagree on the serial.
 */
int tst_find_named(const char *name, tst_found *found, tsb_error *err) TSB_MUST_USE;

/*
 * Opens what was found, for this opener alone; create: makes the file where there is none. The errors of
 * tst_blocks_file_open() and tst_blocks_usb_open(), and TSB_ERR_NOT_FOUND when another stick has taken the place.
 */
int tst_find_open(const tst_found *found, bool create, tst_blocks **out, tsb_error *err) TSB_MUST_USE;

/* What to call it: the serial, or else the path. Borrowed from found. */
const char *tst_find_name(const tst_found *found);

/* A stick that arrives while a search goes on, unmounted and unknown, is left alone for so long: to look into its
 * blocks takes it from its driver, and a desktop that mounts what arrives comes first. */
#define TST_FIND_SETTLE_MS 3000u

/* A search that is repeated, as tst_source does. One thread at a time. */
typedef struct tst_finder tst_finder;

/* name: as of tst_find_named(), or NULL for whichever stick holds the copy. Both are copied. */
int tst_finder_create(tst_finder **out, const char *name, const tss_id *copy, tsb_error *err) TSB_MUST_USE;
void tst_finder_destroy(tst_finder **finder);

/*
 * A tst_token_finder (token/source.h); context is a tst_finder. Opens the token that was named, whatever is on it, or
 * the one that holds the copy. A stick on whose own blocks there is no container is looked into once
 * while it stays where it is, as its driver has to let go of it for that.
 * TSB_ERR_NOT_FOUND: no token is plugged in. TSB_ERR_INVALID: the tokens there do not hold the copy. TSB_ERR_EXISTS,
 * TSB_ERR_DENIED, TSB_ERR_IO and others: one that might hold it cannot be looked into, or is a copy of another one.
 */
int tst_finder_find(void *context, tst_blocks **out, tsb_error *err);

#endif
