/* SPDX-License-Identifier: GPL-3.0-or-later */
/* As text: "tallystick recent 1", then for each film the lines copy, title, path, position, duration and when. */
#include "player/account/recent.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/bytes.h"
#include "player/data_folder.h"
#include "player/lines.h"

#define FILE_NAME    "recent"
#define FILE_CEILING 65536u

static const char heading[] = "tallystick recent 1";

static int take_number(uint64_t *out, const tsp_line *line)
{
    int64_t number = 0;

    if (!tsp_line_number(line, 0, INT64_MAX, &number))
        return TSB_ERR_INVALID;
    *out = (uint64_t)number;
    return 0;
}

static int take_line(void *context, const tsp_line *line)
{
    tsp_recent *recent = context;
    tsp_recent_film *film = recent->count > 0 ? &recent->films[recent->count - 1] : NULL;
    uint64_t when = 0;
    int result = 0;

    if (tsp_line_is(line, "copy")) {
        if (recent->count == TSP_RECENT_MAX)
            return TSB_ERR_INVALID;
        film = &recent->films[recent->count++];
        return tsb_hex_decode(film->copy.bytes, sizeof(film->copy.bytes), line->value, line->value_size);
    }
    if (!film)
        return TSB_ERR_INVALID;
    if (tsp_line_is(line, "title"))
        return tsp_line_text(line, film->title, sizeof(film->title)) ? 0 : TSB_ERR_INVALID;
    if (tsp_line_is(line, "path"))
        return tsp_line_text(line, film->path, sizeof(film->path)) ? 0 : TSB_ERR_INVALID;
    if (tsp_line_is(line, "position"))
        return take_number(&film->position_ms, line);
    if (tsp_line_is(line, "duration"))
        return take_number(&film->duration_ms, line);
    if (tsp_line_is(line, "when")) {
        result = take_number(&when, line);
        film->when = (int64_t)when;
    }
    return result;
}

int tsp_recent_parse(tsp_recent *out, const char *text, size_t size)
{
    int result = 0;

    *out = (tsp_recent){0};
    result = tsp_lines_read(text, size, heading, take_line, out);
    if (result != 0)
        *out = (tsp_recent){0};
    return result;
}

void tsp_recent_load(tsp_recent *out, const char *folder)
{
    tsb_buffer bytes = {0};

    *out = (tsp_recent){0};
    tsb_buffer_init(&bytes, FILE_CEILING);
    if (tsp_data_read(&bytes, folder, FILE_NAME, NULL) == 0 &&
        tsp_recent_parse(out, (const char *)bytes.bytes, bytes.size) != 0)
        *out = (tsp_recent){0};
    tsb_buffer_finish(&bytes);
}

const tsp_recent_film *tsp_recent_find(const tsp_recent *recent, const tss_id *copy)
{
    for (size_t i = 0; i < recent->count; i++) {
        if (tss_id_equal(&recent->films[i].copy, copy))
            return &recent->films[i];
    }
    return NULL;
}

static int format_film(tsb_buffer *out, const tsp_recent_film *film, tsb_error *err)
{
    char copy[2 * sizeof(film->copy.bytes) + 1] = "";

    tsb_hex_encode(copy, film->copy.bytes, sizeof(film->copy.bytes));
    return tsb_buffer_printf(
        out, err, "copy %s\ntitle %s\npath %s\nposition %" PRIu64 "\nduration %" PRIu64 "\nwhen %" PRId64 "\n", copy,
        film->title, film->path, film->position_ms, film->duration_ms, film->when);
}

static int save(const char *folder, const tsp_recent *recent, tsb_error *err)
{
    tsb_buffer text = {0};
    int result = 0;

    tsb_buffer_init(&text, FILE_CEILING);
    result = tsb_buffer_printf(&text, err, "%s\n", heading);
    for (size_t i = 0; i < recent->count && result == 0; i++)
        result = format_film(&text, &recent->films[i], err);
    if (result == 0)
        result = tsp_data_write(folder, FILE_NAME, text.bytes, text.size, err);
    tsb_buffer_finish(&text);
    return result;
}

static void remove_film(tsp_recent *recent, const tss_id *copy)
{
    const tsp_recent_film *found = tsp_recent_find(recent, copy);
    size_t at = found ? (size_t)(found - recent->films) : 0;

    if (!found)
        return;
    recent->count--;
    memmove(&recent->films[at], &recent->films[at + 1], (recent->count - at) * sizeof(recent->films[0]));
}

/* A path with a line's end in it cannot be kept; the film is opened in another way then. */
static bool can_be_kept(const char *text)
{
    return strchr(text, '\n') == NULL;
}

int tsp_recent_note(const char *folder, const tsp_recent_film *film, tsb_error *err)
{
    tsp_recent *recent = calloc(1, sizeof(*recent));
    int result = 0;

    if (!recent)
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory.");
    tsp_recent_load(recent, folder);
    remove_film(recent, &film->copy);
    if (recent->count == TSP_RECENT_MAX)
        recent->count--;
    memmove(&recent->films[1], &recent->films[0], recent->count * sizeof(recent->films[0]));
    recent->films[0] = *film;
    recent->count++;
    if (can_be_kept(film->path) && can_be_kept(film->title))
        result = save(folder, recent, err);
    free(recent);
    return result;
}

int tsp_recent_forget(const char *folder, const tss_id *copy, tsb_error *err)
{
    tsp_recent *recent = calloc(1, sizeof(*recent));
    int result = 0;

    if (!recent)
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory.");
    tsp_recent_load(recent, folder);
    if (tsp_recent_find(recent, copy)) {
        remove_film(recent, copy);
        result = save(folder, recent, err);
    }
    free(recent);
    return result;
}
