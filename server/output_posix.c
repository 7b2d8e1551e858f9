/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SUFFIX ".new-XXXXXX"

static char *with_suffix(const char *path)
{
    size_t length = strlen(path);
    char *name = malloc(length + sizeof(SUFFIX));
    if (name) {
        memcpy(name, path, length);
        memcpy(name + length, SUFFIX, sizeof(SUFFIX));
    }
    return name;
}

/* A copy of path's folder. */
static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash) {
        return strdup(".");
    }
    return slash == path ? strdup("/") : strndup(path, (size_t)(slash - path));
}

static int open_named(tsv_output *out, unsigned mode, tsb_error *err)
{
    out->temporary = with_suffix(out->path);
    if (!out->temporary) {
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
    }
    out->descriptor = mkostemp(out->temporary, O_CLOEXEC);
    if (out->descriptor < 0) {
        free(out->temporary);
        out->temporary = NULL;
        return tsb_fail_errno(err, errno, "Cannot write %s", out->path);
    }
    mode_t mask = umask(077);
    (void)umask(mask);
    return fchmod(out->descriptor, (mode_t)mode & ~mask) != 0 ? tsb_fail_errno(err, errno, "Cannot write %s", out->path)
                                                              : 0;
}

int tsv_output_open(tsv_output *out, const char *path, unsigned mode, tsb_error *err)
{
    *out = (tsv_output){.descriptor = -1};
    struct stat status = {0};
    if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) {
        return tsb_fail(err, TSB_ERR_INVALID, "%s is there and no ordinary file: name another one", path);
    }
    out->path = strdup(path);
    char *folder = folder_of(path);
    int code = out->path && folder ? 0 : tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
    if (code == 0) {
        /* Nameless where the file system can: then not even SIGKILL leaves anything. */
        out->descriptor = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, (mode_t)mode);
        if (out->descriptor < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL)) {
            code = open_named(out, mode, err);
        } else if (out->descriptor < 0) {
            code = tsb_fail_errno(err, errno, "Cannot write %s", path);
        }
    }
    free(folder);
    if (code < 0) {
        tsv_output_finish(out);
    }
    return code;
}

int tsv_output_write(const tsv_output *out, const void *bytes, size_t size, tsb_error *err)
{
    const char *from = bytes;
    while (size > 0) {
        ssize_t put = write(out->descriptor, from, size);
        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put < 0) {
            return tsb_fail_errno(err, errno, "Cannot write %s", out->path);
        }
        from += put;
        size -= (size_t)put;
    }
    return 0;
}

/* Gives a nameless file a temporary name: linking cannot replace a file, renaming can. */
static int give_name(tsv_output *out, tsb_error *err)
{
    char self[64] = "";
    (void)snprintf(self, sizeof(self), "/proc/self/fd/%d", out->descriptor);
    for (int attempt = 0; attempt < 100; attempt++) {
        char *name = with_suffix(out->path);
        if (!name) {
            return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
        }
        (void)snprintf(name + strlen(name) - 6, 7, "%06u", ((unsigned)getpid() + (unsigned)attempt) % 1000000u);
        if (linkat(AT_FDCWD, self, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0) {
            out->temporary = name;
            return 0;
        }
        free(name);
        if (errno != EEXIST) {
            break;
        }
    }
    return tsb_fail_errno(err, errno, "Cannot write %s", out->path);
}

int tsv_output_commit(tsv_output *out, tsb_error *err)
{
    if (fsync(out->descriptor) != 0) {
        return tsb_fail_errno(err, errno, "Cannot write %s", out->path);
    }
    int code = out->temporary ? 0 : give_name(out, err);
    if (code == 0 && rename(out->temporary, out->path) != 0) {
        code = tsb_fail_errno(err, errno, "Cannot write %s", out->path);
    }
    if (code == 0) {
        free(out->temporary);
        out->temporary = NULL;
    }
    return code;
}

void tsv_output_finish(tsv_output *out)
{
    if (out->descriptor >= 0) {
        close(out->descriptor);
    }
    if (out->temporary) {
        (void)unlink(out->temporary);
    }
    free(out->temporary);
    free(out->path);
    *out = (tsv_output){.descriptor = -1};
}
