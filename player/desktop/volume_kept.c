/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/desktop/volume_kept.h"

#include <stdio.h>

#include "player/data_folder.h"
#include "player/desktop/config.h"
#include "player/lines.h"

#define HEADING   "tallystick volume 1"
#define FILE_NAME "volume"

static int take_line(void *context, const tsp_line *line)
{
    int64_t *percent = context;
    if (tsp_line_is(line, "percent") && !tsp_line_number(line, 1, TSP_VOLUME_MAX, percent))
        return TSB_ERR_INVALID;
    return 0;
}

int tsp_volume_kept_load(const char *folder)
{
    int64_t percent = 0;
    tsb_buffer text;
    tsb_buffer_init(&text, 4096);
    if (tsp_data_read(&text, folder, FILE_NAME, NULL) != 0 ||
        tsp_lines_read((const char *)text.bytes, text.size, HEADING, take_line, &percent) != 0)
        percent = 0;
    tsb_buffer_finish(&text);
    return (int)percent;
}

int tsp_volume_kept_save(int percent, const char *folder, tsb_error *err)
{
    char text[64];
    int size = snprintf(text, sizeof text, HEADING "\npercent %d\n", percent);
    return percent > 0 ? tsp_data_write(folder, FILE_NAME, text, (size_t)size, err) : 0;
}
