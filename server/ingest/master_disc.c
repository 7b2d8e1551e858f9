/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Films that are DVD-Video already: a VIDEO_TS folder, a disc image, a disc. */
#include "server/ingest/master.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <dvdread/dvd_reader.h>
#include <dvdread/dvd_udf.h>

#include "base/file.h"
#include "base/read_at.h"
#include "server/progress.h"
#include "synth/chunk.h"
#include "synth/manifest.h"

#define COPY_SECTORS 512u
#define TITLE_SETS   99u

static bool is_digit(char letter)
{
    return letter >= '0' && letter <= '9';
}

/* Whether a name, in capitals, is one of DVD-Video's: VIDEO_TS.IFO, VTS_01_0.BUP, VTS_01_1.VOB ... */
static bool is_video_name(const char *name)
{
    size_t length = strlen(name);
    if (length != 12 || name[8] != '.' ||
        (strcmp(name + 9, "IFO") != 0 && strcmp(name + 9, "BUP") != 0 && strcmp(name + 9, "VOB") != 0)) {
        return false;
    }
    return strncmp(name, "VIDEO_TS", 8) == 0 || (strncmp(name, "VTS_", 4) == 0 && is_digit(name[4]) &&
                                                 is_digit(name[5]) && name[6] == '_' && is_digit(name[7]));
}

/* Discs' names are in capitals; folders copied from them need not be. */
static void to_capitals(char *out, size_t size, const char *name)
{
    size_t i = 0;
    for (; name[i] && i + 1 < size; i++) {
        out[i] = (char)toupper((unsigned char)name[i]);
    }
    out[i] = '\0';
}

/* The entry of a folder that has this name in capitals: a new path, or NULL. */
static char *find_entry(const char *folder, const char *name)
{
    char *path = NULL;
    DIR *directory = opendir(folder);
    const struct dirent *entry = NULL;
    while (directory && !path && (entry = readdir(directory))) {
        char capitals[NAME_MAX + 1] = "";
        to_capitals(capitals, sizeof(capitals), entry->d_name);
        if (strcmp(capitals, name) == 0) {
            path = tsb_path_join(folder, entry->d_name);
        }
    }
    if (directory) {
        closedir(directory);
    }
    return path;
}

/* The folder with the video files: the film itself, or its VIDEO_TS. A new path, or NULL. */
static char *video_folder(const char *film)
{
    char *table = find_entry(film, "VIDEO_TS.IFO");
    if (table) {
        free(table);
        return realpath(film, NULL);
    }
    char *inner = find_entry(film, "VIDEO_TS");
    if (!inner) {
        return NULL;
    }
    table = find_entry(inner, "VIDEO_TS.IFO");
    char *folder = table ? realpath(inner, NULL) : NULL;
    free(table);
    free(inner);
    return folder;
}

static int link_files(const char *from, const char *to, tsb_error *err)
{
    int code = 0;
    DIR *directory = opendir(from);
    if (!directory) {
        return tsb_fail_errno(err, errno, "Cannot read %s", from);
    }
    const struct dirent *entry = NULL;
    while (code == 0 && (entry = readdir(directory))) {
        char capitals[NAME_MAX + 1] = "";
        to_capitals(capitals, sizeof(capitals), entry->d_name);
        if (!is_video_name(capitals)) {
            continue;
        }
        char *target = tsb_path_join(from, entry->d_name);
        char *link = tsb_path_join(to, capitals);
        if (!target || !link) {
            code = tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
        } else if (symlink(target, link) != 0) {
            code = tsb_fail_errno(err, errno, "Cannot link %s", target);
        }
        free(target);
        free(link);
    }
    closedir(directory);
    return code;
}

int tsv_master_folder(const tsv_mastering *mastering, const char *video, tsb_error *err)
{
    char *from = video_folder(mastering->film);
    if (!from) {
        return tsb_fail(err, TSB_ERR_INVALID, "%s holds no VIDEO_TS folder with a VIDEO_TS.IFO", mastering->film);
    }
    tsb_info(mastering->log, "DVD-Video folder: its files are taken as they are");
    int code = link_files(from, video, err);
    free(from);
    return code;
}

/* libdvdread would write to standard error. */
static void ignore_message(void *context, dvd_logger_level_t level, const char *format, va_list arguments)
{
    (void)context;
    (void)level;
    (void)format;
    (void)arguments;
}

static dvd_reader_t *open_disc(const char *path)
{
    static const dvd_logger_cb logger = {.pf_log = ignore_message};
    return DVDOpen2(NULL, &logger, path);
}

/* Whether an ISO 9660 or UDF volume begins where they do (ECMA-119 6.7.1, ECMA-167 2/8.3). */
static bool has_volume(int descriptor)
{
    char name[5] = "";
    for (uint64_t sector = 16; sector < 32; sector++) {
        if (tsb_read_at(descriptor, name, sizeof(name), sector * TSS_SECTOR_SIZE + 1) != (ssize_t)sizeof(name)) {
            return false;
        }
        if (memcmp(name, "CD001", 5) == 0 || memcmp(name, "NSR02", 5) == 0 || memcmp(name, "NSR03", 5) == 0) {
            return true;
        }
    }
    return false;
}

static bool has_video(const char *path)
{
    uint32_t size = 0;
    dvd_reader_t *disc = open_disc(path);
    bool found = disc && UDFFindFile(disc, "/VIDEO_TS/VIDEO_TS.IFO", &size) != 0;
    if (disc) {
        DVDClose(disc);
    }
    return found;
}

int tsv_film_kind_of(const char *film, enum tsv_film_kind *kind, tsb_error *err)
{
    struct stat status = {0};
    *kind = TSV_FILM_FILE;
    if (stat(film, &status) != 0) {
        return tsb_fail_errno(err, errno, "Cannot open the film %s", film);
    }
    if (S_ISDIR(status.st_mode)) {
        *kind = TSV_FILM_FOLDER;
        return 0;
    }
    if (!S_ISREG(status.st_mode) && !S_ISBLK(status.st_mode)) {
        return tsb_fail(err, TSB_ERR_INVALID, "%s is neither a file nor a folder nor a disc", film);
    }
    int descriptor = open(film, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return tsb_fail_errno(err, errno, "Cannot open the film %s", film);
    }
    bool volume = has_volume(descriptor);
    close(descriptor);
    if (volume && !has_video(film)) {
        return tsb_fail(err, TSB_ERR_INVALID, "%s is the image of a disc, but not of a DVD-Video", film);
    }
    *kind = volume ? TSV_FILM_DISC : TSV_FILM_FILE;
    return 0;
}

/* An image whose files are being taken out. */
typedef struct extraction {
    const tsv_mastering *mastering;
    dvd_reader_t *disc;
    int image;
    uint64_t image_size;
    uint64_t done;
    uint8_t *sectors;
    tsv_progress progress;
} extraction;

static int copy_bytes(extraction *work, uint64_t from, uint64_t size, int out, const char *name, tsb_error *err)
{
    while (size > 0) {
        size_t want = COPY_SECTORS * TSS_SECTOR_SIZE;
        want = size < want ? (size_t)size : want;
        if (tsb_cancel_fired(work->mastering->cancel)) {
            return tsb_fail(err, TSB_ERR_CANCELLED, "Interrupted");
        }
        ssize_t got = tsb_read_at(work->image, work->sectors, want, from);
        if (got != (ssize_t)want) {
            return got < 0 ? tsb_fail_errno(err, errno, "Cannot read %s on the disc", name)
                           : tsb_fail(err, TSB_ERR_DAMAGED, "The image ends in the middle of %s", name);
        }
        for (ssize_t put = 0; put < got;) {
            ssize_t written = write(out, work->sectors + put, (size_t)(got - put));
            if (written < 0 && errno != EINTR) {
                return tsb_fail_errno(err, errno, "Cannot write %s", name);
            }
            put += written > 0 ? written : 0;
        }
        from += (uint64_t)got;
        size -= (uint64_t)got;
        work->done += (uint64_t)got;
        tsv_progress_show(&work->progress, work->done, work->image_size);
    }
    return 0;
}

/* 1 when the disc has the file, 0 when not, or an error. */
static int extract_file(extraction *work, const char *video, const char *name, tsb_error *err)
{
    char inside[64] = "";
    uint32_t size = 0;
    (void)snprintf(inside, sizeof(inside), "/VIDEO_TS/%s", name);
    uint32_t first = UDFFindFile(work->disc, inside, &size);
    if (first == 0) {
        return 0;
    }
    uint64_t from = (uint64_t)first * TSS_SECTOR_SIZE;
    /* Files that overlap are no disc's: what is taken out is never more than the image. */
    if (from > work->image_size || size > work->image_size - from || size > work->image_size - work->done) {
        return tsb_fail(err, TSB_ERR_DAMAGED, "%s lies beyond the end of the image: is it a whole copy of the disc?",
                        name);
    }
    char *path = tsb_path_join(video, name);
    if (!path) {
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
    }
    int out = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    int code = out < 0 ? tsb_fail_errno(err, errno, "Cannot write %s", path) : 0;
    if (code == 0) {
        code = copy_bytes(work, from, size, out, name, err);
        if (close(out) != 0 && code == 0) {
            code = tsb_fail_errno(err, errno, "Cannot write %s", path);
        }
    }
    free(path);
    return code < 0 ? code : 1;
}

static int extract_set(extraction *work, const char *video, const char *stem, unsigned parts, tsb_error *err)
{
    static const char *const kinds[] = {"IFO", "BUP", "VOB"};
    char name[32] = "";
    int found = 0;
    for (size_t i = 0; i < TSB_COUNT(kinds); i++) {
        (void)snprintf(name, sizeof(name), "%s.%s", stem, kinds[i]);
        int code = extract_file(work, video, name, err);
        if (code < 0 || (i == 0 && code == 0)) {
            return code;
        }
        found = 1;
    }
    for (unsigned part = 1; part <= parts; part++) {
        (void)snprintf(name, sizeof(name), "%.7s%u.VOB", stem, part);
        int code = extract_file(work, video, name, err);
        if (code <= 0) {
            return code < 0 ? code : found;
        }
    }
    return found;
}

/* A copy's main stream must not become an original. */
static int refuse_main_stream(const extraction *work, tsb_error *err)
{
    uint8_t bytes[TSS_MANIFEST_SIZE] = {0};
    uint32_t size = 0;
    uint32_t first = UDFFindFile(work->disc, TSS_MANIFEST_PATH, &size);
    tss_manifest *manifest = calloc(1, sizeof(*manifest));
    int code = manifest ? 0 : tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
    if (code == 0 && first != 0 && size == TSS_MANIFEST_SIZE &&
        tsb_read_at(work->image, bytes, sizeof(bytes), (uint64_t)first * TSS_SECTOR_SIZE) == (ssize_t)sizeof(bytes) &&
        tss_manifest_read(manifest, bytes, sizeof(bytes), NULL) == 0) {
        code = tsb_fail(err, TSB_ERR_INVALID,
                        "%s is a Tallystick copy of \"%s\", not an original: give the film itself",
                        work->mastering->film, manifest->title);
    }
    free(manifest);
    return code;
}

static int extract_all(extraction *work, const char *video, tsb_error *err)
{
    int code = refuse_main_stream(work, err);
    if (code == 0) {
        code = extract_set(work, video, "VIDEO_TS", 0, err);
    }
    for (unsigned set = 1; code >= 0 && set <= TITLE_SETS; set++) {
        char stem[16] = "";
        (void)snprintf(stem, sizeof(stem), "VTS_%02u_0", set);
        code = extract_set(work, video, stem, 9, err);
    }
    return code < 0 ? code : 0;
}

int tsv_master_disc(const tsv_mastering *mastering, const char *video, tsb_error *err)
{
    extraction work = {.mastering = mastering, .image = -1};
    work.sectors = malloc((size_t)COPY_SECTORS * TSS_SECTOR_SIZE);
    work.disc = open_disc(mastering->film);
    work.image = open(mastering->film, O_RDONLY | O_CLOEXEC);
    off_t size = work.image >= 0 ? lseek(work.image, 0, SEEK_END) : -1;
    int code = 0;
    if (!work.sectors) {
        code = tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
    } else if (!work.disc || size < 0) {
        code = tsb_fail(err, TSB_ERR_IO, "Cannot read the disc %s", mastering->film);
    } else {
        work.image_size = (uint64_t)size;
        tsb_info(mastering->log, "DVD-Video disc: its files are taken as they are");
        tsv_progress_start(&work.progress, "Reading the disc");
        code = extract_all(&work, video, err);
        tsv_progress_end(&work.progress);
    }
    if (work.disc) {
        DVDClose(work.disc);
    }
    if (work.image >= 0) {
        close(work.image);
    }
    free(work.sectors);
    return code;
}
