/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Looks for byte strings, given in hexadecimal, one a line on stdin, in the
 * whole memory of a process, or in a file. Prints how often each occurs, one
 * number a line. memory_scan PID | memory_scan FILE; exit code 1: cannot look.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"

#define NEEDLES_MAX 64
#define NEEDLE_SIZE 32u
#define STEP        ((size_t)1 << 20)

struct needle {
    uint8_t bytes[NEEDLE_SIZE];
    unsigned long found;
};

static struct needle needles[NEEDLES_MAX];
static size_t needle_count;

static void search(const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < needle_count; i++) {
        const uint8_t *at = bytes;
        while ((at = memmem(at, size - (size_t)(at - bytes), needles[i].bytes, NEEDLE_SIZE))) {
            needles[i].found++;
            at++;
        }
    }
}

/* Reads [from, to) of a descriptor in steps that overlap, so that nothing on a border is missed. */
static void scan(int descriptor, uint64_t from, uint64_t to, uint8_t *buffer)
{
    size_t kept = 0;

    while (from < to) {
        size_t step = to - from < STEP ? (size_t)(to - from) : STEP;
        ssize_t got = pread(descriptor, buffer + kept, step, (off_t)from);
        if (got <= 0)
            return; /* Unmapped meanwhile, or a device's. */
        search(buffer, kept + (size_t)got);
        from += (uint64_t)got;
        size_t size = kept + (size_t)got;
        kept = size < NEEDLE_SIZE - 1 ? size : NEEDLE_SIZE - 1;
        memmove(buffer, buffer + size - kept, kept);
    }
}

static bool scan_process(const char *pid, uint8_t *buffer)
{
    char path[64];
    char line[512];
    FILE *maps = NULL;
    int memory = -1;

    snprintf(path, sizeof(path), "/proc/%s/maps", pid);
    maps = fopen(path, "r");
    snprintf(path, sizeof(path), "/proc/%s/mem", pid);
    memory = open(path, O_RDONLY | O_CLOEXEC);
    if (!maps || memory < 0) {
        perror(path);
        if (maps)
            fclose(maps);
        return false;
    }
    while (fgets(line, sizeof(line), maps)) {
        uint64_t from = 0;
        uint64_t to = 0;
        if (sscanf(line, "%" SCNx64 "-%" SCNx64 " r", &from, &to) == 2 && !strstr(line, "[vvar]") &&
            !strstr(line, "[vsyscall]"))
            scan(memory, from, to, buffer);
    }
    fclose(maps);
    close(memory);
    return true;
}

static bool scan_file(const char *path, uint8_t *buffer)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);

    if (file < 0) {
        perror(path);
        return false;
    }
    scan(file, 0, UINT64_MAX, buffer);
    close(file);
    return true;
}

int main(int argc, char *argv[])
{
    char line[256];
    uint8_t *buffer = malloc(STEP + NEEDLE_SIZE);
    bool done = false;
    int code = 2;

    if (argc != 2 || !buffer)
        goto cleanup;
    while (needle_count < NEEDLES_MAX && fgets(line, sizeof(line), stdin)) {
        line[strcspn(line, "\n")] = '\0';
        if (tsb_hex_decode(needles[needle_count].bytes, NEEDLE_SIZE, line, strlen(line)) != 0) {
            fputs("memory_scan: each line is 64 hexadecimal digits\n", stderr);
            goto cleanup;
        }
        needle_count++;
    }
    done = strspn(argv[1], "0123456789") == strlen(argv[1]) ? scan_process(argv[1], buffer)
                                                            : scan_file(argv[1], buffer);
    for (size_t i = 0; done && i < needle_count; i++)
        printf("%lu\n", needles[i].found);
    code = done ? 0 : 1;

cleanup:
    free(buffer);
    return code;
}
