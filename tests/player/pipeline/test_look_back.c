/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Subtitles that began before the place one goes to, on a disc made on the spot (tests/support/subtitle_disc.sh). */
#include "player/pipeline/pipeline.h"

#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "player/dvd/navigator_pack.h"
#include "player/dvd/ticks.h"
#include "tests/player/support/film.h"
#include "tests/support/suite.h"

#define VOBUS_MAX 64
/* DSI's SP_SYNCA in a navigation pack, and sub-streams. */
enum { SP_SYNCA = 0x5A9, STREAM_1 = 0x20, STREAM_2 = 0x21, AC3 = 0x80 };

typedef struct vobu {
    uint32_t sector;
    double start; /* seconds */
    double end;
    uint32_t count;
} vobu;

struct disc {
    FILE *file;
    vobu vobus[VOBUS_MAX];
    unsigned count;
    uint32_t end; /* the sector after the last one's */
};

static void read_sector(const struct disc *disc, uint32_t sector, uint8_t bytes[TSP_SECTOR_SIZE])
{
    if (fseek(disc->file, (long)sector * TSP_SECTOR_SIZE, SEEK_SET) ||
        fread(bytes, TSP_SECTOR_SIZE, 1, disc->file) != 1)
        memset(bytes, 0, TSP_SECTOR_SIZE);
}

static bool write_sector(const struct disc *disc, uint32_t sector, const uint8_t bytes[TSP_SECTOR_SIZE])
{
    return fseek(disc->file, (long)sector * TSP_SECTOR_SIZE, SEEK_SET) == 0 &&
           fwrite(bytes, TSP_SECTOR_SIZE, 1, disc->file) == 1;
}

/* The disc's VOBUs lie one behind the other. */
static bool find_vobus(struct disc *disc)
{
    uint8_t bytes[TSP_SECTOR_SIZE];
    tsp_nav_pack pack = {0};
    uint32_t begin = 0;
    for (uint32_t sector = 0; !feof(disc->file) && disc->count < VOBUS_MAX; sector += pack.count ? pack.count : 1) {
        pack.count = 0;
        read_sector(disc, sector, bytes);
        if (!tsp_nav_pack_read(&pack, bytes))
            continue;
        begin = disc->count ? begin : pack.start_stamp;
        disc->vobus[disc->count++] = (vobu){.sector = sector,
                                            .start = (pack.start_stamp - begin) / (double)TSP_SECOND,
                                            .end = (pack.end_stamp - begin) / (double)TSP_SECOND,
                                            .count = pack.count};
    }
    if (disc->count > 0)
        disc->end = disc->vobus[disc->count - 1].sector + disc->vobus[disc->count - 1].count;
    return disc->count > 10;
}

/* The first sector from from to before end with a private stream 1 packet of that sub-stream; 0: none. */
static uint32_t find_pack(const struct disc *disc, uint32_t from, uint32_t end, unsigned id)
{
    uint8_t bytes[TSP_SECTOR_SIZE];
    for (uint32_t sector = from; sector < end; sector++) {
        read_sector(disc, sector, bytes);
        if (bytes[17] == 0xBD && bytes[23 + bytes[22]] == id)
            return sector;
    }
    return 0;
}

static bool swap(const struct disc *disc, uint32_t one, uint32_t other)
{
    uint8_t bytes[2][TSP_SECTOR_SIZE];
    read_sector(disc, one, bytes[0]);
    read_sector(disc, other, bytes[1]);
    return one > 0 && other > 0 && write_sector(disc, one, bytes[1]) && write_sector(disc, other, bytes[0]);
}

static unsigned vobu_at(const struct disc *disc, double time)
{
    unsigned found = 0;
    for (unsigned i = 0; i < disc->count; i++)
        if (disc->vobus[i].start <= time)
            found = i;
    return found;
}

/* As discs are made whose units come ahead of their time: the first stream's second one lies in the VOBU before the one
 * in which it begins to be seen, and is named by those that begin while it is. */
static bool put_ahead(const struct disc *disc)
{
    uint8_t bytes[TSP_SECTOR_SIZE];
    unsigned seen = vobu_at(disc, 4.28);
    const vobu *before = &disc->vobus[seen - 1];
    uint32_t pack = find_pack(disc, disc->vobus[seen].sector, disc->end, STREAM_1);
    uint32_t middle = before->sector + before->count / 2;
    bool done = swap(disc, pack, find_pack(disc, middle, before->sector + before->count, AC3));
    for (unsigned i = seen + 1; i < disc->count && disc->vobus[i].start < 8; i++) {
        read_sector(disc, disc->vobus[i].sector, bytes);
        tsb_store32(bytes + SP_SYNCA, 0x80000000u | (disc->vobus[i].sector - before->sector));
        done = done && write_sector(disc, disc->vobus[i].sector, bytes);
    }
    return done;
}

/* All but the first packs of the second stream's unit lie in the VOBUs after the one it begins in. */
static bool spread(const struct disc *disc)
{
    unsigned seen = vobu_at(disc, 3);
    uint32_t end = disc->vobus[seen].sector + disc->vobus[seen].count;
    uint32_t first = find_pack(disc, disc->vobus[seen].sector, end, STREAM_2);
    uint32_t from = end;
    unsigned moved = 0;
    for (uint32_t pack = first + 2; (pack = find_pack(disc, pack, end, STREAM_2)) != 0; pack++) {
        uint32_t to = find_pack(disc, from, disc->end, AC3);
        from = to + 1;
        if (!swap(disc, pack, to))
            return false;
        moved++;
    }
    return first > 0 && moved >= 3;
}

static bool make_disc(void)
{
    char command[800];
    static struct disc disc;
    snprintf(film_image, sizeof film_image, "%s/film.iso", film_folder);
    snprintf(command, sizeof command, "bash '%s' '%s'", TALLYSTICK_SUBTITLE_DISC, film_folder);
    if (system(command) != 0)
        return false;
    disc.file = fopen(film_image, "r+b");
    bool made = disc.file && find_vobus(&disc) && put_ahead(&disc) && spread(&disc);
    return disc.file && fclose(disc.file) == 0 && made;
}

/* Goes there, and reads on to the end at most, until a unit that begins at begin is due there. */
static bool is_due(double place, unsigned stream, double begin)
{
    static tsp_unit unit;
    film_sectors sectors;
    tsp_pipeline *pipeline = NULL;
    tsp_pipeline_options options = {.path = film_image, .sectors = &sectors.base};
    enum tsp_queue_result result = TSP_QUEUE_EMPTY;
    bool due = false;
    film_open(&sectors, film_image);
    ck_assert_int_eq(tsp_pipeline_create(&pipeline, &options, NULL), 0);
    tsp_pipeline_set_subpicture(pipeline, (int)stream);
    tsp_pipeline_seek(pipeline, tsp_ticks(place));
    unit = (tsp_unit){0};
    while (!due && result != TSP_QUEUE_END) {
        AVFrame *frame = NULL;
        result = tsp_pipeline_frame(pipeline, &frame);
        av_frame_free(&frame);
        if (result == TSP_QUEUE_EMPTY)
            usleep(500);
        due = tsp_pipeline_subtitle(pipeline, stream, tsp_ticks(place), &unit) && unit.time > tsp_ticks(begin - 0.1) &&
              unit.time < tsp_ticks(begin + 0.1);
    }
    tsp_pipeline_destroy(&pipeline);
    film_close(&sectors);
    return due;
}

/* Named by the VOBU where one begins, from one that lies long before. */
START_TEST(one_that_is_on_the_screen)
{
    ck_assert(is_due(4.1, 0, 2));
    ck_assert(is_due(7.5, 0, 4.28));
}
END_TEST

/* The VOBU where one begins names the unit before, that ends a moment later. */
START_TEST(one_that_comes_while_the_vobu_lasts)
{
    ck_assert(is_due(4.6, 0, 4.28));
}
END_TEST

/* Its end lies in the very VOBU where one begins, or in others between. */
START_TEST(one_that_lies_over_several)
{
    ck_assert(is_due(4.6, 1, 3));
    ck_assert(is_due(5.5, 1, 3));
    ck_assert(is_due(9, 1, 3));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {one_that_is_on_the_screen, one_that_comes_while_the_vobu_lasts,
                                  one_that_lies_over_several};
    if (system("command -v spumux >/dev/null && command -v convert >/dev/null") != 0) {
        printf("spumux or ImageMagick is missing\n");
        return 77;
    }
    return film_run("player look back", tests, TSB_COUNT(tests), make_disc);
}
