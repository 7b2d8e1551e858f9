/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which frame of a film is on the screen, and how well it fits: for tests of what a viewer sees.
 *
 * nearest WIDTH HEIGHT SHOT FRAMES
 *
 * SHOT is one picture, FRAMES the film's, each WIDTH x HEIGHT bytes of luma ("ffmpeg -pix_fmt gray -f
 * rawvideo"). Prints the number of the frame that fits best and its correlation with the shot in thousandths: 1000
 * for the same picture, also when it is dimmed or brightened; about 0 for an unrelated one. Even pictures, black
 * ones say, correlate with nothing. The third number is the shot's contrast relative to that frame's, in
 * thousandths: below 1000 when it is dimmed.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct fit {
    double correlation; /* Pearson's; 0 where one of the two is even */
    double contrast;    /* of a to b */
} fit;

static fit fit_of(const uint8_t *a, const uint8_t *b, size_t count)
{
    double sum_a = 0, sum_b = 0, aa = 0, bb = 0, ab = 0;
    for (size_t i = 0; i < count; i++) {
        sum_a += a[i];
        sum_b += b[i];
        aa += (double)a[i] * a[i];
        bb += (double)b[i] * b[i];
        ab += (double)a[i] * b[i];
    }
    double n = (double)count;
    double spread_a = aa - sum_a * sum_a / n;
    double spread_b = bb - sum_b * sum_b / n;
    if (spread_a <= n || spread_b <= n)
        return (fit){0, 0};
    return (fit){(ab - sum_a * sum_b / n) / sqrt(spread_a * spread_b), sqrt(spread_a / spread_b)};
}

static int compare(FILE *shot_file, FILE *frames, size_t size)
{
    uint8_t *shot = malloc(size);
    uint8_t *frame = malloc(size);
    fit best = {-2, 0};
    long best_number = -1;
    int code = 1;
    if (!shot || !frame || fread(shot, 1, size, shot_file) != size)
        fprintf(stderr, "nearest: the shot has not %zu bytes\n", size);
    else
        code = 0;
    for (long number = 0; code == 0 && fread(frame, 1, size, frames) == size; number++) {
        fit one = fit_of(shot, frame, size);
        if (one.correlation > best.correlation) {
            best = one;
            best_number = number;
        }
    }
    if (code == 0 && best_number < 0) {
        fprintf(stderr, "nearest: there is no frame\n");
        code = 1;
    }
    if (code == 0)
        printf("%ld %.0f %.0f\n", best_number, best.correlation * 1000, best.contrast * 1000);
    free(shot);
    free(frame);
    return code;
}

int main(int argc, char **argv)
{
    if (argc != 5) {
        fprintf(stderr, "usage: nearest WIDTH HEIGHT SHOT FRAMES\n");
        return 2;
    }
    long width = strtol(argv[1], NULL, 10);
    long height = strtol(argv[2], NULL, 10);
    if (width < 1 || height < 1 || width > 8192 || height > 8192)
        return 2;
    FILE *shot = fopen(argv[3], "rb");
    FILE *frames = fopen(argv[4], "rb");
    int code = 1;
    if (shot && frames)
        code = compare(shot, frames, (size_t)width * (size_t)height);
    else
        perror(shot ? argv[4] : argv[3]);
    if (shot)
        (void)fclose(shot);
    if (frames)
        (void)fclose(frames);
    return code;
}
