/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes as a subpicture unit: gathered from packets, looked at through its life, decoded and painted, with a
 * highlight that its last bytes say.
 */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "player/dvd/ticks.h"
#include "player/pipeline/subtitles.h"
#include "player/play/overlay_paint.h"

#define PIECE 2000u

static void paint(const tsp_subpicture_look *look, const uint8_t *unit, size_t size)
{
    static const uint32_t palette[TSP_PALETTE_SIZE] = {0x108080, 0xEB8080, 0xFFFFFF};
    const uint8_t *last = unit + size - 4;
    tsp_highlight highlight = tsp_highlight_of(tsb_load32(last), last[0] * 3, last[1] * 3, last[2] * 3, last[3] * 3);
    size_t count = (size_t)look->area.width * (size_t)look->area.height;
    uint8_t *pixels = malloc(count);
    uint32_t *colours = malloc(count * sizeof *colours);
    if (!pixels || !colours)
        abort();
    (void)tsp_subpicture_pixels(look, unit, size, pixels);
    tsp_paint(colours, pixels, look, palette, &highlight);
    for (size_t i = 0; i < count; i++)
        if (pixels[i] >= TSP_SUBPICTURE_VALUES)
            abort();
    free(pixels);
    free(colours);
}

static void look_at(const uint8_t *unit, size_t size)
{
    static const int64_t ages[] = {-1, 0, 100 * 1024, TSP_DAY_LIMIT};
    for (size_t i = 0; i < sizeof ages / sizeof *ages; i++) {
        tsp_subpicture_look look;
        if (!tsp_subpicture_at(&look, unit, size, ages[i]) && look.shown)
            abort();
        if (look.area.width < 0 || look.area.width > TSP_SUBPICTURE_WIDTH_MAX || look.area.height < 0 ||
            look.area.height > TSP_SUBPICTURE_HEIGHT_MAX)
            abort();
        if (look.shown)
            paint(&look, unit, size);
    }
}

static void gather(const uint8_t *unit, size_t size)
{
    tsp_subtitles *subtitles = tsp_subtitles_create();
    tsp_unit *out = calloc(1, sizeof *out);
    if (!subtitles || !out)
        abort();
    for (size_t at = 0; at < size; at += PIECE)
        tsp_subtitles_push(subtitles, unit[0], unit + at, size - at < PIECE ? size - at : PIECE,
                           at == 0 ? 0 : TSP_NO_TIME, 1);
    if (tsp_subtitles_due(subtitles, unit[0], 0, out) && memcmp(out->bytes, unit, out->size) != 0)
        abort();
    free(out);
    tsp_subtitles_destroy(&subtitles);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 4 || size > TSP_SUBPICTURE_SIZE_MAX)
        return 0;
    /* A copy of its own, so that reading beyond its end shows. */
    uint8_t *unit = malloc(size);
    if (!unit)
        return 0;
    memcpy(unit, data, size);
    look_at(unit, size);
    gather(unit, size);
    free(unit);
    return 0;
}
