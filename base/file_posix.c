/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file_posix.h"
#include "base/secret.h"

#define READ_STEP ((size_t)64 * 1024)

/* Folders deeper than this are not ours; each level holds a descriptor. */
#define DEEPEST_FOLDER 200

static ssize_t read_again(int fd, void *bytes, size_t size)
{
    ssize_t got = 0;
    do
        got = read(fd, bytes, size);
    while (got < 0 && errno == EINTR);
    return got;
}

/* Appends fd's bytes to its end; the caller puts out back on failure. */
static int read_all(int fd, const char *path, tsb_buffer *out, tsb_error *err)
{
    uint8_t *step = malloc(READ_STEP);
    if (!step)
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory");
    int code = 0;
    ssize_t got = 0;
    while (code == 0 && (got = read_again(fd, step, READ_STEP)) > 0) {
        code = tsb_buffer_append(out, step, (size_t)got, err);
        if (code)
            (void)tsb_explain(err, "cannot read %s", path);
    }
    if (code == 0 && got < 0)
        code = tsb_fail_errno(err, errno, "cannot read %s", path);
    tsb_wipe(step, READ_STEP); /* files hold keys and tokens, too */
    free(step);
    return code;
}

int tsb_file_read(const char *path, tsb_buffer *out, tsb_error *err)
{
    size_t before = out->size;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return tsb_fail_errno(err, errno, "cannot open %s", path);
    int code = tsb_buffer_append(out, "", 0, err);
    if (code == 0)
        code = read_all(fd, path, out, err);
    if (code && out->bytes) {
        out->size = before;
        out->bytes[before] = 0;
    }
    close(fd);
    return code;
}

static int write_all(int fd, const uint8_t *bytes, size_t size)
{
    while (size > 0) {
        ssize_t put = write(fd, bytes, size);
        if (put < 0) {
            if (errno == EINTR)
                continue;
            return -1;
        }
        bytes += put;
        size -= (size_t)put;
    }
    return 0;
}

char *tsb_file_temporary_name(const char *path)
{
    size_t length = strlen(path);
    char *name = malloc(length + sizeof TSB_TEMPORARY_SUFFIX);
    if (!name)
        return NULL;
    memcpy(name, path, length);
    memcpy(name + length, TSB_TEMPORARY_SUFFIX, sizeof TSB_TEMPORARY_SUFFIX);
    return name;
}

char *tsb_path_parent(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return strdup(".");
    return strndup(path, slash == path ? 1 : (size_t)(slash - path));
}

int tsb_file_sync_parent(const char *path)
{
    char *folder = tsb_path_parent(path);
    if (!folder)
        return -1;
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    free(folder);
    if (fd < 0)
        return -1;
    int result = fsync(fd);
    int saved_errno = errno;
    close(fd);
    errno = saved_errno;
    /* Some file systems cannot sync a folder, and say so by EINVAL. */
    return result != 0 && errno != EINVAL ? -1 : 0;
}

/* Writes the temporary file through fd and closes it; 0, or -1 with errno. */
static int fill_temporary(int fd, const void *bytes, size_t size, unsigned mode)
{
    int result = 0;
    if (write_all(fd, bytes, size) != 0 || fchmod(fd, (mode_t)mode) != 0 || fsync(fd) != 0)
        result = -1;
    int saved_errno = errno;
    if (close(fd) != 0 && result == 0)
        return -1;
    errno = saved_errno;
    return result;
}

/* Gives the finished temporary its name; 0, or -1 with errno, EEXIST where nothing may be replaced. */
static int name_finally(const char *temporary, const char *path, bool replace)
{
    struct stat status;
    if (replace)
        return rename(temporary, path);
    if (link(temporary, path) == 0)
        return unlink(temporary);
    /* Some file systems have no links; all that is lost there is safety against another process in this very moment. */
    if (errno == EEXIST || lstat(path, &status) == 0) {
        errno = EEXIST;
        return -1;
    }
    return rename(temporary, path);
}

static int put_file(const char *path, const void *bytes, size_t size, unsigned mode, bool replace, tsb_error *err)
{
    char *temporary = tsb_file_temporary_name(path);
    if (!temporary)
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory");
    int code = 0;
    int fd = mkostemp(temporary, O_CLOEXEC); /* 0600 until all is written */
    if (fd < 0) {
        code = tsb_fail_errno(err, errno, "cannot write %s", path);
    } else if (fill_temporary(fd, bytes, size, mode) != 0 || name_finally(temporary, path, replace) != 0) {
        code = errno == EEXIST ? tsb_fail(err, TSB_ERR_EXISTS, "%s is there already", path)
                               : tsb_fail_errno(err, errno, "cannot write %s", path);
        (void)unlink(temporary);
    } else if (tsb_file_sync_parent(path) != 0) {
        code = tsb_fail_errno(err, errno, "cannot make %s durable", path);
    }
    free(temporary);
    return code;
}

int tsb_file_write(const char *path, const void *bytes, size_t size, unsigned mode, tsb_error *err)
{
    return put_file(path, bytes, size, mode, true, err);
}

int tsb_file_create(const char *path, const void *bytes, size_t size, unsigned mode, tsb_error *err)
{
    return put_file(path, bytes, size, mode, false, err);
}

/* Overwrites what the open file holds; 0, or -1 with errno. */
static int zero_all(int fd)
{
    static const uint8_t zeros[4096];
    struct stat status;
    if (fstat(fd, &status) != 0)
        return -1;
    for (off_t left = status.st_size; left > 0;) {
        size_t step = left < (off_t)sizeof zeros ? (size_t)left : sizeof zeros;
        if (write_all(fd, zeros, step) != 0)
            return -1;
        left -= (off_t)step;
    }
    return fsync(fd);
}

int tsb_file_erase(const char *path, tsb_error *err)
{
    int fd = open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? 0 : tsb_fail_errno(err, errno, "cannot open %s", path);
    int code = zero_all(fd) == 0 ? 0 : tsb_fail_errno(err, errno, "cannot overwrite %s", path);
    close(fd);
    if (code == 0 && unlink(path) != 0 && errno != ENOENT)
        code = tsb_fail_errno(err, errno, "cannot remove %s", path);
    if (code == 0 && tsb_file_sync_parent(path) != 0)
        code = tsb_fail_errno(err, errno, "cannot make the removal of %s durable", path);
    return code;
}

/* One folder, whose parent is there; an existing one is fine. */
static int make_one(const char *path, unsigned mode, tsb_error *err)
{
    struct stat status;
    if (mkdir(path, (mode_t)mode) == 0)
        return 0;
    int saved_errno = errno;
    /* Read-only file systems answer EROFS for what is there already: ask before believing errno. */
    if (stat(path, &status) == 0) {
        if (S_ISDIR(status.st_mode))
            return 0;
        return tsb_fail(err, TSB_ERR_EXISTS, "cannot make the folder %s: a file of that name is in the way", path);
    }
    return tsb_fail_errno(err, saved_errno, "cannot make the folder %s", path);
}

int tsb_folder_make(const char *path, unsigned mode, tsb_error *err)
{
    char *partial = strdup(path);
    if (!partial)
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory");
    int code = 0;
    for (char *at = partial; code == 0 && *at; at++) {
        if (*at != '/' || at == partial)
            continue;
        *at = 0;
        code = make_one(partial, mode, err);
        *at = '/';
    }
    if (code == 0)
        code = make_one(partial, mode, err);
    free(partial);
    return code;
}

static bool is_itself_or_parent(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

int tsb_folder_each(const char *path, int (*each)(void *context, const char *name), void *context, tsb_error *err)
{
    DIR *folder = opendir(path);
    if (!folder)
        return tsb_fail_errno(err, errno, "cannot read the folder %s", path);
    int code = 0;
    const struct dirent *entry = NULL;
    while (code == 0 && (errno = 0, entry = readdir(folder)) != NULL) {
        if (!is_itself_or_parent(entry->d_name))
            code = each(context, entry->d_name);
    }
    if (code == 0 && !entry && errno != 0)
        code = tsb_fail_errno(err, errno, "cannot read the folder %s", path);
    closedir(folder);
    return code;
}

static int remove_at(int parent, const char *name, int depth);

/* Closes fd, which must be a folder, when it has removed all that is in it. */
static int remove_contents(int fd, int depth)
{
    DIR *folder = fdopendir(fd);
    if (!folder) {
        int saved_errno = errno;
        close(fd);
        errno = saved_errno;
        return -1;
    }
    int result = 0;
    const struct dirent *entry = NULL;
    while (result == 0 && (errno = 0, entry = readdir(folder)) != NULL) {
        if (!is_itself_or_parent(entry->d_name))
            result = remove_at(fd, entry->d_name, depth + 1);
    }
    if (result == 0 && errno != 0)
        result = -1;
    int saved_errno = errno;
    closedir(folder);
    errno = saved_errno;
    return result;
}

static int remove_at(int parent, const char *name, int depth)
{
    if (depth > DEEPEST_FOLDER) {
        errno = ELOOP;
        return -1;
    }
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) {
        if (errno == ENOENT)
            return 0;
        if (errno != ENOTDIR && errno != ELOOP)
            return -1;
        return unlinkat(parent, name, 0) == 0 || errno == ENOENT ? 0 : -1;
    }
    if (remove_contents(fd, depth) != 0)
        return -1;
    return unlinkat(parent, name, AT_REMOVEDIR) == 0 || errno == ENOENT ? 0 : -1;
}

int tsb_tree_remove(const char *path, tsb_error *err)
{
    if (remove_at(AT_FDCWD, path, 0) != 0)
        return tsb_fail_errno(err, errno, "cannot remove %s", path);
    return 0;
}

bool tsb_path_exists(const char *path)
{
    struct stat status;
    return lstat(path, &status) == 0;
}

bool tsb_path_is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* The user's home folder as a new string, or NULL. */
static char *home_folder(void)
{
    const char *home = getenv("HOME");
    if (home && home[0] == '/')
        return strdup(home);
    struct passwd entry;
    struct passwd *found = NULL;
    char strings[4096];
    if (getpwuid_r(getuid(), &entry, strings, sizeof strings, &found) != 0 || !found || !found->pw_dir)
        return NULL;
    return strdup(found->pw_dir);
}

/* The folder of this name where the variable says, or else inside the home folder. */
static char *platform_folder(const char *variable, const char *inside_home, const char *name)
{
#ifdef __APPLE__
    (void)variable;
    inside_home = "Library/Application Support";
#else
    /* The XDG Base Directory Specification has relative values ignored. */
    const char *folder = getenv(variable);
    if (folder && folder[0] == '/')
        return tsb_path_join(folder, name);
#endif
    char *home = home_folder();
    char *base = home ? tsb_path_join(home, inside_home) : NULL;
    char *path = base ? tsb_path_join(base, name) : NULL;
    free(base);
    free(home);
    return path;
}

char *tsb_state_folder(const char *name)
{
    return platform_folder("XDG_STATE_HOME", ".local/state", name);
}

char *tsb_config_folder(const char *name)
{
    return platform_folder("XDG_CONFIG_HOME", ".config", name);
}

char *tsb_path_real(const char *path)
{
    return realpath(path, NULL);
}
