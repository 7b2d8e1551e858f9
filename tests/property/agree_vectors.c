/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Motion vectors: what libavcodec will tell of a macroblock, and whether it did. */
#include "tests/property/agree.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { FRAME = 3, BOTTOM = 2 };

void agree_begin_vectors(struct agree *agree)
{
    struct agree_pending *pending = &agree->pending[agree->packet % AGREE_PENDING];
    pending->packet = agree->packet;
    pending->count = 0;
}

void agree_expect_vectors(struct agree *agree, const struct ref_picture *picture,
                          const struct ref_macroblock *macroblock)
{
    struct agree_pending *pending = &agree->pending[agree->packet % AGREE_PENDING];
    const uint32_t width = agree->reference.sequence.mb_width;
    const uint32_t row = macroblock->address / width;
    /* libavcodec lays the rows of two fields between one another. */
    const uint32_t frame_row = picture->structure == FRAME ? row : 2 * row + (picture->structure == BOTTOM);
    for (unsigned i = 0; i < macroblock->vector_count && !macroblock->intra; i++) {
        const struct ref_vector *vector = &macroblock->vectors[i];
        if (pending->count == AGREE_VECTORS) {
            return;
        }
        struct agree_vector *out = &pending->vectors[pending->count++];
        out->dst_x = (int16_t)(macroblock->address % width * 16 + 8);
        out->dst_y = (int16_t)(frame_row * 16 + (macroblock->halves ? 4 + 8 * vector->part : 8));
        out->x = (int16_t)vector->x;
        /* Halves are told in the units of the frame's lines. */
        out->y = (int16_t)(macroblock->halves ? 2 * vector->y : vector->y);
        out->backward = vector->backward;
    }
}

static uint64_t key(int dst_x, int dst_y, bool backward)
{
    return (uint64_t)(uint16_t)dst_y << 32 | (uint64_t)(uint16_t)dst_x << 1 | backward;
}

static int by_place(const void *a, const void *b)
{
    const AVMotionVector *left = a;
    const AVMotionVector *right = b;
    const uint64_t l = key(left->dst_x, left->dst_y, left->source > 0);
    const uint64_t r = key(right->dst_x, right->dst_y, right->source > 0);
    return (l > r) - (l < r);
}

/* Vectors that leave the range are brought back into it by each decoder at another moment: they differ by whole ranges,
 * of 32 at least. A prediction that is halved on the way, as the vertical ones of fields in frame pictures are (ISO/IEC
 * 13818-2, 7.6.3.1), halves that difference. */
static bool same(const struct agree *agree, int told, int expected, int range)
{
    return agree->wrapped ? (told - expected) % range == 0 : told == expected;
}

void agree_compare_vectors(struct agree *agree, int64_t packet, const AVMotionVector *told, size_t count)
{
    const struct agree_pending *pending = &agree->pending[packet % AGREE_PENDING];
    /* The last reference picture is flushed out without its vectors. */
    if (pending->packet != packet || pending->count == 0 || (count == 0 && packet + 4 > agree->packet)) {
        return;
    }
    AVMotionVector *sorted = calloc(count + 1, sizeof *sorted);
    if (!sorted) {
        abort();
    }
    for (size_t i = 0; i < count; i++) {
        sorted[i] = told[i];
    }
    qsort(sorted, count, sizeof *sorted, by_place);
    for (size_t i = 0; i < pending->count; i++) {
        const struct agree_vector *vector = &pending->vectors[i];
        AVMotionVector wanted = {0};
        wanted.dst_x = vector->dst_x;
        wanted.dst_y = vector->dst_y;
        wanted.source = vector->backward ? 1 : -1;
        const AVMotionVector *found = bsearch(&wanted, sorted, count, sizeof *sorted, by_place);
        if (!found || !same(agree, found->motion_x, vector->x, 32) || !same(agree, found->motion_y, vector->y, 16)) {
            if (agree->failures++ < 10) {
                fprintf(stderr, "%s: packet %" PRId64 ": the vector at %d,%d is %d,%d; libavcodec's is %d,%d\n",
                        agree->path, packet, vector->dst_x, vector->dst_y, vector->x, vector->y,
                        found ? found->motion_x : 9999, found ? found->motion_y : 9999);
            }
        }
        agree->vectors++;
    }
    free(sorted);
}
