/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads which frame of a marked film is on the screen of an Xvfb that was started with -fbdir: its picture lies in a
 * file that is mapped here, so that looking costs the watched programs nothing. One thread.
 *
 * A film is marked (tests/bench/player) with the number of each frame: BENCH_MARK_BITS columns of two blocks, one of
 * them white and the other black; the upper one is white for a one, and the lowest bit comes first. Places are shares
 * of the film's picture, which fills the screen.
 */
#ifndef TALLYSTICK_TESTS_BENCH_SCREEN_H
#define TALLYSTICK_TESTS_BENCH_SCREEN_H

#include <stddef.h>
#include <stdint.h>

#define BENCH_MARK_BITS   14
#define BENCH_MARK_LEFT   (248.0 / 720)
#define BENCH_MARK_WIDTH  (16.0 / 720) /* of a column */
#define BENCH_MARK_TOP    0.30
#define BENCH_MARK_HEIGHT 0.03 /* of a block */

struct bench_screen {
    void *map;
    size_t size;
    const uint8_t *pixels;
    uint32_t width;
    uint32_t height;
    uint32_t stride; /* bytes a line */
    uint32_t pixel;  /* bytes a pixel */
};

/* 0, or -1 with a message on stderr. path is Xvfb's file (XWD, version 7; 24 or 32 bits a pixel). */
int bench_screen_open(struct bench_screen *screen, const char *path);
void bench_screen_close(struct bench_screen *screen);

/* The number of the frame on the screen, or -1: no marked picture, or one that is being drawn right now. */
int bench_screen_frame(const struct bench_screen *screen);

#endif
