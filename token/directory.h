/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The container's directory as bytes (docs/FORMATS.md, "Token container"). Pure; any thread. */
#ifndef TALLYSTICK_TOKEN_DIRECTORY_H
#define TALLYSTICK_TOKEN_DIRECTORY_H

#include "token/container.h"

/* Units the directory takes at the container's beginning, one for each of its two places. */
#define TST_DIRECTORY_UNITS 2u
/* Of a film's extent, before its complement: two banks of two counter records and a licence. */
#define TST_BANK_UNITS    3u
#define TST_LICENCE_UNIT  2u
#define TST_FILM_OVERHEAD (2 * TST_BANK_UNITS)

typedef struct tst_directory {
    uint64_t sequence; /* lies in place sequence % 2 */
    tss_id token;
    char serial[TST_SERIAL_SIZE];
    uint32_t count;
    tst_film films[TST_FILMS_MAX];
} tst_directory;

int tst_directory_write(uint8_t unit[TST_UNIT], const tst_directory *directory, tsb_error *err) TSB_MUST_USE;

/* TSB_ERR_INVALID: not a directory, or one that breaks a rule (as after a write that was cut off);
 * TSB_ERR_UNSUPPORTED: of another version. place: where the unit lies, 0 or 1. */
int tst_directory_parse(tst_directory *out, const uint8_t unit[TST_UNIT], unsigned place, tsb_error *err) TSB_MUST_USE;

/* Units of a film's extent. */
uint32_t tst_directory_units(uint64_t complement_size);

/* The unit behind the last one in use. */
uint64_t tst_directory_end(const tst_directory *directory);

/* Where an extent of so many units fits: in a gap, or at the end. */
uint64_t tst_directory_place(const tst_directory *directory, uint32_t units);

#endif
