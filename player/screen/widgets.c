/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/screen/widgets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "player/screen/typeface.h"
#include "player/screen/wrap.h"

#define TEXTS      128
#define TEXT_BYTES 256
#define ICONS      64

struct text {
    char text[TEXT_BYTES];
    int size;
    SDL_Texture *texture;
    int width;
    int height;
    unsigned used; /* counts up; the least is thrown out */
};

struct icon {
    enum tsp_icon icon;
    int size;
    SDL_Texture *texture;
    unsigned used;
};

struct tsp_widgets {
    SDL_Renderer *renderer;
    tsp_typeface *typeface;
    struct text texts[TEXTS];
    struct icon icons[ICONS];
    unsigned uses;
    double opacity;
};

int tsp_widgets_create(tsp_widgets **out, SDL_Renderer *renderer, const tsb_log *log, tsb_error *err)
{
    tsp_widgets *widgets = calloc(1, sizeof *widgets);
    if (!widgets)
        return tsb_fail(err, TSB_ERR_MEMORY, "Not enough memory for the screen");
    widgets->renderer = renderer;
    widgets->opacity = 1;
    int result = tsp_typeface_create(&widgets->typeface, err);
    if (result != 0) {
        free(widgets);
        return result;
    }
    if (!tsp_typeface_there(widgets->typeface))
        tsb_warn(log, "No typeface was found, so the screen shows no text: install DejaVu Sans");
    *out = widgets;
    return 0;
}

void tsp_widgets_destroy(tsp_widgets **widgets)
{
    if (!widgets || !*widgets)
        return;
    tsp_widgets *ending = *widgets;
    for (size_t i = 0; i < TEXTS; i++)
        if (ending->texts[i].texture)
            SDL_DestroyTexture(ending->texts[i].texture);
    for (size_t i = 0; i < ICONS; i++)
        if (ending->icons[i].texture)
            SDL_DestroyTexture(ending->icons[i].texture);
    tsp_typeface_destroy(&ending->typeface);
    free(ending);
    *widgets = NULL;
}

void tsp_widgets_set_opacity(tsp_widgets *widgets, double opacity)
{
    widgets->opacity = opacity < 0 ? 0 : opacity > 1 ? 1 : opacity;
}

static Uint8 alpha_of(const tsp_widgets *widgets, SDL_Color colour)
{
    return (Uint8)(colour.a * widgets->opacity + 0.5);
}

static struct text *text_of(tsp_widgets *widgets, const char *text, int size)
{
    struct text *oldest = &widgets->texts[0];
    for (size_t i = 0; i < TEXTS; i++) {
        struct text *kept = &widgets->texts[i];
        if (kept->texture && kept->size == size && strcmp(kept->text, text) == 0) {
            kept->used = ++widgets->uses;
            return kept;
        }
        if (kept->used < oldest->used)
            oldest = kept;
    }
    SDL_Surface *surface = tsp_typeface_render(widgets->typeface, text, size);
    if (!surface)
        return NULL;
    if (oldest->texture)
        SDL_DestroyTexture(oldest->texture);
    *oldest = (struct text){.size = size, .width = surface->w, .height = surface->h, .used = ++widgets->uses};
    snprintf(oldest->text, sizeof oldest->text, "%s", text);
    oldest->texture = SDL_CreateTextureFromSurface(widgets->renderer, surface);
    SDL_FreeSurface(surface);
    return oldest->texture ? oldest : NULL;
}

int tsp_widgets_text_width(tsp_widgets *widgets, const char *text, int size)
{
    return tsp_typeface_width(widgets->typeface, text, size);
}

static size_t before_character(const char *text, size_t length)
{
    while (length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80)
        length--;
    return length;
}

/* How many bytes of the text, at whole characters, have room with an ellipsis. */
static size_t room_for(tsp_widgets *widgets, const char *text, int size, int limit)
{
    char tried[TEXT_BYTES + 4];
    size_t least = 0;
    size_t most = strlen(text);
    while (least < most) {
        size_t length = before_character(text, least + (most - least + 1) / 2);
        if (length <= least) /* in the middle of the next character */
            for (length = least + 1; length < most && ((unsigned char)text[length] & 0xC0) == 0x80;)
                length++;
        memcpy(tried, text, length);
        memcpy(tried + length, "\xE2\x80\xA6", 4);
        if (tsp_widgets_text_width(widgets, tried, size) <= limit)
            least = length;
        else
            most = before_character(text, length - 1);
    }
    return least;
}

/* Copies text into a cache entry's room, cut with an ellipsis where it is wider than limit. */
static void shorten(tsp_widgets *widgets, char out[TEXT_BYTES], const char *text, int size, int limit)
{
    snprintf(out, TEXT_BYTES, "%s", text);
    size_t length = strlen(out);
    bool cut = length < strlen(text);
    if (limit > 0 && tsp_widgets_text_width(widgets, out, size) > limit) {
        length = room_for(widgets, out, size, limit);
        cut = true;
    }
    if (!cut)
        return;
    if (length > TEXT_BYTES - 4)
        length = TEXT_BYTES - 4;
    /* A cut inside a character of several bytes would make the text invalid. */
    length = before_character(out, length);
    memcpy(out + length, "\xE2\x80\xA6", 4);
}

int tsp_widgets_text(tsp_widgets *widgets, const char *text, int x, int y, int size, SDL_Color colour,
                     enum tsp_align align, int limit)
{
    char shown[TEXT_BYTES];
    shorten(widgets, shown, text, size, limit);
    struct text *kept = text_of(widgets, shown, size);
    if (!kept)
        return 0;
    if (align == TSP_ALIGN_CENTRE)
        x -= kept->width / 2;
    else if (align == TSP_ALIGN_RIGHT)
        x -= kept->width;
    SDL_Rect to = {x, y - kept->height / 2, kept->width, kept->height};
    SDL_SetTextureColorMod(kept->texture, colour.r, colour.g, colour.b);
    SDL_SetTextureAlphaMod(kept->texture, alpha_of(widgets, colour));
    SDL_RenderCopy(widgets->renderer, kept->texture, NULL, &to);
    return kept->width;
}

int tsp_widgets_line(int size)
{
    return size * 3 / 2;
}

struct measuring {
    tsp_widgets *widgets;
    int size;
};

static int measure(void *context, const char *text)
{
    const struct measuring *measuring = context;
    return tsp_widgets_text_width(measuring->widgets, text, measuring->size);
}

int tsp_widgets_paragraph(tsp_widgets *widgets, const char *text, int x, int y, int size, SDL_Color colour,
                          enum tsp_align align, int width, int max, bool draw)
{
    char line[TSP_WRAP_LINE + 4];
    struct measuring measuring = {widgets, size};
    int lines = 0;
    for (size_t taken = 0; (taken = tsp_wrap_next(text, width, measure, &measuring, line)) > 0; lines++) {
        text += taken;
        if (lines + 1 == max && *text)
            memcpy(line + strlen(line), "\xE2\x80\xA6", 4);
        if (draw && (max == 0 || lines < max))
            tsp_widgets_text(widgets, line, x, y + lines * tsp_widgets_line(size), size, colour, align, width);
    }
    return lines;
}

static SDL_Texture *draw_icon(tsp_widgets *widgets, enum tsp_icon icon, int size)
{
    uint8_t *coverage = malloc((size_t)size * (size_t)size);
    SDL_Surface *surface = SDL_CreateRGBSurfaceWithFormat(0, size, size, 32, SDL_PIXELFORMAT_ARGB8888);
    SDL_Texture *texture = NULL;
    if (coverage && surface) {
        tsp_icon_draw(icon, size, coverage);
        for (int row = 0; row < size; row++) {
            Uint32 *to = (Uint32 *)(void *)((Uint8 *)surface->pixels + row * surface->pitch);
            for (int column = 0; column < size; column++)
                to[column] = (Uint32)coverage[row * size + column] << 24 | 0xFFFFFF;
        }
        texture = SDL_CreateTextureFromSurface(widgets->renderer, surface);
    }
    SDL_FreeSurface(surface);
    free(coverage);
    if (texture)
        SDL_SetTextureBlendMode(texture, SDL_BLENDMODE_BLEND);
    return texture;
}

static SDL_Texture *icon_of(tsp_widgets *widgets, enum tsp_icon icon, int size)
{
    struct icon *oldest = &widgets->icons[0];
    for (size_t i = 0; i < ICONS; i++) {
        struct icon *kept = &widgets->icons[i];
        if (kept->texture && kept->icon == icon && kept->size == size) {
            kept->used = ++widgets->uses;
            return kept->texture;
        }
        if (kept->used < oldest->used)
            oldest = kept;
    }
    if (oldest->texture)
        SDL_DestroyTexture(oldest->texture);
    *oldest = (struct icon){.icon = icon, .size = size, .used = ++widgets->uses};
    oldest->texture = draw_icon(widgets, icon, size);
    return oldest->texture;
}

void tsp_widgets_icon(tsp_widgets *widgets, enum tsp_icon icon, int x, int y, int size, SDL_Color colour, double turn)
{
    SDL_Texture *texture = size > 0 && size < 1024 ? icon_of(widgets, icon, size) : NULL;
    if (!texture)
        return;
    SDL_Rect to = {x - size / 2, y - size / 2, size, size};
    SDL_SetTextureColorMod(texture, colour.r, colour.g, colour.b);
    SDL_SetTextureAlphaMod(texture, alpha_of(widgets, colour));
    SDL_RenderCopyEx(widgets->renderer, texture, NULL, &to, turn, NULL, SDL_FLIP_NONE);
}

static void fill(const tsp_widgets *widgets, int x, int y, int width, int height)
{
    SDL_Rect rectangle = {x, y, width, height};
    if (width > 0 && height > 0)
        SDL_RenderFillRect(widgets->renderer, &rectangle);
}

/* A circle's quarters. */
static void draw_corners(tsp_widgets *widgets, SDL_Rect rectangle, enum tsp_icon icon, int r, SDL_Color colour)
{
    SDL_Texture *texture = icon_of(widgets, icon, 2 * r);
    if (!texture)
        return;
    SDL_SetTextureColorMod(texture, colour.r, colour.g, colour.b);
    SDL_SetTextureAlphaMod(texture, alpha_of(widgets, colour));
    for (int corner = 0; corner < 4; corner++) {
        int right = corner & 1;
        int low = corner >> 1;
        SDL_Rect from = {right * r, low * r, r, r};
        SDL_Rect to = {rectangle.x + right * (rectangle.w - r), rectangle.y + low * (rectangle.h - r), r, r};
        SDL_RenderCopy(widgets->renderer, texture, &from, &to);
    }
}

/* The corners are quarters of a disc, the rest three rectangles that overlap nowhere. */
void tsp_widgets_box(tsp_widgets *widgets, SDL_Rect rectangle, int radius, SDL_Color colour)
{
    int limit = (rectangle.w < rectangle.h ? rectangle.w : rectangle.h) / 2;
    int r = radius < limit ? radius : limit;
    SDL_SetRenderDrawBlendMode(widgets->renderer, SDL_BLENDMODE_BLEND);
    SDL_SetRenderDrawColor(widgets->renderer, colour.r, colour.g, colour.b, alpha_of(widgets, colour));
    fill(widgets, rectangle.x, rectangle.y + r, rectangle.w, rectangle.h - 2 * r);
    if (r <= 0)
        return;
    fill(widgets, rectangle.x + r, rectangle.y, rectangle.w - 2 * r, r);
    fill(widgets, rectangle.x + r, rectangle.y + rectangle.h - r, rectangle.w - 2 * r, r);
    draw_corners(widgets, rectangle, TSP_ICON_DISC, r, colour);
}

void tsp_widgets_frame(tsp_widgets *widgets, SDL_Rect rectangle, int radius, SDL_Color colour)
{
    int line = radius / 4 > 0 ? radius / 4 : 1;
    int r = 4 * line;
    SDL_SetRenderDrawBlendMode(widgets->renderer, SDL_BLENDMODE_BLEND);
    SDL_SetRenderDrawColor(widgets->renderer, colour.r, colour.g, colour.b, alpha_of(widgets, colour));
    fill(widgets, rectangle.x + r, rectangle.y, rectangle.w - 2 * r, line);
    fill(widgets, rectangle.x + r, rectangle.y + rectangle.h - line, rectangle.w - 2 * r, line);
    fill(widgets, rectangle.x, rectangle.y + r, line, rectangle.h - 2 * r);
    fill(widgets, rectangle.x + rectangle.w - line, rectangle.y + r, line, rectangle.h - 2 * r);
    draw_corners(widgets, rectangle, TSP_ICON_RING, r, colour);
}

double tsp_widgets_gradient_share(int row, int height, int full)
{
    if (row < full)
        return 1;
    double share = 1 - (row - full + 0.5) / (height - full);
    /* Eased at both ends, so that no edge shows. */
    return share * share * (3 - 2 * share);
}

void tsp_widgets_gradient(tsp_widgets *widgets, SDL_Rect rectangle, SDL_Color colour, int full, bool down)
{
    SDL_SetRenderDrawBlendMode(widgets->renderer, SDL_BLENDMODE_BLEND);
    for (int row = 0; row < rectangle.h; row++) {
        double share = tsp_widgets_gradient_share(row, rectangle.h, full);
        int y = down ? rectangle.h - 1 - row : row;
        SDL_SetRenderDrawColor(widgets->renderer, colour.r, colour.g, colour.b,
                               (Uint8)(alpha_of(widgets, colour) * share));
        fill(widgets, rectangle.x, rectangle.y + y, rectangle.w, 1);
    }
}
