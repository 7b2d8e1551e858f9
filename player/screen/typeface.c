/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/screen/typeface.h"

#include <stdlib.h>
#include <string.h>

#include <SDL_ttf.h>

#include "player/screen/fonts.h"
#include "player/screen/runs.h"

#define FONTS     16
#define RUN_BYTES 512 /* of a text; more is not drawn */

struct font {
    TTF_Font *font;
    int face;
    int size;
    unsigned used; /* counts up; the least is thrown out */
};

struct tsp_typeface {
    bool has_ttf;
    char *path;
    const char *others[TSP_FONTS_OTHERS_MAX]; /* faces from 1 on */
    int others_count;                         /* -1: not looked for yet */
    struct font fonts[FONTS];
    unsigned uses;
};

int tsp_typeface_create(tsp_typeface **out, tsb_error *err)
{
    tsp_typeface *typeface = calloc(1, sizeof *typeface);
    if (!typeface)
        return tsb_fail(err, TSB_ERR_MEMORY, "Not enough memory for the screen");
    typeface->has_ttf = TTF_Init() == 0;
    typeface->path = typeface->has_ttf ? tsp_fonts_find() : NULL;
    typeface->others_count = -1;
    *out = typeface;
    return 0;
}

void tsp_typeface_destroy(tsp_typeface **typeface)
{
    if (!typeface || !*typeface)
        return;
    for (size_t i = 0; i < FONTS; i++)
        if ((*typeface)->fonts[i].font)
            TTF_CloseFont((*typeface)->fonts[i].font);
    SDL_free((*typeface)->path);
    if ((*typeface)->has_ttf)
        TTF_Quit();
    free(*typeface);
    *typeface = NULL;
}

bool tsp_typeface_there(const tsp_typeface *typeface)
{
    return typeface->path != NULL;
}

static TTF_Font *font_of(tsp_typeface *typeface, int face, int size)
{
    struct font *oldest = &typeface->fonts[0];
    for (struct font *font = typeface->fonts; font < typeface->fonts + FONTS; font++) {
        if (font->font && font->face == face && font->size == size) {
            font->used = ++typeface->uses;
            return font->font;
        }
        if (font->used < oldest->used)
            oldest = font;
    }
    const char *path = face == 0 ? typeface->path : typeface->others[face - 1];
    if (!path)
        return NULL;
    if (oldest->font)
        TTF_CloseFont(oldest->font);
    *oldest = (struct font){TTF_OpenFont(path, size), face, size, ++typeface->uses};
    return oldest->font;
}

struct choosing {
    tsp_typeface *typeface;
    int size;
};

static int choose(void *context, uint32_t character)
{
    const struct choosing *choosing = context;
    tsp_typeface *typeface = choosing->typeface;
    TTF_Font *font = font_of(typeface, 0, choosing->size);
    /* The common case, without a look at any table. */
    if (!font || character < 0x80 || TTF_GlyphIsProvided32(font, character))
        return 0;
    if (typeface->others_count < 0)
        typeface->others_count = (int)tsp_fonts_others(typeface->others);
    for (int face = 1; face <= typeface->others_count; face++) {
        font = font_of(typeface, face, choosing->size);
        if (font && TTF_GlyphIsProvided32(font, character))
            return face;
    }
    return 0;
}

/* The run's own text, and its typeface set to its direction; NULL when it cannot be drawn. */
static TTF_Font *prepare(tsp_typeface *typeface, const char *text, int size, const tsp_run *run, char own[RUN_BYTES])
{
    TTF_Font *font = run->size < RUN_BYTES ? font_of(typeface, run->face, size) : NULL;
    if (!font || run->size == 0)
        return NULL;
    memcpy(own, text + run->start, run->size);
    own[run->size] = '\0';
    /* Fails where SDL_ttf has no HarfBuzz: then nothing is read from right to left. */
    (void)TTF_SetFontDirection(font, run->leftward ? TTF_DIRECTION_RTL : TTF_DIRECTION_LTR);
    return font;
}

int tsp_typeface_width(tsp_typeface *typeface, const char *text, int size)
{
    char own[RUN_BYTES];
    tsp_run runs[TSP_RUNS_MAX];
    struct choosing choosing = {typeface, size};
    size_t count = tsp_runs_split(text, choose, &choosing, runs);
    int width = 0;
    for (size_t i = 0; i < count; i++) {
        TTF_Font *font = prepare(typeface, text, size, &runs[i], own);
        int more = 0;
        if (font && TTF_SizeUTF8(font, own, &more, NULL) == 0)
            width += more;
    }
    return width;
}

/* Side by side, on one base line. */
static SDL_Surface *join(SDL_Surface *const *parts, const int *ascents, size_t count)
{
    int width = 0;
    int above = 0;
    int below = 0;
    for (size_t i = 0; i < count; i++) {
        width += parts[i]->w;
        above = SDL_max(above, ascents[i]);
        below = SDL_max(below, parts[i]->h - ascents[i]);
    }
    SDL_Surface *whole = SDL_CreateRGBSurfaceWithFormat(0, width, above + below, 32, SDL_PIXELFORMAT_ARGB8888);
    if (!whole)
        return NULL;
    SDL_Rect to = {0};
    for (size_t i = 0; i < count; i++) {
        to.y = above - ascents[i];
        SDL_SetSurfaceBlendMode(parts[i], SDL_BLENDMODE_NONE);
        SDL_BlitSurface(parts[i], NULL, whole, &to);
        to.x += parts[i]->w;
    }
    return whole;
}

SDL_Surface *tsp_typeface_render(tsp_typeface *typeface, const char *text, int size)
{
    char own[RUN_BYTES];
    tsp_run runs[TSP_RUNS_MAX];
    SDL_Surface *parts[TSP_RUNS_MAX] = {0};
    int ascents[TSP_RUNS_MAX] = {0};
    struct choosing choosing = {typeface, size};
    size_t count = tsp_runs_split(text, choose, &choosing, runs);
    size_t drawn = 0;
    for (size_t i = 0; i < count; i++) {
        TTF_Font *font = prepare(typeface, text, size, &runs[i], own);
        parts[drawn] = font ? TTF_RenderUTF8_Blended(font, own, (SDL_Color){255, 255, 255, 255}) : NULL;
        if (parts[drawn])
            ascents[drawn++] = TTF_FontAscent(font);
    }
    if (drawn == 1)
        return parts[0];
    SDL_Surface *whole = drawn > 0 ? join(parts, ascents, drawn) : NULL;
    for (size_t i = 0; i < drawn; i++)
        SDL_FreeSurface(parts[i]);
    return whole;
}
