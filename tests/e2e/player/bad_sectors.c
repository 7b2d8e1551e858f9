/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Preloaded into a program, makes certain sectors of a disc image read as those of a scratched disc do:
 * BAD_SECTORS="FIRST COUNT IMAGE" cannot be read; reads of HANGING_SECTORS="FIRST COUNT IMAGE" never come back, and
 * the first of them makes the file HANGING_SIGN, its contents the function that hangs: pread (the player's own reads)
 * or read (libdvdread's). HANGING_CALL names the one that hangs, where it is not both.
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
typedef ssize_t read_function(int, void *, size_t);

__attribute__((visibility("default"))) ssize_t pread(int descriptor, void *out, size_t size, off_t offset);
__attribute__((visibility("default"))) ssize_t pread64(int descriptor, void *out, size_t size, off_t offset);
__attribute__((visibility("default"))) ssize_t read(int descriptor, void *out, size_t size);

static int is_image(int descriptor, const char *path)
{
    char name[64];
    char target[PATH_MAX] = "";

    snprintf(name, sizeof(name), "/proc/self/fd/%d", descriptor);
    return readlink(name, target, sizeof(target) - 1) > 0 && strcmp(target, path) == 0;
}

/* Whether a read touches the sectors that the variable names. */
static int touches(const char *variable, int descriptor, size_t size, off_t offset)
{
    const char *text = getenv(variable);
    long first = 0;
    long count = 0;
    int used = 0;

    if (!text || sscanf(text, "%ld %ld %n", &first, &count, &used) != 2)
        return 0;
    return offset < (first + count) * SECTOR && offset + (off_t)size > first * SECTOR &&
           is_image(descriptor, text + used);
}

static void hang(const char *call)
{
    const char *sign = getenv("HANGING_SIGN");
    FILE *file = sign ? fopen(sign, "ax") : NULL;

    if (file) {
        fputs(call, file);
        fclose(file);
    }
    for (;;)
        pause();
}

/* What becomes of a read: it hangs, fails (-1), or is to go on (0). */
static int suffer(const char *call, int descriptor, size_t size, off_t offset)
{
    const char *hanging = getenv("HANGING_CALL");

    if ((!hanging || strcmp(hanging, call) == 0) && touches("HANGING_SECTORS", descriptor, size, offset))
        hang(call);
    if (!touches("BAD_SECTORS", descriptor, size, offset))
        return 0;
    errno = EIO;
    return -1;
}

static ssize_t pass(const char *name, int descriptor, void *out, size_t size, off_t offset)
{
    pread_function *real = NULL;
    void *symbol = dlsym(RTLD_NEXT, name);

    memcpy(&real, &symbol, sizeof(real));
    return suffer("pread", descriptor, size, offset) == 0 ? real(descriptor, out, size, offset) : -1;
}

ssize_t pread64(int descriptor, void *out, size_t size, off_t offset)
{
    return pass("pread64", descriptor, out, size, offset);
}

ssize_t pread(int descriptor, void *out, size_t size, off_t offset)
{
    return pass("pread", descriptor, out, size, offset);
}

ssize_t read(int descriptor, void *out, size_t size)
{
    read_function *real = NULL;
    void *symbol = dlsym(RTLD_NEXT, "read");
    off_t offset = getenv("HANGING_SECTORS") || getenv("BAD_SECTORS") ? lseek(descriptor, 0, SEEK_CUR) : -1;

    memcpy(&real, &symbol, sizeof(real));
    return offset < 0 || suffer("read", descriptor, size, offset) == 0 ? real(descriptor, out, size) : -1;
}
