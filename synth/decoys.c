/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "synth/decoys.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "synth/bits.h"

/* Values kept as few intervals: leaving one out only narrows the choice. */
enum { INTERVALS = 4, STEPS = 4 * (int)TSS_SLICE_MBS, DRAWS = 6 * (int)TSS_SLICE_MBS * (1 + (int)TSS_SIGNS) };

struct interval {
    int32_t low;
    int32_t high;
};

/* From which DC values the rest of a chain can be walked in range. */
struct reach {
    uint32_t count;
    struct interval in[INTERVALS];
};

/* The differentials a step of a chain may take: one or two intervals. */
struct step {
    uint32_t options;
    struct interval option[2];
};

struct tss_decoys {
    bool resets[TSS_SLICE_MBS];    /* of each intra macroblock: its predictors are reset before it */
    struct reach reach[STEPS + 1]; /* before each step; after the last */
    struct step steps[STEPS];
    int16_t chosen[STEPS]; /* the differential of each step */
    uint8_t draws[2 * DRAWS];
};

/* The DC strings of one component, in order. */
struct component {
    const struct tss_string *strings;
    uint32_t first;  /* index of its first string */
    uint32_t stride; /* to its next */
    uint32_t count;
    uint32_t mb_shift; /* a macroblock has 1 << mb_shift of them */
    bool luma;
};

int tss_decoys_create(struct tss_decoys **out, tsb_error *err)
{
    *out = calloc(1, sizeof **out);
    return *out ? 0 : tsb_fail(err, TSB_ERR_MEMORY, "out of memory for decoys");
}

void tss_decoys_destroy(struct tss_decoys **decoys)
{
    free(*decoys);
    *decoys = NULL;
}

/* 7.2.1: predictors are reset at the slice's start, by a macroblock that is not intra, by a skipped one. */
static void find_resets(struct tss_decoys *decoys, const struct tss_slice *slice)
{
    bool reset = true;
    uint32_t intra = 0;
    for (uint32_t i = 0; i < slice->count[TSS_KIND_HEADER]; i++) {
        if (!(tss_string_note(slice->strings[TSS_KIND_HEADER][i]) & TSS_NOTE_INTRA)) {
            reset = true;
            continue;
        }
        decoys->resets[intra++] = reset || tss_string_skips(slice->strings[TSS_KIND_INCREMENT][i]);
        reset = false;
    }
}

/* 7.2.1: the differential that dct_dc_differential codes. */
static int32_t differential(uint32_t code, uint32_t size)
{
    const int32_t half = (int32_t)(1U << size >> 1);
    return (int32_t)code >= half ? (int32_t)code : (int32_t)code + 1 - 2 * half;
}

static struct step make_step(const uint8_t *bytes, struct tss_string string, bool luma, enum tss_site_set set)
{
    const uint32_t size = tss_string_note(string);
    const unsigned taken = tss_site_dc_bits(set, luma, size);
    struct step step = {1, {{0, 0}, {0, 0}}};
    if (size == 0) {
        return step;
    }
    const uint32_t code = (uint32_t)tss_bits_get(bytes, string.position + tss_string_length(string) - size, size);
    const int32_t half = (int32_t)(1U << (size - 1));
    if (taken == size) {
        step = (struct step){2, {{1 - 2 * half, -half}, {half, 2 * half - 1}}};
    } else if (taken == 1) {
        const int32_t rest = (int32_t)code & (half - 1);
        step = (struct step){2, {{rest + 1 - 2 * half, rest + 1 - 2 * half}, {rest + half, rest + half}}};
    } else {
        const int32_t value = differential(code, size);
        step.option[0] = (struct interval){value, value};
    }
    return step;
}

/* Adds an interval, keeping the list sorted and merged; a full list loses its shortest. */
static void add_interval(struct interval *list, uint32_t *count, struct interval added)
{
    uint32_t at = 0;
    while (at < *count && list[at].high + 1 < added.low) {
        at++;
    }
    uint32_t end = at;
    while (end < *count && list[end].low <= added.high + 1) {
        added.low = list[end].low < added.low ? list[end].low : added.low;
        added.high = list[end].high > added.high ? list[end].high : added.high;
        end++;
    }
    memmove(list + at + 1, list + end, (*count - end) * sizeof *list);
    list[at] = added;
    *count += 1 + at - end;
}

static void drop_shortest(struct interval *list, uint32_t *count)
{
    uint32_t shortest = 0;
    for (uint32_t i = 1; i < *count; i++) {
        if (list[i].high - list[i].low < list[shortest].high - list[shortest].low) {
            shortest = i;
        }
    }
    memmove(list + shortest, list + shortest + 1, (*count - shortest - 1) * sizeof *list);
    --*count;
}

/* As step_back, where next is one interval, which it is nearly always: options ascend, so what leads there descends. */
static void step_back_one(struct reach *before, struct interval next, const struct step *step, int32_t highest)
{
    uint32_t count = 0;
    for (uint32_t o = step->options; o-- > 0;) {
        const int32_t low = next.low - step->option[o].high;
        const int32_t high = next.high - step->option[o].low;
        if (high < 0 || low > highest) {
            continue;
        }
        const struct interval added = {low < 0 ? 0 : low, high > highest ? highest : high};
        if (count != 0 && before->in[count - 1].high + 1 >= added.low) {
            before->in[count - 1].high = added.high;
        } else {
            before->in[count++] = added;
        }
    }
    before->count = count;
}

/* The values in [0, highest] from which this step leads into next. */
static void step_back(struct reach *before, const struct reach *next, const struct step *step, int32_t highest)
{
    if (next->count == 1) {
        step_back_one(before, next->in[0], step, highest);
        return;
    }
    struct interval list[2 * INTERVALS + 1];
    uint32_t count = 0;
    for (uint32_t o = 0; o < step->options; o++) {
        for (uint32_t i = 0; i < next->count; i++) {
            const int32_t low = next->in[i].low - step->option[o].high;
            const int32_t high = next->in[i].high - step->option[o].low;
            if (high >= 0 && low <= highest) {
                add_interval(list, &count, (struct interval){low < 0 ? 0 : low, high > highest ? highest : high});
            }
        }
    }
    while (count > INTERVALS) {
        drop_shortest(list, &count);
    }
    before->count = count;
    memcpy(before->in, list, count * sizeof *list);
}

/* Draws one of the differentials that lead from value into next; false: there is none. */
static bool step_on(int32_t *value, const struct reach *next, const struct step *step, uint32_t random)
{
    struct interval choice[2 * INTERVALS];
    uint32_t choices = 0;
    uint32_t total = 0;
    for (uint32_t o = 0; o < step->options; o++) {
        for (uint32_t i = 0; i < next->count; i++) {
            const int32_t low = next->in[i].low - *value;
            const int32_t high = next->in[i].high - *value;
            struct interval feasible = step->option[o];
            feasible.low = low > feasible.low ? low : feasible.low;
            feasible.high = high < feasible.high ? high : feasible.high;
            if (feasible.low <= feasible.high) {
                choice[choices++] = feasible;
                total += (uint32_t)(feasible.high - feasible.low) + 1;
            }
        }
    }
    if (total == 0) {
        return false;
    }
    uint32_t pick = random * total >> 16;
    uint32_t i = 0;
    while (i + 1 < choices && pick > (uint32_t)(choice[i].high - choice[i].low)) {
        pick -= (uint32_t)(choice[i].high - choice[i].low) + 1;
        i++;
    }
    *value += choice[i].low + (int32_t)pick;
    return true;
}

static bool starts_chain(const struct tss_decoys *decoys, const struct component *component, uint32_t step)
{
    const uint32_t mb = step >> component->mb_shift;
    return mb << component->mb_shift == step && decoys->resets[mb];
}

/* Chooses every DC of a component; out[n] receives the differential of its n-th step. */
static bool choose_component(struct tss_decoys *decoys, const struct component *component, const uint8_t *bytes,
                             enum tss_site_set set, uint32_t dc_bits, const uint8_t *draws, int16_t *out)
{
    const int32_t highest = (int32_t)(1U << dc_bits) - 1;
    const struct reach all = {1, {{0, highest}}};
    for (uint32_t i = component->count; i-- > 0;) {
        const struct tss_string string = component->strings[component->first + i * component->stride];
        decoys->steps[i] = make_step(bytes, string, component->luma, set);
        const bool last = i + 1 == component->count || starts_chain(decoys, component, i + 1);
        step_back(&decoys->reach[i], last ? &all : &decoys->reach[i + 1], &decoys->steps[i], highest);
    }
    int32_t value = 0;
    for (uint32_t i = 0; i < component->count; i++) {
        if (starts_chain(decoys, component, i)) {
            value = (highest + 1) / 2;
        }
        const bool last = i + 1 == component->count || starts_chain(decoys, component, i + 1);
        const int32_t before = value;
        if (!step_on(&value, last ? &all : &decoys->reach[i + 1], &decoys->steps[i],
                     tsb_load16(draws + 2 * (size_t)i))) {
            return false;
        }
        out[i * component->stride] = (int16_t)(value - before);
    }
    return true;
}

/* Turns chosen differentials into the values of their sites. */
static uint16_t *put_values(uint16_t *values, const struct tss_string *strings, uint32_t count, const int16_t *chosen,
                            bool luma, enum tss_site_set set)
{
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t size = tss_string_note(strings[i]);
        const unsigned bits = tss_site_dc_bits(set, luma, size);
        if (bits != 0) {
            const int32_t code = chosen[i] > 0 ? chosen[i] : chosen[i] + (int32_t)(1U << size) - 1;
            *values++ = (uint16_t)((uint32_t)code >> (size - bits));
        }
    }
    return values;
}

int tss_decoys_choose(struct tss_decoys *decoys, const struct tss_slice *slice, struct tss_sites *sites,
                      const uint8_t *bytes, enum tss_site_set set, tss_stream *random)
{
    const uint32_t luma = slice->count[TSS_KIND_DC_LUMA];
    const uint32_t chroma = slice->count[TSS_KIND_DC_CHROMA];
    const uint32_t signs = sites->count - sites->dc_count;
    const uint32_t dc_bits = 8U + slice->dc_precision;
    const struct tss_string *chroma_strings = slice->strings[TSS_KIND_DC_CHROMA];
    if (tss_stream_read(random, decoys->draws, 2 * ((size_t)luma + chroma + signs)) != 0) {
        return TSB_ERR_INTERNAL;
    }
    find_resets(decoys, slice);
    const uint8_t *draws = decoys->draws;
    const struct component y = {slice->strings[TSS_KIND_DC_LUMA], 0, 1, luma, 2, true};
    if (!choose_component(decoys, &y, bytes, set, dc_bits, draws, decoys->chosen)) {
        return 0;
    }
    draws += 2 * (size_t)luma;
    uint16_t *values = put_values(sites->values, y.strings, luma, decoys->chosen, true, set);
    for (uint32_t c = 0; c < 2; c++) {
        const struct component component = {chroma_strings, c, 2, chroma / 2, 0, false};
        if (!choose_component(decoys, &component, bytes, set, dc_bits, draws, decoys->chosen + c)) {
            return 0;
        }
        draws += 2 * (size_t)component.count;
    }
    values = put_values(values, chroma_strings, chroma, decoys->chosen, false, set);
    for (uint32_t i = 0; i < signs; i++) {
        values[i] = draws[2 * (size_t)i] & 1;
    }
    return 1;
}
