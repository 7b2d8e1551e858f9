/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/desktop/window_place.h"

#include <stdio.h>

#include "player/data_folder.h"
#include "player/lines.h"

#define HEADING   "tallystick window 1"
#define FILE_NAME "window"
/* Coordinates of desktops, and no more. */
#define FARTHEST 65536
#define SMALLEST 160
/* This much of the window's upper edge must be in sight, and above the lower edge of the monitor. */
#define HOLD_WIDTH  100
#define HOLD_HEIGHT 40

static bool read_number(const tsp_line *line, int *out)
{
    int64_t number = 0;
    bool is_one = tsp_line_number(line, -FARTHEST, FARTHEST, &number);
    *out = (int)number;
    return is_one;
}

static int take_line(void *context, const tsp_line *line)
{
    tsp_window_place *place = context;
    int number = 0;
    if (!read_number(line, &number))
        return TSB_ERR_INVALID;
    if (tsp_line_is(line, "x"))
        place->x = number;
    else if (tsp_line_is(line, "y"))
        place->y = number;
    else if (tsp_line_is(line, "width"))
        place->width = number;
    else if (tsp_line_is(line, "height"))
        place->height = number;
    else if (tsp_line_is(line, "maximised"))
        place->maximised = number != 0;
    return 0;
}

bool tsp_window_place_parse(tsp_window_place *out, const char *text, size_t size)
{
    tsp_window_place place = {0};
    *out = place;
    if (tsp_lines_read(text, size, HEADING, take_line, &place) != 0 || place.width < SMALLEST ||
        place.height < SMALLEST / 2)
        return false;
    place.known = true;
    *out = place;
    return true;
}

void tsp_window_place_load(tsp_window_place *out, const char *folder)
{
    tsb_buffer text;
    *out = (tsp_window_place){0};
    tsb_buffer_init(&text, 4096);
    if (tsp_data_read(&text, folder, FILE_NAME, NULL) == 0)
        tsp_window_place_parse(out, (const char *)text.bytes, text.size);
    tsb_buffer_finish(&text);
}

int tsp_window_place_save(const tsp_window_place *place, const char *folder, tsb_error *err)
{
    char text[128];
    if (!place->known)
        return 0;
    int size = snprintf(text, sizeof text, HEADING "\nx %d\ny %d\nwidth %d\nheight %d\nmaximised %d\n", place->x,
                        place->y, place->width, place->height, place->maximised);
    return tsp_data_write(folder, FILE_NAME, text, (size_t)size, err);
}

static int overlap(int a, int a_size, int b, int b_size)
{
    int from = a > b ? a : b;
    int to = a + a_size < b + b_size ? a + a_size : b + b_size;
    return to > from ? to - from : 0;
}

void tsp_window_place_fit(tsp_window_place *place, const tsp_window_monitor *monitors, size_t count)
{
    const tsp_window_monitor *on = NULL;
    int seen = HOLD_WIDTH - 1;
    if (!place->known || count == 0)
        return;
    for (size_t i = 0; i < count; i++) {
        int across = overlap(place->x, place->width, monitors[i].x, monitors[i].width);
        if (across > seen && place->y >= monitors[i].y &&
            place->y + HOLD_HEIGHT <= monitors[i].y + monitors[i].height) {
            on = &monitors[i];
            seen = across;
        }
    }
    const tsp_window_monitor *limit = on ? on : &monitors[0];
    if (place->width > limit->width)
        place->width = limit->width;
    if (place->height > limit->height)
        place->height = limit->height;
    if (on)
        return;
    place->x = limit->x + (limit->width - place->width) / 2;
    place->y = limit->y + (limit->height - place->height) / 2;
}
