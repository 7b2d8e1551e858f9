/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of token/source.h share. */
#ifndef TALLYSTICK_TOKEN_SOURCE_INTERNAL_H
#define TALLYSTICK_TOKEN_SOURCE_INTERNAL_H

#include <pthread.h>

#include "token/container.h"
#include "token/counter.h"
#include "token/source.h"

typedef struct tst_token_source {
    tss_source base;
    tst_token_finder *find;
    void *context;
    tss_id copy;
    uint8_t index_hash[TSS_HASH_SIZE];
    uint8_t signer[TSS_KEY_SIZE];
    const tst_monotonic *monotonic;
    tst_hardware *hardware; /* NULL: the licence is the device's own */
    const tsb_log *log;
    /* Set by open, then never changed. */
    tss_id token;
    tst_licence licence;
    uint8_t licence_bytes[TST_LICENCE_SIZE_MAX];
    size_t licence_size;
    tst_licence_secret *secret;
    uint32_t device;
    bool known; /* the above is set: whatever token comes now must be that one */

    pthread_mutex_t io; /* guards the token and the view */
    tst_blocks *blocks; /* NULL: pulled out */
    tst_container *container;
    uint32_t film;
    tst_counter_record view;
    bool begun;
    bool over;
    bool revoked;       /* and so over */
    uint64_t unentered; /* seconds played that no record holds yet */
    uint8_t *window;    /* secret memory: the window key last used */
    uint32_t window_number;
    uint8_t *sealed;

    pthread_mutex_t lock; /* guards what status() tells; taken last, never held for long */
    enum tss_source_state state;
    char text[TSB_ERROR_TEXT_SIZE];
    uint32_t want;
    uint64_t bytes;
} tst_token_source;

/* All under io. */

/* Looks for the token and makes sure that it is the right one. On failure there is none. */
int tst_source_plug_in(tst_token_source *source, tsb_error *err) TSB_MUST_USE;
/* Once something has failed: whether the token is out, and may come back. Lets go of it then. */
bool tst_source_pulled(tst_token_source *source, int code);
/* The counter of the token that is in. Borrows from the source. */
tst_counter tst_source_counter(const tst_token_source *source);

#endif
