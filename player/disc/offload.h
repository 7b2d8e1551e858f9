/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Calls that may hang, made on threads of their own. A drive takes minutes over a scratch, a network folder may never
 * answer, and no system lets such a read be stopped. So whoever waits for one can leave it behind: the call goes on by
 * itself, with a state that is its own, which is released when it comes back, if it ever does. (At the end of the
 * process the system ends it.)
 */
#ifndef TALLYSTICK_PLAYER_OFFLOAD_H
#define TALLYSTICK_PLAYER_OFFLOAD_H

#include "base/cancel.h"
#include "base/error.h"

typedef struct tsp_offload tsp_offload;

/* At most so many calls are out at a time; where all were left behind, the next waits for one to come back. */
#define TSP_OFFLOAD_MAX 4u

/* What a call works with, each thread with one of its own: the question, the answer, and what lies between. Both are
 * quick; create returns NULL without memory. release may run on any thread, and after the offload was destroyed: what
 * states share must be counted. */
struct tsp_offload_ops {
    void *(*create)(void *context);
    void (*release)(void *state);
};

/* A call: anything that returns 0 or more, or a tsb_code. It has the state to itself. */
typedef int tsp_offload_call(void *state, tsb_error *err);

/* The context is given to create. One thread at a time uses the object. */
int tsp_offload_create(tsp_offload **out, const struct tsp_offload_ops *ops, void *context,
                       tsb_error *err) TSB_MUST_USE;

/* Never waits: a call that is out is left behind. */
void tsp_offload_destroy(tsp_offload **offload);

/*
 * The state of the next tsp_offload_run, to put the question in: the one of the last, unless that is still out.
 * Borrowed until then. TSB_ERR_CANCELLED when cancel fires while all are out.
 */
int tsp_offload_state(tsp_offload *offload, void **state, const tsb_cancel *cancel, tsb_error *err) TSB_MUST_USE;

/*
 * Makes the call with that state and waits. What the call returned, with its error; or TSB_ERR_CANCELLED soon after
 * cancel fired, whatever the call does then: the state is out of reach until tsp_offload_state gives it again.
 */
int tsp_offload_run(tsp_offload *offload, tsp_offload_call *call, const tsb_cancel *cancel,
                    tsb_error *err) TSB_MUST_USE;

#endif
