/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file_posix.h"

/* A nameless file's names are tried out one by one. */
#define NAMES_TRIED 100u

static mode_t current_umask(void)
{
    mode_t mask = umask(077);
    (void)umask(mask);
    return mask;
}

#ifdef O_TMPFILE

/* A file without a name in path's folder, or -1 with errno. */
static int open_nameless(const char *path, unsigned mode)
{
    char *folder = tsb_path_parent(path);
    int fd = folder ? open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, (mode_t)mode) : -1;
    int saved_errno = errno;
    free(folder);
    errno = saved_errno;
    return fd;
}

/* The rest of it is free for any name; only linking finds out whether it is taken. */
static void fill_in(char *suffix, unsigned attempt)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    uint64_t number = tsb_clock_ns() * 1000003u + (uint64_t)getpid() * 7919u + attempt;
    for (size_t i = strlen(suffix) - 6; suffix[i]; i++) {
        suffix[i] = letters[number % (sizeof letters - 1)];
        number /= sizeof letters - 1;
    }
}

/* Gives it a temporary name, for linking cannot replace a file, but renaming can. 0, or -1 with errno. */
static int give_name(tsb_new_file *file)
{
    char self[64] = "";
    (void)snprintf(self, sizeof self, "/proc/self/fd/%d", fileno(file->stream));
    for (unsigned attempt = 0; attempt < NAMES_TRIED; attempt++) {
        char *name = tsb_file_temporary_name(file->path);
        if (!name)
            return -1;
        fill_in(name, attempt);
        if (linkat(AT_FDCWD, self, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0) {
            file->temporary = name;
            return 0;
        }
        int saved_errno = errno;
        free(name);
        errno = saved_errno;
        if (errno != EEXIST)
            return -1;
    }
    return -1;
}

#else

static int open_nameless(const char *path, unsigned mode)
{
    (void)path;
    (void)mode;
    errno = EOPNOTSUPP;
    return -1;
}

static int give_name(tsb_new_file *file)
{
    (void)file;
    errno = EOPNOTSUPP;
    return -1;
}

#endif

/* A file with a temporary name; -1 with errno. */
static int open_named(tsb_new_file *out, unsigned mode)
{
    char *temporary = tsb_file_temporary_name(out->path);
    int fd = temporary ? mkostemp(temporary, O_CLOEXEC) : -1;
    if (fd < 0) {
        int saved_errno = errno;
        free(temporary);
        errno = saved_errno;
        return -1;
    }
    out->temporary = temporary;
    if (fchmod(fd, (mode_t)mode & ~current_umask()) == 0)
        return fd;
    int saved_errno = errno;
    close(fd);
    errno = saved_errno;
    return -1;
}

int tsb_new_file_open(tsb_new_file *out, const char *path, unsigned mode, tsb_error *err)
{
    struct stat status;
    *out = (tsb_new_file){.path = strdup(path)};
    if (!out->path)
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory");
    if (stat(path, &status) == 0 && !S_ISREG(status.st_mode))
        return tsb_fail(err, TSB_ERR_INVALID, "%s is there and no ordinary file: name another one", path);
    int fd = open_nameless(path, mode);
    /* What file systems and kernels that cannot do it say. */
    if (fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL))
        fd = open_named(out, mode);
    if (fd < 0)
        return tsb_fail_errno(err, errno, "cannot write %s", path);
    out->stream = fdopen(fd, "w");
    if (!out->stream) {
        int code = tsb_fail_errno(err, errno, "cannot write %s", path);
        close(fd);
        return code;
    }
    return 0;
}

int tsb_new_file_commit(tsb_new_file *file, tsb_error *err)
{
    int failed = ferror(file->stream) ? EIO : 0;
    if (!failed && (fflush(file->stream) != 0 || fsync(fileno(file->stream)) != 0))
        failed = errno;
    if (!failed && !file->temporary && give_name(file) != 0)
        failed = errno;
    if (fclose(file->stream) != 0 && !failed)
        failed = errno;
    file->stream = NULL;
    if (!failed && rename(file->temporary, file->path) != 0)
        failed = errno;
    if (failed)
        return tsb_fail_errno(err, failed, "cannot write %s", file->path);
    free(file->temporary);
    file->temporary = NULL;
    return tsb_file_sync_parent(file->path) == 0 ? 0 : tsb_fail_errno(err, errno, "cannot make %s durable", file->path);
}

void tsb_new_file_finish(tsb_new_file *file)
{
    if (file->stream)
        (void)fclose(file->stream);
    if (file->temporary)
        (void)unlink(file->temporary);
    free(file->temporary);
    free(file->path);
    *file = (tsb_new_file){0};
}
