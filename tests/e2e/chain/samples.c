/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether two recordings of SDL's disk audio driver (32-bit float, 2 channels) hold the same sound.
 *
 * samples A B SECONDS
 *
 * A device that is not fed in time plays silence, on a busy machine now and then: frames of
 * silence do not count, wherever they are. All others must be equal, bit for bit and in order, up to the end of the
 * shorter recording, and at least SECONDS of them.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define RATE 48000

typedef struct sound_frame {
    uint32_t left;
    uint32_t right;
} sound_frame;

/* The next frame that is not silence. */
static int next_frame(FILE *file, sound_frame *out)
{
    while (fread(out, sizeof *out, 1, file) == 1) {
        /* Both zeros of IEEE 754. */
        if (((out->left | out->right) & 0x7fffffffu) != 0)
            return 1;
    }
    return 0;
}

static int compare(FILE *a, FILE *b, double seconds)
{
    sound_frame from_a = {0};
    sound_frame from_b = {0};
    unsigned long same = 0;
    while (next_frame(a, &from_a) && next_frame(b, &from_b)) {
        if (from_a.left != from_b.left || from_a.right != from_b.right) {
            fprintf(stderr, "samples: they differ after %lu equal frames (%.2f s)\n", same, (double)same / RATE);
            return 1;
        }
        same++;
    }
    printf("%lu equal frames of sound, %.2f s\n", same, (double)same / RATE);
    if ((double)same < seconds * RATE) {
        fprintf(stderr, "samples: that is less than %.2f s\n", seconds);
        return 1;
    }
    return 0;
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: samples A B SECONDS\n");
        return 2;
    }
    FILE *a = fopen(argv[1], "rb");
    FILE *b = fopen(argv[2], "rb");
    int code = 1;
    if (a && b)
        code = compare(a, b, strtod(argv[3], NULL));
    else
        perror(a ? argv[2] : argv[1]);
    if (a)
        (void)fclose(a);
    if (b)
        (void)fclose(b);
    return code;
}
