/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/screen/runs.h"

#include <string.h>

#include <fribidi.h>

#include "base/text.h"

#define CHARACTERS_MAX 512 /* of a line; what comes then, goes with the last one */

struct line {
    size_t starts[CHARACTERS_MAX];
    FriBidiChar codes[CHARACTERS_MAX];
    FriBidiCharType types[CHARACTERS_MAX];
    FriBidiLevel levels[CHARACTERS_MAX]; /* odd: read from right to left */
    int faces[CHARACTERS_MAX];
    size_t count;
};

static void take_characters(struct line *line, const char *text)
{
    size_t size = strlen(text);
    for (size_t at = 0; at < size && line->count < CHARACTERS_MAX; line->count++) {
        uint32_t code = 0;
        size_t length = tsb_utf8_decode(text + at, size - at, &code);
        line->starts[line->count] = at;
        line->codes[line->count] = length > 0 ? code : '?';
        at += length > 0 ? length : 1;
    }
    fribidi_get_bidi_types(line->codes, (FriBidiStrIndex)line->count, line->types);
}

/* Should there be no memory for it, all of it is read from left to right. */
static void find_levels(struct line *line)
{
    FriBidiBracketType brackets[CHARACTERS_MAX];
    FriBidiParType direction = FRIBIDI_PAR_ON; /* the first letter tells */
    FriBidiStrIndex count = (FriBidiStrIndex)line->count;
    fribidi_get_bracket_types(line->codes, count, line->types, brackets);
    if (count > 0 && fribidi_get_par_embedding_levels_ex(line->types, brackets, count, &direction, line->levels) == 0)
        memset(line->levels, 0, sizeof line->levels);
}

/* What has no ink, and what is part of the character before it, needs no other typeface: marks, joiners, colours of
 * skin. */
static bool goes_with_the_one_before(const struct line *line, size_t i)
{
    FriBidiChar code = line->codes[i];
    return line->types[i] == FRIBIDI_TYPE_NSM || line->types[i] == FRIBIDI_TYPE_BN || code == ' ' ||
           (code >= 0x1F3FB && code <= 0x1F3FF);
}

static void find_faces(struct line *line, tsp_runs_face *face, void *context)
{
    for (size_t i = 0; i < line->count; i++)
        line->faces[i] = i > 0 && goes_with_the_one_before(line, i) ? line->faces[i - 1]
                                                                    : face(context, line->codes[i]);
}

static void swap_ends(tsp_run *runs, FriBidiLevel *levels, size_t first, size_t end)
{
    for (; first + 1 < end; first++, end--) {
        tsp_run run = runs[first];
        FriBidiLevel level = levels[first];
        runs[first] = runs[end - 1];
        levels[first] = levels[end - 1];
        runs[end - 1] = run;
        levels[end - 1] = level;
    }
}

/* From the highest level down, what is at least of it is turned round (UAX #9, L2). */
static void put_in_order(tsp_run *runs, FriBidiLevel *levels, size_t count)
{
    FriBidiLevel highest = 0;
    for (size_t i = 0; i < count; i++)
        highest = levels[i] > highest ? levels[i] : highest;
    for (FriBidiLevel level = highest; level > 0; level--) {
        for (size_t i = 0; i < count; i++) {
            size_t first = i;
            while (i < count && levels[i] >= level)
                i++;
            swap_ends(runs, levels, first, i);
        }
    }
}

size_t tsp_runs_split(const char *text, tsp_runs_face *face, void *context, tsp_run runs[TSP_RUNS_MAX])
{
    struct line line = {.count = 0};
    FriBidiLevel levels[TSP_RUNS_MAX] = {0};
    size_t count = 0;
    take_characters(&line, text);
    find_levels(&line);
    find_faces(&line, face, context);
    for (size_t i = 0; i < line.count; i++) {
        const bool same = count > 0 && line.levels[i] == levels[count - 1] && line.faces[i] == runs[count - 1].face;
        if (same || count == TSP_RUNS_MAX)
            continue;
        runs[count] = (tsp_run){
            .start = line.starts[i], .face = line.faces[i], .leftward = FRIBIDI_LEVEL_IS_RTL(line.levels[i])};
        levels[count++] = line.levels[i];
    }
    for (size_t i = 0; i < count; i++)
        runs[i].size = (i + 1 < count ? runs[i + 1].start : strlen(text)) - runs[i].start;
    put_in_order(runs, levels, count);
    return count;
}
