/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Preloaded into a program, makes reading certain sectors of a disc image fail
 * as a scratched disc does: BAD_SECTORS="FIRST COUNT IMAGE".
 */
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SECTOR 2048

typedef ssize_t pread_function(int, void *, size_t, off_t);

__attribute__((visibility("default"))) ssize_t pread(int descriptor, void *out, size_t size, off_t offset);
__attribute__((visibility("default"))) ssize_t pread64(int descriptor, void *out, size_t size, off_t offset);

static int is_image(int descriptor, const char *path)
{
    char name[64];
    char target[PATH_MAX] = "";

    snprintf(name, sizeof(name), "/proc/self/fd/%d", descriptor);
    return readlink(name, target, sizeof(target) - 1) > 0 && strcmp(target, path) == 0;
}

static int is_bad(int descriptor, size_t size, off_t offset)
{
    const char *text = getenv("BAD_SECTORS");
    long first = 0;
    long count = 0;
    int used = 0;

    if (!text || sscanf(text, "%ld %ld %n", &first, &count, &used) != 2)
        return 0;
    return offset < (first + count) * SECTOR && offset + (off_t)size > first * SECTOR &&
           is_image(descriptor, text + used);
}

static ssize_t pass(const char *name, int descriptor, void *out, size_t size, off_t offset)
{
    pread_function *real = NULL;
    void *symbol = dlsym(RTLD_NEXT, name);

    memcpy(&real, &symbol, sizeof(real));
    if (is_bad(descriptor, size, offset)) {
        errno = EIO;
        return -1;
    }
    return real(descriptor, out, size, offset);
}

ssize_t pread64(int descriptor, void *out, size_t size, off_t offset)
{
    return pass("pread64", descriptor, out, size, offset);
}

ssize_t pread(int descriptor, void *out, size_t size, off_t offset)
{
    return pass("pread", descriptor, out, size, offset);
}
