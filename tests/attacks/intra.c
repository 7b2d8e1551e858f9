/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Usage: attack_intra [--json] ORIGINAL MAIN...
 *
 * What someone without the complement can see of the intra-coded frame pictures of a
 * main stream, by attacks that need no key. Each gives a grey picture, which is
 * measured against the original's: edge F1 and correlation, means over all
 * pictures; the floor is what the original's picture of another scene scores.
 * With several copies of one title, what each shows is laid over that of the others; a part of
 * the pictures will do then. Chance cancels out, and what the rows have in the mean, which the split leaves as it is,
 * comes out more clearly. So correlation is then that within the rows. Exits with 1 where an attack gets nearer than
 * the design's figures allow.
 */
#include <math.h>
#include <string.h>

#include "tests/attacks/image.h"
#include "tests/property/film.h"
#include "tests/property/reference.h"

enum attack {
    ATTACK_NAIVE,  /* decode it as it is */
    ATTACK_NO_DC,  /* all DC at the middle */
    ATTACK_SIGNS,  /* and all AC positive */
    ATTACK_ENERGY, /* each block's AC energy as its brightness */
    ATTACK_COUNT,  /* how many coefficients a block has */
    ATTACK_SORTED, /* blocks' brightness along their row by rank of energy */
    ATTACKS
};

static const char *const attack_names[ATTACKS] = {"naive", "no-dc", "no-signs", "energy", "count", "sorted"};

/* The most of edge F1 and correlation above the floor's that an attack may reach. */
static const double edge_margin = 0.18;
static const double most_correlation = 0.25;
/* And within the rows, in several copies laid over each other. */
static const double most_within = 0.15;

enum { PICTURES_MOST = 128, COPIES_MOST = 16 };

/* Luma blocks of one film's intra pictures. */
struct intra {
    struct ref_parser parser;
    int width;
    int height;
    unsigned count;
    int *blocks[PICTURES_MOST]; /* owned; 64 coefficients a block, row by row of blocks */
    uint64_t pictures;
    unsigned every; /* only each so manieth is looked at */
    unsigned met;
    bool skips;      /* the one at hand */
    uint64_t latest; /* that has its blocks */
};

static void take(void *user, const struct ref_picture *picture, const struct ref_macroblock *macroblock)
{
    struct intra *intra = user;
    const struct ref_sequence *sequence = &intra->parser.sequence;
    if (picture->type != 1 || picture->structure != 3) {
        return;
    }
    const int columns = (int)sequence->mb_width;
    const int rows = ((int)sequence->height + 15) / 16;
    if (intra->pictures != intra->parser.counts.pictures) {
        if (intra->count == PICTURES_MOST ||
            (intra->count > 0 && (intra->width != 16 * columns || intra->height != 16 * rows))) {
            return;
        }
        intra->pictures = intra->parser.counts.pictures;
        intra->skips = intra->met++ % intra->every != 0;
    }
    if (intra->skips) {
        return;
    }
    if (intra->latest != intra->pictures) {
        intra->latest = intra->pictures;
        intra->width = 16 * columns;
        intra->height = 16 * rows;
        intra->blocks[intra->count++] = film_allocate((size_t)(4 * columns * rows), 64 * sizeof(int));
    }
    const int x = (int)macroblock->address % columns;
    const int y = (int)macroblock->address / columns;
    if (y >= rows) {
        return;
    }
    for (int n = 0; n < 4; n++) {
        const size_t block = (size_t)((2 * y + n / 2) * 2 * columns + 2 * x + n % 2);
        memcpy(intra->blocks[intra->count - 1] + 64 * block, macroblock->blocks[n], 64 * sizeof(int));
    }
}

static void load(struct intra *intra, const char *path, unsigned every)
{
    struct film film;
    struct video video;
    memset(intra, 0, sizeof *intra);
    intra->every = every;
    ref_init(&intra->parser);
    intra->parser.macroblock = take;
    intra->parser.user = intra;
    film_load(&film, path);
    video_gather(&video, &film, film.bytes, 0, film.sectors);
    ref_parse(&intra->parser, video.bytes, video.size);
    video_finish(&video);
    film_finish(&film);
    ref_finish(&intra->parser);
}

static void unload(struct intra *intra)
{
    for (unsigned i = 0; i < intra->count; i++) {
        free(intra->blocks[i]);
    }
}

static float energy(const int *block)
{
    float sum = 0;
    for (int i = 1; i < 64; i++) {
        sum += (float)block[i] * (float)block[i];
    }
    return sqrtf(sum);
}

static float present(const int *block)
{
    float count = 0;
    for (int i = 1; i < 64; i++) {
        count += block[i] != 0;
    }
    return count;
}

/* Of the blocks of a row, how many have less energy than this one. */
static float rank(const int *row, int columns, const int *block)
{
    float below = 0;
    const float mine = energy(block);
    for (int i = 0; i < columns; i++) {
        below += energy(row + 64 * (size_t)i) < mine;
    }
    return below;
}

static void render_block(struct image *image, enum attack attack, const int *row, int columns, int x, int y)
{
    int block[64];
    memcpy(block, row + 64 * (size_t)x, sizeof block);
    switch (attack) {
    case ATTACK_ENERGY:
        image_fill_block(image, 8 * x, y, energy(block));
        return;
    case ATTACK_COUNT:
        image_fill_block(image, 8 * x, y, present(block));
        return;
    case ATTACK_SORTED:
        image_fill_block(image, 8 * x, y, rank(row, columns, block));
        return;
    default:
        break;
    }
    block[0] = attack == ATTACK_NAIVE ? block[0] : 1024;
    for (int i = 1; attack == ATTACK_SIGNS && i < 64; i++) {
        block[i] = abs(block[i]);
    }
    image_put_block(image, 8 * x, y, block);
}

static void render(struct image *image, const struct intra *intra, unsigned picture, enum attack attack)
{
    const int columns = intra->width / 8;
    image_init(image, intra->width, intra->height);
    for (int y = 0; y < intra->height / 8; y++) {
        const int *row = intra->blocks[picture] + (size_t)y * (size_t)columns * 64;
        for (int x = 0; x < columns; x++) {
            render_block(image, attack, row, columns, x, 8 * y);
        }
    }
}

struct score {
    double edge_f1;
    double correlation;
};

static void add_score(struct score *score, struct image *seen, struct image *original, unsigned count, bool within)
{
    score->edge_f1 += image_edge_f1(seen, original) / count;
    if (within) {
        image_flatten_rows(seen);
        image_flatten_rows(original);
    }
    score->correlation += image_correlation(seen, original) / count;
}

static struct score measure_floor(const struct intra *original, bool within)
{
    struct score score = {0, 0};
    for (unsigned i = 0; i < original->count; i++) {
        struct image here;
        struct image other;
        render(&here, original, i, ATTACK_NAIVE);
        render(&other, original, (i + original->count / 2) % original->count, ATTACK_NAIVE);
        add_score(&score, &other, &here, original->count, within);
        image_finish(&here);
        image_finish(&other);
    }
    return score;
}

/* What a picture shows in all copies together. */
static void overlay(struct image *image, const struct intra *copies, unsigned copy_count, unsigned picture,
                    enum attack attack)
{
    render(image, &copies[0], picture, attack);
    for (unsigned i = 1; i < copy_count; i++) {
        struct image more;
        render(&more, &copies[i], picture, attack);
        for (size_t k = 0; k < (size_t)image->width * (size_t)image->height; k++) {
            image->samples[k] += more.samples[k];
        }
        image_finish(&more);
    }
}

static struct score measure(const struct intra *original, const struct intra *copies, unsigned copy_count,
                            enum attack attack)
{
    struct score score = {0, 0};
    for (unsigned i = 0; i < original->count; i++) {
        struct image here;
        struct image seen;
        render(&here, original, i, ATTACK_NAIVE);
        overlay(&seen, copies, copy_count, i, attack);
        add_score(&score, &seen, &here, original->count, copy_count > 1);
        image_finish(&here);
        image_finish(&seen);
    }
    return score;
}

static void print(bool json, const char *name, struct score score, struct score unsplit)
{
    if (json) {
        printf("{\"attack\": \"%s\", \"edge_f1\": %.3f, \"correlation\": %.3f, \"original_edge_f1\": %.3f}\n", name,
               score.edge_f1, score.correlation, unsplit.edge_f1);
    } else {
        printf("%-10s edge F1 %.3f, correlation %.3f (on the original itself: edge F1 %.3f)\n", name, score.edge_f1,
               score.correlation, unsplit.edge_f1);
    }
}

static int report(const struct intra *original, const struct intra *copies, unsigned copy_count, bool json)
{
    const double most = copy_count > 1 ? most_within : most_correlation;
    const struct score lowest = measure_floor(original, copy_count > 1);
    int result = 0;
    print(json, "floor", lowest, (struct score){1, 1});
    for (int attack = 0; attack < ATTACKS; attack++) {
        const struct score score = measure(original, copies, copy_count, (enum attack)attack);
        print(json, attack_names[attack], score, measure(original, original, 1, (enum attack)attack));
        if (score.edge_f1 > lowest.edge_f1 + edge_margin || score.correlation > most) {
            fprintf(stderr, "the attack `%s` sees too much\n", attack_names[attack]);
            result = 1;
        }
    }
    return result;
}

int main(int argc, char **argv)
{
    static struct intra original;
    static struct intra copies[COPIES_MOST];
    const bool json = argc > 1 && strcmp(argv[1], "--json") == 0;
    char **const paths = argv + 1 + json;
    const int count = argc - 2 - json;
    if (count < 1 || count > COPIES_MOST) {
        fprintf(stderr, "usage: %s [--json] ORIGINAL MAIN...\n", argv[0]);
        return 2;
    }
    const unsigned every = count > 1 ? 2 : 1;
    load(&original, paths[0], every);
    for (int i = 0; i < count; i++) {
        load(&copies[i], paths[1 + i], every);
        HOLDS(original.count >= 2 && original.count == copies[i].count, "%u and %u intra pictures", original.count,
              copies[i].count);
    }
    const int result = report(&original, copies, (unsigned)count, json);
    unload(&original);
    for (int i = 0; i < count; i++) {
        unload(&copies[i]);
    }
    return result;
}
