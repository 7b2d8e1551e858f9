/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A complement source over HTTP (synth/source.h).
 *
 * A thread of its own fetches sealed chunks in order from where want() says, ahead within a bounded
 * buffer, by Range on a kept-alive connection. It goes on by itself after
 * network losses and server restarts, from the byte where it stopped. Window keys are
 * fetched just in time, for the window wanted and the next one, and wiped once playing is past them.
 * Nothing touches the disk; keys and plain bytes live in secret memory only.
 */
#ifndef TALLYSTICK_NET_SOURCE_H
#define TALLYSTICK_NET_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cancel.h"
#include "base/error.h"
#include "base/log.h"
#include "net/client.h"
#include "synth/source.h"

/* Zero-initialise, then set copy and index_hash. */
typedef struct tsn_source_options {
    tss_id copy;
    tss_id view;                       /* an open one: tsn_client_view_open; zero: tsn_source_begin brings it */
    uint8_t index_hash[TSS_HASH_SIZE]; /* the manifest's */
    uint32_t ahead_chunks;             /* most chunks held; 0: 32. At 5 Mbit/s a chunk is 1.6 s or more */
    size_t ahead_bytes;                /* most sealed bytes held; 0: 16 MiB. One chunk is always allowed */
    const tsb_log *log;                /* borrowed for the source's life */
} tsn_source_options;

/*
 * Fetches header and index, checks them against index_hash, starts the thread. Blocks, through network
 * losses too, until that is done or cancel fires; cancel is used during open alone.
 * Without a view nothing more is fetched: whatever is wrong with the complement shows before a view is spent.
 * The source is the caller's to tss_source_destroy(), before client is destroyed.
 * TSB_ERR_DENIED: refused. TSB_ERR_DAMAGED: the server's complement is not this disc's.
 */
int tsn_source_open(tss_source **out, tsn_client *client, const tsn_source_options *options, const tsb_cancel *cancel,
                    tsb_error *err) TSB_MUST_USE;

/* Whether it failed because the server does not accept this sign-in any more (401), or gives keys that this device's
 * key does not open: only signing in anew helps. Any thread. */
bool tsn_source_needs_signin(tss_source *source);

/* Gives the view to a source opened without one: fetching starts. Cannot fail. Any thread. */
void tsn_source_begin(tss_source *source, const tss_id *view);

#endif
