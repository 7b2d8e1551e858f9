/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the reference parser share. */
#ifndef TALLYSTICK_TESTS_PROPERTY_REFERENCE_INT_H
#define TALLYSTICK_TESTS_PROPERTY_REFERENCE_INT_H

#include "tests/property/reference.h"

/* Bits up to end; zeros follow. */
struct ref_bits {
    const uint8_t *bytes;
    size_t at;
    size_t end;
};

unsigned ref_peek(const struct ref_bits *bits, unsigned count);
unsigned ref_read(struct ref_bits *bits, unsigned count);

/* The codes of Annex B. */
enum ref_table {
    REF_INCREMENT,
    REF_TYPE_I,
    REF_TYPE_P,
    REF_TYPE_B,
    REF_PATTERN,
    REF_MOTION,
    REF_DC_LUMA,
    REF_DC_CHROMA,
    REF_DCT_ZERO,
    REF_DCT_ONE,
    REF_TABLES
};

/* No code of a table begins so. */
#define REF_NO_CODE (-1000)

struct ref_tree *ref_tree_create(void);
void ref_tree_destroy(struct ref_tree *tree);
/* Reads a code digit by digit and gives its value. */
int ref_code(const struct ref_tree *tree, enum ref_table table, struct ref_bits *bits);

/* Raster place of the n-th coefficient (7.3). */
int ref_zigzag(int n);
int ref_alternate(int n);

void ref_slice(struct ref_parser *parser, const uint8_t *bytes, size_t start, size_t end);

#endif
