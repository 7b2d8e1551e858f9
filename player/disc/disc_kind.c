/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/disc/disc_kind.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <dvdread/dvd_reader.h>
#include <dvdread/dvd_udf.h>

#include "synth/chunk.h"
#include "synth/manifest.h"

/* ECMA-119 (ISO 9660) 6.2.1 and ECMA-167 part 2, 8.3: volume descriptors start here. */
#define DESCRIPTORS_FIRST 16u
#define DESCRIPTORS_MAX   32u

/* ECMA-119 8.4: the primary volume descriptor. */
static void read_primary(tsp_disc_kind *kind, const uint8_t *sector)
{
    size_t length = 32;
    uint32_t blocks = (uint32_t)sector[80] | (uint32_t)sector[81] << 8 | (uint32_t)sector[82] << 16 |
                      (uint32_t)sector[83] << 24;

    kind->iso = true;
    kind->volume_size = (uint64_t)blocks * TSS_SECTOR_SIZE;
    memcpy(kind->label, sector + 40, length);
    while (length > 0 && (kind->label[length - 1] == ' ' || kind->label[length - 1] == '\0'))
        length--;
    kind->label[length] = '\0';
    for (size_t i = 0; i < length; i++) {
        if (kind->label[i] < 0x20 || kind->label[i] > 0x7e)
            kind->label[i] = '?';
    }
}

static int read_descriptors(tsp_disc_kind *kind, const tsp_raw *raw, tsb_error *err)
{
    uint8_t sector[TSS_SECTOR_SIZE];

    for (uint32_t i = DESCRIPTORS_FIRST; i < DESCRIPTORS_FIRST + DESCRIPTORS_MAX; i++) {
        uint64_t offset = (uint64_t)i * TSS_SECTOR_SIZE;
        if (raw->size > 0 && offset + TSS_SECTOR_SIZE > raw->size)
            break;
        int result = tsp_raw_read(raw, offset, sizeof(sector), sector, err);
        if (result != 0)
            return result;
        if (memcmp(sector + 1, "CD001", 5) == 0 && sector[0] == 1 && !kind->iso)
            read_primary(kind, sector);
        else if (memcmp(sector + 1, "NSR0", 4) == 0)
            kind->udf = true;
        else if (memcmp(sector + 1, "CD001", 5) != 0 && memcmp(sector + 1, "BEA01", 5) != 0 &&
                 memcmp(sector + 1, "TEA01", 5) != 0)
            break;
    }
    return 0;
}

/* libdvdread's chatter is for developers. */
TSB_PRINTF(3, 0)
static void log_dvdread(void *context, dvd_logger_level_t level, const char *format, va_list arguments)
{
    char line[512] = "";

    (void)level;
    vsnprintf(line, sizeof(line), format, arguments);
    tsb_debug(context, "libdvdread: %s", line);
}

static void find_files(tsp_disc_kind *kind, const char *path, const tsb_log *log)
{
    static const dvd_logger_cb logger = {.pf_log = log_dvdread};
    tsb_log named = tsb_log_named(log, "disc");
    dvd_reader_t *reader = DVDOpen2(&named, &logger, path);
    uint32_t size = 0;

    if (!reader)
        return;
    kind->manifest = UDFFindFile(reader, TSS_MANIFEST_PATH, &kind->manifest_size);
    kind->video = UDFFindFile(reader, "/VIDEO_TS/VIDEO_TS.IFO", &size) != 0;
    DVDClose(reader);
}

int tsp_disc_kind_find(tsp_disc_kind *out, const tsp_raw *raw, const char *path, const tsb_log *log, tsb_error *err)
{
    int result = 0;

    *out = (tsp_disc_kind){0};
    if (raw->size == 0 && !raw->drive)
        return tsb_fail(err, TSB_ERR_UNSUPPORTED, "%s is empty: it holds no disc image. Fetch or copy it again.", path);
    result = read_descriptors(out, raw, err);
    if (result != 0)
        return result;
    if (out->udf)
        find_files(out, path, log);
    return 0;
}

int tsp_disc_kind_refuse(const tsp_disc_kind *kind, const tsp_raw *raw, const char *path, tsb_error *err)
{
    if (!kind->iso && !kind->udf)
        return raw->drive
                   ? tsb_fail(
                         err, TSB_ERR_UNSUPPORTED,
                         "What is in %s is not a disc Tallystick can read; it may be blank. Put a Tallystick disc in.",
                         path)
                   : tsb_fail(err, TSB_ERR_UNSUPPORTED,
                              "%s is not a disc image. Open the image of a Tallystick disc: most often its name ends "
                              "in .iso.",
                              path);
    if (kind->volume_size > raw->size && raw->size > 0)
        return tsb_fail(err, TSB_ERR_DAMAGED, "%s is cut short: it has %llu of %llu bytes. Fetch or copy it again.",
                        path, (unsigned long long)raw->size, (unsigned long long)kind->volume_size);
    if (kind->video)
        return tsb_fail(err, TSB_ERR_UNSUPPORTED,
                        "This is a DVD-Video disc, \"%s\", not a Tallystick disc. Play it with any DVD player.",
                        kind->label);
    return tsb_fail(err, TSB_ERR_UNSUPPORTED,
                    "This is a data disc, \"%s\", not a Tallystick disc: there is no film on it to play.", kind->label);
}
