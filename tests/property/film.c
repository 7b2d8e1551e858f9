/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/property/film.h"

#include <string.h>

#include "base/bytes.h"
#include "tests/support/random.h"

enum { SLACK = 64 };

void *film_allocate(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size);
    HOLDS(memory, "out of memory");
    return memory;
}

/* ISO/IEC 13818-1, 2.5.3.3 and 2.4.3.6: marks the payloads of stream 0xE0 in one pack. */
static void mark_video(const uint8_t *sector, uint8_t *video)
{
    if (tsb_load32(sector) != 0x1BA || sector[4] >> 6 != 1) {
        return;
    }
    size_t at = 14 + (sector[13] & 7u);
    while (at + 6 <= TSS_SECTOR_SIZE && tsb_load32(sector + at) >= 0x1BB && tsb_load32(sector + at) <= 0x1FF) {
        const size_t end = at + 6 + tsb_load16(sector + at + 4);
        if (end > TSS_SECTOR_SIZE) {
            return;
        }
        if (sector[at + 3] == 0xE0 && end - at >= 9 && sector[at + 6] >> 4 == 8) {
            const size_t payload = at + 9 + sector[at + 8];
            if (payload < end) {
                memset(video + payload, 1, end - payload);
            }
        }
        at = end;
    }
}

void film_survey(struct film *film)
{
    tss_cutter cutter = {0};
    memset(film->video, 0, film->size);
    film->chunk_count = 0;
    for (uint32_t i = 0; i < film->sectors; i++) {
        const size_t at = (size_t)i * TSS_SECTOR_SIZE;
        mark_video(film->bytes + at, film->video + at);
        film->chunk_count += tss_cutter_push(&cutter, film->bytes + at, film->chunks + film->chunk_count);
    }
    film->chunk_count += tss_cutter_finish(&cutter, film->chunks + film->chunk_count);
}

void film_load(struct film *film, const char *path)
{
    *film = (struct film){.path = path};
    FILE *file = fopen(path, "rb");
    HOLDS(file, "%s: cannot be opened", path);
    HOLDS(fseek(file, 0, SEEK_END) == 0, "%s: cannot be read", path);
    const long size = ftell(file);
    HOLDS(size >= 0, "%s: cannot be read", path);
    rewind(file);
    film->sectors = (uint32_t)((size_t)size / TSS_SECTOR_SIZE);
    film->size = (size_t)film->sectors * TSS_SECTOR_SIZE;
    film->bytes = film_allocate(film->size, 1);
    film->video = film_allocate(film->size, 1);
    film->chunks = film_allocate(film->sectors + 4, sizeof *film->chunks);
    HOLDS(fread(film->bytes, 1, film->size, file) == film->size, "%s: cannot be read", path);
    fclose(file);
    film_survey(film);
}

void film_finish(struct film *film)
{
    free(film->bytes);
    free(film->video);
    free(film->chunks);
    *film = (struct film){0};
}

void video_gather(struct video *video, const struct film *film, const uint8_t *bytes, uint32_t first, uint32_t count)
{
    const size_t from = (size_t)first * TSS_SECTOR_SIZE;
    const size_t size = (size_t)count * TSS_SECTOR_SIZE;
    *video = (struct video){film_allocate(size + SLACK, 1), film_allocate(size, sizeof(uint32_t)), 0};
    for (size_t i = 0; i < size; i++) {
        if (film->video[from + i]) {
            video->place[video->size] = (uint32_t)i;
            video->bytes[video->size++] = bytes[from + i];
        }
    }
}

void video_finish(struct video *video)
{
    free(video->bytes);
    free(video->place);
    *video = (struct video){0};
}

uint32_t film_random(uint64_t *state, uint32_t below)
{
    return (uint32_t)((uint64_t)test_random(state) * below >> 31);
}
