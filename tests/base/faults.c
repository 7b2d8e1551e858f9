/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/base/faults.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

static _Thread_local enum fault armed;
static _Thread_local int calls_left;
static _Thread_local int error_number;
static _Thread_local int happened;
static _Thread_local int short_writes;
static _Thread_local int short_reads;
static _Thread_local int no_nameless;

void fault_arm(enum fault fault, int nth, int number)
{
    armed = fault;
    calls_left = nth;
    error_number = number;
    happened = 0;
}

int fault_disarm(void)
{
    armed = FAULT_NONE;
    return happened;
}

void fault_short_writes(int on)
{
    short_writes = on;
}

void fault_short_reads(int on)
{
    short_reads = on;
}

void fault_no_nameless(int on)
{
    no_nameless = on;
}

static int fails(enum fault fault)
{
    if (armed != fault || --calls_left > 0)
        return 0;
    armed = FAULT_NONE;
    happened = 1;
    errno = error_number ? error_number : ENOMEM;
    return 1;
}

/* The linker gives these names to the real function and to its stand-in. */
#define STAND_IN(result, failure, name, fault, parameters, arguments)                                                  \
    result __real_##name parameters;                                                                                   \
    result __wrap_##name parameters;                                                                                   \
    result __wrap_##name parameters                                                                                    \
    {                                                                                                                  \
        return fails(fault) ? (failure) : __real_##name arguments;                                                     \
    }

STAND_IN(void *, NULL, malloc, FAULT_MALLOC, (size_t size), (size))
STAND_IN(void *, NULL, calloc, FAULT_CALLOC, (size_t count, size_t size), (count, size))
STAND_IN(void *, NULL, realloc, FAULT_REALLOC, (void *memory, size_t size), (memory, size))
STAND_IN(char *, NULL, strdup, FAULT_STRDUP, (const char *text), (text))
STAND_IN(int, -1, fchmod, FAULT_FCHMOD, (int fd, mode_t mode), (fd, mode))
STAND_IN(int, -1, fsync, FAULT_FSYNC, (int fd), (fd))
STAND_IN(int, -1, rename, FAULT_RENAME, (const char *from, const char *to), (from, to))
STAND_IN(int, -1, pipe2, FAULT_PIPE2, (int ends[2], int flags), (ends, flags))
STAND_IN(int, -1, madvise, FAULT_MADVISE, (void *memory, size_t size, int advice), (memory, size, advice))
STAND_IN(int, -1, mlock, FAULT_MLOCK, (const void *memory, size_t size), (memory, size))

int __real_close(int fd);
int __wrap_close(int fd);
int __wrap_close(int fd)
{
    /* A failing close still closes. */
    int result = __real_close(fd);
    return fails(FAULT_CLOSE) ? -1 : result;
}

/* Whether a short transfer is interrupted this time. */
static int interrupted(void)
{
    static _Thread_local int now;
    now = !now;
    if (now)
        errno = EINTR;
    return now;
}

ssize_t __real_write(int fd, const void *bytes, size_t size);
ssize_t __wrap_write(int fd, const void *bytes, size_t size);
ssize_t __wrap_write(int fd, const void *bytes, size_t size)
{
    if (fails(FAULT_WRITE))
        return -1;
    if (short_writes && size > 1) {
        if (interrupted())
            return -1;
        size = 1;
    }
    return __real_write(fd, bytes, size);
}

/* Which of its two names a call has depends on the width of off_t. */
#define SHORT_READ(name)                                                                                               \
    ssize_t __real_##name(int fd, void *bytes, size_t size, off_t offset);                                             \
    ssize_t __wrap_##name(int fd, void *bytes, size_t size, off_t offset);                                             \
    ssize_t __wrap_##name(int fd, void *bytes, size_t size, off_t offset)                                              \
    {                                                                                                                  \
        if (short_reads && interrupted())                                                                              \
            return -1;                                                                                                 \
        return __real_##name(fd, bytes, short_reads && size > 1 ? 1 : size, offset);                                   \
    }

SHORT_READ(pread)
SHORT_READ(pread64)

#define NAMELESS_OPEN(name)                                                                                            \
    int __real_##name(const char *path, int flags, ...);                                                               \
    int __wrap_##name(const char *path, int flags, ...);                                                               \
    int __wrap_##name(const char *path, int flags, ...)                                                                \
    {                                                                                                                  \
        int nameless = (flags & O_TMPFILE) == O_TMPFILE;                                                               \
        mode_t mode = 0;                                                                                               \
        va_list arguments;                                                                                             \
        va_start(arguments, flags);                                                                                    \
        if (nameless || (flags & O_CREAT))                                                                             \
            mode = va_arg(arguments, mode_t);                                                                          \
        va_end(arguments);                                                                                             \
        if (nameless && no_nameless) {                                                                                 \
            errno = EOPNOTSUPP;                                                                                        \
            return -1;                                                                                                 \
        }                                                                                                              \
        return __real_##name(path, flags, mode);                                                                       \
    }

NAMELESS_OPEN(open)
NAMELESS_OPEN(open64)
