/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A token's medium in memory that can be pulled, filled up or lose power at its
 * n-th operation. Writes are durable once flushed; of those that were not, a loss
 * keeps none, all, or some, whole or in part, as a stick's own cache may.
 */
#ifndef TALLYSTICK_TESTS_TOKEN_MEDIUM_H
#define TALLYSTICK_TESTS_TOKEN_MEDIUM_H

#include <stdbool.h>

#include "token/blocks.h"

#define MEDIUM_MAX    ((size_t)256 * 1024)
#define MEDIUM_UNSURE 8 /* unflushed writes that are told apart */

enum medium_loss { LOSE_NONE, LOSE_ALL, LOSE_EVEN, LOSE_ODD, LOSE_HALVES, LOSE_KINDS };

struct medium {
    tst_blocks blocks; /* what code under test is given */
    uint8_t *now;      /* as reads see it */
    uint8_t *durable;
    size_t limit; /* grows no further */
    struct {
        uint64_t offset;
        size_t size;
    } unsure[MEDIUM_UNSURE];
    unsigned unsure_count;
    unsigned operations; /* done so far */
    unsigned fail_at;    /* this one, counted from 1, fails, and all after it; 0: none */
    size_t torn;         /* bytes of a failing write that still arrive */
    bool once;           /* only that one fails, with TSB_ERR_IO */
    bool gone;
    void (*die)(void); /* called at operation fail_at in place of failing */
};

void medium_init(struct medium *medium, size_t limit);
void medium_finish(struct medium *medium);
/* Plugged in again: what was durable, and what loss leaves of the rest. No fault is planned any more. */
void medium_replug(struct medium *medium, enum medium_loss loss);
/* Plans the next fault: at the n-th operation from now. */
void medium_plan(struct medium *medium, unsigned fail_at, size_t torn);

#endif
