/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/disc/presence.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "player/disc/presence_int.h"

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
    if (result == 0 && pthread_create(&presence->thread, NULL, tsp_presence_run, presence) != 0)
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
    tsp_presence_drop(ending);
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
        presence->holders[i] = (struct tsp_presence_holder){.let_go = let_go, .context = context};
        break;
    }
    tsb_monitor_leave(&presence->monitor);
}

void tsp_presence_release(tsp_presence *presence, void *context)
{
    tsb_monitor_enter(&presence->monitor);
    for (size_t i = 0; i < TSP_PRESENCE_HOLDERS; i++) {
        if (presence->holders[i].let_go && presence->holders[i].context == context)
            presence->holders[i] = (struct tsp_presence_holder){0};
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
        tsp_presence_text(presence, out->text);
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
