/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/disc/disc_platform.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/compiler.h"
#include "base/read_at.h"
#include "synth/chunk.h"

#define DRIVES_MAX 32u

static int refuse_kind(const char *path, mode_t mode, tsb_error *err)
{
    if (S_ISDIR(mode))
        return tsb_fail(err, TSB_ERR_UNSUPPORTED,
                        "%s is a folder with no disc mounted on it. Name a disc image or a drive instead.", path);
    return tsb_fail(err, TSB_ERR_UNSUPPORTED, "%s is neither a disc image nor a drive. Open one of these instead.",
                    path);
}

static int explain_open(const char *path, int saved_errno, tsb_error *err)
{
    switch (saved_errno) {
#ifdef ENOMEDIUM
    case ENOMEDIUM:
        return tsb_fail(err, TSB_ERR_NOT_FOUND, "There is no disc in %s. Put one in and try again.", path);
#endif
    case EACCES:
    case EPERM:
        return tsb_fail(err, TSB_ERR_DENIED, "You are not allowed to read %s. Ask whoever looks after this computer.",
                        path);
    case ENOENT:
        return tsb_fail(err, TSB_ERR_NOT_FOUND, "There is no %s. Check the name of the disc image or drive.", path);
    default:
        return tsb_fail_errno(err, saved_errno, "Cannot open %s", path);
    }
}

/* A drive answers the first command after a disc was put in with that news alone, and Linux fails reads until
 * the drive is opened again: so a drive that does not read is opened twice. */
static int open_drive(const char *path)
{
    uint8_t sector[TSS_SECTOR_SIZE];
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);

    if (descriptor >= 0 && pread(descriptor, sector, sizeof(sector), 0) < 0 && errno == EIO) {
        close(descriptor);
        descriptor = open(path, O_RDONLY | O_CLOEXEC);
    }
    return descriptor;
}

int tsp_raw_open(tsp_raw *out, const char *path, tsb_error *err)
{
    struct stat status = {0};
    int descriptor = -1;
    off_t end = 0;

    /* The kind comes first: opening a pipe or a tape would block, or do worse. */
    if (stat(path, &status) != 0)
        return explain_open(path, errno, err);
    if (!S_ISREG(status.st_mode) && !S_ISBLK(status.st_mode))
        return refuse_kind(path, status.st_mode, err);
    descriptor = S_ISBLK(status.st_mode) ? open_drive(path) : open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return explain_open(path, errno, err);
    end = lseek(descriptor, 0, SEEK_END);
    *out = (tsp_raw){.handle = descriptor, .size = end > 0 ? (uint64_t)end : 0, .drive = !S_ISREG(status.st_mode)};
    /* Of what was opened: the name may have come to another file since. */
    if (fstat(descriptor, &status) == 0) {
        out->volume = (uint64_t)status.st_dev;
        out->number = (uint64_t)status.st_ino;
    }
    return 0;
}

void tsp_raw_close(tsp_raw *raw)
{
    if (raw->handle >= 0)
        close((int)raw->handle);
    raw->handle = -1;
}

bool tsp_raw_present(const tsp_raw *raw, const char *path)
{
    struct stat status = {0};

    if (raw->drive)
        return tsp_drive_state(path) != TSP_DRIVE_EMPTY;
    return stat(path, &status) == 0 && (uint64_t)status.st_dev == raw->volume &&
           (uint64_t)status.st_ino == raw->number && status.st_size >= 0 && (uint64_t)status.st_size >= raw->size;
}

static int explain_read(int saved_errno, uint64_t offset, tsb_error *err)
{
    bool gone = saved_errno == ENXIO || saved_errno == ENODEV;

#ifdef ENOMEDIUM
    gone = gone || saved_errno == ENOMEDIUM;
#endif
    if (gone)
        return tsb_fail(err, TSB_ERR_NOT_FOUND, "The disc is no longer in the drive. Put it back and start again.");
    return tsb_fail(err, TSB_ERR_IO, "Cannot read the disc at byte %llu: %s", (unsigned long long)offset,
                    strerror(saved_errno));
}

int tsp_raw_read(const tsp_raw *raw, uint64_t offset, size_t size, void *out, tsb_error *err)
{
    ssize_t got = tsb_read_at((int)raw->handle, out, size, offset);

    if (got < 0)
        return explain_read(errno, offset, err);
    if ((size_t)got < size)
        return tsb_fail(err, TSB_ERR_IO, "The disc ends at byte %llu, before it should.",
                        (unsigned long long)offset + (unsigned long long)got);
    return 0;
}

/* Whether the text starts with a backslash and three octal digits; what they say in *value. */
static bool is_escape(const char *text, unsigned *value)
{
    *value = 0;
    if (text[0] != '\\')
        return false;
    for (unsigned i = 1; i <= 3; i++) {
        if (text[i] < '0' || text[i] > '7')
            return false;
        *value = *value * 8 + (unsigned)(text[i] - '0');
    }
    return true;
}

/* In /proc/mounts a blank is "\040", and so on (getmntent(3)). */
static void unescape(char *text)
{
    char *to = text;

    for (const char *from = text; *from; to++) {
        unsigned value = 0;
        if (is_escape(from, &value)) {
            *to = (char)value;
            from += 4;
        } else {
            *to = *from++;
        }
    }
    *to = '\0';
}

/* Calls visit for each mounted disc until it returns true. */
static void each_mount(bool (*visit)(void *context, const char *drive, const char *folder), void *context)
{
    FILE *mounts = fopen("/proc/mounts", "re");
    char *line = NULL;
    size_t capacity = 0;

    if (!mounts)
        return;
    while (getline(&line, &capacity, mounts) > 0) {
        char *rest = NULL;
        char *drive = strtok_r(line, " ", &rest);
        char *folder = strtok_r(NULL, " ", &rest);
        char *kind = strtok_r(NULL, " ", &rest);
        if (!drive || !folder || !kind || (strcmp(kind, "iso9660") != 0 && strcmp(kind, "udf") != 0))
            continue;
        unescape(drive);
        unescape(folder);
        if (visit(context, drive, folder))
            break;
    }
    free(line);
    fclose(mounts);
}

struct folder_search {
    const char *folder;
    char *drive;
};

static bool match_folder(void *context, const char *drive, const char *folder)
{
    struct folder_search *search = context;

    if (strcmp(folder, search->folder) != 0)
        return false;
    search->drive = strdup(drive);
    return true;
}

char *tsp_raw_mounted_on(const char *folder)
{
    char *resolved = realpath(folder, NULL);
    struct folder_search search = {.folder = resolved};

    if (resolved)
        each_mount(match_folder, &search);
    free(resolved);
    return search.drive;
}

struct drive_list {
    char **names;
    size_t count;
};

/* Names of one drive (/dev/cdrom, /dev/sr0) are told apart by what they resolve to. */
static bool add_drive(void *context, const char *drive, const char *folder)
{
    struct drive_list *list = context;
    char *resolved = realpath(drive, NULL);

    (void)folder;
    if (!resolved)
        return false;
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->names[i], resolved) == 0) {
            free(resolved);
            return false;
        }
    }
    if (list->count == DRIVES_MAX) {
        free(resolved);
        return true;
    }
    list->names[list->count++] = resolved;
    return false;
}

char **tsp_raw_drives(void)
{
    /* Linux, the BSDs, macOS. */
    static const char *const patterns[] = {"/dev/cdrom*", "/dev/dvd*", "/dev/sr[0-9]*", "/dev/cd[0-9]*",
                                           "/dev/disk[0-9]*"};
    struct drive_list list = {.names = calloc(DRIVES_MAX + 1, sizeof(char *))};

    if (!list.names)
        return NULL;
    for (size_t i = 0; i < TSB_COUNT(patterns); i++) {
        glob_t found = {0};
        if (glob(patterns[i], 0, NULL, &found) == 0) {
            for (size_t k = 0; k < found.gl_pathc; k++)
                add_drive(&list, found.gl_pathv[k], NULL);
        }
        globfree(&found);
    }
    each_mount(add_drive, &list);
    return list.names;
}
