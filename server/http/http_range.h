/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Range header field (RFC 9110, 14.2). */
#ifndef TALLYSTICK_SERVER_HTTP_RANGE_H
#define TALLYSTICK_SERVER_HTTP_RANGE_H

#include <stdint.h>

enum tsv_range {
    TSV_RANGE_WHOLE,        /* none, not understood, or several ranges: send everything, as the RFC allows */
    TSV_RANGE_PART,         /* bytes [first, first + length) */
    TSV_RANGE_UNSATISFIABLE /* nothing of it is there: 416 */
};

/* header may be NULL. first and length are set in every case but the last. */
enum tsv_range tsv_range_parse(const char *header, uint64_t size, uint64_t *first, uint64_t *length);

#endif
