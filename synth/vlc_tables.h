/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The variable-length codes of ISO/IEC 13818-2 Annex B that the walk needs, as printed there. */
#ifndef TALLYSTICK_SYNTH_VLC_TABLES_H
#define TALLYSTICK_SYNTH_VLC_TABLES_H

#include <stdint.h>

/* A code as its digits, without any sign bit; lists end with a NULL code. */
struct tss_code {
    const char *code;
    int value;
};

/* What a macroblock_type announces (Tables B-2 to B-4). */
enum { TSS_MB_QUANT = 1, TSS_MB_FORWARD = 2, TSS_MB_BACKWARD = 4, TSS_MB_PATTERN = 8, TSS_MB_INTRA = 16 };

/* Values of DCT codes: a coefficient is run * 64 + level; these are not coefficients. */
enum { TSS_DCT_END = -1, TSS_DCT_ESCAPE = -2 };

/* The value of macroblock_escape in Table B-1. */
enum { TSS_INCREMENT_ESCAPE = 0 };

extern const struct tss_code tss_increment_codes[]; /* B-1 */
extern const struct tss_code tss_type_codes_i[];    /* B-2 */
extern const struct tss_code tss_type_codes_p[];    /* B-3 */
extern const struct tss_code tss_type_codes_b[];    /* B-4 */
extern const struct tss_code tss_pattern_codes[];   /* B-9 */
extern const struct tss_code tss_motion_codes[];    /* B-10: magnitudes; a sign bit follows all but 0 */
extern const struct tss_code tss_dc_luma_codes[];   /* B-12 */
extern const struct tss_code tss_dc_chroma_codes[]; /* B-13 */
extern const struct tss_code tss_dct_codes_zero[];  /* B-14: DCT coefficients, not the first; a sign bit follows each */
extern const struct tss_code tss_dct_codes_one[];   /* B-15: likewise */

#endif
