/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The thread that looks after the disc. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/translate.h"
#include "player/disc/presence_int.h"

/* Between two looks while the disc is there, and while somebody waits for it. */
#define LOOK_MS   1000u
#define SEARCH_MS 500u
/* A scratched disc fails read after read: so often a drive is opened anew on such grounds, at most. */
#define REOPEN_MS 10000u

/* A call of presence_look.h on a copy of what is to be looked for. Negative: the end, or no memory. */
static int call(tsp_presence *presence, tsp_offload_call *what, tsp_look **out, tsb_error *err)
{
    void *state = NULL;
    int result = tsp_offload_state(presence->offload, &state, presence->cancel, err);

    if (result != 0)
        return result;
    *out = state;
    tsb_monitor_enter(&presence->monitor);
    memcpy((*out)->path, presence->path, sizeof(presence->path));
    (*out)->seen = presence->seen;
    (*out)->anywhere = presence->out;
    tsb_monitor_leave(&presence->monitor);
    return tsp_offload_run(presence->offload, what, presence->cancel, err);
}

void tsp_presence_drop(tsp_presence *presence)
{
    if (presence->has_raw)
        tsp_raw_close(&presence->raw);
    presence->has_raw = false;
}

/* All let go of the disc, which is not there any more, or soon will not be. */
static void go_out(tsp_presence *presence, bool ejecting)
{
    struct tsp_presence_holder holders[TSP_PRESENCE_HOLDERS];

    tsb_monitor_enter(&presence->monitor);
    presence->out = true;
    presence->ejecting = ejecting;
    presence->ejected = false;
    presence->instead = TSP_LOOK_NOTHING;
    presence->turn++;
    presence->calling = true;
    tsp_presence_drop(presence);
    memcpy(holders, presence->holders, sizeof(holders));
    tsb_monitor_changed(&presence->monitor);
    tsb_monitor_leave(&presence->monitor);
    for (size_t i = 0; i < TSP_PRESENCE_HOLDERS; i++) {
        if (holders[i].let_go)
            holders[i].let_go(holders[i].context);
    }
    tsb_monitor_enter(&presence->monitor);
    presence->calling = false;
    tsb_monitor_changed(&presence->monitor);
    tsb_monitor_leave(&presence->monitor);
}

/* The disc was found and opened. */
static void come_in(tsp_presence *presence, tsp_look *look)
{
    if (presence->out)
        tsb_info(&presence->wanted.log, "the disc is back in %s", look->image.path);
    tsb_monitor_enter(&presence->monitor);
    tsp_presence_drop(presence);
    presence->has_raw = true;
    presence->raw = look->image.raw;
    presence->seen = look->image.raw;
    presence->out = false;
    presence->ejecting = presence->ejected = false;
    presence->turn++;
    snprintf(presence->path, sizeof(presence->path), "%s", look->image.path);
    tsb_monitor_changed(&presence->monitor);
    tsb_monitor_leave(&presence->monitor);
    look->image.raw.handle = -1;
    tsp_disc_image_close(&look->image);
}

void tsp_presence_text(const tsp_presence *presence, char text[TSB_ERROR_TEXT_SIZE])
{
    const char *title = presence->wanted.title;

    switch (presence->instead) {
    case TSP_LOOK_ALIKE:
        snprintf(text, TSB_ERROR_TEXT_SIZE,
                 _("This is another copy of \"%s\". Put back the disc that the film was begun with to go on."), title);
        break;
    case TSP_LOOK_OTHER:
        snprintf(text, TSB_ERROR_TEXT_SIZE, _("This is another disc, \"%s\". Put the disc \"%s\" back to go on."),
                 presence->other, title);
        break;
    case TSP_LOOK_FOREIGN:
        snprintf(text, TSB_ERROR_TEXT_SIZE, _("This is another disc. Put the disc \"%s\" back to go on."), title);
        break;
    case TSP_LOOK_UNREADABLE:
        snprintf(text, TSB_ERROR_TEXT_SIZE,
                 _("This disc cannot be read. Clean the disc \"%s\", and put it back to go on."), title);
        break;
    case TSP_LOOK_NOTHING:
    case TSP_LOOK_OURS:
        snprintf(text, TSB_ERROR_TEXT_SIZE, _("Put the disc \"%s\" back to go on."), title);
        break;
    }
}

/* Logs what is new: there may be no window to show it. */
static void tell(tsp_presence *presence)
{
    char text[TSB_ERROR_TEXT_SIZE];

    tsb_monitor_enter(&presence->monitor);
    tsp_presence_text(presence, text);
    tsb_monitor_leave(&presence->monitor);
    tsb_warn(&presence->wanted.log, "%s", text);
}

/* The disc is out: looks for it. */
static int search(tsp_presence *presence)
{
    tsp_look *look = NULL;
    bool news = false;
    int result = call(presence, tsp_look_search, &look, NULL);

    if (result != 0)
        return result;
    if (look->found == TSP_LOOK_OURS) {
        come_in(presence, look);
        return 0;
    }
    tsb_monitor_enter(&presence->monitor);
    news = presence->instead != look->found;
    presence->instead = look->found;
    memcpy(presence->other, look->title, sizeof(presence->other));
    tsb_monitor_leave(&presence->monitor);
    if (news)
        tell(presence);
    return 0;
}

/* The disc was there: is it still? A doubted drive is opened anew, for after a change of discs it reads no more. */
static int check(tsp_presence *presence, bool doubted)
{
    tsp_look *look = NULL;
    bool there = false;
    int result = call(presence, tsp_look_present, &look, NULL);

    if (result < 0)
        return result;
    there = result > 0;
    if (there && doubted && presence->drive && tsb_clock_ms() - presence->reopened >= REOPEN_MS) {
        result = call(presence, tsp_look_search, &look, NULL);
        if (result != 0)
            return result;
        presence->reopened = tsb_clock_ms();
        /* What cannot be read may be a scratch; what is another disc is none. */
        there = look->found == TSP_LOOK_OURS || look->found == TSP_LOOK_UNREADABLE;
        if (look->found == TSP_LOOK_OURS)
            come_in(presence, look);
    }
    if (there)
        return 0;
    go_out(presence, false);
    tell(presence);
    return search(presence); /* an image file may have been replaced by the very same */
}

static int eject(tsp_presence *presence)
{
    tsp_look *look = NULL;
    tsb_error failure = {0};
    int result = 0;

    go_out(presence, true);
    result = call(presence, tsp_look_eject, &look, &failure);
    if (result == TSB_ERR_CANCELLED)
        return result;
    if (result == 0)
        tsb_info(&presence->wanted.log, "the disc was ejected");
    else
        tsb_warn(&presence->wanted.log, "%s", failure.text);
    tsb_monitor_enter(&presence->monitor);
    presence->ejecting = false;
    presence->ejected = result == 0;
    if (result != 0)
        presence->failure = failure;
    tsb_monitor_leave(&presence->monitor);
    return result == 0 ? 0 : search(presence);
}

/* One look, or what was asked for. Inside the monitor, which it leaves meanwhile. */
static int step(tsp_presence *presence)
{
    unsigned asked = presence->asked;
    bool doubted = asked != presence->looked;
    bool ejecting = presence->eject;
    bool out = presence->out;
    int result = 0;

    presence->eject = false;
    tsb_monitor_leave(&presence->monitor);
    if (ejecting && !out)
        result = eject(presence);
    else
        result = out ? search(presence) : check(presence, doubted);
    tsb_monitor_enter(&presence->monitor);
    presence->looked = asked;
    tsb_monitor_changed(&presence->monitor);
    return result;
}

void *tsp_presence_run(void *context)
{
    tsp_presence *presence = context;
    uint64_t next = 0;

    tsb_monitor_enter(&presence->monitor);
    while (!tsb_cancel_fired(presence->cancel)) {
        uint64_t now = tsb_clock_ms();
        if (!presence->eject && presence->asked == presence->looked && now < next) {
            tsb_monitor_wait_ms(&presence->monitor, (unsigned)(next - now));
            continue;
        }
        /* Without memory it is tried again later, too. */
        (void)step(presence);
        next = tsb_clock_ms() + (presence->out ? SEARCH_MS : LOOK_MS);
    }
    tsb_monitor_leave(&presence->monitor);
    return NULL;
}
