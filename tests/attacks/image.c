/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/attacks/image.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "tests/property/film.h"

enum { BLOCK = 8, EDGE_SHARE = 10 };

void image_init(struct image *image, int width, int height)
{
    *image = (struct image){width, height, film_allocate((size_t)width * (size_t)height, sizeof(float))};
}

void image_finish(struct image *image)
{
    free(image->samples);
    *image = (struct image){0};
}

static float *at(const struct image *image, int x, int y)
{
    return &image->samples[(size_t)y * (size_t)image->width + (size_t)x];
}

/* The transform's base, [frequency][place]. */
static const float (*base(void))[BLOCK]
{
    static float table[BLOCK][BLOCK];
    if (table[0][0] == 0) {
        for (int u = 0; u < BLOCK; u++) {
            for (int x = 0; x < BLOCK; x++) {
                table[u][x] = (float)(cos((2 * x + 1) * u * 3.14159265358979 / 16) * (u == 0 ? sqrt(0.125) : 0.5));
            }
        }
    }
    return (const float(*)[BLOCK])table;
}

void image_put_block(struct image *image, int x, int y, const int coefficients[64])
{
    const float(*table)[BLOCK] = base();
    float rows[BLOCK][BLOCK] = {{0}};
    for (int v = 0; v < BLOCK; v++) {
        for (int u = 0; u < BLOCK; u++) {
            const float value = (float)coefficients[BLOCK * v + u];
            for (int i = 0; value != 0 && i < BLOCK; i++) {
                rows[v][i] += value * table[u][i];
            }
        }
    }
    for (int j = 0; j < BLOCK; j++) {
        for (int i = 0; i < BLOCK; i++) {
            float sum = 0;
            for (int v = 0; v < BLOCK; v++) {
                sum += rows[v][i] * table[v][j];
            }
            *at(image, x + i, y + j) = sum;
        }
    }
}

void image_fill_block(struct image *image, int x, int y, float value)
{
    for (int j = 0; j < BLOCK; j++) {
        for (int i = 0; i < BLOCK; i++) {
            *at(image, x + i, y + j) = value;
        }
    }
}

void image_flatten_rows(struct image *image)
{
    const size_t count = (size_t)BLOCK * (size_t)image->width;
    for (int y = 0; y + BLOCK <= image->height; y += BLOCK) {
        float *row = at(image, 0, y);
        double sum = 0;
        for (size_t i = 0; i < count; i++) {
            sum += row[i];
        }
        for (size_t i = 0; i < count; i++) {
            row[i] -= (float)(sum / (double)count);
        }
    }
}

double image_correlation(const struct image *a, const struct image *b)
{
    const size_t count = (size_t)a->width * (size_t)a->height;
    double sum_a = 0;
    double sum_b = 0;
    double aa = 0;
    double bb = 0;
    double ab = 0;
    for (size_t i = 0; i < count; i++) {
        sum_a += a->samples[i];
        sum_b += b->samples[i];
        aa += (double)a->samples[i] * a->samples[i];
        bb += (double)b->samples[i] * b->samples[i];
        ab += (double)a->samples[i] * b->samples[i];
    }
    const double n = (double)count;
    const double spread = (aa - sum_a * sum_a / n) * (bb - sum_b * sum_b / n);
    return spread > 0 ? fabs(ab - sum_a * sum_b / n) / sqrt(spread) : 0;
}

/* Means over blocks of 8 by 8 samples. */
static void shrink(const struct image *image, struct image *out)
{
    image_init(out, image->width / BLOCK, image->height / BLOCK);
    for (int y = 0; y < out->height * BLOCK; y++) {
        for (int x = 0; x < out->width * BLOCK; x++) {
            *at(out, x / BLOCK, y / BLOCK) += *at(image, x, y) / (BLOCK * BLOCK);
        }
    }
}

static int descending(const void *a, const void *b)
{
    const float left = *(const float *)a;
    const float right = *(const float *)b;
    return (left < right) - (left > right);
}

/* Marks the strongest gradients. */
static bool *find_edges(const struct image *image)
{
    struct image small;
    struct image gradient;
    shrink(image, &small);
    const size_t count = (size_t)small.width * (size_t)small.height;
    image_init(&gradient, small.width, small.height);
    for (int y = 1; y + 1 < small.height; y++) {
        for (int x = 1; x + 1 < small.width; x++) {
            *at(&gradient, x, y) = hypotf(*at(&small, x + 1, y) - *at(&small, x - 1, y),
                                          *at(&small, x, y + 1) - *at(&small, x, y - 1));
        }
    }
    float *sorted = film_allocate(count, sizeof *sorted);
    bool *edges = film_allocate(count, sizeof *edges);
    memcpy(sorted, gradient.samples, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, descending);
    for (size_t i = 0; i < count; i++) {
        edges[i] = gradient.samples[i] > 0 && gradient.samples[i] >= sorted[count / EDGE_SHARE];
    }
    free(sorted);
    image_finish(&gradient);
    image_finish(&small);
    return edges;
}

/* Of the edges of a, the share that has one of b beside it or on it. */
static double share_hit(const bool *a, const bool *b, int width, int height)
{
    size_t all = 0;
    size_t hit = 0;
    for (int y = 1; y + 1 < height; y++) {
        for (int x = 1; x + 1 < width; x++) {
            const bool *here = b + (size_t)y * (size_t)width + x;
            if (a[(size_t)y * (size_t)width + (size_t)x]) {
                all++;
                hit += here[0] || here[1] || here[-1] || here[width] || here[-width];
            }
        }
    }
    return all ? (double)hit / (double)all : 0;
}

double image_edge_f1(const struct image *a, const struct image *b)
{
    bool *edges_a = find_edges(a);
    bool *edges_b = find_edges(b);
    const double precision = share_hit(edges_a, edges_b, a->width / BLOCK, a->height / BLOCK);
    const double recall = share_hit(edges_b, edges_a, a->width / BLOCK, a->height / BLOCK);
    free(edges_a);
    free(edges_b);
    return precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
}
