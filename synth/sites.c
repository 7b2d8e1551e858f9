/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "synth/sites.h"

#include <stdlib.h>
#include <string.h>

#include "synth/bits.h"

/* ISO/IEC 13818-2 7.2.2.3: escape, run, then a level of 12 bits. */
enum { ESCAPE_LENGTH = 24, ESCAPE_LEVEL_AT = 12, ESCAPE_LEVEL_BITS = 12, ESCAPE_ZEROS = 5 };

/* How many coefficients of a block give up their signs. */
static const struct signs {
    unsigned intra;
    unsigned other;
} signs_of[] = {[TSS_SITES_LEAD] = {0, 0},
                [TSS_SITES_WHOLE] = {0, 0},
                [TSS_SITES_STRONG] = {2, 0},
                [TSS_SITES_SPARSE] = {TSS_SIGNS, TSS_SIGNS}};

/* Up to 6 DC strings and 6 blocks' signs a macroblock, and one that comes to nothing. */
enum { SITES_PER_MB = 6 + 6 * (int)TSS_SIGNS, SITES = (int)TSS_SLICE_MBS * SITES_PER_MB + 1 };

int tss_sites_init(struct tss_sites *sites, tsb_error *err)
{
    memset(sites, 0, sizeof *sites);
    sites->sites = calloc(SITES, sizeof *sites->sites);
    sites->values = calloc(SITES, sizeof *sites->values);
    if (!sites->sites || !sites->values) {
        tss_sites_finish(sites);
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory for the sites of a slice");
    }
    return 0;
}

void tss_sites_finish(struct tss_sites *sites)
{
    free(sites->sites);
    free(sites->values);
    *sites = (struct tss_sites){0};
}

static bool is_steep(const struct tss_slice *slice, enum tss_kind kind)
{
    const uint32_t largest = 8U + slice->dc_precision;
    uint32_t steep = 0;
    uint32_t steepest = 0;
    for (uint32_t i = 0; i < slice->count[kind]; i++) {
        const uint32_t size = tss_string_note(slice->strings[kind][i]);
        steep += size + 1 >= largest;
        steepest += size >= largest;
    }
    return steepest > 0 && steep >= TSS_STEEP_DCS;
}

enum tss_site_set tss_sites_of(const struct tss_slice *slice, enum tss_profile profile)
{
    if (slice->count[TSS_KIND_HEADER] < TSS_SPARSE_MBS) {
        return TSS_SITES_SPARSE;
    }
    if (profile == TSS_PROFILE_STRONG) {
        return TSS_SITES_STRONG;
    }
    const bool steep = is_steep(slice, TSS_KIND_DC_LUMA) || is_steep(slice, TSS_KIND_DC_CHROMA);
    return steep ? TSS_SITES_WHOLE : TSS_SITES_LEAD;
}

unsigned tss_site_dc_bits(enum tss_site_set set, bool luma, unsigned dc_size)
{
    if (set == TSS_SITES_LEAD) {
        return dc_size >= (luma ? 2U : 3U);
    }
    return dc_size;
}

/* None of no bits, which is written all the same: no branch asks what is hard to foretell. */
static inline void add_site(struct tss_sites *sites, uint32_t position, unsigned bits, bool escape)
{
    sites->sites[sites->count] = (struct tss_site){position, (uint8_t)bits, escape};
    sites->count += bits != 0;
    sites->bits += bits;
}

static void find_dc(struct tss_sites *sites, const struct tss_slice *slice, enum tss_kind kind, enum tss_site_set set)
{
    const bool luma = kind == TSS_KIND_DC_LUMA;
    for (uint32_t i = 0; i < slice->count[kind]; i++) {
        const struct tss_string string = slice->strings[kind][i];
        const uint32_t size = tss_string_note(string);
        add_site(sites, string.position + tss_string_length(string) - size, tss_site_dc_bits(set, luma, size), false);
    }
}

/* The signs of a block's first coefficients; the last code of it is End of Block. */
static void find_signs(struct tss_sites *sites, const struct tss_dct_table *table, const uint8_t *bytes,
                       struct tss_string string, unsigned end_length, bool other, unsigned most)
{
    uint32_t position = string.position;
    const uint32_t last = string.position + tss_string_length(string) - end_length;
    for (unsigned i = 0; i < most && position < last; i++) {
        const unsigned length = tss_dct_code(table, bytes, position, other && i == 0);
        const bool escape = length == ESCAPE_LENGTH && tss_bits_get(bytes, position, ESCAPE_ZEROS) == 0;
        add_site(sites, escape ? position + ESCAPE_LEVEL_AT : position + length - 1, 1, escape);
        position += length;
    }
}

static void find_kind_signs(struct tss_sites *sites, const struct tss_slice *slice, const struct tss_vlc *vlc,
                            const uint8_t *bytes, enum tss_kind kind, unsigned most)
{
    const bool other = kind == TSS_KIND_AC_OTHER;
    const bool one = !other && slice->intra_vlc_format;
    const unsigned end_length = one ? 4 : 2; /* Tables B-15 and B-14 */
    for (uint32_t i = 0; most != 0 && i < slice->count[kind]; i++) {
        find_signs(sites, &vlc->dct[one], bytes, slice->strings[kind][i], end_length, other, most);
    }
}

void tss_sites_find(struct tss_sites *sites, const struct tss_slice *slice, const struct tss_vlc *vlc,
                    const uint8_t *bytes, enum tss_site_set set)
{
    sites->count = 0;
    sites->bits = 0;
    find_dc(sites, slice, TSS_KIND_DC_LUMA, set);
    find_dc(sites, slice, TSS_KIND_DC_CHROMA, set);
    sites->dc_count = sites->count;
    const struct signs *signs = &signs_of[set];
    find_kind_signs(sites, slice, vlc, bytes, TSS_KIND_AC_LUMA, signs->intra);
    find_kind_signs(sites, slice, vlc, bytes, TSS_KIND_AC_CHROMA, signs->intra);
    find_kind_signs(sites, slice, vlc, bytes, TSS_KIND_AC_OTHER, signs->other);
}

uint32_t tss_site_get(const uint8_t *bytes, struct tss_site site)
{
    return (uint32_t)tss_bits_get(bytes, site.position, site.bits);
}

void tss_site_put(uint8_t *bytes, struct tss_site site, uint32_t value)
{
    if (!site.escape) {
        tss_bits_set(bytes, site.position, site.bits, value);
    } else if (tss_site_get(bytes, site) != value) {
        const uint32_t level = (uint32_t)tss_bits_get(bytes, site.position, ESCAPE_LEVEL_BITS);
        tss_bits_set(bytes, site.position, ESCAPE_LEVEL_BITS, (0U - level) & 0xFFFU);
    }
}
