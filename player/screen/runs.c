/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/screen/runs.h"

#include <string.h>

#include "base/compiler.h"
#include "base/text.h"

#define CHARACTERS_MAX 512 /* of a line; what comes then, goes with the last one */

/* Digits keep their order within a text that is read from right to left. */
enum kind { LEFT, RIGHT, DIGIT, NEUTRAL, ATTACHED };

struct character {
    size_t start;
    uint32_t code;
    enum kind kind;
    unsigned char level; /* odd: read from right to left */
    int face;
};

struct line {
    struct character characters[CHARACTERS_MAX];
    size_t count;
    bool leftward; /* as a whole */
};

struct range {
    uint32_t first;
    uint32_t last;
    enum kind kind;
};

/* What is in none is a letter of those read from left to right. */
static const struct range ranges[] = {
    {0x20, 0x2F, NEUTRAL},       {0x30, 0x39, DIGIT},         {0x3A, 0x40, NEUTRAL},        {0x5B, 0x60, NEUTRAL},
    {0x7B, 0xA9, NEUTRAL},       {0xAB, 0xB4, NEUTRAL},       {0xB6, 0xB9, NEUTRAL},        {0xBB, 0xBF, NEUTRAL},
    {0xD7, 0xD7, NEUTRAL},       {0xF7, 0xF7, NEUTRAL},       {0x300, 0x36F, ATTACHED},     {0x590, 0x65F, RIGHT},
    {0x660, 0x669, DIGIT},       {0x66A, 0x6EF, RIGHT},       {0x6F0, 0x6F9, DIGIT},        {0x6FA, 0x8FF, RIGHT},
    {0x2000, 0x200C, NEUTRAL},   {0x200D, 0x200D, ATTACHED},  {0x2010, 0x2070, NEUTRAL},    {0x20A0, 0x20CF, NEUTRAL},
    {0x20D0, 0x20FF, ATTACHED},  {0x2190, 0x2BFF, NEUTRAL},   {0x3000, 0x3004, NEUTRAL},    {0x3008, 0x3020, NEUTRAL},
    {0xFB1D, 0xFDFF, RIGHT},     {0xFE00, 0xFE0F, ATTACHED},  {0xFE70, 0xFEFE, RIGHT},      {0x10800, 0x10FFF, RIGHT},
    {0x1E800, 0x1EFFF, RIGHT},   {0x1F000, 0x1F3FA, NEUTRAL}, {0x1F3FB, 0x1F3FF, ATTACHED}, {0x1F400, 0x1FAFF, NEUTRAL},
    {0xE0000, 0xE01EF, ATTACHED}};

static enum kind kind_of(uint32_t code)
{
    for (size_t i = 0; i < TSB_COUNT(ranges); i++)
        if (code >= ranges[i].first && code <= ranges[i].last)
            return ranges[i].kind;
    return LEFT;
}

static void take(struct line *line, const char *text, tsp_runs_face *face, void *context)
{
    size_t size = strlen(text);
    for (size_t at = 0; at < size && line->count < CHARACTERS_MAX;) {
        struct character *now = &line->characters[line->count];
        size_t length = tsb_utf8_decode(text + at, size - at, &now->code);
        now->start = at;
        if (length == 0)
            now->code = '?';
        now->kind = kind_of(now->code);
        /* What has no ink, and what is part of the character before it, needs no other typeface. */
        bool as_before = line->count > 0 && (now->kind == ATTACHED || now->code == ' ' || now->code == 0x200C);
        now->face = as_before ? now[-1].face : face(context, now->code);
        at += length > 0 ? length : 1;
        line->count++;
    }
}

/* The first letter tells (rules P2, P3). */
static bool is_leftward(const struct line *line)
{
    for (size_t i = 0; i < line->count; i++)
        if (line->characters[i].kind == LEFT || line->characters[i].kind == RIGHT)
            return line->characters[i].kind == RIGHT;
    return false;
}

/* One separator between digits is one of them, and digits after a letter from left to right are as that (W4, W7). */
static void settle_digits(struct line *line)
{
    enum kind letter = line->leftward ? RIGHT : LEFT;
    for (size_t i = 0; i < line->count; i++) {
        struct character *now = &line->characters[i];
        bool inside = i > 0 && i + 1 < line->count && kind_of(now[-1].code) == DIGIT && now[1].kind == DIGIT;
        if (now->kind == ATTACHED)
            now->kind = i > 0 ? now[-1].kind : NEUTRAL;
        if (now->kind == NEUTRAL && inside && now->code < 0x80 && strchr(",.:/-", (int)now->code))
            now->kind = DIGIT;
        if (now->kind == DIGIT && letter == LEFT)
            now->kind = LEFT;
        if (now->kind == LEFT || now->kind == RIGHT)
            letter = now->kind;
    }
}

/* What stands between two of one direction is of that; else it goes with the line (N1, N2). */
static void settle_neutrals(struct line *line)
{
    enum kind whole = line->leftward ? RIGHT : LEFT;
    enum kind before = whole;
    for (size_t i = 0; i < line->count;) {
        size_t end = i;
        while (end < line->count && line->characters[end].kind == NEUTRAL)
            end++;
        if (end == i) {
            before = line->characters[i++].kind == LEFT ? LEFT : RIGHT;
            continue;
        }
        enum kind after = end == line->count ? whole : line->characters[end].kind == LEFT ? LEFT : RIGHT;
        for (; i < end; i++)
            line->characters[i].kind = before == after ? before : whole;
    }
}

static void settle_levels(struct line *line)
{
    for (size_t i = 0; i < line->count; i++) {
        struct character *now = &line->characters[i];
        if (now->kind == RIGHT)
            now->level = 1;
        else
            now->level = line->leftward || now->kind == DIGIT ? 2 : 0;
    }
}

static void swap_ends(tsp_run *runs, unsigned char *levels, size_t first, size_t end)
{
    for (; first + 1 < end; first++, end--) {
        tsp_run run = runs[first];
        unsigned char level = levels[first];
        runs[first] = runs[end - 1];
        levels[first] = levels[end - 1];
        runs[end - 1] = run;
        levels[end - 1] = level;
    }
}

/* From the highest level down, what is at least of it is turned round (L2). */
static void put_in_order(tsp_run *runs, unsigned char *levels, size_t count)
{
    for (unsigned char level = 2; level > 0; level--) {
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
    unsigned char levels[TSP_RUNS_MAX] = {0};
    size_t count = 0;
    take(&line, text, face, context);
    line.leftward = is_leftward(&line);
    settle_digits(&line);
    settle_neutrals(&line);
    settle_levels(&line);
    for (size_t i = 0; i < line.count; i++) {
        const struct character *now = &line.characters[i];
        if (count > 0 &&
            (count == TSP_RUNS_MAX || (now->level == levels[count - 1] && now->face == runs[count - 1].face)))
            continue;
        runs[count] = (tsp_run){.start = now->start, .face = now->face, .leftward = now->level % 2 == 1};
        levels[count++] = now->level;
    }
    for (size_t i = 0; i < count; i++)
        runs[i].size = (i + 1 < count ? runs[i + 1].start : strlen(text)) - runs[i].start;
    put_in_order(runs, levels, count);
    return count;
}
