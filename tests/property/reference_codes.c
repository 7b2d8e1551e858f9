/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bits, codes as trees of digits, and scans. */
#include "tests/property/reference_int.h"

#include <stdlib.h>

#include "synth/vlc_tables.h"

enum { NODES = 4096 };

struct ref_tree {
    /* children of a node; 0: none. Node 0 is unused. */
    unsigned short child[NODES][2];
    int value[NODES];
    unsigned short root[REF_TABLES];
    unsigned short count;
};

/* Figure 7-3. */
static const unsigned char alternate[64] = {
    0,  8,  16, 24, 1,  9,  2,  10, 17, 25, 32, 40, 48, 56, 57, 49, 41, 33, 26, 18, 3,  11,
    4,  12, 19, 27, 34, 42, 50, 58, 35, 43, 51, 59, 20, 28, 5,  13, 6,  14, 21, 29, 36, 44,
    52, 60, 37, 45, 53, 61, 22, 30, 7,  15, 23, 31, 38, 46, 54, 62, 39, 47, 55, 63,
};

int ref_alternate(int n)
{
    return alternate[n];
}

/* Figure 7-2: along the diagonals, up and down in turn. */
int ref_zigzag(int n)
{
    int diagonal = 0;
    int before = 0;
    for (;;) {
        const int length = diagonal < 8 ? diagonal + 1 : 15 - diagonal;
        if (n < before + length) {
            const int first = diagonal < 8 ? 0 : diagonal - 7;
            const int along = first + (n - before);
            const int row = diagonal % 2 ? along : diagonal - along;
            return 8 * row + (diagonal - row);
        }
        before += length;
        diagonal++;
    }
}

unsigned ref_peek(const struct ref_bits *bits, unsigned count)
{
    unsigned value = 0;
    for (size_t i = bits->at; i < bits->at + count; i++) {
        const unsigned bit = i < bits->end ? (unsigned)bits->bytes[i / 8] >> (7 - i % 8) & 1u : 0;
        value = value << 1 | bit;
    }
    return value;
}

unsigned ref_read(struct ref_bits *bits, unsigned count)
{
    const unsigned value = ref_peek(bits, count);
    bits->at += count;
    return value;
}

static void plant(struct ref_tree *tree, enum ref_table table, const struct tss_code *codes)
{
    tree->root[table] = ++tree->count;
    tree->value[tree->root[table]] = REF_NO_CODE;
    for (; codes->code; codes++) {
        unsigned node = tree->root[table];
        for (const char *digit = codes->code; *digit; digit++) {
            unsigned short *next = &tree->child[node][*digit - '0'];
            if (*next == 0) {
                *next = ++tree->count;
                tree->value[*next] = REF_NO_CODE;
            }
            node = *next;
        }
        tree->value[node] = codes->value;
    }
}

struct ref_tree *ref_tree_create(void)
{
    static const struct tss_code *const codes[REF_TABLES] = {
        tss_increment_codes, tss_type_codes_i,  tss_type_codes_p,    tss_type_codes_b,   tss_pattern_codes,
        tss_motion_codes,    tss_dc_luma_codes, tss_dc_chroma_codes, tss_dct_codes_zero, tss_dct_codes_one,
    };
    struct ref_tree *tree = calloc(1, sizeof *tree);
    if (!tree) {
        abort();
    }
    for (int table = 0; table < REF_TABLES; table++) {
        plant(tree, (enum ref_table)table, codes[table]);
    }
    return tree;
}

void ref_tree_destroy(struct ref_tree *tree)
{
    free(tree);
}

int ref_code(const struct ref_tree *tree, enum ref_table table, struct ref_bits *bits)
{
    unsigned node = tree->root[table];
    while (tree->child[node][0] != 0 || tree->child[node][1] != 0) {
        const size_t at = bits->at++;
        node = tree->child[node][at < bits->end ? (unsigned)bits->bytes[at / 8] >> (7 - at % 8) & 1u : 0];
        if (node == 0) {
            return REF_NO_CODE;
        }
    }
    return tree->value[node];
}
