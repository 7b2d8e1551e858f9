/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "synth/coding.h"

#include <string.h>

#include "synth/bits.h"

/* ISO/IEC 13818-2 Table 6-1. */
enum {
    CODE_PICTURE = 0x00,
    CODE_SLICE_FIRST = 0x01,
    CODE_SLICE_LAST = 0xAF,
    CODE_SEQUENCE = 0xB3,
    CODE_EXTENSION = 0xB5
};

/* Table 6-2, extension_start_code_identifier. */
enum {
    EXTENSION_SEQUENCE = 1,
    EXTENSION_SEQUENCE_SCALABLE = 5,
    EXTENSION_PICTURE = 8,
    EXTENSION_PICTURE_SPATIAL = 9,
    EXTENSION_PICTURE_TEMPORAL = 10
};

/* Whether two zeros stand side by side in a stretch of bytes: without a branch, for eight bytes at once. */
enum { STRETCH = 64 };
static bool has_zeros(const uint8_t *bytes)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t zeros = 0;
    for (int i = 0; i < STRETCH; i += 8) {
        const uint64_t pairs = tsb_load64(bytes + i) | tsb_load64(bytes + i + 1);
        /* Has its highest bits set in some byte exactly if a byte of pairs is 0. */
        zeros |= (pairs - ones) & ~pairs;
    }
    return (zeros & ones << 7) != 0;
}

/* The first start code at or after from, or size. TSS_BITS_SLACK makes the last stretch a whole one. */
static uint32_t find_start_code(const uint8_t *bytes, uint32_t from, uint32_t size)
{
    _Static_assert(STRETCH <= (int)TSS_BITS_SLACK, "a stretch may go beyond the end");
    uint32_t stretch = from;
    for (; stretch + 3 < size; stretch += STRETCH) {
        if (!has_zeros(bytes + stretch)) {
            continue;
        }
        for (uint32_t at = stretch; at < stretch + STRETCH && at + 3 < size; at++) {
            if (tsb_load32(bytes + at) >> 8 == 1) {
                return at;
            }
        }
    }
    return size;
}

/* 6.2.2.1. Until its extension follows, the stream might be MPEG-1. */
static void sequence_header(struct tss_coding *coding, const uint8_t *unit, uint32_t size)
{
    if (coding->sequence_fixed) {
        coding->picture_known = false;
        coding->type = 0;
        return;
    }
    memset(coding, 0, sizeof *coding);
    if (size >= 12) {
        coding->width_mbs = (uint16_t)(unit[4] << 4 | unit[5] >> 4);
        coding->height = (uint16_t)((unit[5] & 15) << 8 | unit[6]);
    }
}

/* 6.2.2.3. */
static void sequence_extension(struct tss_coding *coding, const uint8_t *unit, uint32_t size)
{
    if (size < 10 || coding->sequence_known) {
        return;
    }
    const uint32_t chroma_format = unit[5] >> 1 & 3;
    const uint32_t width = (uint32_t)((unit[5] & 1) << 13 | (unit[6] >> 7) << 12) | coding->width_mbs;
    const uint32_t height = (uint32_t)((unit[6] >> 5 & 3) << 12) | coding->height;
    coding->width_mbs = (uint16_t)((width + 15) / 16);
    coding->height = (uint16_t)height;
    coding->sequence_known = chroma_format == 1 && width != 0 && height != 0;
}

/* 6.2.3. */
static void picture_header(struct tss_coding *coding, const uint8_t *unit, uint32_t size)
{
    coding->picture_known = false;
    coding->type = size >= 8 ? unit[5] >> 3 & 7 : 0;
}

/* 6.2.3.1. */
static void picture_extension(struct tss_coding *coding, const uint8_t *unit, uint32_t size)
{
    if (size < 9) {
        return;
    }
    coding->f_code[0][0] = unit[4] & 15;
    coding->f_code[0][1] = unit[5] >> 4;
    coding->f_code[1][0] = unit[5] & 15;
    coding->f_code[1][1] = unit[6] >> 4;
    coding->dc_precision = unit[6] >> 2 & 3;
    coding->structure = unit[6] & 3;
    coding->frame_pred_frame_dct = unit[7] >> 6 & 1;
    coding->concealment = unit[7] >> 5 & 1;
    coding->intra_vlc_format = unit[7] >> 3 & 1;
    coding->picture_known = coding->sequence_known && coding->structure != 0 && coding->type >= TSS_PICTURE_I &&
                            coding->type <= TSS_PICTURE_B;
}

static void extension(struct tss_coding *coding, const uint8_t *unit, uint32_t size)
{
    if (size < 5) {
        return;
    }
    switch (unit[4] >> 4) {
    case EXTENSION_SEQUENCE:
        sequence_extension(coding, unit, size);
        break;
    case EXTENSION_SEQUENCE_SCALABLE:
        coding->sequence_known = coding->sequence_fixed;
        break;
    case EXTENSION_PICTURE:
        picture_extension(coding, unit, size);
        break;
    case EXTENSION_PICTURE_SPATIAL:
    case EXTENSION_PICTURE_TEMPORAL:
        coding->picture_known = false;
        break;
    default:
        break;
    }
}

void tss_scan_to(struct tss_scan *scan, uint32_t end)
{
    scan->start = scan->next;
    scan->next = end;
    scan->end = end;
}

bool tss_scan_next(struct tss_scan *scan, enum tss_unit *unit)
{
    if (!scan->started) {
        scan->started = true;
        scan->next = find_start_code(scan->bytes, 0, scan->size);
    }
    if (scan->next >= scan->size) {
        return false;
    }
    tss_scan_to(scan, find_start_code(scan->bytes, scan->next + 3, scan->size));
    const uint8_t *bytes = scan->bytes + scan->start;
    const uint32_t size = scan->end - scan->start;
    const uint8_t code = bytes[3];
    *unit = TSS_UNIT_OTHER;
    if (code >= CODE_SLICE_FIRST && code <= CODE_SLICE_LAST) {
        *unit = TSS_UNIT_SLICE;
    } else if (code == CODE_PICTURE) {
        picture_header(&scan->coding, bytes, size);
        *unit = TSS_UNIT_PICTURE;
    } else if (code == CODE_SEQUENCE) {
        sequence_header(&scan->coding, bytes, size);
    } else if (code == CODE_EXTENSION) {
        extension(&scan->coding, bytes, size);
    }
    return true;
}

uint32_t tss_coding_word(const struct tss_coding *coding)
{
    if (!coding->picture_known) {
        return 0;
    }
    uint32_t word = coding->type;
    word = word << 2 | coding->structure;
    word = word << 2 | coding->dc_precision;
    word = word << 1 | coding->frame_pred_frame_dct;
    word = word << 1 | coding->concealment;
    word = word << 1 | coding->intra_vlc_format;
    word = word << 4 | coding->f_code[0][0];
    word = word << 4 | coding->f_code[0][1];
    word = word << 4 | coding->f_code[1][0];
    return word << 4 | coding->f_code[1][1];
}
