/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/disc/disc.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "player/disc/disc_kind.h"
#include "player/disc/disc_platform.h"
#include "player/disc/disc_reader.h"
#include "player/disc/disc_retry.h"
#include "player/disc/offload.h"
#include "synth/chunk.h"

struct tsp_disc {
    tsp_raw raw;             /* while it is opened */
    tsp_disc_reader *reader; /* ever after */
    char *path;
    tss_manifest manifest;
    uint32_t count;
};

const tss_manifest *tsp_disc_manifest(const tsp_disc *disc)
{
    return &disc->manifest;
}

const char *tsp_disc_path(const tsp_disc *disc)
{
    return disc->path;
}

uint32_t tsp_disc_count(const tsp_disc *disc)
{
    return disc->count;
}

_Static_assert(TSP_READ_RUN *TSS_SECTOR_SIZE <= TSP_DISC_READ_MAX, "a run is one read");

struct cancellable {
    tsp_disc *disc;
    const tsb_cancel *cancel;
};

static int read_sectors(void *context, uint32_t first, uint32_t count, uint8_t *out, tsb_error *err)
{
    const struct cancellable *read = context;

    return tsp_disc_reader_read(read->disc->reader, (uint64_t)first * TSS_SECTOR_SIZE, (size_t)count * TSS_SECTOR_SIZE,
                                out, read->cancel, err);
}

int tsp_disc_read(tsp_disc *disc, uint32_t first, uint32_t count, uint8_t *out, uint8_t *lost, const tsb_cancel *cancel,
                  tsb_error *err)
{
    struct cancellable read = {.disc = disc, .cancel = cancel};

    if (first > disc->count || count > disc->count - first)
        return tsb_fail(err, TSB_ERR_INVALID, "The image has no sector %llu.", (unsigned long long)first + count - 1);
    return tsp_read_retrying(read_sectors, &read, first, count, out, lost, cancel, err);
}

static int read_manifest(tsp_disc *disc, const tsp_disc_kind *kind, tsb_error *err)
{
    uint8_t bytes[TSS_MANIFEST_SIZE];
    tsb_error cause = {0};
    int result = 0;

    if (kind->manifest_size != TSS_MANIFEST_SIZE)
        return tsb_fail(err, TSB_ERR_DENIED,
                        "The disc's manifest has the wrong size: it was altered. Ask where the disc came from.");
    /* It lies behind the film. */
    if (disc->raw.size > 0 &&
        ((uint64_t)kind->manifest + TSS_MANIFEST_SIZE / TSS_SECTOR_SIZE) * TSS_SECTOR_SIZE > disc->raw.size)
        return tsb_fail(err, TSB_ERR_DAMAGED, "%s is cut short: its end is missing. Fetch or copy it again.",
                        disc->path);
    result = tsp_raw_read(&disc->raw, (uint64_t)kind->manifest * TSS_SECTOR_SIZE, sizeof(bytes), bytes, &cause);
    if (result == TSB_ERR_IO)
        return tsb_fail(err, TSB_ERR_DAMAGED, "The disc's manifest cannot be read: clean the disc and try again (%s)",
                        cause.text);
    if (result != 0)
        return tsb_fail(err, result, "%s", cause.text);
    result = tss_manifest_read(&disc->manifest, bytes, sizeof(bytes), &cause);
    if (result == TSB_ERR_NOT_FOUND)
        return tsb_fail(
            err, TSB_ERR_UNSUPPORTED,
            "This image has room for a Tallystick manifest, but none was written: it is an original, not a copy.");
    if (result != 0)
        return tsb_fail(err, result, "The disc's manifest is refused: %s", cause.text);
    return 0;
}

/* The manifest is authentic; whether it is this image's is another matter. */
static int check_manifest(tsp_disc *disc, const tsp_disc_kind *kind, tsb_error *err)
{
    const tss_manifest *manifest = &disc->manifest;
    uint64_t sectors = manifest->image_size / TSS_SECTOR_SIZE;

    if (manifest->image_size % TSS_SECTOR_SIZE != 0 || sectors == 0 || sectors > UINT32_MAX)
        return tsb_fail(err, TSB_ERR_INVALID, "The disc's manifest names an impossible image size.");
    if (disc->raw.size > 0 && disc->raw.size < manifest->image_size)
        return tsb_fail(err, TSB_ERR_DAMAGED, "%s is cut short: it has %llu of %llu bytes. Fetch or copy it again.",
                        disc->path, (unsigned long long)disc->raw.size, (unsigned long long)manifest->image_size);
    if (manifest->manifest_sector != kind->manifest || manifest->manifest_sector > sectors - 2 ||
        manifest->vmg_sector >= sectors || manifest->vmg_backup_sector >= sectors)
        return tsb_fail(err, TSB_ERR_DENIED,
                        "This image is not laid out as its manifest says: it was mastered anew. Use the image as it "
                        "was delivered.");
    disc->count = (uint32_t)sectors;
    return 0;
}

static int open_path(tsp_disc **out, const char *path, const tsb_log *log, tsb_error *err)
{
    tsp_disc *disc = calloc(1, sizeof(*disc));
    tsp_disc_kind kind = {0};
    int result = 0;

    if (!disc)
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory.");
    disc->raw.handle = -1;
    disc->path = strdup(path);
    if (!disc->path)
        result = tsb_fail(err, TSB_ERR_MEMORY, "Out of memory.");
    if (result == 0)
        result = tsp_raw_open(&disc->raw, path, err);
    if (result == 0)
        result = tsp_disc_kind_find(&kind, &disc->raw, path, log, err);
    if (result == 0 && kind.manifest == 0)
        result = tsp_disc_kind_refuse(&kind, &disc->raw, path, err);
    if (result == 0)
        result = read_manifest(disc, &kind, err);
    if (result == 0)
        result = check_manifest(disc, &kind, err);
    if (result != 0) {
        tsp_disc_destroy(&disc);
        return result;
    }
    *out = disc;
    return 0;
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
    tsp_raw raw = disc->raw;

    disc->raw.handle = -1;
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
    tsp_disc_reader_destroy(&(*disc)->reader);
    tsp_raw_close(&(*disc)->raw);
    free((*disc)->path);
    free(*disc);
    *disc = NULL;
}
