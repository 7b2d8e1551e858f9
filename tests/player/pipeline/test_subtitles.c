/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which subtitles a title has and which a viewer gets; units gathered from packets, and when they are due. */
#include "player/pipeline/subtitles.h"

#include <pthread.h>

#include "player/dvd/navigator_tracks.h"
#include "player/dvd/ticks.h"
#include "tests/player/support/unit.h"
#include "tests/support/suite.h"

static tsp_unit due;

static void make(test_unit *unit, uint8_t value)
{
    static const tsp_subpicture_colours colours = {{0, 1, 2, 3}, {0, 15, 15, 15}};
    static uint8_t pixels[100 * 40];
    static uint64_t state = 5;
    for (size_t i = 0; i < sizeof pixels; i++)
        pixels[i] = (uint8_t)((i + value + test_random(&state)) % 4);
    unit_make(unit, pixels, (tsp_subpicture_area){value, 0, 100, 40}, &colours, 0, 100, NULL);
}

/* In packets of piece bytes, as the reader finds them. */
static void push(tsp_subtitles *subtitles, unsigned stream, const test_unit *unit, size_t piece, int64_t time,
                 unsigned serial)
{
    for (size_t at = 0; at < unit->size; at += piece)
        tsp_subtitles_push(subtitles, stream, unit->bytes + at, unit->size - at < piece ? unit->size - at : piece,
                           at == 0 ? time : TSP_NO_TIME, serial);
}

static bool is_due(tsp_subtitles *subtitles, unsigned stream, int64_t time, const test_unit *unit)
{
    return tsp_subtitles_due(subtitles, stream, time, &due) && due.size == unit->size && due.stream == stream &&
           memcmp(due.bytes, unit->bytes, unit->size) == 0;
}

START_TEST(gathered_and_due)
{
    static test_unit one;
    static test_unit two;
    tsp_subtitles *subtitles = tsp_subtitles_create();
    make(&one, 1);
    make(&two, 2);
    due = (tsp_unit){0};
    ck_assert(!tsp_subtitles_due(subtitles, 0, TSP_SECOND, &due));
    push(subtitles, 0, &one, 700, TSP_SECOND, 1);
    push(subtitles, 0, &two, 1999, 3 * TSP_SECOND, 1);
    push(subtitles, 31, &two, SIZE_MAX, TSP_SECOND, 1);
    ck_assert(!tsp_subtitles_due(subtitles, 0, TSP_SECOND - 1, &due));
    ck_assert(is_due(subtitles, 0, TSP_SECOND, &one));
    ck_assert_int_eq(due.time, TSP_SECOND);
    ck_assert(is_due(subtitles, 0, 3 * TSP_SECOND - 1, &one));
    ck_assert(is_due(subtitles, 0, 3 * TSP_SECOND, &two));
    ck_assert(is_due(subtitles, 0, 9 * TSP_SECOND, &two));
    ck_assert(is_due(subtitles, 31, 2 * TSP_SECOND, &two));
    ck_assert(is_due(subtitles, 0, 2 * TSP_SECOND, &one)); /* and back */
    ck_assert(!tsp_subtitles_due(subtitles, 1, 2 * TSP_SECOND, &due));
    ck_assert_uint_eq(due.size, 0);
    tsp_subtitles_destroy(&subtitles);
    tsp_subtitles_destroy(&subtitles);
}
END_TEST

START_TEST(pieces_that_are_not_whole)
{
    static test_unit unit;
    static test_unit other;
    tsp_subtitles *subtitles = tsp_subtitles_create();
    make(&unit, 1);
    make(&other, 2);
    due = (tsp_unit){0};
    /* The run begins in the middle of a unit; a stream there is none; a unit without a size. */
    tsp_subtitles_push(subtitles, 0, unit.bytes, 100, TSP_NO_TIME, 1);
    tsp_subtitles_push(subtitles, TSP_SUBPICTURE_STREAMS, unit.bytes, unit.size, 0, 1);
    tsp_subtitles_push(subtitles, 0, unit.bytes, 1, 0, 1);
    tsp_subtitles_push(subtitles, 0, unit.bytes + 1, unit.size - 1, TSP_NO_TIME, 1);
    ck_assert(!tsp_subtitles_due(subtitles, 0, TSP_SECOND, &due));
    /* Its end is missing; the next one is whole, with something behind it. */
    tsp_subtitles_push(subtitles, 0, unit.bytes, unit.size - 1, 0, 1);
    ck_assert(!tsp_subtitles_due(subtitles, 0, TSP_SECOND, &due));
    tsp_subtitles_push(subtitles, 0, other.bytes, 50, 1000, 1);
    tsp_subtitles_push(subtitles, 0, other.bytes + 50, other.size - 50 + 10, TSP_NO_TIME, 1);
    tsp_subtitles_push(subtitles, 0, unit.bytes, 50, TSP_NO_TIME, 1);
    ck_assert(is_due(subtitles, 0, TSP_SECOND, &other));
    tsp_subtitles_destroy(&subtitles);
}
END_TEST

/* A unit from before the run comes between the pieces of one of the run's. */
START_TEST(units_from_before_come_beside)
{
    static test_unit ahead;
    static test_unit before;
    tsp_subtitles *subtitles = tsp_subtitles_create();
    make(&ahead, 1);
    make(&before, 2);
    due = (tsp_unit){0};
    tsp_subtitles_push(subtitles, 0, ahead.bytes, 100, 2 * TSP_SECOND, 1);
    tsp_subtitles_look_back(subtitles);
    ck_assert(!tsp_subtitles_back_is_due(subtitles));
    tsp_subtitles_push_back(subtitles, 0, before.bytes, 100, TSP_SECOND, 1);
    ck_assert(tsp_subtitles_back_is_due(subtitles));
    tsp_subtitles_push(subtitles, 0, ahead.bytes + 100, ahead.size - 100, TSP_NO_TIME, 1);
    tsp_subtitles_push_back(subtitles, 0, before.bytes + 100, before.size - 100, TSP_NO_TIME, 1);
    ck_assert(!tsp_subtitles_back_is_due(subtitles));
    ck_assert(is_due(subtitles, 0, TSP_SECOND, &before));
    ck_assert(is_due(subtitles, 0, 2 * TSP_SECOND, &ahead));
    /* Left in the middle; another run's; a stream there is none. */
    tsp_subtitles_push_back(subtitles, 1, before.bytes, 100, TSP_SECOND, 1);
    tsp_subtitles_look_back(subtitles);
    tsp_subtitles_push_back(subtitles, 1, before.bytes + 100, before.size - 100, TSP_NO_TIME, 1);
    tsp_subtitles_push_back(subtitles, 1, before.bytes, before.size, TSP_SECOND, 2);
    tsp_subtitles_push_back(subtitles, TSP_SUBPICTURE_STREAMS, before.bytes, before.size, TSP_SECOND, 1);
    ck_assert(!tsp_subtitles_back_is_due(subtitles));
    ck_assert(!tsp_subtitles_due(subtitles, 1, TSP_SECOND, &due));
    tsp_subtitles_destroy(&subtitles);
}
END_TEST

START_TEST(another_run_forgets)
{
    static test_unit unit;
    tsp_subtitles *subtitles = tsp_subtitles_create();
    make(&unit, 1);
    due = (tsp_unit){0};
    push(subtitles, 0, &unit, 500, 0, 1);
    tsp_subtitles_push(subtitles, 1, unit.bytes, 500, 0, 1); /* half of one */
    ck_assert(is_due(subtitles, 0, 5, &unit));
    uint64_t number = due.number;
    tsp_subtitles_reset(subtitles, 2);
    push(subtitles, 0, &unit, 500, 0, 1);
    ck_assert(!tsp_subtitles_due(subtitles, 0, 5, &due));
    tsp_subtitles_push(subtitles, 1, unit.bytes + 500, unit.size - 500, TSP_NO_TIME, 2);
    ck_assert(!tsp_subtitles_due(subtitles, 1, 5, &due));
    push(subtitles, 0, &unit, 500, 0, 2);
    ck_assert(is_due(subtitles, 0, 5, &unit));
    ck_assert_uint_ne(due.number, number);
    tsp_subtitles_destroy(&subtitles);
}
END_TEST

/* However much comes, the newest are there, and memory is bounded. */
START_TEST(oldest_make_room)
{
    static test_unit unit;
    tsp_subtitles *subtitles = tsp_subtitles_create();
    make(&unit, 1);
    due = (tsp_unit){0};
    for (unsigned i = 0; i < 3000; i++) {
        push(subtitles, i % 32, &unit, 1500, (int64_t)i, 1);
        ck_assert(is_due(subtitles, i % 32, (int64_t)i, &unit));
        ck_assert_int_eq(due.time, i);
    }
    ck_assert(!tsp_subtitles_due(subtitles, 0, 32, &due)); /* long gone */
    static uint8_t large[TSP_SUBPICTURE_SIZE_MAX];
    memset(large, 0xFF, sizeof large);
    for (unsigned i = 0; i < 200; i++)
        tsp_subtitles_push(subtitles, 0, large, sizeof large, 5000 + (int64_t)i, 1);
    ck_assert(tsp_subtitles_due(subtitles, 0, 5199, &due));
    ck_assert(!tsp_subtitles_due(subtitles, 0, 5100, &due));
    ck_assert(!tsp_subtitles_due(subtitles, 1, 5100, &due));
    tsp_subtitles_destroy(&subtitles);
}
END_TEST

struct producer {
    tsp_subtitles *subtitles;
    test_unit unit;
};

static void *produce(void *context)
{
    struct producer *producer = context;
    for (unsigned i = 0; i < 4000; i++)
        push(producer->subtitles, i % 2, &producer->unit, 300, (int64_t)i, 1 + i / 1000);
    return NULL;
}

/* What is due is whole at any time, while it is read and played and sought. */
START_TEST(two_threads)
{
    static struct producer producer;
    pthread_t thread;
    make(&producer.unit, 3);
    producer.subtitles = tsp_subtitles_create();
    due = (tsp_unit){0};
    ck_assert_int_eq(pthread_create(&thread, NULL, produce, &producer), 0);
    for (unsigned serial = 2; serial < 5; serial++) {
        for (unsigned i = 0; i < 3000; i++)
            if (tsp_subtitles_due(producer.subtitles, 1, (int64_t)i + 1000, &due))
                ck_assert_mem_eq(due.bytes, producer.unit.bytes, producer.unit.size);
        tsp_subtitles_reset(producer.subtitles, serial);
    }
    pthread_join(thread, NULL);
    tsp_subtitles_destroy(&producer.subtitles);
}
END_TEST

static uint16_t code(const char *language)
{
    unsigned code = 0;
    for (const char *letter = language; *letter; letter++)
        code = code << 8 | (unsigned char)*letter;
    return (uint16_t)code;
}

static void add_sound(vtsi_mat_t *set, pgc_t *chain, const char *language, uint8_t extension)
{
    unsigned i = set->nr_of_vts_audio_streams++;
    set->vts_audio_attr[i].channels = 5;
    set->vts_audio_attr[i].lang_code = code(language);
    set->vts_audio_attr[i].code_extension = extension;
    chain->audio_control[i] = (uint16_t)(0x8000 | i << 8);
}

static void add_subtitle(vtsi_mat_t *set, pgc_t *chain, const char *language, uint8_t extension, uint32_t control)
{
    unsigned i = set->nr_of_vts_subp_streams++;
    set->vts_subp_attr[i].type = 1;
    set->vts_subp_attr[i].lang_code = code(language);
    set->vts_subp_attr[i].code_extension = extension;
    chain->subp_control[i] = control;
}

static void make_title(tsp_title *title, bool wide)
{
    static vtsi_mat_t set;
    static pgc_t chain;
    memset(&set, 0, sizeof set);
    memset(&chain, 0, sizeof chain);
    add_sound(&set, &chain, "en", 0);
    add_sound(&set, &chain, "fr", 3);
    add_sound(&set, &chain, "fr", 1);
    add_sound(&set, &chain, "", 0);
    add_subtitle(&set, &chain, "fr", 5, 0x80010203);
    add_subtitle(&set, &chain, "en", 0, 0x84050607);
    add_subtitle(&set, &chain, "xx", 0, 0x08090A0B); /* the chain does not have it */
    add_subtitle(&set, &chain, "fr", 1, 0x88090A0B);
    add_subtitle(&set, &chain, "fr", 9, 0x8C0D0E0F);
    add_subtitle(&set, &chain, "iw", 13, 0x9F1E1D1C);
    add_subtitle(&set, &chain, "", 0, 0x80000000);
    chain.palette[0] = 0x00EB8080;
    chain.palette[15] = 0x00123456;
    *title = (tsp_title){.wide = wide};
    tsp_tracks_read(title, &set, &chain);
}

START_TEST(tracks_of_a_title)
{
    static const char *const sound[] = {"English, AC-3 5.1", "French, commentary, AC-3 5.1", "French, AC-3 5.1",
                                        "AC-3 5.1"};
    static const struct {
        const char *text;
        const char *language;
        unsigned wide;
        unsigned full;
    } subtitles[] = {
        {"French, for the hard of hearing", "fr", 1, 0},
        {"English", "en", 5, 4},
        {"French", "fr", 9, 8},
        {"French, foreign dialogue only", "fr", 13, 12},
        {"Hebrew, of the commentary", "he", 30, 31},
        {"Unknown language", "", 0, 0},
    };
    static tsp_title title;
    for (int wide = 0; wide < 2; wide++) {
        make_title(&title, wide);
        ck_assert_uint_eq(title.track_count, TSB_COUNT(sound));
        for (unsigned i = 0; i < TSB_COUNT(sound); i++)
            ck_assert_str_eq(title.tracks[i].text, sound[i]);
        ck_assert_uint_eq(title.subtitle_count, TSB_COUNT(subtitles));
        for (unsigned i = 0; i < TSB_COUNT(subtitles); i++) {
            ck_assert_str_eq(title.subtitles[i].text, subtitles[i].text);
            ck_assert_str_eq(title.subtitles[i].language, subtitles[i].language);
            ck_assert_uint_eq(tsp_title_subtitle_stream(&title, i), wide ? subtitles[i].wide : subtitles[i].full);
        }
        ck_assert_uint_eq(title.palette[0], 0xEB8080);
        ck_assert_uint_eq(title.palette[15], 0x123456);
    }
    ck_assert_uint_eq(title.subtitles[0].streams[TSP_SHAPE_LETTERBOX], 2);
    ck_assert_uint_eq(title.subtitles[0].streams[TSP_SHAPE_PAN_SCAN], 3);
}
END_TEST

START_TEST(what_a_viewer_gets)
{
    static const struct {
        const char *preference;
        unsigned sound;
        int subtitle;
    } cases[] = {
        {NULL, 0, -1},   {"", 0, -1},           {"en", 0, 1},       {"fr", 2, 2},     {"fr_CA.UTF-8", 2, 2},
        {"FR", 2, 2},    {"fra", 0, -1},        {"f", 0, -1},       {"he", 0, -1},    {"de", 0, -1},
        {"fr-CA", 2, 2}, {"de,fr-CA,en", 2, 2}, {"de,en,fr", 0, 1}, {"de,he", 0, -1}, {"de,", 0, -1},
    };
    static tsp_title title;
    make_title(&title, true);
    for (size_t i = 0; i < TSB_COUNT(cases); i++) {
        ck_assert_uint_eq(tsp_title_choose_sound(&title, cases[i].preference), cases[i].sound);
        ck_assert_int_eq(tsp_title_choose_subtitle(&title, 0, cases[i].preference), cases[i].subtitle);
    }
    ck_assert_int_eq(tsp_title_choose_subtitle(&title, 1, "en"), 0);
    ck_assert_int_eq(tsp_title_choose_subtitle(&title, 6, NULL), 5);
    ck_assert_int_eq(tsp_title_choose_subtitle(&title, 7, "en"), -1);
    ck_assert_int_eq(tsp_title_choose_subtitle(&title, -1, "en"), -1);
    ck_assert_int_eq(tsp_title_forced_subtitle(&title, 0), 1);
    ck_assert_int_eq(tsp_title_forced_subtitle(&title, 1), 3);
    ck_assert_int_eq(tsp_title_forced_subtitle(&title, 3), 0);
    ck_assert_int_eq(tsp_title_forced_subtitle(&title, 99), 0);
    /* Captions are better than nothing. */
    title.subtitles[2].purpose = TSP_SUBTITLE_COMMENTARY;
    ck_assert_int_eq(tsp_title_choose_subtitle(&title, 0, "fr"), 0);
    title.subtitle_count = 0;
    ck_assert_int_eq(tsp_title_choose_subtitle(&title, 0, "fr"), -1);
    ck_assert_int_eq(tsp_title_forced_subtitle(&title, 0), -1);
}
END_TEST

START_TEST(language_codes)
{
    char text[TSP_LANGUAGE_SIZE];
    for (unsigned i = 0; i <= UINT16_MAX; i++) {
        tsp_language_code(text, (uint16_t)i);
        ck_assert(strlen(text) == 0 || strlen(text) == 2);
        ck_assert(tsp_language_name(text)[0] || !text[0]);
    }
    tsp_language_code(text, code("DE"));
    ck_assert_str_eq(tsp_language_name(text), "German");
    tsp_language_code(text, code("iw"));
    ck_assert_str_eq(text, "he");
    tsp_language_code(text, code("qq"));
    ck_assert_str_eq(tsp_language_name(text), "qq");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        gathered_and_due,    pieces_that_are_not_whole, units_from_before_come_beside,
        another_run_forgets, oldest_make_room,          two_threads,
        tracks_of_a_title,   what_a_viewer_gets,        language_codes,
    };
    return suite_run("player subtitles", tests, TSB_COUNT(tests));
}
