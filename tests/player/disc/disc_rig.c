/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/player/disc/disc_rig.h"

#include "synth/chunk.h"
#include "synth/manifest.h"
#include "tests/support/suite.h"

static const uint8_t signer[TSS_KEY_SIZE] = "a signing key of tests, no other";

void rig_put(const struct rig *rig, const char *name, const void *bytes, size_t size)
{
    char path[400];
    char *slash = NULL;

    snprintf(path, sizeof(path), "%s/tree/%s", rig->folder, name);
    slash = strrchr(path, '/');
    *slash = '\0';
    ck_assert_int_eq(tsb_folder_make(path, 0755, NULL), 0);
    *slash = '/';
    ck_assert_int_eq(tsb_file_write(path, bytes, size, 0644, NULL), 0);
}

void rig_master(const struct rig *rig, const char *options)
{
    char command[1200];

    snprintf(command, sizeof(command), "genisoimage -quiet -V SOME_VOLUME %s -o %s %s/tree 2>/dev/null", options,
             rig->image, rig->folder);
    ck_assert_int_eq(system(command), 0);
}

void rig_init(struct rig *rig)
{
    scratch_make(rig->folder);
    snprintf(rig->image, sizeof(rig->image), "%s/film.iso", rig->folder);
}

void rig_load(const struct rig *rig, tsb_buffer *image)
{
    tsb_buffer_init(image, RIG_IMAGE_CEILING);
    ck_assert_int_eq(tsb_file_read(rig->image, image, NULL), 0);
}

void rig_store(const struct rig *rig, tsb_buffer *image, size_t size)
{
    ck_assert_int_eq(tsb_file_write(rig->image, image->bytes, size, 0644, NULL), 0);
    tsb_buffer_finish(image);
}

uint32_t rig_find(const tsb_buffer *image, const void *bytes, size_t size)
{
    for (uint32_t i = 0; (size_t)i * TSS_SECTOR_SIZE + size <= image->size; i++) {
        if (memcmp(image->bytes + (size_t)i * TSS_SECTOR_SIZE, bytes, size) == 0)
            return i;
    }
    ck_abort_msg("not in the image");
}

void rig_make_copy(const struct rig *rig, int32_t moved, uint8_t number)
{
    uint8_t blank[TSS_MANIFEST_SIZE];
    uint8_t bytes[TSS_MANIFEST_SIZE];
    tsb_buffer image;
    tss_manifest manifest = {.title = "A Film", .server = "http://127.0.0.1:1", .version = TSS_MANIFEST_VERSION};
    uint32_t sector = 0;

    tss_manifest_blank(blank);
    rig_put(rig, "VIDEO_TS/VIDEO_TS.IFO", "DVDVIDEO-VMG", 12);
    rig_put(rig, "TALLY/MANIFEST.JSN", blank, sizeof(blank));
    rig_master(rig, "-udf");
    rig_load(rig, &image);
    sector = rig_find(&image, blank, sizeof(blank));
    manifest.copy.bytes[0] = number;
    manifest.image_size = image.size;
    manifest.vmg_sector = rig_find(&image, "DVDVIDEO-VMG", 12);
    manifest.vmg_backup_sector = manifest.vmg_sector;
    manifest.manifest_sector = (uint32_t)((int32_t)sector + moved);
    ck_assert_int_eq(tss_manifest_write(bytes, &manifest, signer, NULL), 0);
    memcpy(image.bytes + (size_t)sector * TSS_SECTOR_SIZE, bytes, sizeof(bytes));
    rig_store(rig, &image, image.size);
}
