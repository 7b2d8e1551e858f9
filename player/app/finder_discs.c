/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/app/finder_discs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "player/disc/disc.h"
#include "player/disc/disc_platform.h"
#include "player/disc/offload.h"

/* What is known of a drive: another disc in it is told by its size. */
struct known {
    tsp_found_disc disc;
    uint64_t size; /* bytes; 0: no disc was in it */
};

struct tsp_disc_finder {
    const tsb_log *log;
    tsp_offload *offload;
    struct known drives[TSP_FOUND_DISCS];
    size_t count;
};

/* A drive that spins up may take its time to say what is in it. */
struct probe {
    char drive[TSP_FOUND_PATH_SIZE];
    uint64_t size;
};

static void *probe_create(void *context)
{
    (void)context;
    return calloc(1, sizeof(struct probe));
}

static int probe_run(void *state, tsb_error *err)
{
    struct probe *probe = state;
    tsp_raw raw;
    /* Opening it would pull in a tray that a disc is just being laid on. */
    if (tsp_drive_state(probe->drive) != TSP_DRIVE_LOADED)
        return TSB_ERR_NOT_FOUND;
    int result = tsp_raw_open(&raw, probe->drive, err);
    if (result != 0)
        return result;
    probe->size = raw.size > 0 ? raw.size : 1;
    tsp_raw_close(&raw);
    return 0;
}

int tsp_disc_finder_create(tsp_disc_finder **out, const tsb_log *log, tsb_error *err)
{
    static const struct tsp_offload_ops ops = {.create = probe_create, .release = free};
    tsp_disc_finder *finder = calloc(1, sizeof *finder);
    *out = NULL;
    if (!finder)
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory.");
    finder->log = log;
    int result = tsp_offload_create(&finder->offload, &ops, NULL, err);
    if (result != 0) {
        free(finder);
        return result;
    }
    *out = finder;
    return 0;
}

void tsp_disc_finder_destroy(tsp_disc_finder **finder)
{
    if (!finder || !*finder)
        return;
    tsp_offload_destroy(&(*finder)->offload);
    free(*finder);
    *finder = NULL;
}

/* The size of the disc in a drive; 0: none. */
static uint64_t probe(tsp_disc_finder *finder, const char *drive, const tsb_cancel *cancel)
{
    void *state = NULL;
    if (tsp_offload_state(finder->offload, &state, cancel, NULL) != 0)
        return 0;
    struct probe *asked = state;
    *asked = (struct probe){.size = 0};
    snprintf(asked->drive, sizeof asked->drive, "%s", drive);
    return tsp_offload_run(finder->offload, probe_run, cancel, NULL) == 0 ? asked->size : 0;
}

static void read_disc(tsp_disc_finder *finder, tsp_found_disc *found, const tsb_cancel *cancel)
{
    tsp_disc *disc = NULL;
    tsb_error why = {0};
    found->ours = tsp_disc_open(&disc, found->drive, finder->log, cancel, &why) == 0;
    if (found->ours) {
        found->copy = tsp_disc_manifest(disc)->copy;
        snprintf(found->title, sizeof found->title, "%s", tsp_disc_manifest(disc)->title);
    } else {
        tsb_info(finder->log, "%s: %s", found->drive, why.text);
    }
    tsp_disc_destroy(&disc);
}

static const struct known *find(const struct known *drives, size_t count, const char *drive)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(drives[i].disc.drive, drive) == 0)
            return &drives[i];
    return NULL;
}

static void look_into(tsp_disc_finder *finder, struct known *now, const char *drive, const tsb_cancel *cancel)
{
    const struct known *before = find(finder->drives, finder->count, drive);
    memset(now, 0, sizeof *now);
    snprintf(now->disc.drive, sizeof now->disc.drive, "%s", drive);
    now->size = probe(finder, drive, cancel);
    if (before && before->size == now->size)
        *now = *before;
    else if (now->size > 0)
        read_disc(finder, &now->disc, cancel);
}

size_t tsp_disc_finder_look(tsp_disc_finder *finder, tsp_found_disc *discs, const tsb_cancel *cancel)
{
    struct known now[TSP_FOUND_DISCS];
    size_t count = 0;
    char **drives = tsp_raw_drives();
    for (char **drive = drives; drive && *drive && count < TSP_FOUND_DISCS && !tsb_cancel_fired(cancel); drive++)
        if (strlen(*drive) < TSP_FOUND_PATH_SIZE)
            look_into(finder, &now[count++], *drive, cancel);
    tsp_raw_drives_free(drives);
    memset(discs, 0, TSP_FOUND_DISCS * sizeof *discs);
    for (size_t i = 0; i < count; i++)
        discs[i] = now[i].disc;
    memcpy(finder->drives, now, count * sizeof *now);
    finder->count = count;
    return count;
}
