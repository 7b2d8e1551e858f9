/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/bench/screen.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* Fields of the XWD header, as big-endian words (X11/XWDFile.h). */
enum { HEADER_SIZE, FILE_VERSION, WIDTH = 4, HEIGHT, BITS_PER_PIXEL = 11, BYTES_PER_LINE, COLORS = 19, WORDS = 25 };

#define VERSION    7
#define COLOR_SIZE 12u
#define SIDE_MAX   16384u
/* As unlike as the two blocks of a column must be, of 255. */
#define CONTRAST 96

static uint32_t word(const struct bench_screen *screen, unsigned number)
{
    const uint8_t *bytes = (const uint8_t *)screen->map + (size_t)number * 4;
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static int read_header(struct bench_screen *screen)
{
    if (screen->size < (size_t)WORDS * 4 || word(screen, FILE_VERSION) != VERSION)
        return -1;
    screen->width = word(screen, WIDTH);
    screen->height = word(screen, HEIGHT);
    screen->stride = word(screen, BYTES_PER_LINE);
    screen->pixel = word(screen, BITS_PER_PIXEL) / 8;
    if (screen->width == 0 || screen->width > SIDE_MAX || screen->height == 0 || screen->height > SIDE_MAX ||
        screen->pixel < 3 || screen->pixel > 4 || screen->stride < screen->width * screen->pixel)
        return -1;
    uint64_t offset = word(screen, HEADER_SIZE) + (uint64_t)word(screen, COLORS) * COLOR_SIZE;
    if (offset + (uint64_t)screen->stride * screen->height > screen->size)
        return -1;
    screen->pixels = (const uint8_t *)screen->map + offset;
    return 0;
}

int bench_screen_open(struct bench_screen *screen, const char *path)
{
    struct stat status;
    *screen = (struct bench_screen){.map = MAP_FAILED};
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file >= 0 && fstat(file, &status) == 0 && status.st_size > 0) {
        screen->size = (size_t)status.st_size;
        screen->map = mmap(NULL, screen->size, PROT_READ, MAP_SHARED, file, 0);
    }
    if (file >= 0)
        close(file);
    if (screen->map == MAP_FAILED) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        return -1;
    }
    if (read_header(screen)) {
        fprintf(stderr, "%s: no screen of an Xvfb with 24 bits a pixel\n", path);
        bench_screen_close(screen);
        return -1;
    }
    return 0;
}

void bench_screen_close(struct bench_screen *screen)
{
    if (screen->map != MAP_FAILED)
        munmap(screen->map, screen->size);
    screen->map = MAP_FAILED;
}

/* Green stands for the brightness of black and white. */
static int brightness(const struct bench_screen *screen, double x, double y)
{
    uint32_t column = (uint32_t)(x * screen->width);
    uint32_t line = (uint32_t)(y * screen->height);
    const volatile uint8_t *pixels = screen->pixels; /* another process draws on it */
    return pixels[(size_t)line * screen->stride + (size_t)column * screen->pixel + 1];
}

int bench_screen_frame(const struct bench_screen *screen)
{
    int frame = 0;
    for (int i = 0; i < BENCH_MARK_BITS; i++) {
        double x = BENCH_MARK_LEFT + (i + 0.5) * BENCH_MARK_WIDTH;
        int upper = brightness(screen, x, BENCH_MARK_TOP + 0.5 * BENCH_MARK_HEIGHT);
        int lower = brightness(screen, x, BENCH_MARK_TOP + 1.5 * BENCH_MARK_HEIGHT);
        if (upper - lower > CONTRAST)
            frame |= 1 << i;
        else if (lower - upper <= CONTRAST)
            return -1;
    }
    return frame;
}
