/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/disc/disc_image.h"

#include <stdlib.h>
#include <string.h>

#include "player/disc/disc_kind.h"
#include "synth/chunk.h"

static int read_manifest(tsp_disc_image *image, const tsp_disc_kind *kind, tsb_error *err)
{
    uint8_t bytes[TSS_MANIFEST_SIZE];
    tsb_error cause = {0};
    int result = 0;

    if (kind->manifest_size != TSS_MANIFEST_SIZE)
        return tsb_fail(err, TSB_ERR_DENIED,
                        "The disc's manifest has the wrong size: it was altered. Ask where the disc came from.");
    /* It lies behind the film. */
    if (image->raw.size > 0 &&
        ((uint64_t)kind->manifest + TSS_MANIFEST_SIZE / TSS_SECTOR_SIZE) * TSS_SECTOR_SIZE > image->raw.size)
        return tsb_fail(err, TSB_ERR_DAMAGED, "%s is cut short: its end is missing. Fetch or copy it again.",
                        image->path);
    result = tsp_raw_read(&image->raw, (uint64_t)kind->manifest * TSS_SECTOR_SIZE, sizeof(bytes), bytes, &cause);
    if (result == TSB_ERR_IO)
        return tsb_fail(err, TSB_ERR_DAMAGED, "The disc's manifest cannot be read: clean the disc and try again (%s)",
                        cause.text);
    if (result != 0)
        return tsb_pass(err, result, &cause);
    result = tss_manifest_read(&image->manifest, bytes, sizeof(bytes), &cause);
    if (result == TSB_ERR_NOT_FOUND)
        return tsb_fail(
            err, TSB_ERR_UNSUPPORTED,
            "This image has room for a Tallystick manifest, but none was written: it is an original, not a copy.");
    if (result != 0)
        return tsb_fail(err, result, "The disc's manifest is refused: %s", cause.text);
    return 0;
}

/* The manifest is authentic; whether it is this image's is another matter. */
static int check_manifest(tsp_disc_image *image, const tsp_disc_kind *kind, tsb_error *err)
{
    const tss_manifest *manifest = &image->manifest;
    uint64_t sectors = manifest->image_size / TSS_SECTOR_SIZE;

    if (manifest->image_size % TSS_SECTOR_SIZE != 0 || sectors == 0 || sectors > UINT32_MAX)
        return tsb_fail(err, TSB_ERR_INVALID, "The disc's manifest names an impossible image size.");
    if (image->raw.size > 0 && image->raw.size < manifest->image_size)
        return tsb_fail(err, TSB_ERR_DAMAGED, "%s is cut short: it has %llu of %llu bytes. Fetch or copy it again.",
                        image->path, (unsigned long long)image->raw.size, (unsigned long long)manifest->image_size);
    if (manifest->manifest_sector != kind->manifest || manifest->manifest_sector > sectors - 2 ||
        manifest->vmg_sector >= sectors || manifest->vmg_backup_sector >= sectors)
        return tsb_fail(err, TSB_ERR_DENIED,
                        "This image is not laid out as its manifest says: it was mastered anew. Use the image as it "
                        "was delivered.");
    image->count = (uint32_t)sectors;
    return 0;
}

int tsp_disc_image_open(tsp_disc_image *out, const char *path, const tsb_log *log, tsb_error *err)
{
    tsp_disc_kind kind = {0};
    int result = 0;

    *out = (tsp_disc_image){.raw = {.handle = -1}, .path = strdup(path)};
    if (!out->path)
        result = tsb_fail(err, TSB_ERR_MEMORY, "Out of memory.");
    if (result == 0)
        result = tsp_raw_open(&out->raw, path, err);
    if (result == 0)
        result = tsp_disc_kind_find(&kind, &out->raw, path, log, err);
    if (result == 0 && kind.manifest == 0)
        result = tsp_disc_kind_refuse(&kind, &out->raw, path, err);
    if (result == 0)
        result = read_manifest(out, &kind, err);
    if (result == 0)
        result = check_manifest(out, &kind, err);
    if (result != 0)
        tsp_disc_image_close(out);
    return result;
}

void tsp_disc_image_close(tsp_disc_image *image)
{
    tsp_raw_close(&image->raw);
    free(image->path);
    image->path = NULL;
}
