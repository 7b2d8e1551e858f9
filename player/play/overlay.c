/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/play/overlay.h"

#include <stdlib.h>
#include <string.h>

#include "player/play/overlay_paint.h"

#define PICTURE_WIDTH 720.0

/* All that decides what the texture looks like. Compared member by member, being full of holes. */
struct seen {
    tsp_subpicture_look look; /* not shown: nothing else matters */
    uint64_t number;
    uint32_t palette[TSP_PALETTE_SIZE];
    bool highlighted;
    tsp_highlight highlight;
    int lines;
};

struct tsp_overlay {
    SDL_Renderer *renderer;
    struct seen seen;
    uint8_t *pixels; /* the look's values; NULL: none */
    SDL_Texture *texture;
    bool painted;            /* the texture holds what is seen: */
    tsp_subpicture_area box; /* this part of the look's area */
};

int tsp_overlay_create(tsp_overlay **out, SDL_Renderer *renderer, tsb_error *err)
{
    tsp_overlay *overlay = calloc(1, sizeof *overlay);
    if (!overlay)
        return tsb_fail(err, TSB_ERR_MEMORY, "Not enough memory for the screen");
    overlay->renderer = renderer;
    *out = overlay;
    return 0;
}

static void drop_texture(tsp_overlay *overlay)
{
    if (overlay->texture)
        SDL_DestroyTexture(overlay->texture);
    overlay->texture = NULL;
    overlay->painted = false;
}

void tsp_overlay_destroy(tsp_overlay **overlay)
{
    if (!overlay || !*overlay)
        return;
    drop_texture(*overlay);
    free((*overlay)->pixels);
    free(*overlay);
    *overlay = NULL;
}

void tsp_overlay_lost(tsp_overlay *overlay)
{
    drop_texture(overlay);
}

static bool same_area(const tsp_subpicture_area *one, const tsp_subpicture_area *other)
{
    return one->x == other->x && one->y == other->y && one->width == other->width && one->height == other->height;
}

static bool same_colours(const tsp_subpicture_colours *one, const tsp_subpicture_colours *other)
{
    return memcmp(one, other, sizeof *one) == 0; /* bytes alone, without holes */
}

/* Whether the pixel values are the same, whatever their colours. */
static bool same_pixels(const struct seen *one, const struct seen *other)
{
    return one->number == other->number && same_area(&one->look.area, &other->look.area) &&
           one->look.fields[0] == other->look.fields[0] && one->look.fields[1] == other->look.fields[1];
}

static bool same_highlight(const struct seen *one, const struct seen *other)
{
    return one->highlighted == other->highlighted &&
           (!one->highlighted || (same_area(&one->highlight.area, &other->highlight.area) &&
                                  same_colours(&one->highlight.colours, &other->highlight.colours)));
}

static bool same(const struct seen *one, const struct seen *other)
{
    if (!one->look.shown || !other->look.shown)
        return one->look.shown == other->look.shown;
    return same_pixels(one, other) && same_colours(&one->look.colours, &other->look.colours) &&
           memcmp(one->palette, other->palette, sizeof one->palette) == 0 && one->lines == other->lines &&
           same_highlight(one, other);
}

static void read_view(struct seen *seen, const tsp_overlay_view *view)
{
    *seen = (struct seen){.number = view->number, .lines = view->lines, .highlighted = view->highlight != NULL};
    if (!view->unit || !view->palette || view->lines <= 0 ||
        !tsp_subpicture_at(&seen->look, view->unit, view->size, view->age))
        seen->look.shown = false;
    if (view->forced_only && !seen->look.forced)
        seen->look.shown = false;
    if (!seen->look.shown)
        return;
    memcpy(seen->palette, view->palette, sizeof seen->palette);
    if (view->highlight)
        seen->highlight = *view->highlight;
}

/* Without memory nothing is seen. */
static void read_pixels(tsp_overlay *overlay, const tsp_overlay_view *view)
{
    struct seen *seen = &overlay->seen;
    free(overlay->pixels);
    overlay->pixels = calloc((size_t)seen->look.area.width, (size_t)seen->look.area.height);
    if (overlay->pixels)
        (void)tsp_subpicture_pixels(&seen->look, view->unit, view->size, overlay->pixels);
    else
        seen->look.shown = false;
}

bool tsp_overlay_set(tsp_overlay *overlay, const tsp_overlay_view *view)
{
    struct seen seen;
    read_view(&seen, view);
    if (same(&overlay->seen, &seen))
        return false;
    /* Of what is not shown no pixels are read: those there may be are of something before it. */
    bool kept = overlay->seen.look.shown && seen.look.shown && same_pixels(&overlay->seen, &seen);
    overlay->seen = seen;
    overlay->painted = false;
    if (seen.look.shown && !kept)
        read_pixels(overlay, view);
    return true;
}

static bool prepare_texture(tsp_overlay *overlay, int width, int height)
{
    int old_width = 0;
    int old_height = 0;
    if (overlay->texture && SDL_QueryTexture(overlay->texture, NULL, NULL, &old_width, &old_height) == 0 &&
        old_width == width && old_height == height)
        return true;
    drop_texture(overlay);
    overlay->texture = SDL_CreateTexture(overlay->renderer, SDL_PIXELFORMAT_ARGB8888, SDL_TEXTUREACCESS_STATIC, width,
                                         height);
    if (!overlay->texture)
        return false;
    SDL_SetTextureBlendMode(overlay->texture, SDL_BLENDMODE_BLEND);
    SDL_SetTextureScaleMode(overlay->texture, SDL_ScaleModeLinear);
    return true;
}

static bool upload(tsp_overlay *overlay, uint32_t *colours)
{
    const struct seen *seen = &overlay->seen;
    const tsp_subpicture_area *box = &overlay->box;
    int pitch = seen->look.area.width;
    size_t count = (size_t)pitch * (size_t)seen->look.area.height;
    uint32_t *scratch = colours + count;
    uint32_t *doubled = scratch + 2 * count;
    tsp_paint_double(doubled, colours + (ptrdiff_t)box->y * pitch + box->x, pitch, box->width, box->height, scratch);
    return prepare_texture(overlay, 2 * box->width, 2 * box->height) &&
           SDL_UpdateTexture(overlay->texture, NULL, doubled, 2 * box->width * (int)sizeof *doubled) == 0;
}

static bool paint(tsp_overlay *overlay)
{
    const struct seen *seen = &overlay->seen;
    int width = seen->look.area.width;
    int height = seen->look.area.height;
    /* As they are, twice as wide, and twice as high, too. */
    uint32_t *colours = calloc((size_t)width * (size_t)height * 7, sizeof *colours);
    if (!colours)
        return false;
    tsp_paint(colours, overlay->pixels, &seen->look, seen->palette, seen->highlighted ? &seen->highlight : NULL);
    /* Units may cover all of the picture for a line of text: what is clear is not worth blending for each picture. */
    overlay->box = tsp_paint_bounds(colours, width, height);
    overlay->painted = overlay->box.width == 0 || upload(overlay, colours);
    free(colours);
    return overlay->painted;
}

/* Words must stay readable while something lies over the lower end of the picture. */
static void lift(SDL_FRect *to, const SDL_Rect *picture, int bottom)
{
    float over = to->y + to->h - (float)bottom;
    if (over > 0 && to->y - over >= (float)picture->y)
        to->y -= over;
}

void tsp_overlay_draw(tsp_overlay *overlay, const SDL_Rect *picture, int bottom)
{
    const struct seen *seen = &overlay->seen;
    const tsp_subpicture_area *box = &overlay->box;
    if (!seen->look.shown || (!overlay->painted && !paint(overlay)) || box->width == 0)
        return;
    float across = (float)(picture->w / PICTURE_WIDTH);
    float down = (float)picture->h / (float)seen->lines;
    SDL_FRect to = {
        .x = (float)picture->x + (float)(seen->look.area.x + box->x) * across,
        .y = (float)picture->y + (float)(seen->look.area.y + box->y) * down,
        .w = (float)box->width * across,
        .h = (float)box->height * down,
    };
    if (!seen->highlighted)
        lift(&to, picture, bottom);
    SDL_RenderCopyF(overlay->renderer, overlay->texture, NULL, &to);
}
