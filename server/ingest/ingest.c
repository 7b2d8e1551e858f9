/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/ingest/ingest.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "server/ingest/prove.h"
#include "server/ingest/scan.h"

/* Of all slices; more left as they are is worth a warning. */
#define UNTOUCHED_WARNING 0.01

static void take_tally(tsv_title *title, const tss_tally *tally)
{
    title->video_bytes = tally->video_bytes;
    title->pictures = tally->pictures;
    title->slices = tally->slices;
    title->slices_taken = tally->slices_taken;
    title->slices_untouched = tally->slices_untouched;
    title->slices_sparse = tally->slices_sparse;
    title->slices_refused = tally->slices_refused;
    title->sites = tally->sites;
}

static int check_scan(const tsv_scan *scan, tsb_error *err)
{
    if (scan->scrambled) {
        return tsb_fail(err, TSB_ERR_INVALID,
                        "The disc is encrypted (CSS). Films come from their owners: use the unencrypted master");
    }
    if (!scan->has_manifest || !scan->has_vmg) {
        return tsb_fail(err, TSB_ERR_INTERNAL, "The image was mastered without its %s",
                        scan->has_vmg ? "manifest's space" : "video manager");
    }
    if (scan->count == 0) {
        return tsb_fail(err, TSB_ERR_INVALID, "The disc holds no video that could be split");
    }
    return 0;
}

static int write_table(const tsv_incoming *incoming, const tss_index *index, tsb_error *err)
{
    static const tss_id none = {{0}};
    size_t size = tss_index_size(index->chunk_count);
    uint8_t *bytes = malloc(size);
    if (!bytes) {
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
    }
    tss_index_write(bytes, index, &none);
    int code = tsb_file_write(incoming->table, bytes, size, 0600, err);
    free(bytes);
    return code;
}

static int make_table(const tsv_ingest *ingest, const tsv_incoming *incoming, const tsv_scan *scan, const size_t *sizes,
                      tsv_title *title, tsb_error *err)
{
    tss_index index = {0};
    int code = tss_index_build(&index, &title->id, ingest->profile, scan->sectors, scan->extents, sizes, scan->count,
                               err);
    if (code < 0) {
        return code;
    }
    title->complement_size = index.file_size;
    code = write_table(incoming, &index, err);
    tss_index_finish(&index);
    return code;
}

/* Fills in what the image says of the title. */
static int examine(const tsv_ingest *ingest, const tsv_incoming *incoming, int image, tsv_title *title, tsb_error *err)
{
    tsv_scan scan = {0};
    tss_tally tally = {0};
    size_t *sizes = NULL;
    int code = tsv_scan_image(&scan, image, ingest->cancel, err);
    if (code == 0) {
        code = check_scan(&scan, err);
    }
    if (code == 0) {
        sizes = calloc(scan.count, sizeof(*sizes));
        code = sizes ? tsv_prove(image, scan.extents, scan.count, ingest->profile, sizes, &tally, ingest->cancel, err)
                     : tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
    }
    if (code == 0 && tally.slices_taken == 0) {
        code = tsb_fail(err, TSB_ERR_UNSUPPORTED,
                        "Nothing can be taken out of this film: none of its %" PRIu64 " slices is MPEG-2 Main Profile",
                        tally.slices);
    }
    if (code == 0) {
        title->image_sectors = scan.sectors;
        title->chunk_count = scan.count;
        memcpy(title->image_hash, scan.hash, sizeof(title->image_hash));
        title->manifest_sector = scan.manifest_sector;
        title->vmg_sector = scan.vmg_sector;
        title->vmg_backup_sector = scan.vmg_backup_sector;
        memcpy(title->provider, scan.provider, sizeof(title->provider));
        take_tally(title, &tally);
        code = make_table(ingest, incoming, &scan, sizes, title, err);
    }
    free(sizes);
    tsv_scan_finish(&scan);
    return code;
}

static void report(const tsv_ingest *ingest, const tsv_title *title)
{
    tsb_info(ingest->log,
             "Proved: all %" PRIu32 " chunks came back bit for bit. Of %" PRIu64 " slices in %" PRIu64
             " pictures, %" PRIu64 " are taken (%" PRIu64
             " of them too short to shuffle: more of their bits instead), %" PRIu64
             " left untouched (not whole or not understood) and %" PRIu64 " refused (no decoys fit)",
             title->chunk_count, title->slices, title->pictures, title->slices_taken, title->slices_sparse,
             title->slices_untouched, title->slices_refused);
    tsb_info(ingest->log, "The complement has %" PRIu64 " bytes, %.2f %% of the video", title->complement_size,
             title->video_bytes > 0 ? 100.0 * (double)title->complement_size / (double)title->video_bytes : 0.0);
    double left = (double)(title->slices_untouched + title->slices_refused);
    if (title->slices > 0 && left > UNTOUCHED_WARNING * (double)title->slices) {
        tsb_warn(ingest->log, "%.1f %% of the slices can be watched without the complement",
                 100.0 * left / (double)title->slices);
    }
}

typedef struct recording {
    tsv_data *data;
    const tsv_title *title;
} recording;

static int record_title(void *context, tsb_error *err)
{
    const recording *what = context;
    return tsv_store_title_add(what->data->store, what->title, err);
}

static int ingest_into(tsv_data *data, const tsv_ingest *ingest, const tsv_incoming *incoming, tsv_title *title,
                       tsb_error *err)
{
    tsv_mastering mastering = {.film = ingest->film,
                               .name = ingest->name,
                               .work = incoming->path,
                               .image = incoming->image,
                               .standard = ingest->standard,
                               .log = ingest->log,
                               .cancel = ingest->cancel};
    int code = tsv_master(&mastering, err);
    if (code < 0) {
        return code;
    }
    int image = open(incoming->image, O_RDONLY | O_CLOEXEC);
    if (image < 0) {
        return tsb_fail_errno(err, errno, "Cannot read the image");
    }
    code = examine(ingest, incoming, image, title, err);
    close(image);
    if (code == 0 && tsb_cancel_fired(ingest->cancel)) {
        code = tsb_fail(err, TSB_ERR_CANCELLED, "Interrupted");
    }
    if (code == 0) {
        report(ingest, title);
        recording what = {.data = data, .title = title};
        code = tsv_bank_commit(data->bank, incoming, &title->id, record_title, &what, err);
    }
    return code;
}

int tsv_ingest_film(tsv_data *data, const tsv_ingest *ingest, tsv_title *title, tsb_error *err)
{
    *title = (tsv_title){.profile = (uint8_t)ingest->profile, .created = (int64_t)time(NULL)};
    (void)snprintf(title->name, sizeof(title->name), "%s", ingest->name);
    int code = tss_id_generate(&title->id, err);
    if (code < 0) {
        return code;
    }
    tsv_incoming incoming = {.lock = -1};
    code = tsv_bank_incoming(&incoming, data->bank, err);
    if (code == 0) {
        code = ingest_into(data, ingest, &incoming, title, err);
    }
    tsv_incoming_finish(&incoming);
    return code;
}
