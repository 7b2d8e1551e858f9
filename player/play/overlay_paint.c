/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/play/overlay_paint.h"

#include <stdbool.h>
#include <stddef.h>

static uint32_t clip(double value)
{
    return value <= 0 ? 0 : value >= 255 ? 255 : (uint32_t)(value + 0.5);
}

uint32_t tsp_paint_colour(uint32_t ycrcb)
{
    double luma = 255.0 / 219 * ((double)(ycrcb >> 16 & 0xFF) - 16);
    double red = 255.0 / 224 * ((double)(ycrcb >> 8 & 0xFF) - 128);
    double blue = 255.0 / 224 * ((double)(ycrcb & 0xFF) - 128);
    /* BT.601: the weights of red, green and blue are 0.299, 0.587 and 0.114. */
    uint32_t r = clip(luma + 1.402 * red);
    uint32_t g = clip(luma - 0.299 * 1.402 / 0.587 * red - 0.114 * 1.772 / 0.587 * blue);
    uint32_t b = clip(luma + 1.772 * blue);
    return 0xFF000000 | r << 16 | g << 8 | b;
}

static void mix(uint32_t out[TSP_SUBPICTURE_VALUES], const tsp_subpicture_colours *colours,
                const uint32_t palette[TSP_PALETTE_SIZE])
{
    for (size_t value = 0; value < TSP_SUBPICTURE_VALUES; value++) {
        uint32_t alpha = (colours->contrast[value] & 15u) * 17u;
        uint32_t colour = tsp_paint_colour(palette[colours->colour[value] & (TSP_PALETTE_SIZE - 1)]);
        out[value] = (colour & 0xFFFFFF) | alpha << 24;
    }
}

void tsp_paint(uint32_t *out, const uint8_t *pixels, const tsp_subpicture_look *look,
               const uint32_t palette[TSP_PALETTE_SIZE], const tsp_highlight *highlight)
{
    static const tsp_subpicture_area nowhere;
    const tsp_subpicture_area *area = &look->area;
    const tsp_subpicture_area *button = highlight ? &highlight->area : &nowhere;
    uint32_t colours[2][TSP_SUBPICTURE_VALUES] = {0};
    mix(colours[0], &look->colours, palette);
    if (highlight)
        mix(colours[1], &highlight->colours, palette);
    int left = button->x - area->x;
    for (int y = 0; y < area->height; y++) {
        bool lines = y + area->y >= button->y && y + area->y < button->y + button->height;
        for (int x = 0; x < area->width; x++) {
            bool inside = lines && x >= left && x < left + button->width;
            *out++ = colours[inside][*pixels++ & 3];
        }
    }
}

static uint32_t multiply_in(uint32_t pixel)
{
    uint32_t alpha = pixel >> 24;
    if (alpha == 255)
        return pixel;
    uint32_t out = alpha << 24;
    for (unsigned shift = 0; shift < 24 && alpha > 0; shift += 8)
        out |= ((pixel >> shift & 0xFF) * alpha + 127) / 255 << shift;
    return out;
}

static uint32_t divide_out(uint32_t pixel)
{
    uint32_t alpha = pixel >> 24;
    if (alpha == 255 || alpha == 0)
        return pixel;
    uint32_t out = alpha << 24;
    for (unsigned shift = 0; shift < 24; shift += 8) {
        uint32_t value = ((pixel >> shift & 0xFF) * 255 + alpha / 2) / alpha;
        out |= (value > 255 ? 255 : value) << shift;
    }
    return out;
}

/*
 * A new pixel lies a quarter of an old one beside the nearest: the cubic B-spline's weights there, in 256ths (the
 * fourth is less than one). It never overshoots, and rounds the steps that four values a pixel leave of a slanted edge.
 * Two channels at once.
 */
static uint32_t blend(uint32_t far, uint32_t nearest, uint32_t near)
{
    uint32_t low = 18 * (far & 0xFF00FF) + 157 * (nearest & 0xFF00FF) + 81 * (near & 0xFF00FF) + 0x800080;
    uint32_t high = 18 * (far >> 8 & 0xFF00FF) + 157 * (nearest >> 8 & 0xFF00FF) + 81 * (near >> 8 & 0xFF00FF) +
                    0x800080;
    return (low >> 8 & 0xFF00FF) | (high & 0xFF00FF00);
}

static void double_line(uint32_t *out, const uint32_t *in, int width)
{
    uint32_t before = multiply_in(in[0]);
    uint32_t here = before;
    for (int x = 0; x < width; x++) {
        uint32_t after = x + 1 < width ? multiply_in(in[x + 1]) : here;
        out[2 * x] = blend(after, here, before);
        out[2 * x + 1] = blend(before, here, after);
        before = here;
        here = after;
    }
}

static bool clear(const uint32_t *line, int width)
{
    uint32_t any = 0;
    for (int x = 0; x < width; x++)
        any |= line[x];
    return any >> 24 == 0;
}

tsp_subpicture_area tsp_paint_bounds(const uint32_t *in, int width, int height)
{
    int top = 0;
    int bottom = height;
    int left = width;
    int right = 0;
    while (top < height && clear(in + (size_t)top * (size_t)width, width))
        top++;
    while (bottom > top && clear(in + (size_t)(bottom - 1) * (size_t)width, width))
        bottom--;
    if (top == bottom)
        return (tsp_subpicture_area){0};
    for (int y = top; y < bottom; y++) {
        const uint32_t *line = in + (size_t)y * (size_t)width;
        for (int x = 0; x < left; x++)
            if (line[x] >> 24)
                left = x;
        for (int x = width; x > right; x--)
            if (line[x - 1] >> 24)
                right = x;
    }
    top -= top > 0;
    left -= left > 0;
    bottom += bottom < height;
    right += right < width;
    return (tsp_subpicture_area){left, top, right - left, bottom - top};
}

void tsp_paint_double(uint32_t *out, const uint32_t *in, int pitch, int width, int height, uint32_t *scratch)
{
    size_t wide = 2 * (size_t)width;
    for (int y = 0; y < height; y++)
        double_line(scratch + (size_t)y * wide, in + (ptrdiff_t)y * pitch, width);
    for (int y = 0; y < height; y++) {
        const uint32_t *here = scratch + (size_t)y * wide;
        const uint32_t *above = y > 0 ? here - wide : here;
        const uint32_t *below = y + 1 < height ? here + wide : here;
        for (size_t x = 0; x < wide; x++, out++) {
            out[0] = divide_out(blend(below[x], here[x], above[x]));
            out[wide] = divide_out(blend(above[x], here[x], below[x]));
        }
        out += wide;
    }
}
