/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/disc/disc.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/monitor.h"
#include "player/disc/disc_image.h"
#include "player/disc/disc_reader.h"
#include "player/disc/disc_retry.h"
#include "player/disc/offload.h"
#include "synth/chunk.h"

struct tsp_disc {
    tsp_disc_image image; /* its handle while the disc is opened */
    tsb_log log;
    tsp_presence *presence; /* NULL: nobody waits for it */
    tsb_monitor monitor;
    tsp_disc_reader *reader; /* ever after; under the monitor. NULL while the disc is out */
};

const tss_manifest *tsp_disc_manifest(const tsp_disc *disc)
{
    return &disc->image.manifest;
}

const char *tsp_disc_path(const tsp_disc *disc)
{
    return disc->image.path;
}

tsp_presence *tsp_disc_presence(const tsp_disc *disc)
{
    return disc->presence;
}

uint32_t tsp_disc_count(const tsp_disc *disc)
{
    return disc->image.count;
}

_Static_assert(TSP_READ_RUN *TSS_SECTOR_SIZE <= TSP_DISC_READ_MAX, "a run is one read");

struct cancellable {
    tsp_disc *disc;
    const tsb_cancel *cancel;
};

/* Reads with what is open now. */
static int read_once(tsp_disc *disc, uint32_t first, uint32_t count, uint8_t *out, const tsb_cancel *cancel,
                     tsb_error *err)
{
    tsp_raw raw;
    int result = 0;

    tsb_monitor_enter(&disc->monitor);
    if (disc->presence && tsp_presence_take(disc->presence, &raw)) {
        tsp_disc_reader_destroy(&disc->reader);
        result = tsp_disc_reader_create(&disc->reader, &raw, err);
    }
    if (result == 0 && !disc->reader)
        result = tsb_fail(err, TSB_ERR_NOT_FOUND, "The disc is no longer in the drive. Put it back and start again.");
    if (result == 0)
        result = tsp_disc_reader_read(disc->reader, (uint64_t)first * TSS_SECTOR_SIZE, (size_t)count * TSS_SECTOR_SIZE,
                                      out, cancel, err);
    tsb_monitor_leave(&disc->monitor);
    return result;
}

static int read_sectors(void *context, uint32_t first, uint32_t count, uint8_t *out, tsb_error *err)
{
    const struct cancellable *read = context;
    tsp_presence *presence = read->disc->presence;

    for (;;) {
        tsb_error cause = {0};
        unsigned turn = 0;
        int changed = 0;
        int result = presence ? tsp_presence_wait(presence, &turn, read->cancel, err) : 0;
        if (result != 0)
            return result;
        result = read_once(read->disc, first, count, out, read->cancel, &cause);
        /* Whether it is the disc's fault, or it is not there any more, only a look can tell. */
        if (presence && (result == TSB_ERR_IO || result == TSB_ERR_NOT_FOUND))
            changed = tsp_presence_doubt(presence, turn, read->cancel, err);
        if (changed < 0)
            return changed;
        if (changed == 0)
            return result == 0 ? 0 : tsb_pass(err, result, &cause);
    }
}

int tsp_disc_read(tsp_disc *disc, uint32_t first, uint32_t count, uint8_t *out, uint8_t *lost, const tsb_cancel *cancel,
                  tsb_error *err)
{
    struct cancellable read = {.disc = disc, .cancel = cancel};

    if (first > disc->image.count || count > disc->image.count - first)
        return tsb_fail(err, TSB_ERR_INVALID, "The image has no sector %llu.", (unsigned long long)first + count - 1);
    return tsp_read_retrying(read_sectors, &read, first, count, out, lost, cancel, err);
}

static void let_go(void *context)
{
    tsp_disc *disc = context;

    tsb_monitor_enter(&disc->monitor);
    tsp_disc_reader_destroy(&disc->reader);
    tsb_monitor_leave(&disc->monitor);
}

int tsp_disc_watch(tsp_disc *disc, tsb_error *err)
{
    int result = tsp_presence_create(&disc->presence, &disc->image, &disc->log, err);

    if (result == 0)
        tsp_presence_hold(disc->presence, let_go, disc);
    return result;
}

static int open_path(tsp_disc **out, const char *path, const tsb_log *log, tsb_error *err)
{
    tsp_disc *disc = calloc(1, sizeof(*disc));
    int result = disc ? tsb_monitor_init(&disc->monitor, err) : tsb_fail(err, TSB_ERR_MEMORY, "Out of memory.");

    if (result != 0) {
        free(disc);
        return result;
    }
    disc->log = *log;
    result = tsp_disc_image_open(&disc->image, path, log, err);
    if (result != 0) {
        disc->image.raw.handle = -1;
        tsp_disc_destroy(&disc);
        return result;
    }
    *out = disc;
    return 0;
}

void tsp_raw_drives_free(char **drives)
{
    if (!drives)
        return;
    for (char **drive = drives; *drive; drive++)
        free(*drive);
    free(drives);
}

/* The first drive with a Tallystick disc. Else what was wrong with the first disc that was found. */
static int open_any(tsp_disc **out, const tsb_log *log, tsb_error *err)
{
    char **drives = tsp_raw_drives();
    tsb_error first = {0};
    bool found = false;

    if (!drives)
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory.");
    for (char **drive = drives; *drive && !found; drive++) {
        tsb_error cause = {0};
        if (open_path(out, *drive, log, &cause) == 0)
            found = true;
        else if (first.code == 0 && cause.code != TSB_ERR_NOT_FOUND)
            tsb_fail(&first, cause.code, "%s: %s", *drive, cause.text);
    }
    tsp_raw_drives_free(drives);
    if (found)
        return 0;
    if (first.code != 0)
        return tsb_fail(err, first.code, "No drive holds a Tallystick disc. %s", first.text);
    return tsb_fail(err, TSB_ERR_NOT_FOUND,
                    "No drive holds a Tallystick disc. Put one in, or name a disc image: tallystick FILM.iso");
}

static int open_named(tsp_disc **out, const char *path, const tsb_log *log, tsb_error *err)
{
    char *drive = tsb_path_is_folder(path) ? tsp_raw_mounted_on(path) : NULL;
    int result = open_path(out, drive ? drive : path, log, err);

    free(drive);
    return result;
}

/* All that touches the drive until the disc is open, as one call that can be left. */
struct opening {
    char *path; /* NULL: any drive */
    tsb_log log;
    tsp_disc *disc;
};

struct wanted {
    const char *path;
    const tsb_log *log;
};

static void *create_opening(void *context)
{
    const struct wanted *wanted = context;
    struct opening *opening = calloc(1, sizeof(*opening));

    if (!opening)
        return NULL;
    opening->log = tsb_log_named(wanted->log, "disc");
    opening->path = wanted->path ? strdup(wanted->path) : NULL;
    if (wanted->path && !opening->path) {
        free(opening);
        return NULL;
    }
    return opening;
}

static void release_opening(void *state)
{
    struct opening *opening = state;

    tsp_disc_destroy(&opening->disc);
    free(opening->path);
    free(opening);
}

static int open_disc(void *state, tsb_error *err)
{
    struct opening *opening = state;

    return opening->path ? open_named(&opening->disc, opening->path, &opening->log, err)
                         : open_any(&opening->disc, &opening->log, err);
}

/* From here on, reads are left one by one. */
static int begin_reading(tsp_disc *disc, tsb_error *err)
{
    tsp_raw raw = disc->image.raw;

    disc->image.raw.handle = -1;
    return tsp_disc_reader_create(&disc->reader, &raw, err);
}

int tsp_disc_open(tsp_disc **out, const char *path, const tsb_log *log, const tsb_cancel *cancel, tsb_error *err)
{
    static const struct tsp_offload_ops ops = {.create = create_opening, .release = release_opening};
    struct wanted wanted = {.path = path, .log = log};
    tsp_offload *offload = NULL;
    void *state = NULL;
    int result = tsp_offload_create(&offload, &ops, &wanted, err);

    *out = NULL;
    if (result == 0)
        result = tsp_offload_state(offload, &state, cancel, err);
    if (result == 0)
        result = tsp_offload_run(offload, open_disc, cancel, err);
    if (result == 0) {
        struct opening *opening = state;
        *out = opening->disc;
        opening->disc = NULL;
        result = begin_reading(*out, err);
        if (result != 0)
            tsp_disc_destroy(out);
    }
    tsp_offload_destroy(&offload);
    return result;
}

void tsp_disc_destroy(tsp_disc **disc)
{
    if (!disc || !*disc)
        return;
    if ((*disc)->presence)
        tsp_presence_release((*disc)->presence, *disc);
    tsp_presence_destroy(&(*disc)->presence);
    tsp_disc_reader_destroy(&(*disc)->reader);
    tsp_disc_image_close(&(*disc)->image);
    tsb_monitor_finish(&(*disc)->monitor);
    free(*disc);
    *disc = NULL;
}
