/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Grey pictures, and how much of one is seen in another. */
#ifndef TALLYSTICK_TESTS_ATTACKS_IMAGE_H
#define TALLYSTICK_TESTS_ATTACKS_IMAGE_H

#include <stddef.h>

/* Samples row by row, of any range. */
struct image {
    int width;
    int height;
    float *samples; /* owned */
};

void image_init(struct image *image, int width, int height);
void image_finish(struct image *image);

/* Adds a block of coefficients, inversely transformed (ISO/IEC 13818-2, Annex A), at a place. */
void image_put_block(struct image *image, int x, int y, const int coefficients[64]);

/* Puts a value on all samples of a block. */
void image_fill_block(struct image *image, int x, int y, float value);

/* Takes each row of blocks' own mean away, so that what differs between rows counts no more. */
void image_flatten_rows(struct image *image);

/* Pearson's correlation, without its sign: a negative is as good as a picture. */
double image_correlation(const struct image *a, const struct image *b);

/*
 * Whether edges are where the other has them: the F1 measure of the strongest tenth of the gradients of both,
 * blurred over 8 samples, a neighbour counting as a hit.
 */
double image_edge_f1(const struct image *a, const struct image *b);

#endif
