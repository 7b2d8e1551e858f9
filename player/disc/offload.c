/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/disc/offload.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/monitor.h"

/* A call that is about to come back is worth waiting for: nobody feels so little. */
#define GRACE_MS 100u
/* How often one looks whether a call that was left has come back. */
#define LOOK_MS 20u

/* One thread with its state. Belongs to the offload; once left behind, to the thread. */
struct lane {
    pthread_t thread;
    void *state;
    void (*release)(void *state);

    tsb_monitor monitor;    /* guards all below */
    tsp_offload_call *call; /* that is out */
    int result;             /* of the last one */
    tsb_error error;
    bool ending;
    bool left;
};

struct tsp_offload {
    struct tsp_offload_ops ops;
    void *context;
    struct lane *lanes[TSP_OFFLOAD_MAX];
    struct lane *current;
};

static void free_lane(struct lane *lane)
{
    lane->release(lane->state);
    tsb_monitor_finish(&lane->monitor);
    free(lane);
}

static void *run_lane(void *context)
{
    struct lane *lane = context;
    bool left = false;

    tsb_monitor_enter(&lane->monitor);
    while (!lane->left) {
        tsb_error error = {0};
        tsp_offload_call *call = lane->call;
        int result = 0;
        if (!call && lane->ending)
            break;
        if (!call) {
            tsb_monitor_wait(&lane->monitor);
            continue;
        }
        tsb_monitor_leave(&lane->monitor);
        result = call(lane->state, &error);
        tsb_monitor_enter(&lane->monitor);
        lane->result = result;
        lane->error = error;
        lane->call = NULL;
        tsb_monitor_changed(&lane->monitor);
    }
    left = lane->left;
    tsb_monitor_leave(&lane->monitor);
    if (left)
        free_lane(lane);
    return NULL;
}

static int create_lane(struct lane **out, tsp_offload *offload, tsb_error *err)
{
    struct lane *lane = calloc(1, sizeof(*lane));
    int result = lane ? tsb_monitor_init(&lane->monitor, err) : tsb_fail(err, TSB_ERR_MEMORY, "Out of memory.");

    if (result != 0)
        goto no_monitor;
    lane->release = offload->ops.release;
    lane->state = offload->ops.create(offload->context);
    if (!lane->state) {
        result = tsb_fail(err, TSB_ERR_MEMORY, "Out of memory.");
        goto no_state;
    }
    if (pthread_create(&lane->thread, NULL, run_lane, lane) != 0) {
        result = tsb_fail(err, TSB_ERR_MEMORY, "Cannot read the disc: the system has no thread left.");
        goto no_thread;
    }
    *out = lane;
    return 0;

no_thread:
    lane->release(lane->state);
no_state:
    tsb_monitor_finish(&lane->monitor);
no_monitor:
    free(lane);
    return result;
}

static void end_lane(struct lane *lane)
{
    bool left = false;

    tsb_monitor_enter(&lane->monitor);
    lane->ending = true;
    lane->left = lane->call != NULL;
    left = lane->left;
    if (left)
        pthread_detach(lane->thread);
    tsb_monitor_changed(&lane->monitor);
    tsb_monitor_leave(&lane->monitor);
    if (left)
        return; /* it may be gone already */
    pthread_join(lane->thread, NULL);
    free_lane(lane);
}

static bool is_idle(struct lane *lane)
{
    bool idle = false;

    tsb_monitor_enter(&lane->monitor);
    idle = lane->call == NULL;
    tsb_monitor_leave(&lane->monitor);
    return idle;
}

int tsp_offload_create(tsp_offload **out, const struct tsp_offload_ops *ops, void *context, tsb_error *err)
{
    tsp_offload *offload = calloc(1, sizeof(*offload));

    *out = offload;
    if (!offload)
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory.");
    offload->ops = *ops;
    offload->context = context;
    return 0;
}

void tsp_offload_destroy(tsp_offload **offload)
{
    if (!offload || !*offload)
        return;
    for (size_t i = 0; i < TSP_OFFLOAD_MAX; i++) {
        if ((*offload)->lanes[i])
            end_lane((*offload)->lanes[i]);
    }
    free(*offload);
    *offload = NULL;
}

/* An idle lane, made where need be; NULL with 0 when all are out. */
static int find_lane(tsp_offload *offload, struct lane **out, tsb_error *err)
{
    *out = offload->current;
    if (*out && is_idle(*out))
        return 0;
    for (size_t i = 0; i < TSP_OFFLOAD_MAX; i++) {
        if (!offload->lanes[i]) {
            int result = create_lane(&offload->lanes[i], offload, err);
            if (result != 0)
                return result;
        }
        *out = offload->lanes[i];
        if (is_idle(*out))
            return 0;
    }
    *out = NULL;
    return 0;
}

int tsp_offload_state(tsp_offload *offload, void **state, const tsb_cancel *cancel, tsb_error *err)
{
    struct lane *lane = NULL;

    for (;;) {
        int result = find_lane(offload, &lane, err);
        if (result != 0)
            return result;
        if (lane)
            break;
        if (tsb_cancel_sleep(cancel, LOOK_MS) != 0)
            return tsb_fail(err, TSB_ERR_CANCELLED, "Reading was stopped.");
    }
    offload->current = lane;
    *state = lane->state;
    return 0;
}

/* Waits for the call to come back; false: cancel came first. Inside the monitor. */
static bool wait_for_call(struct lane *lane, const tsb_cancel *cancel)
{
    uint64_t fired_at = 0;

    while (lane->call) {
        if (!cancel) {
            tsb_monitor_wait(&lane->monitor);
            continue;
        }
        if (fired_at == 0 && tsb_cancel_fired(cancel))
            fired_at = tsb_clock_ms();
        else if (fired_at != 0 && tsb_clock_ms() - fired_at >= GRACE_MS)
            return false;
        tsb_monitor_wait_ms(&lane->monitor, TSB_MONITOR_CANCEL_MS);
    }
    return true;
}

int tsp_offload_run(tsp_offload *offload, tsp_offload_call *call, const tsb_cancel *cancel, tsb_error *err)
{
    struct lane *lane = offload->current;
    tsb_error error = {0};
    int result = TSB_ERR_CANCELLED;

    tsb_monitor_enter(&lane->monitor);
    lane->call = call;
    tsb_monitor_changed(&lane->monitor);
    if (wait_for_call(lane, cancel)) {
        result = lane->result;
        error = lane->error;
    }
    tsb_monitor_leave(&lane->monitor);
    if (result == TSB_ERR_CANCELLED)
        return tsb_fail(err, result, "Reading was stopped.");
    return result < 0 ? tsb_pass(err, result, &error) : result;
}
