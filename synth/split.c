/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The split: from an original chunk to a chunk of the main stream and what was taken out. */
#include <string.h>

#include "base/bytes.h"
#include "base/secret.h"
#include "synth/bits.h"
#include "synth/engine.h"

/* Shuffles drawn for a slice before it is left as it is. */
enum { ATTEMPTS = 16 };

/* A split under way. */
struct split {
    tss_engine *engine;
    const tss_chunk_keys *keys;
    enum tss_profile profile;
    struct tss_visit visit;
    uint16_t width_mbs; /* of the sequence the chunk begins in */
    uint16_t height;
    bool sequence_changes; /* a picture belongs to another one */
    uint32_t bits;
    uint32_t room; /* exceptions that fit */
    uint32_t exceptions;
    bool rest; /* no room is left: everything from here on stays as it is */
    struct tss_taken_exception exception[8 + TSS_CHUNK_MAX_SECTORS / 128];
    tss_tally tally;
};

static void take_in_picture(struct split *split)
{
    const struct tss_coding *coding = &split->visit.scan.coding;
    split->tally.pictures++;
    split->sequence_changes = split->sequence_changes || !coding->sequence_known ||
                              coding->width_mbs != split->width_mbs || coding->height != split->height;
    if (split->visit.picture < TSS_TAKEN_PICTURES) {
        const uint32_t at = tss_packs_locate(&split->engine->packs, split->visit.scan.start, &split->visit.piece);
        split->engine->pictures[split->visit.picture] = (struct tss_taken_picture){
            at / TSS_SECTOR_SIZE, at % TSS_SECTOR_SIZE, split->bits, 0, 0};
    }
}

/* The picture's headers are read by its first slice. */
static void take_in_slice(struct split *split)
{
    split->tally.slices++;
    if (split->visit.picture < 0 || split->visit.picture >= TSS_TAKEN_PICTURES) {
        return;
    }
    struct tss_taken_picture *picture = &split->engine->pictures[split->visit.picture];
    if (split->visit.slice == 0) {
        picture->coding = tss_coding_word(&split->visit.scan.coding);
    }
    picture->slices += picture->slices < TSS_TAKEN_SLICES;
}

static uint32_t picture_entries(const struct split *split)
{
    const int64_t pictures = split->visit.picture + 1;
    return (uint32_t)(pictures < TSS_TAKEN_PICTURES ? pictures : TSS_TAKEN_PICTURES);
}

int tss_chunk_measure(tss_engine *engine, const uint8_t *sectors, uint32_t count, enum tss_profile profile,
                      size_t *size, tss_tally *tally, tsb_error *err)
{
    const int result = tss_engine_load(engine, sectors, count, err);
    if (result != 0) {
        return result;
    }
    struct split split = {.engine = engine, .profile = profile, .tally.video_bytes = engine->packs.size};
    uint16_t width_mbs = 0;
    uint16_t height = 0;
    tss_visit_sequence(engine, &width_mbs, &height);
    tss_visit_start(&split.visit, engine, width_mbs, height, false);
    split.visit.counts = true;
    while (tss_visit_next(&split.visit, engine)) {
        if (split.visit.unit == TSS_UNIT_PICTURE) {
            take_in_picture(&split);
            continue;
        }
        split.tally.slices++;
        if (!tss_visit_walk(&split.visit, engine)) {
            split.tally.slices_untouched++;
            continue;
        }
        split.tally.slices_taken++;
        tss_tally_slice(&split.tally, engine->slice);
        tss_sites_find(&engine->sites, engine->slice, &engine->vlc, engine->packs.bytes,
                       tss_sites_of(engine->slice, profile));
        split.bits += engine->sites.bits;
    }
    split.tally.sites = split.bits;
    if (size) {
        *size = tss_taken_size(count, picture_entries(&split), split.bits);
    }
    tss_tally_add(tally, &split.tally);
    return 0;
}

/* Whether a start code's prefix, or more zeros than may stand in a slice, appears in the bytes. */
static bool emulates_start_code(const uint8_t *bytes, size_t size)
{
    while (size > 0 && bytes[size - 1] == 0) {
        size--;
    }
    const uint8_t *end = bytes + size;
    for (const uint8_t *at = bytes; at + 2 < end; at++) {
        at = memchr(at, 0, (size_t)(end - at - 2));
        if (!at) {
            return false;
        }
        if (at[1] == 0 && at[2] <= 1) {
            return true;
        }
    }
    return false;
}

/* Puts each site's value in its place and keeps what was there. */
static void exchange_sites(struct tss_sites *sites, uint8_t *bytes)
{
    for (uint32_t i = 0; i < sites->count; i++) {
        const uint32_t held = tss_site_get(bytes, sites->sites[i]);
        tss_site_put(bytes, sites->sites[i], sites->values[i]);
        sites->values[i] = (uint16_t)held;
    }
}

/*
 * One attempt at the walked slice. 1: done, the slice is the main stream's and
 * the sites' values are the original's. 0: this shuffle does not do; the slice
 * is as it was but must be walked again. Negative: failed.
 */
static int attempt_slice(struct split *split, uint32_t attempt)
{
    tss_engine *engine = split->engine;
    struct tss_slice *slice = engine->slice;
    uint8_t *bytes = engine->packs.bytes;
    const enum tss_site_set set = tss_sites_of(slice, split->profile);
    int result = tss_stream_restart(engine->keystream, (uint32_t)split->visit.picture, split->visit.slice, attempt);
    if (result == 0) {
        result = tss_shuffle_apply(&engine->shuffle, slice, engine->keystream);
    }
    if (result != 0) {
        return result;
    }
    tss_sites_find(&engine->sites, slice, &engine->vlc, bytes, set);
    result = tss_decoys_choose(engine->decoys, slice, &engine->sites, bytes, set, engine->random);
    if (result != 1) {
        return result;
    }
    exchange_sites(&engine->sites, bytes);
    /* The slice's header stands before its first macroblock: look at where they meet, too. */
    uint8_t *dealt = engine->dealt + 2;
    memcpy(engine->dealt, bytes + slice->first / 8 - 2, 2);
    const size_t size = tss_shuffle_deal(slice, bytes, dealt);
    if (emulates_start_code(engine->dealt, size + 2)) {
        exchange_sites(&engine->sites, bytes);
        return 0;
    }
    memcpy(bytes + slice->first / 8, dealt, size);
    return 1;
}

static void store_bits(struct split *split, const struct tss_sites *sites, bool taken)
{
    for (uint32_t i = 0; i < sites->count; i++) {
        const unsigned count = sites->sites[i].bits;
        tss_bits_set(split->engine->bits, split->bits, count, taken ? sites->values[i] : 0);
        split->bits += count;
    }
}

static void note_exception(struct split *split, uint32_t attempt)
{
    const bool last = split->exceptions + 1 == split->room;
    split->exception[split->exceptions++] = (struct tss_taken_exception){
        (uint32_t)split->visit.picture, split->visit.slice, last ? TSS_ATTEMPT_REST : attempt};
    split->rest = last;
}

/* Whether there is room left to say so, should this attempt be the one. */
static bool may_attempt(const struct split *split, uint32_t attempt)
{
    return !split->rest && attempt < ATTEMPTS && (attempt == 0 || split->exceptions + 1 < split->room);
}

static int split_slice(struct split *split)
{
    tss_engine *engine = split->engine;
    take_in_slice(split);
    if (!tss_visit_walk(&split->visit, engine)) {
        split->tally.slices_untouched++;
        return 0;
    }
    tss_tally_slice(&split->tally, engine->slice);
    uint32_t attempt = 0;
    int result = 0;
    for (; result == 0 && may_attempt(split, attempt); attempt++) {
        if (attempt > 0 && !tss_visit_walk_again(&split->visit, engine)) {
            return TSB_ERR_INTERNAL;
        }
        result = attempt_slice(split, attempt);
    }
    if (result < 0) {
        return result;
    }
    const bool taken = result == 1;
    if (!taken) { /* the sites' number is what counts here */
        tss_sites_find(&engine->sites, engine->slice, &engine->vlc, engine->packs.bytes,
                       tss_sites_of(engine->slice, split->profile));
        if (!split->rest) {
            note_exception(split, TSS_ATTEMPT_NONE);
        }
    } else if (attempt > 1) {
        note_exception(split, attempt - 1);
    }
    split->tally.attempts += attempt > 1 ? attempt - 1 : 0;
    split->tally.slices_taken += taken;
    split->tally.slices_refused += !taken;
    store_bits(split, &engine->sites, taken);
    return 0;
}

/* Writes the plain chunk of a finished split. */
static int write_taken(const struct split *split, const struct tss_taken *counts, const uint8_t *sectors, uint8_t *out,
                       size_t size, tsb_error *err)
{
    uint8_t check[TSS_TAG_SIZE];
    const int result = tss_taken_check(check, split->keys->shuffle, sectors, counts->sectors, err);
    if (result != 0) {
        return result;
    }
    struct tss_taken taken = *counts;
    tss_taken_lay_out(&taken, out, size);
    memcpy(out + (taken.check - out), check, sizeof check);
    memcpy(out + (taken.shuffle_key - out), split->keys->shuffle, TSS_KEY_SIZE);
    for (uint32_t i = 0; i < taken.pictures; i++) {
        tss_taken_write_picture(out + (taken.picture_table - out) + (size_t)i * TSS_TAKEN_PICTURE,
                                &split->engine->pictures[i]);
    }
    for (uint32_t i = 0; i < split->exceptions; i++) {
        tss_taken_write_exception(out + (taken.exception_table - out) + (size_t)i * TSS_TAKEN_EXCEPTION,
                                  &split->exception[i]);
    }
    tss_bits_set(split->engine->bits, split->bits, 8, 0); /* what the last byte has to spare is zero */
    memcpy(out + (taken.bit_bytes - out), split->engine->bits, ((size_t)split->bits + 7) / 8);
    return 0;
}

static int split_all(struct split *split, tsb_error *err)
{
    int result = tss_stream_start(split->engine->keystream, split->keys->shuffle, 0, 0, 0);
    if (result == 0) {
        result = tss_stream_start(split->engine->random, split->keys->decoy, 0, 0, 0);
    }
    while (result == 0 && tss_visit_next(&split->visit, split->engine)) {
        if (split->visit.unit == TSS_UNIT_PICTURE) {
            take_in_picture(split);
        } else {
            result = split_slice(split);
        }
    }
    return result == 0 ? 0
                       : tsb_fail(err, TSB_ERR_INTERNAL, "the split could not go on: libcrypto refused a keystream");
}

int tss_chunk_split(tss_engine *engine, uint8_t *sectors, uint32_t count, enum tss_profile profile,
                    const tss_chunk_keys *keys, uint8_t *taken, size_t size, tss_tally *tally, tsb_error *err)
{
    int result = tss_engine_load(engine, sectors, count, err);
    if (result != 0) {
        return result;
    }
    struct split split = {.engine = engine, .profile = profile, .keys = keys, .room = tss_taken_room(count)};
    struct tss_taken counts = {.profile = (uint8_t)profile, .sectors = count};
    tss_visit_sequence(engine, &counts.width_mbs, &counts.height);
    tss_visit_start(&split.visit, engine, counts.width_mbs, counts.height, false);
    split.width_mbs = counts.width_mbs;
    split.height = counts.height;
    result = split_all(&split, err);
    if (result != 0) {
        return result;
    }
    counts.pictures = picture_entries(&split);
    counts.bits = split.bits;
    counts.sequence_changes = split.sequence_changes;
    if (size != tss_taken_size(count, counts.pictures, counts.bits)) {
        return tsb_fail(err, TSB_ERR_INVALID, "the original is not the one its chunk table was made from");
    }
    result = write_taken(&split, &counts, sectors, taken, size, err);
    if (result == 0) {
        tss_packs_scatter(&engine->packs, sectors);
        split.tally.video_bytes = engine->packs.size;
        split.tally.sites = split.bits;
        tss_tally_add(tally, &split.tally);
    }
    return result;
}
