/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/disc/presence.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/monitor.h"
#include "base/translate.h"
#include "player/disc/presence_look.h"

/* Between two looks while the disc is there, and while somebody waits for it. */
#define LOOK_MS   1000u
#define SEARCH_MS 500u
/* A scratched disc fails read after read: so often a drive is opened anew on such grounds, at most. */
#define REOPEN_MS 10000u

struct holder {
    tsp_presence_let_go *let_go; /* NULL: this place is free */
    void *context;
};

struct tsp_presence {
    tsp_look_wanted wanted;
    bool drive;
    pthread_t thread;
    tsb_cancel *cancel; /* the end */

    /* The thread's own. */
    tsp_offload *offload;
    uint64_t reopened; /* milliseconds of tsb_clock_ms */

    tsb_monitor monitor; /* guards all below */
    char path[TSP_LOOK_PATH_SIZE];
    tsp_raw seen; /* without its handle */
    bool out;
    bool ejecting;
    bool ejected;
    enum tsp_look_found instead; /* while it is out */
    char other[TSS_MANIFEST_NAME_SIZE];
    unsigned turn;
    bool has_raw; /* raw was not taken yet */
    tsp_raw raw;
    unsigned asked;  /* looks that doubters have asked for */
    unsigned looked; /* of these, those that were taken */
    bool eject;      /* asked for */
    tsb_error failure;
    struct holder holders[TSP_PRESENCE_HOLDERS];
    bool calling; /* the holders are being called */
};

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

static void drop_raw(tsp_presence *presence)
{
    if (presence->has_raw)
        tsp_raw_close(&presence->raw);
    presence->has_raw = false;
}

/* All let go of the disc, which is not there any more, or soon will not be. */
static void go_out(tsp_presence *presence, bool ejecting)
{
    struct holder holders[TSP_PRESENCE_HOLDERS];

    tsb_monitor_enter(&presence->monitor);
    presence->out = true;
    presence->ejecting = ejecting;
    presence->ejected = false;
    presence->instead = TSP_LOOK_NOTHING;
    presence->turn++;
    presence->calling = true;
    drop_raw(presence);
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
    drop_raw(presence);
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

/* For the viewer. Inside the monitor. */
static void write_text(const tsp_presence *presence, char text[TSB_ERROR_TEXT_SIZE])
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
    write_text(presence, text);
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

static void *run(void *context)
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

int tsp_presence_create(tsp_presence **out, const tsp_disc_image *image, const tsb_log *log, tsb_error *err)
{
    tsp_presence *presence = calloc(1, sizeof(*presence));
    int result = 0;

    *out = NULL;
    if (!presence)
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory.");
    presence->wanted = (tsp_look_wanted){
        .copy = image->manifest.copy, .image_size = image->manifest.image_size, .log = tsb_log_named(log, "disc")};
    memcpy(presence->wanted.title, image->manifest.title, sizeof(presence->wanted.title));
    snprintf(presence->path, sizeof(presence->path), "%s", image->path);
    presence->seen = image->raw;
    presence->drive = image->raw.drive;
    result = tsb_monitor_init(&presence->monitor, err);
    if (result != 0) {
        free(presence);
        return result;
    }
    result = tsb_cancel_create(&presence->cancel, err);
    if (result == 0)
        result = tsp_offload_create(&presence->offload, &tsp_look_ops, &presence->wanted, err);
    if (result == 0 && pthread_create(&presence->thread, NULL, run, presence) != 0)
        result = tsb_fail(err, TSB_ERR_MEMORY, "Cannot look after the disc: the system has no thread left.");
    if (result != 0) {
        tsp_offload_destroy(&presence->offload);
        tsb_cancel_destroy(&presence->cancel);
        tsb_monitor_finish(&presence->monitor);
        free(presence);
        return result;
    }
    *out = presence;
    return 0;
}

void tsp_presence_destroy(tsp_presence **presence)
{
    tsp_presence *ending = presence ? *presence : NULL;

    if (!ending)
        return;
    tsb_monitor_enter(&ending->monitor);
    tsb_cancel_fire(ending->cancel);
    tsb_monitor_changed(&ending->monitor);
    tsb_monitor_leave(&ending->monitor);
    pthread_join(ending->thread, NULL);
    tsp_offload_destroy(&ending->offload);
    drop_raw(ending);
    tsb_cancel_destroy(&ending->cancel);
    tsb_monitor_finish(&ending->monitor);
    free(ending);
    *presence = NULL;
}

void tsp_presence_hold(tsp_presence *presence, tsp_presence_let_go *let_go, void *context)
{
    tsb_monitor_enter(&presence->monitor);
    for (size_t i = 0; i < TSP_PRESENCE_HOLDERS; i++) {
        if (presence->holders[i].let_go)
            continue;
        presence->holders[i] = (struct holder){.let_go = let_go, .context = context};
        break;
    }
    tsb_monitor_leave(&presence->monitor);
}

void tsp_presence_release(tsp_presence *presence, void *context)
{
    tsb_monitor_enter(&presence->monitor);
    for (size_t i = 0; i < TSP_PRESENCE_HOLDERS; i++) {
        if (presence->holders[i].let_go && presence->holders[i].context == context)
            presence->holders[i] = (struct holder){0};
    }
    while (presence->calling)
        tsb_monitor_wait(&presence->monitor);
    tsb_monitor_leave(&presence->monitor);
}

int tsp_presence_wait(tsp_presence *presence, unsigned *turn, const tsb_cancel *cancel, tsb_error *err)
{
    bool cancelled = false;

    tsb_monitor_enter(&presence->monitor);
    while (presence->out && !cancelled) {
        cancelled = tsb_cancel_fired(cancel);
        if (!cancelled)
            tsb_monitor_wait_ms(&presence->monitor, TSB_MONITOR_CANCEL_MS);
    }
    *turn = presence->turn;
    tsb_monitor_leave(&presence->monitor);
    return cancelled ? tsb_fail(err, TSB_ERR_CANCELLED, "Reading was stopped.") : 0;
}

int tsp_presence_doubt(tsp_presence *presence, unsigned turn, const tsb_cancel *cancel, tsb_error *err)
{
    bool cancelled = false;
    bool changed = false;
    unsigned asked = 0;

    tsb_monitor_enter(&presence->monitor);
    asked = ++presence->asked;
    tsb_monitor_changed(&presence->monitor);
    while (presence->turn == turn && (int)(presence->looked - asked) < 0 && !cancelled) {
        cancelled = tsb_cancel_fired(cancel);
        if (!cancelled)
            tsb_monitor_wait_ms(&presence->monitor, TSB_MONITOR_CANCEL_MS);
    }
    changed = presence->turn != turn;
    tsb_monitor_leave(&presence->monitor);
    if (cancelled)
        return tsb_fail(err, TSB_ERR_CANCELLED, "Reading was stopped.");
    return changed;
}

bool tsp_presence_take(tsp_presence *presence, tsp_raw *out)
{
    bool taken = false;

    tsb_monitor_enter(&presence->monitor);
    taken = presence->has_raw;
    if (taken)
        *out = presence->raw;
    presence->has_raw = false;
    tsb_monitor_leave(&presence->monitor);
    return taken;
}

char *tsp_presence_path(tsp_presence *presence)
{
    char *path = NULL;

    tsb_monitor_enter(&presence->monitor);
    path = strdup(presence->path);
    tsb_monitor_leave(&presence->monitor);
    return path;
}

void tsp_presence_status_get(tsp_presence *presence, tsp_presence_status *out)
{
    *out = (tsp_presence_status){0};
    tsb_monitor_enter(&presence->monitor);
    out->out = presence->out;
    if (presence->out) {
        out->ejecting = presence->ejecting;
        out->ejected = presence->ejected;
        out->other = presence->instead != TSP_LOOK_NOTHING;
        write_text(presence, out->text);
    }
    tsb_monitor_leave(&presence->monitor);
}

bool tsp_presence_in_drive(const tsp_presence *presence)
{
    return presence->drive;
}

int tsp_presence_eject(tsp_presence *presence, tsb_error *err)
{
    if (!presence->drive)
        return tsb_fail(err, TSB_ERR_UNSUPPORTED, "The film comes from a file: there is nothing to eject.");
    tsb_monitor_enter(&presence->monitor);
    presence->eject = true;
    tsb_monitor_changed(&presence->monitor);
    tsb_monitor_leave(&presence->monitor);
    return 0;
}

bool tsp_presence_failure(tsp_presence *presence, tsb_error *out)
{
    bool failed = false;

    tsb_monitor_enter(&presence->monitor);
    failed = presence->failure.code != 0;
    if (failed)
        *out = presence->failure;
    tsb_error_clear(&presence->failure);
    tsb_monitor_leave(&presence->monitor);
    return failed;
}
