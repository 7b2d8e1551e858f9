/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "synth/engine.h"

#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "synth/bits.h"

const char *tss_profile_name(int profile)
{
    switch (profile) {
    case TSS_PROFILE_STANDARD:
        return "standard";
    case TSS_PROFILE_STRONG:
        return "strong";
    default:
        return NULL;
    }
}

int tss_profile_parse(const char *name)
{
    for (int profile = TSS_PROFILE_STANDARD; profile <= TSS_PROFILE_STRONG; profile++) {
        if (strcmp(name, tss_profile_name(profile)) == 0) {
            return profile;
        }
    }
    return TSB_ERR_INVALID;
}

int tss_engine_create(tss_engine **out, tsb_error *err)
{
    *out = NULL;
    tss_engine *engine = calloc(1, sizeof *engine);
    if (!engine) {
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory for the synthesis engine");
    }
    tss_vlc_build(&engine->vlc);
    engine->pictures = calloc(TSS_TAKEN_PICTURES, sizeof *engine->pictures);
    int result = engine->pictures ? 0 : tsb_fail(err, TSB_ERR_MEMORY, "out of memory for the synthesis engine");
    for (uint32_t i = 0; result == 0 && i < TSS_AHEAD; i++) {
        result = tss_slice_init(&engine->slices[i], err);
    }
    if (result == 0) {
        result = tss_walker_create(&engine->walker, &engine->vlc, err);
    }
    if (result == 0) {
        result = tss_sites_init(&engine->sites, err);
    }
    if (result == 0) {
        result = tss_decoys_create(&engine->decoys, err);
    }
    if (result == 0) {
        result = tss_stream_create(&engine->keystream, err);
    }
    if (result == 0) {
        result = tss_stream_create(&engine->random, err);
    }
    if (result != 0) {
        tss_engine_destroy(&engine);
    }
    *out = engine;
    return result;
}

static void free_work(tss_engine *engine)
{
    tsb_secret_free(engine->dealt, engine->capacity);
    tsb_secret_free(engine->bits, engine->capacity);
    engine->dealt = NULL;
    engine->bits = NULL;
    engine->capacity = 0;
}

void tss_engine_destroy(tss_engine **engine)
{
    if (!engine || !*engine) {
        return;
    }
    free_work(*engine);
    tss_packs_finish(&(*engine)->packs);
    for (uint32_t i = 0; i < TSS_AHEAD; i++) {
        tss_slice_finish(&(*engine)->slices[i]);
    }
    tss_walker_destroy(&(*engine)->walker);
    tss_sites_finish(&(*engine)->sites);
    tss_decoys_destroy(&(*engine)->decoys);
    tss_stream_destroy(&(*engine)->keystream);
    tss_stream_destroy(&(*engine)->random);
    free((*engine)->pictures);
    tsb_wipe(*engine, sizeof **engine);
    free(*engine);
    *engine = NULL;
}

int tss_engine_load(tss_engine *engine, const uint8_t *sectors, uint32_t count, tsb_error *err)
{
    if (count == 0 || count > TSS_CHUNK_MAX_SECTORS) {
        return tsb_fail(err, TSB_ERR_INVALID, "a chunk has 1 to %u sectors, not %u", TSS_CHUNK_MAX_SECTORS, count);
    }
    const int result = tss_packs_gather(&engine->packs, sectors, count, err);
    if (result != 0 || engine->packs.capacity <= engine->capacity) {
        return result;
    }
    free_work(engine);
    engine->dealt = tsb_secret_alloc(engine->packs.capacity);
    engine->bits = tsb_secret_alloc(engine->packs.capacity);
    engine->capacity = engine->packs.capacity;
    if (!engine->dealt || !engine->bits) {
        free_work(engine);
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory for a chunk of the film");
    }
    return 0;
}

void tss_visit_start(struct tss_visit *visit, const tss_engine *engine, uint16_t width_mbs, uint16_t height, bool fixed)
{
    *visit = (struct tss_visit){.scan = {.bytes = engine->packs.bytes, .size = engine->packs.size}, .picture = -1};
    visit->scan.coding.sequence_known = width_mbs != 0;
    visit->scan.coding.sequence_fixed = fixed && width_mbs != 0;
    visit->scan.coding.width_mbs = width_mbs;
    visit->scan.coding.height = height;
}

/* Whether the next unit is a slice that was walked ahead. */
static bool was_walked(const struct tss_visit *visit, const tss_engine *engine)
{
    return visit->present < visit->walked && engine->slices[visit->present].start == visit->scan.next;
}

bool tss_visit_next(struct tss_visit *visit, const tss_engine *engine)
{
    const bool after_slice = visit->unit == TSS_UNIT_SLICE;
    if (was_walked(visit, engine)) { /* so its end is known */
        tss_scan_to(&visit->scan, engine->slices[visit->present].stop);
        visit->slice++;
        return true;
    }
    do {
        if (!tss_scan_next(&visit->scan, &visit->unit)) {
            return false;
        }
    } while (visit->unit == TSS_UNIT_OTHER);
    if (visit->unit == TSS_UNIT_PICTURE) {
        visit->picture++;
        visit->slice = 0;
    } else if (after_slice) {
        visit->slice++;
    }
    return true;
}

void tss_visit_sequence(const tss_engine *engine, uint16_t *width_mbs, uint16_t *height)
{
    struct tss_scan scan = {.bytes = engine->packs.bytes, .size = engine->packs.size};
    enum tss_unit unit = TSS_UNIT_OTHER;
    while (!scan.coding.sequence_known && tss_scan_next(&scan, &unit)) {
    }
    *width_mbs = scan.coding.sequence_known ? scan.coding.width_mbs : 0;
    *height = scan.coding.sequence_known ? scan.coding.height : 0;
}

/* Walks the visit's present slice, and as many as follow it before anything else does. */
static void walk_ahead(struct tss_visit *visit, tss_engine *engine)
{
    struct tss_scan scan = visit->scan;
    enum tss_unit unit = TSS_UNIT_SLICE;
    visit->walked = 0;
    visit->present = 0;
    do {
        engine->slices[visit->walked].start = scan.start;
        engine->slices[visit->walked].stop = scan.end;
        visit->walked++;
    } while (visit->walked < TSS_AHEAD && tss_scan_next(&scan, &unit) && unit == TSS_UNIT_SLICE);
    tss_walker_walk(engine->walker, &visit->scan.coding, engine->packs.bytes, engine->slices, visit->walked,
                    visit->counts);
}

bool tss_visit_walk(struct tss_visit *visit, tss_engine *engine)
{
    if (visit->picture < 0 || visit->picture >= TSS_TAKEN_PICTURES || visit->slice >= TSS_TAKEN_SLICES ||
        !visit->scan.coding.picture_known) {
        return false;
    }
    if (visit->present == visit->walked || engine->slices[visit->present].start != visit->scan.start) {
        walk_ahead(visit, engine);
    }
    engine->slice = &engine->slices[visit->present++];
    return engine->slice->understood;
}

bool tss_visit_walk_again(const struct tss_visit *visit, tss_engine *engine)
{
    tss_walker_walk(engine->walker, &visit->scan.coding, engine->packs.bytes, engine->slice, 1, visit->counts);
    return engine->slice->understood;
}

void tss_tally_slice(tss_tally *tally, const struct tss_slice *slice)
{
    tally->slices_sparse += slice->count[TSS_KIND_HEADER] < TSS_SPARSE_MBS;
    tally->macroblocks += slice->count[TSS_KIND_HEADER];
    tally->vectors += slice->vectors;
    tally->coefficients += slice->coefficients;
}

void tss_tally_add(tss_tally *total, const tss_tally *what)
{
    if (!total) {
        return;
    }
    total->video_bytes += what->video_bytes;
    total->pictures += what->pictures;
    total->slices += what->slices;
    total->slices_taken += what->slices_taken;
    total->slices_untouched += what->slices_untouched;
    total->slices_sparse += what->slices_sparse;
    total->slices_refused += what->slices_refused;
    total->sites += what->sites;
    total->attempts += what->attempts;
    total->pictures_damaged += what->pictures_damaged;
    total->macroblocks += what->macroblocks;
    total->vectors += what->vectors;
    total->coefficients += what->coefficients;
}
