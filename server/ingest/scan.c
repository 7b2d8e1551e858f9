/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/ingest/scan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/read_at.h"
#include "server/progress.h"
#include "synth/complement.h"

#define BLOCK_SECTORS    512u
#define MANIFEST_SECTORS (TSS_MANIFEST_SIZE / TSS_SECTOR_SIZE)

typedef struct scanning {
    tsv_scan *scan;
    tss_cutter cutter;
    tss_hasher *hasher;
    uint8_t blank[TSS_MANIFEST_SIZE];
    uint32_t blank_matched; /* sectors of it met in a row */
} scanning;

static int add_extents(tsv_scan *scan, const tss_extent *extents, unsigned count, tsb_error *err)
{
    for (unsigned i = 0; i < count; i++) {
        if (scan->count == TSS_INDEX_MAX_CHUNKS) {
            return tsb_fail(err, TSB_ERR_INVALID, "The image has more than %u chunks: it is no DVD-Video",
                            TSS_INDEX_MAX_CHUNKS);
        }
        if (scan->count == scan->capacity) {
            uint32_t capacity = scan->capacity > 0 ? scan->capacity * 2 : 256;
            tss_extent *more = realloc(scan->extents, capacity * sizeof(*more));
            if (!more) {
                return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
            }
            scan->extents = more;
            scan->capacity = capacity;
        }
        scan->extents[scan->count++] = extents[i];
    }
    return 0;
}

/* A pack's first PES packet whose scrambling control is set (ISO/IEC 13818-1 2.4.3.7). */
static bool is_scrambled(const uint8_t *sector)
{
    static const uint8_t pack_start[] = {0, 0, 1, 0xba};
    size_t packet = 14 + (size_t)(sector[13] & 7);
    return memcmp(sector, pack_start, sizeof(pack_start)) == 0 && sector[packet] == 0 && sector[packet + 1] == 0 &&
           sector[packet + 2] == 1 &&
           (sector[packet + 3] == 0xbd || (sector[packet + 3] & 0xe0) == 0xc0 || (sector[packet + 3] & 0xf0) == 0xe0) &&
           (sector[packet + 6] & 0xc0) == 0x80 && (sector[packet + 6] & 0x30) != 0;
}

static void look_for_manifest(scanning *work, const uint8_t *sector, uint32_t at)
{
    tsv_scan *scan = work->scan;
    if (scan->has_manifest) {
        return;
    }
    const uint8_t *next = work->blank + (size_t)work->blank_matched * TSS_SECTOR_SIZE;
    if (memcmp(sector, next, TSS_SECTOR_SIZE) != 0) {
        work->blank_matched = memcmp(sector, work->blank, TSS_SECTOR_SIZE) == 0 ? 1 : 0;
    } else if (++work->blank_matched == MANIFEST_SECTORS) {
        scan->has_manifest = true;
        scan->manifest_sector = at + 1 - MANIFEST_SECTORS;
    }
}

static void look_for_vmg(tsv_scan *scan, const uint8_t *sector, uint32_t at)
{
    if (memcmp(sector, "DVDVIDEO-VMG", 12) != 0) {
        return;
    }
    if (!scan->has_vmg) {
        scan->has_vmg = true;
        scan->vmg_sector = at;
        memcpy(scan->provider, sector + TSS_PROVIDER_OFFSET, TSS_PROVIDER_SIZE);
    }
    scan->vmg_backup_sector = at;
}

static int take_block(scanning *work, const uint8_t *sectors, uint32_t first, uint32_t count, tsb_error *err)
{
    tss_extent extents[2] = {{0, 0}, {0, 0}};
    int code = tss_hasher_update(work->hasher, sectors, (size_t)count * TSS_SECTOR_SIZE, err);
    for (uint32_t i = 0; code == 0 && i < count; i++) {
        const uint8_t *sector = sectors + (size_t)i * TSS_SECTOR_SIZE;
        look_for_manifest(work, sector, first + i);
        look_for_vmg(work->scan, sector, first + i);
        work->scan->scrambled = work->scan->scrambled || is_scrambled(sector);
        unsigned closed = tss_cutter_push(&work->cutter, sector, extents);
        code = add_extents(work->scan, extents, closed, err);
    }
    return code;
}

static int read_block(int descriptor, uint8_t *out, uint32_t first, uint32_t count, tsb_error *err)
{
    size_t size = (size_t)count * TSS_SECTOR_SIZE;
    ssize_t got = tsb_read_at(descriptor, out, size, (uint64_t)first * TSS_SECTOR_SIZE);
    if (got < 0) {
        return tsb_fail_errno(err, errno, "Cannot read the image");
    }
    return got == (ssize_t)size ? 0 : tsb_fail(err, TSB_ERR_IO, "The image became shorter while it was read");
}

static int scan_blocks(scanning *work, int descriptor, const tsb_cancel *cancel, tsb_error *err)
{
    tsv_scan *scan = work->scan;
    tsv_progress progress = {0};
    uint8_t *block = calloc(BLOCK_SECTORS, TSS_SECTOR_SIZE);
    int code = block ? 0 : tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
    tsv_progress_start(&progress, "Reading the image");
    for (uint32_t first = 0; code == 0 && first < scan->sectors;) {
        uint32_t count = scan->sectors - first < BLOCK_SECTORS ? scan->sectors - first : BLOCK_SECTORS;
        if (tsb_cancel_fired(cancel)) {
            code = tsb_fail(err, TSB_ERR_CANCELLED, "Interrupted");
            break;
        }
        code = read_block(descriptor, block, first, count, err);
        if (code == 0) {
            code = take_block(work, block, first, count, err);
        }
        first += count;
        tsv_progress_show(&progress, first, scan->sectors);
    }
    tsv_progress_end(&progress);
    free(block);
    tss_extent last = {0, 0};
    if (code == 0) {
        unsigned closed = tss_cutter_finish(&work->cutter, &last);
        code = add_extents(scan, &last, closed, err);
    }
    return code == 0 ? tss_hasher_final(work->hasher, scan->hash, err) : code;
}

int tsv_scan_image(tsv_scan *out, int descriptor, const tsb_cancel *cancel, tsb_error *err)
{
    *out = (tsv_scan){0};
    scanning work = {.scan = out};
    tss_manifest_blank(work.blank);
    off_t size = lseek(descriptor, 0, SEEK_END);
    if (size < 0) {
        return tsb_fail_errno(err, errno, "Cannot read the image");
    }
    if (size == 0 || size % (off_t)TSS_SECTOR_SIZE != 0 || size / (off_t)TSS_SECTOR_SIZE > INT32_MAX) {
        return tsb_fail(err, TSB_ERR_INVALID, "It is not a disc image: its size is not a whole number of sectors");
    }
    out->sectors = (uint32_t)(size / (off_t)TSS_SECTOR_SIZE);
    int code = tss_hasher_create(&work.hasher, err);
    if (code == 0) {
        code = scan_blocks(&work, descriptor, cancel, err);
    }
    tss_hasher_destroy(&work.hasher);
    if (code < 0) {
        tsv_scan_finish(out);
    }
    return code;
}

void tsv_scan_finish(tsv_scan *scan)
{
    free(scan->extents);
    *scan = (tsv_scan){0};
}
