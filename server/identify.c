/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/identify.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/read_at.h"
#include "base/secret.h"
#include "server/progress.h"
#include "synth/chunk.h"

/* Chunks compared, from the first that the split changes enough; the rest are for discs that are damaged there. */
#define CHUNKS_TRIED    3u
#define SECTORS_ENOUGH  16u
#define OUTSIDE_SAMPLED 64u

/* An image and all that looking at it takes. */
typedef struct looking {
    const tsv_data *data;
    const tsb_cancel *cancel;
    int image;
    uint32_t image_sectors;
    tss_engine *engine;
    uint8_t *original; /* a chunk, secret */
    uint8_t *main;     /* the same chunk as a copy has it */
    uint8_t *found;    /* and as the image has it */
    uint8_t *taken;    /* secret */
    /* The title being tried: */
    tsv_original *title_files;
    const tsv_title *title;
    tsv_identified *out;
    uint32_t copies_tried;
    bool is_original;
    tsv_progress progress;
    tsb_error error;
} looking;

static const size_t chunk_size = (size_t)TSS_CHUNK_MAX_SECTORS * TSS_SECTOR_SIZE;

static int looking_init(looking *look, const tsv_data *data, const char *image, const tsb_cancel *cancel,
                        tsb_error *err)
{
    *look = (looking){.data = data, .cancel = cancel, .image = -1};
    look->original = tsb_secret_alloc(chunk_size);
    look->taken = tsb_secret_alloc(TSS_SEALED_CHUNK_MAX);
    look->main = malloc(chunk_size);
    look->found = malloc(chunk_size);
    if (!look->original || !look->taken || !look->main || !look->found) {
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
    }
    look->image = open(image, O_RDONLY | O_CLOEXEC);
    if (look->image < 0) {
        return tsb_fail_errno(err, errno, "Cannot open %s", image);
    }
    off_t size = lseek(look->image, 0, SEEK_END);
    if (size < 0) {
        return tsb_fail_errno(err, errno, "Cannot read %s", image);
    }
    look->image_sectors = (uint32_t)(size / (off_t)TSS_SECTOR_SIZE > INT32_MAX ? INT32_MAX
                                                                               : size / (off_t)TSS_SECTOR_SIZE);
    return tss_engine_create(&look->engine, err);
}

static void looking_finish(looking *look)
{
    tss_engine_destroy(&look->engine);
    tsv_original_close(&look->title_files);
    if (look->image >= 0) {
        close(look->image);
    }
    tsb_secret_free(look->original, chunk_size);
    tsb_secret_free(look->taken, TSS_SEALED_CHUNK_MAX);
    free(look->main);
    free(look->found);
}

/* Reads sectors of the image; those that cannot be read, or lie beyond its end, come as zeros. */
static void read_image(const looking *look, uint32_t first, uint32_t count, uint8_t *out)
{
    memset(out, 0, (size_t)count * TSS_SECTOR_SIZE);
    for (uint32_t i = 0; i < count; i++) {
        ssize_t got = tsb_read_at(look->image, out + (size_t)i * TSS_SECTOR_SIZE, TSS_SECTOR_SIZE,
                                  ((uint64_t)first + i) * TSS_SECTOR_SIZE);
        if (got != (ssize_t)TSS_SECTOR_SIZE) {
            memset(out + (size_t)i * TSS_SECTOR_SIZE, 0, TSS_SECTOR_SIZE);
        }
    }
}

/* Whether sectors that no copy changes (tables, file system) are this title's: most of a sample of them. */
static bool layout_fits(looking *look)
{
    const tss_index *index = &look->title_files->index;
    uint8_t theirs[TSS_SECTOR_SIZE] = {0};
    uint8_t ours[TSS_SECTOR_SIZE] = {0};
    uint32_t sampled = 0;
    uint32_t same = 0;
    for (uint32_t at = 0; at < index->image_sectors && sampled < OUTSIDE_SAMPLED; at++) {
        int64_t chunk = tss_index_find(index, at);
        if (chunk >= 0) {
            at += index->entries[chunk].count - 1;
            continue;
        }
        if (at - look->title->manifest_sector < TSS_MANIFEST_SIZE / TSS_SECTOR_SIZE ||
            tsv_original_read(look->title_files, at, 1, ours, NULL) != 0) {
            continue;
        }
        if (ours[0] == 0 && memcmp(ours, ours + 1, TSS_SECTOR_SIZE - 1) == 0) {
            continue; /* Empty ones say nothing. */
        }
        read_image(look, at, 1, theirs);
        sampled++;
        same += memcmp(ours, theirs, TSS_SECTOR_SIZE) == 0;
    }
    return sampled > 0 && same * 2 >= sampled;
}

static int make_chunk(looking *look, const tss_copy_secrets *secrets, const tsv_copy *copy, uint32_t chunk,
                      tsb_error *err)
{
    const tss_index_entry *entry = &look->title_files->index.entries[chunk];
    tss_chunk_keys keys = {{0}, {0}};
    int code = tss_derive_chunk(&keys, secrets->seed, chunk, err);
    if (code == 0) {
        memcpy(look->main, look->original, (size_t)entry->count * TSS_SECTOR_SIZE);
        code = tss_chunk_split(look->engine, look->main, entry->count, (enum tss_profile)copy->profile, &keys,
                               look->taken, entry->size - TSS_TAG_SIZE, NULL, err);
    }
    tsb_wipe(&keys, sizeof(keys));
    tsb_wipe(look->taken, entry->size);
    return code;
}

typedef struct score {
    uint32_t compared;
    uint32_t matched;
    uint32_t original; /* as in the original, though the split changes them */
} score;

static void compare_chunk(const looking *look, uint32_t count, score *sum)
{
    for (uint32_t i = 0; i < count; i++) {
        size_t at = (size_t)i * TSS_SECTOR_SIZE;
        if (memcmp(look->main + at, look->original + at, TSS_SECTOR_SIZE) == 0) {
            continue;
        }
        sum->compared++;
        sum->matched += memcmp(look->main + at, look->found + at, TSS_SECTOR_SIZE) == 0;
        sum->original += memcmp(look->original + at, look->found + at, TSS_SECTOR_SIZE) == 0;
    }
}

/* Compares the copy with the image, chunk by chunk, until one or the other is plain. */
static int score_copy(looking *look, const tsv_copy *copy, score *sum, tsb_error *err)
{
    const tss_index *index = &look->title_files->index;
    tss_copy_secrets *secrets = tsb_secret_alloc(sizeof(*secrets));
    uint32_t tried = 0;
    int code = secrets ? tsv_copy_secrets(look->data, copy, secrets, err)
                       : tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
    for (uint32_t chunk = 0; code == 0 && chunk < index->chunk_count && tried < CHUNKS_TRIED; chunk++) {
        const tss_index_entry *entry = &index->entries[chunk];
        uint32_t before = sum->compared;
        code = tsv_original_read(look->title_files, entry->first, entry->count, look->original, err);
        if (code == 0) {
            code = make_chunk(look, secrets, copy, chunk, err);
        }
        if (code == 0) {
            read_image(look, entry->first, entry->count, look->found);
            compare_chunk(look, entry->count, sum);
        }
        tried += sum->compared - before >= SECTORS_ENOUGH;
        if (sum->matched >= SECTORS_ENOUGH && sum->matched * 2 >= sum->compared) {
            break;
        }
    }
    tsb_secret_free(secrets, sizeof(*secrets));
    return code;
}

/* 1: it is this copy, *out is filled; 0: it is not; or an error. */
static int try_copy(looking *look, const tsv_copy *copy, tsb_error *err)
{
    score sum = {0};
    if (tsb_cancel_fired(look->cancel)) {
        return tsb_fail(err, TSB_ERR_CANCELLED, "Interrupted");
    }
    look->copies_tried++;
    int code = score_copy(look, copy, &sum, err);
    look->is_original = look->is_original || (sum.original > 0 && sum.original * 2 >= sum.compared);
    /* No other copy has even one of these sectors in common, but for a rare short one. */
    if (code < 0 || sum.matched == 0 || sum.matched * 10 < sum.compared) {
        return code;
    }
    look->out->copy = *copy;
    look->out->title = *look->title;
    look->out->sectors_compared = sum.compared;
    look->out->sectors_matched = sum.matched;
    return 1;
}

static int try_each(void *context, const tsv_copy *copy)
{
    looking *look = context;
    if (look->out->manifest == TSV_MANIFEST_OURS && tss_id_equal(&copy->id, &look->out->manifest_copy)) {
        return 0; /* Was tried first. */
    }
    tsv_progress_show(&look->progress, look->copies_tried, (uint64_t)look->copies_tried + 100);
    return try_copy(look, copy, &look->error);
}

static void read_manifest(looking *look)
{
    uint8_t bytes[TSS_MANIFEST_SIZE] = {0};
    tss_manifest *manifest = calloc(1, sizeof(*manifest));
    read_image(look, look->title->manifest_sector, TSS_MANIFEST_SIZE / TSS_SECTOR_SIZE, bytes);
    if (manifest && look->out->manifest == TSV_MANIFEST_NONE &&
        tss_manifest_read(manifest, bytes, sizeof(bytes), NULL) == 0) {
        look->out->manifest = TSV_MANIFEST_FOREIGN;
        if (memcmp(manifest->signer, look->data->signing_public, TSS_KEY_SIZE) == 0) {
            look->out->manifest = TSV_MANIFEST_OURS;
            look->out->manifest_copy = manifest->copy;
        }
    }
    free(manifest);
}

/* The copy the manifest names first, then all others of the title. */
static int try_title_copies(looking *look)
{
    int code = 0;
    if (look->out->manifest == TSV_MANIFEST_OURS) {
        tsv_copy *named = calloc(1, sizeof(*named));
        if (!named) {
            return tsb_fail(&look->error, TSB_ERR_MEMORY, "Out of memory");
        }
        code = tsv_store_copy_find(look->data->store, &look->out->manifest_copy, named, NULL);
        if (code == 0 && tss_id_equal(&named->title, &look->title->id)) {
            code = try_copy(look, named, &look->error);
        } else {
            code = 0;
        }
        free(named);
    }
    if (code != 0) {
        return code;
    }
    return tsv_store_copy_each(look->data->store, 0, &look->title->id, try_each, look, &look->error);
}

static int try_title(void *context, const tsv_title *title)
{
    looking *look = context;
    if (look->image_sectors < title->vmg_sector) {
        return 0;
    }
    look->title = title;
    tsv_original_close(&look->title_files);
    int code = tsv_original_open(&look->title_files, look->data->bank, &title->id, &look->error);
    if (code < 0) {
        return code;
    }
    read_manifest(look);
    bool fits = layout_fits(look);
    if (!fits && look->out->manifest == TSV_MANIFEST_NONE) {
        return 0;
    }
    return try_title_copies(look);
}

static int tell_what_not(const looking *look, const char *image, tsb_error *err)
{
    if (look->is_original) {
        return tsb_fail(err, TSB_ERR_NOT_FOUND, "%s is an original of this server, not a copy", image);
    }
    if (look->copies_tried == 0) {
        return tsb_fail(err, TSB_ERR_NOT_FOUND, "%s is laid out like no title of which this server made copies", image);
    }
    return tsb_fail(err, TSB_ERR_NOT_FOUND, "%s is none of this server's copies: the decoys are not its own", image);
}

int tsv_identify(tsv_identified *out, const tsv_data *data, const char *image, const tsb_cancel *cancel, tsb_error *err)
{
    *out = (tsv_identified){0};
    looking *look = calloc(1, sizeof(*look));
    if (!look) {
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
    }
    int code = looking_init(look, data, image, cancel, err);
    if (code == 0) {
        look->out = out;
        tsv_progress_start(&look->progress, "Trying copies");
        code = tsv_store_title_each(data->store, try_title, look, &look->error);
        tsv_progress_end(&look->progress);
        if (code < 0) {
            (void)tsb_pass(err, code, &look->error);
        } else if (code == 0) {
            code = tell_what_not(look, image, err);
        } else {
            code = 0;
        }
    }
    looking_finish(look);
    free(look);
    return code;
}
