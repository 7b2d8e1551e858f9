/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The synthesis: from a chunk of the main stream and what was taken out back to the original. */
#include <string.h>

#include "base/bytes.h"
#include "base/secret.h"
#include "synth/bits.h"
#include "synth/engine.h"

/* 6.2.4: in taller pictures a slice's start code does not tell its row alone. */
enum { MAX_PLAIN_HEIGHT = 2800 };

/* 6.2.1: of a start code. */
enum { PREFIX_BYTES = 3 };

/* A synthesis under way. */
struct synthesis {
    tss_engine *engine;
    struct tss_taken taken;
    struct tss_visit visit;
    /* The picture being restored: its entry, or none where damage hides which it is. */
    bool known;
    uint32_t entry;
    uint32_t next_entry; /* the first not met yet */
    uint32_t bit;        /* next stored bit */
    uint32_t limit;      /* the picture's stored bits end here */
    bool broken;         /* its slices ask for more bits than it has */
    bool open;           /* a picture is being restored */
    uint32_t loss;       /* where in the stream its first lost sector is missing; 0: the reader told of none */
    bool lossy;          /* a slice of it goes on behind there */
    uint32_t slices;     /* met so far, TSS_TAKEN_SLICES for more */
    uint32_t whole;      /* as many the picture has, if it is known */
    uint32_t first;      /* bytes of the stream its slices take */
    uint32_t last;
    uint32_t suspect; /* the first slice that damage is known to reach; 0: any may be */
    uint8_t row;      /* slice_vertical_position of the slice before */
    const uint8_t *lost;
    uint32_t exception; /* the first not behind us */
    bool rest;
    tss_tally tally;
};

static uint32_t picture_limit(const struct tss_taken *taken, uint32_t entry)
{
    return entry + 1 < taken->pictures ? tss_taken_picture(taken, entry + 1).first_bit : taken->bits;
}

/* Pictures past a full table were never taken. */
static bool beyond_table(const struct synthesis *synthesis)
{
    return synthesis->taken.pictures == TSS_TAKEN_PICTURES && synthesis->next_entry == TSS_TAKEN_PICTURES;
}

static void blank(struct synthesis *synthesis, uint32_t from, uint32_t to)
{
    memset(synthesis->engine->packs.bytes + from, 0, to - from);
}

/* Whether the picture had all its slices, as far as can be told, and they its stored bits. */
static bool comes_out_even(const struct synthesis *synthesis)
{
    return !synthesis->broken && synthesis->bit == synthesis->limit && synthesis->slices == synthesis->whole;
}

/*
 * Closes the picture behind. Where a sector of it was lost, slices from there on
 * may be others than they are counted as; where its stored bits do not come
 * out even, any slice may have got those of another: none of them may be shown.
 */
static void finish_picture(struct synthesis *synthesis)
{
    if (!synthesis->open) {
        return;
    }
    const bool even = synthesis->known ? comes_out_even(synthesis) : beyond_table(synthesis);
    if (!even || synthesis->lossy) {
        const uint32_t from = synthesis->suspect ? synthesis->suspect : synthesis->first;
        synthesis->tally.pictures_damaged++;
        blank(synthesis, from, synthesis->last);
    }
}

/* Where the stream has its first gap from this sector on: 0 when the reader told of none. */
static uint32_t find_loss(const struct synthesis *synthesis, uint32_t sector)
{
    const struct tss_packs *packs = &synthesis->engine->packs;
    while (synthesis->lost && sector < synthesis->taken.sectors) {
        if (synthesis->lost[sector / 8] >> (sector % 8) & 1) {
            uint32_t piece = synthesis->visit.piece;
            while (piece < packs->piece_count && packs->pieces[piece].sector < sector * TSS_SECTOR_SIZE) {
                piece++;
            }
            return piece < packs->piece_count ? packs->pieces[piece].stream : packs->size;
        }
        sector++;
    }
    return 0;
}

/* Finds the entry of the picture that starts here; entries passed over were lost. */
static void begin_picture(struct synthesis *synthesis)
{
    const struct tss_taken *taken = &synthesis->taken;
    const uint32_t at = tss_packs_locate(&synthesis->engine->packs, synthesis->visit.scan.start,
                                         &synthesis->visit.piece);
    synthesis->tally.pictures++;
    synthesis->open = true;
    synthesis->known = false;
    synthesis->broken = false;
    synthesis->slices = 0;
    synthesis->first = 0;
    synthesis->last = 0;
    synthesis->loss = 0;
    synthesis->lossy = false;
    synthesis->suspect = 0;
    synthesis->row = 0;
    while (synthesis->next_entry < taken->pictures) {
        const struct tss_taken_picture picture = tss_taken_picture(taken, synthesis->next_entry);
        const uint32_t place = picture.sector * TSS_SECTOR_SIZE + picture.offset;
        if (place > at) {
            return;
        }
        synthesis->entry = synthesis->next_entry++;
        if (place == at) {
            synthesis->known = true;
            synthesis->bit = picture.first_bit;
            synthesis->limit = picture_limit(taken, synthesis->entry);
            synthesis->whole = picture.slices;
            synthesis->loss = find_loss(synthesis, picture.sector);
            return;
        }
        synthesis->tally.pictures_damaged++;
    }
}

/* Which shuffle the slice has; exceptions come in the order of slices. */
static uint32_t attempt_of(struct synthesis *synthesis)
{
    const uint64_t place = (uint64_t)synthesis->entry << 32 | synthesis->visit.slice;
    while (!synthesis->rest && synthesis->exception < synthesis->taken.exceptions) {
        const struct tss_taken_exception exception = tss_taken_exception(&synthesis->taken, synthesis->exception);
        const uint64_t noted = (uint64_t)exception.picture << 32 | exception.slice;
        if (noted > place) {
            return 0;
        }
        if (exception.attempt == TSS_ATTEMPT_REST) {
            synthesis->rest = true;
            break;
        }
        if (noted == place) {
            return exception.attempt;
        }
        synthesis->exception++;
    }
    return synthesis->rest ? TSS_ATTEMPT_NONE : 0;
}

static void put_sites(struct synthesis *synthesis)
{
    const struct tss_sites *sites = &synthesis->engine->sites;
    const uint8_t *bits = synthesis->taken.bit_bytes;
    uint32_t bit = synthesis->bit;
    for (uint32_t i = 0; i < sites->count; i++) {
        uint32_t value = 0;
        for (unsigned n = sites->sites[i].bits; n > 0; n--, bit++) {
            value = value << 1 | ((uint32_t)bits[bit >> 3] >> (7 - (bit & 7)) & 1U);
        }
        tss_site_put(synthesis->engine->packs.bytes, sites->sites[i], value);
    }
}

/* Restores the walked slice, whose sites are found and have their bits. */
static int restore_slice(struct synthesis *synthesis, uint32_t attempt)
{
    tss_engine *engine = synthesis->engine;
    struct tss_slice *slice = engine->slice;
    uint8_t *bytes = engine->packs.bytes;
    int result = tss_stream_restart(engine->keystream, synthesis->entry, synthesis->visit.slice, attempt);
    put_sites(synthesis);
    if (result == 0) {
        result = tss_shuffle_undo(&engine->shuffle, slice, engine->keystream);
    }
    if (result == 0) {
        const size_t size = tss_shuffle_deal(slice, bytes, engine->dealt);
        memcpy(bytes + slice->first / 8, engine->dealt, size);
        synthesis->tally.slices_taken++;
    }
    return result;
}

/* Keeps account of which bytes the picture's slices take, and which of them damage may have reached. */
static void take_in_slice(struct synthesis *synthesis)
{
    const struct tss_scan *scan = &synthesis->visit.scan;
    const uint8_t row = scan->bytes[scan->start + 3];
    if (synthesis->last == 0) {
        synthesis->first = scan->start;
    }
    synthesis->slices += synthesis->slices < TSS_TAKEN_SLICES;
    synthesis->last = scan->end;
    /* One that ends at the loss may have been cut there, also where a prefix stands only since the bytes on both sides
     * of the loss came together. */
    const bool cut = scan->end + PREFIX_BYTES > synthesis->loss;
    synthesis->lossy = synthesis->lossy || (synthesis->loss != 0 && cut);
    /* Another picture's header is missing before a slice that goes back, as they stand in raster order, and before one
     * too many, which that header itself may look like. */
    const bool extra = synthesis->known && synthesis->slices > synthesis->whole;
    const bool other = (row < synthesis->row || extra) && synthesis->bit == synthesis->limit;
    if (synthesis->suspect == 0 && (synthesis->lossy || other)) {
        synthesis->suspect = scan->start;
    }
    synthesis->row = row;
}

/* Whether the picture's headers, which its first slice follows, are those the split read. */
static void check_headers(struct synthesis *synthesis)
{
    const struct tss_visit *visit = &synthesis->visit;
    if (synthesis->known && visit->slice == 0 &&
        tss_taken_picture(&synthesis->taken, synthesis->entry).coding != tss_coding_word(&visit->scan.coding)) {
        synthesis->broken = true;
        synthesis->suspect = visit->scan.start;
    }
}

static int synthesise_slice(struct synthesis *synthesis)
{
    tss_engine *engine = synthesis->engine;
    synthesis->tally.slices++;
    take_in_slice(synthesis);
    check_headers(synthesis);
    if (!synthesis->known || synthesis->broken || !tss_visit_walk(&synthesis->visit, engine)) {
        synthesis->tally.slices_untouched++;
        return 0;
    }
    tss_tally_slice(&synthesis->tally, engine->slice);
    tss_sites_find(&engine->sites, engine->slice, &engine->vlc, engine->packs.bytes,
                   tss_sites_of(engine->slice, (enum tss_profile)synthesis->taken.profile));
    if (engine->sites.bits > synthesis->limit - synthesis->bit) {
        synthesis->broken = true;
        return 0;
    }
    const uint32_t attempt = attempt_of(synthesis);
    int result = 0;
    if (attempt == TSS_ATTEMPT_NONE) {
        synthesis->tally.slices_refused++;
    } else {
        result = restore_slice(synthesis, attempt);
    }
    synthesis->bit += engine->sites.bits;
    synthesis->tally.sites += engine->sites.bits;
    return result;
}

/* A slice before the first picture header met: not to be shown where the table has a picture by now, whose header is
 * missing. */
static void blank_headless(struct synthesis *synthesis)
{
    const struct tss_taken *taken = &synthesis->taken;
    const struct tss_scan *scan = &synthesis->visit.scan;
    const uint32_t at = tss_packs_locate(&synthesis->engine->packs, scan->start, &synthesis->visit.piece);
    if (taken->pictures > 0) {
        const struct tss_taken_picture picture = tss_taken_picture(taken, 0);
        if (picture.sector * TSS_SECTOR_SIZE + picture.offset < at) {
            blank(synthesis, scan->start, scan->end);
        }
    }
}

/*
 * After a walk that did not give the original: blanks what may have been
 * restored amiss where the stored bits came out even all the same. Slices that
 * are not understood may be two run together; where a row of slices is missing
 * (6.1.2: there is none without), all that follow in the picture had the shuffles of others.
 * A film that was not understood from the start stays as it is.
 */
static void blank_suspects(struct synthesis *synthesis)
{
    const struct tss_taken *taken = &synthesis->taken;
    struct tss_visit visit;
    bool suspect = false;
    uint32_t row = 0;
    uint32_t before = 0; /* the slice before begins here */
    tss_visit_start(&visit, synthesis->engine, taken->width_mbs, taken->height, !taken->sequence_changes);
    while (tss_visit_next(&visit, synthesis->engine)) {
        const uint32_t start = visit.scan.start;
        if (visit.unit == TSS_UNIT_PICTURE) {
            suspect = false;
            row = 0;
            continue;
        }
        if (visit.picture < 0 || (!visit.scan.coding.picture_known && taken->width_mbs == 0)) {
            continue;
        }
        const uint32_t next = visit.scan.bytes[start + 3];
        const bool gap = taken->height <= MAX_PLAIN_HEIGHT && (next < row || next > row + 1);
        if (!suspect && (gap || !tss_visit_walk(&visit, synthesis->engine))) {
            suspect = true;
            synthesis->tally.pictures_damaged++;
            /* Where rows go back, a header is missing, and the slice before is the last of its own picture. */
            blank(synthesis, gap && next > row && row != 0 ? before : start, start);
        }
        if (suspect) {
            blank(synthesis, start, visit.scan.end);
        }
        row = next;
        before = start;
    }
}

static int synthesise_all(struct synthesis *synthesis, tsb_error *err)
{
    int result = tss_stream_start(synthesis->engine->keystream, synthesis->taken.shuffle_key, 0, 0, 0);
    while (result == 0 && tss_visit_next(&synthesis->visit, synthesis->engine)) {
        if (synthesis->visit.unit == TSS_UNIT_PICTURE) {
            finish_picture(synthesis);
            begin_picture(synthesis);
        } else if (synthesis->visit.picture >= 0) {
            result = synthesise_slice(synthesis);
        } else {
            blank_headless(synthesis);
        }
    }
    if (result != 0) {
        return tsb_fail(err, TSB_ERR_INTERNAL, "the synthesis could not go on: libcrypto refused a keystream");
    }
    finish_picture(synthesis);
    synthesis->tally.pictures_damaged += synthesis->taken.pictures - synthesis->next_entry;
    return 0;
}

int tss_chunk_synthesise(tss_engine *engine, uint8_t *sectors, uint32_t count, const uint8_t *taken, size_t size,
                         const uint8_t *lost, tss_tally *tally, tsb_error *err)
{
    struct synthesis synthesis = {.engine = engine, .lost = lost};
    int result = tss_taken_parse(&synthesis.taken, taken, size, err);
    if (result == 0 && synthesis.taken.sectors != count) {
        result = tsb_fail(err, TSB_ERR_INVALID, "a chunk of %u sectors came with a complement for %u", count,
                          synthesis.taken.sectors);
    }
    if (result == 0) {
        result = tss_engine_load(engine, sectors, count, err);
    }
    if (result != 0) {
        return result;
    }
    tss_visit_start(&synthesis.visit, engine, synthesis.taken.width_mbs, synthesis.taken.height,
                    !synthesis.taken.sequence_changes);
    result = synthesise_all(&synthesis, err);
    if (result != 0) {
        return result;
    }
    tss_packs_scatter(&engine->packs, sectors);
    uint8_t check[TSS_TAG_SIZE];
    result = tss_taken_check(check, synthesis.taken.shuffle_key, sectors, count, err);
    if (result == 0 && !tsb_secret_equal(check, synthesis.taken.check, sizeof check)) {
        blank_suspects(&synthesis);
        tss_packs_scatter(&engine->packs, sectors);
        /* Of how many there were is not known, where they cannot even be found any more. */
        result = tsb_fail(err, TSB_ERR_DAMAGED, "a part of the disc is damaged: %llu pictures of it cannot be shown",
                          (unsigned long long)synthesis.tally.pictures_damaged);
    }
    synthesis.tally.video_bytes = engine->packs.size;
    tss_tally_add(tally, &synthesis.tally);
    return result;
}
