/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/disc/presence_look.h"

#include <stdlib.h>
#include <string.h>

#include "base/cancel.h"

/* Whoever has just closed the drive may not be rid of it yet: tries, and milliseconds between them. */
#define EJECT_TRIES 20u
#define EJECT_PAUSE 100u

static void *create_look(void *context)
{
    tsp_look *look = calloc(1, sizeof(*look));

    if (!look)
        return NULL;
    look->wanted = *(const tsp_look_wanted *)context;
    look->image.raw.handle = -1;
    return look;
}

static void release_look(void *state)
{
    tsp_look *look = state;

    tsp_disc_image_close(&look->image);
    free(look);
}

const struct tsp_offload_ops tsp_look_ops = {.create = create_look, .release = release_look};

int tsp_look_present(void *state, tsb_error *err)
{
    const tsp_look *look = state;

    (void)err;
    return tsp_raw_present(&look->seen, look->path);
}

static enum tsp_look_found compare(tsp_look *look)
{
    const tss_manifest *manifest = &look->image.manifest;

    if (tss_id_equal(&manifest->copy, &look->wanted.copy) && manifest->image_size == look->wanted.image_size)
        return TSP_LOOK_OURS;
    memcpy(look->title, manifest->title, sizeof(look->title));
    return strcmp(manifest->title, look->wanted.title) == 0 ? TSP_LOOK_ALIKE : TSP_LOOK_OTHER;
}

static enum tsp_look_found look_at(tsp_look *look, const char *path)
{
    tsb_error why = {0};
    enum tsp_look_found found = TSP_LOOK_NOTHING;

    /* Opening a drive would pull in a tray that a disc is just being laid on. */
    if (look->seen.drive && tsp_drive_state(path) != TSP_DRIVE_LOADED)
        return TSP_LOOK_NOTHING;
    if (tsp_disc_image_open(&look->image, path, &look->wanted.log, &why) != 0) {
        tsb_debug(&look->wanted.log, "%s: %s", path, why.text);
        /* A file that is cut short is one that is just being copied. */
        if (why.code == TSB_ERR_DAMAGED || why.code == TSB_ERR_IO)
            return look->seen.drive ? TSP_LOOK_UNREADABLE : TSP_LOOK_NOTHING;
        return why.code == TSB_ERR_NOT_FOUND || why.code == TSB_ERR_MEMORY ? TSP_LOOK_NOTHING : TSP_LOOK_FOREIGN;
    }
    found = compare(look);
    if (found != TSP_LOOK_OURS)
        tsp_disc_image_close(&look->image);
    return found;
}

int tsp_look_search(void *state, tsb_error *err)
{
    tsp_look *look = state;
    char **drives = NULL;

    (void)err;
    tsp_disc_image_close(&look->image);
    look->found = look_at(look, look->path);
    if (look->found != TSP_LOOK_NOTHING || !look->seen.drive || !look->anywhere)
        return 0;
    drives = tsp_raw_drives();
    /* What else is in other drives was not put there for us. */
    for (char **drive = drives; drive && *drive && look->found != TSP_LOOK_OURS; drive++)
        if (strcmp(*drive, look->path) != 0)
            look->found = look_at(look, *drive) == TSP_LOOK_OURS ? TSP_LOOK_OURS : TSP_LOOK_NOTHING;
    tsp_raw_drives_free(drives);
    return 0;
}

int tsp_look_eject(void *state, tsb_error *err)
{
    const tsp_look *look = state;
    tsb_error cause = {0};
    int result = TSB_ERR_IO;

    for (unsigned i = 0; i < EJECT_TRIES; i++) {
        if (i > 0)
            (void)tsb_cancel_sleep(NULL, EJECT_PAUSE);
        tsb_error_clear(&cause);
        result = tsp_drive_eject(look->path, &cause);
        if (result != TSB_ERR_DENIED)
            break;
    }
    return result == 0 ? 0 : tsb_pass(err, result, &cause);
}
