/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The machine on a thread of its own, because libdvdnav's reads of the disc cannot be stopped; where one was left
 * behind, another machine goes on. */
#include "player/dvd/navigator.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/monitor.h"
#include "player/disc/offload.h"
#include "player/dvd/navigator_calls.h"
#include "player/dvd/ticks.h"

struct tsp_navigator {
    tsp_nav_disc *disc;
    const tsp_title *title; /* that it was opened on */
    unsigned button;        /* chosen last, not told of yet; 0: none */
    unsigned moves;
    tsp_presence *presence; /* NULL: nobody looks after the disc */
    unsigned turn;          /* its, in which the machine works */
    atomic_ullong asked_at; /* when the machine was asked what it has not answered yet; 0: nothing */

    tsb_monitor monitor; /* guards all below */
    char *path;
    tsp_offload *offload;        /* NULL: the disc was taken out */
    const tsp_nav_place *sought; /* the one that stands where it was sent */
    bool adrift;                 /* it would, had it not been closed: then it is where it was left */
    tsp_target target;           /* where it was sent last */
    tsp_menu_page page;          /* the target's */
    bool has_last;               /* it has given something since */
    tsp_vobu last;               /* namely this; without its page */
};

static tsp_nav_place *take_place(tsp_navigator *navigator, const tsb_cancel *cancel, tsb_error *err, int *result)
{
    void *state = NULL;
    *result = tsp_offload_state(navigator->offload, &state, cancel, err);
    return state;
}

/* Makes a call with the place, which was taken last. */
static int ask(tsp_navigator *navigator, tsp_nav_place *place, tsp_offload_call *call, const tsb_cancel *cancel,
               tsb_error *err)
{
    place->call = call;
    atomic_store(&navigator->asked_at, tsb_clock_ms());
    int result = tsp_offload_run(navigator->offload, tsp_nav_place_call, cancel, err);
    atomic_store(&navigator->asked_at, 0);
    return result;
}

static void *create_place(void *context)
{
    const tsp_navigator *navigator = context;
    return tsp_nav_place_create(navigator->disc, navigator->path);
}

static int create_offload(tsp_navigator *navigator, tsb_error *err)
{
    static const struct tsp_offload_ops ops = {.create = create_place, .release = tsp_nav_place_release};
    return tsp_offload_create(&navigator->offload, &ops, navigator, err);
}

int tsp_navigator_open(tsp_navigator **out, const char *path, int title, uint32_t image_sectors, const tsb_log *log,
                       const tsb_cancel *cancel, tsb_error *err)
{
    tsp_navigator *navigator = calloc(1, sizeof *navigator);
    *out = NULL;
    int result = navigator ? tsb_monitor_init(&navigator->monitor, err)
                           : tsb_fail(err, TSB_ERR_MEMORY, "Not enough memory to open the disc");
    if (result) {
        free(navigator);
        return result;
    }
    navigator->path = strdup(path);
    navigator->disc = tsp_nav_disc_create(title, image_sectors, log);
    if (!navigator->path || !navigator->disc)
        result = tsb_fail(err, TSB_ERR_MEMORY, "Not enough memory to open the disc");
    if (!result)
        result = create_offload(navigator, err);
    tsp_nav_place *place = result ? NULL : take_place(navigator, cancel, err, &result);
    navigator->sought = place;
    if (!result)
        result = ask(navigator, place, tsp_nav_place_open, cancel, err);
    if (!result)
        result = tsp_titles_find(&navigator->title, &navigator->disc->titles, title, err);
    if (!result)
        navigator->target = (tsp_target){.kind = TSP_TARGET_TIME, .title = navigator->title->number, .angle = 1};
    if (result)
        tsp_navigator_close(&navigator);
    *out = navigator;
    return result;
}

/* Closes all machines that do not hang in a call. */
static void let_go(void *context)
{
    tsp_navigator *navigator = context;
    tsb_monitor_enter(&navigator->monitor);
    tsp_offload_destroy(&navigator->offload);
    navigator->adrift = navigator->adrift || navigator->sought != NULL;
    navigator->sought = NULL;
    tsb_monitor_leave(&navigator->monitor);
}

void tsp_navigator_watch(tsp_navigator *navigator, tsp_presence *presence)
{
    navigator->presence = presence;
    tsp_presence_hold(presence, let_go, navigator);
}

void tsp_navigator_close(tsp_navigator **navigator)
{
    if (!navigator || !*navigator)
        return;
    tsp_navigator *closing = *navigator;
    if (closing->presence)
        tsp_presence_release(closing->presence, closing);
    tsp_offload_destroy(&closing->offload);
    if (closing->disc)
        tsp_nav_disc_drop(closing->disc);
    tsb_monitor_finish(&closing->monitor);
    free(closing->path);
    free(closing);
    *navigator = NULL;
}

const tsp_title *tsp_navigator_title(const tsp_navigator *navigator)
{
    return navigator->title;
}

const tsp_title_list *tsp_navigator_titles(const tsp_navigator *navigator)
{
    return &navigator->disc->titles;
}

uint64_t tsp_navigator_waits(const tsp_navigator *navigator)
{
    uint64_t asked_at = atomic_load(&navigator->asked_at);
    uint64_t now = tsb_clock_ms();
    return asked_at != 0 && asked_at < now ? now - asked_at : 0;
}

void tsp_navigator_choose(tsp_navigator *navigator, unsigned button, unsigned moves)
{
    navigator->button = button;
    navigator->moves = moves;
}

/* Machines are opened where the disc is now. Inside the monitor. */
static int reopen(tsp_navigator *navigator, tsb_error *err)
{
    if (navigator->offload)
        return 0;
    char *path = tsp_presence_path(navigator->presence);
    if (!path)
        return tsb_fail(err, TSB_ERR_MEMORY, "Not enough memory to open the disc");
    free(navigator->path);
    navigator->path = path;
    return create_offload(navigator, err);
}

/* Copies a target; its page, if it has one, goes to page. */
static void copy_target(tsp_target *to, tsp_menu_page *page, const tsp_target *target)
{
    *to = *target;
    if (!target->page)
        return;
    *page = *target->page;
    to->page = page;
}

/* Tells a place where the machine was sent, and where it has been since. */
static void brief(tsp_nav_place *place, const tsp_navigator *navigator)
{
    copy_target(&place->target, &place->page, &navigator->target);
    place->has_last = navigator->has_last;
    place->last = navigator->last;
}

/* To where it was left. Inside the monitor. */
static int drift_back(tsp_navigator *navigator, const tsb_cancel *cancel, tsb_error *err)
{
    int result = 0;
    tsp_nav_place *place = take_place(navigator, cancel, err, &result);
    if (result)
        return result;
    brief(place, navigator);
    result = ask(navigator, place, tsp_nav_place_return, cancel, err);
    navigator->adrift = result != 0 && result != TSB_ERR_CANCELLED;
    if (!result)
        navigator->sought = place;
    return result;
}

/* *doubtful: it may be so because the disc was taken out. Inside the monitor. */
static int next_here(tsp_navigator *navigator, tsp_vobu *out, bool *doubtful, const tsb_cancel *cancel, tsb_error *err)
{
    int result = reopen(navigator, err);
    if (!result && navigator->adrift)
        result = drift_back(navigator, cancel, err);
    *doubtful = true;
    if (result)
        return result;
    tsp_nav_place *place = take_place(navigator, cancel, err, &result);
    if (result)
        return result;
    if (place != navigator->sought)
        return tsb_fail(err, TSB_ERR_INTERNAL, "Navigation was stopped, and not sent anywhere since");
    navigator->sought = NULL;
    place->button = navigator->button;
    place->moves = navigator->moves;
    navigator->button = 0;
    result = ask(navigator, place, tsp_nav_place_next, cancel, err);
    if (result == TSB_ERR_CANCELLED || !place->machine)
        return result;
    navigator->sought = place;
    *out = place->vobu;
    *doubtful = result <= TSP_NAV_OVER || place->stumbled;
    place->vobu.page = NULL;
    return result;
}

/* Whether a failure is to be tried again, because the disc was taken out meanwhile; negative: the end. */
static int doubt(tsp_navigator *navigator, const tsb_cancel *cancel, tsb_error *err)
{
    int changed = tsp_presence_doubt(navigator->presence, navigator->turn, cancel, err);
    if (changed > 0)
        let_go(navigator);
    return changed;
}

static int wait_for_disc(tsp_navigator *navigator, const tsb_cancel *cancel, tsb_error *err)
{
    return navigator->presence ? tsp_presence_wait(navigator->presence, &navigator->turn, cancel, err) : 0;
}

int tsp_navigator_next(tsp_navigator *navigator, tsp_vobu *out, const tsb_cancel *cancel, tsb_error *err)
{
    for (;;) {
        tsb_error cause = {0};
        tsp_vobu vobu = {0};
        bool doubtful = false;
        int changed = 0;
        int result = wait_for_disc(navigator, cancel, err);
        if (result)
            return result;
        tsb_monitor_enter(&navigator->monitor);
        result = next_here(navigator, &vobu, &doubtful, cancel, &cause);
        tsb_monitor_leave(&navigator->monitor);
        if (navigator->presence && doubtful && result != TSB_ERR_CANCELLED)
            changed = doubt(navigator, cancel, err);
        if (changed == 0 && result >= 0) {
            *out = vobu;
            navigator->has_last = true;
            navigator->last = vobu;
            navigator->last.page = NULL;
            return result;
        }
        free(vobu.page);
        if (changed <= 0)
            return changed < 0 ? changed : tsb_pass(err, result, &cause);
    }
}

static int go_here(tsp_navigator *navigator, uint32_t *sector, const tsb_cancel *cancel, tsb_error *err)
{
    int result = reopen(navigator, err);
    if (result)
        return result;
    tsp_nav_place *place = take_place(navigator, cancel, err, &result);
    navigator->sought = NULL;
    navigator->adrift = false;
    if (result)
        return result;
    brief(place, navigator);
    result = ask(navigator, place, tsp_nav_place_go, cancel, err);
    if (result)
        return result;
    navigator->sought = place;
    navigator->has_last = false;
    if (sector)
        *sector = place->sector;
    return 0;
}

int tsp_navigator_go(tsp_navigator *navigator, const tsp_target *target, uint32_t *sector, const tsb_cancel *cancel,
                     tsb_error *err)
{
    copy_target(&navigator->target, &navigator->page, target);
    for (;;) {
        tsb_error cause = {0};
        int changed = 0;
        int result = wait_for_disc(navigator, cancel, err);
        if (result)
            return result;
        tsb_monitor_enter(&navigator->monitor);
        result = go_here(navigator, sector, cancel, &cause);
        tsb_monitor_leave(&navigator->monitor);
        if (navigator->presence && result && result != TSB_ERR_CANCELLED)
            changed = doubt(navigator, cancel, err);
        if (changed < 0)
            return changed;
        if (changed == 0)
            return result < 0 ? tsb_pass(err, result, &cause) : result;
    }
}

int64_t tsp_vobu_time(const tsp_vobu *vobu, uint64_t stamp)
{
    return vobu->time + (int32_t)((uint32_t)stamp - vobu->stamp);
}

int64_t tsp_vobu_packet_time(const tsp_vobu *vobu, const tsp_pes *packet)
{
    return packet->has_pts ? tsp_vobu_time(vobu, packet->pts) : TSP_NO_TIME;
}
