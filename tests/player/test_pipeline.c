/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Navigation, the pipeline and the player on a small disc made on the spot. */
#include "player/pipeline/pipeline.h"

#include <pthread.h>

#include <SDL.h>
#include <libavutil/md5.h>

#include "player/dvd/navigator.h"
#include "player/dvd/ticks.h"
#include "player/play/play.h"
#include "tests/player/film.h"
#include "tests/support/suite.h"

#define FRAMES_MAX 600

static char folder[256];
static char image[300];

static uint64_t random_next(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 33;
}

START_TEST(title_tables)
{
    tsp_navigator *navigator = NULL;
    ck_assert_int_eq(tsp_navigator_open(&navigator, image, 0, 1u << 20, NULL, NULL, NULL), 0);
    const tsp_title *title = tsp_navigator_title(navigator);
    ck_assert(title->wide);
    ck_assert_int_eq(title->lines, 576);
    ck_assert_int_ge(title->duration, FILM_SECONDS * TSP_SECOND - 4 * 3600);
    ck_assert_int_le(title->duration, FILM_SECONDS * TSP_SECOND + 4 * 3600);
    ck_assert_uint_eq(title->chapter_count, 3);
    ck_assert_int_eq(title->chapters[0], 0);
    ck_assert_uint_eq(tsp_title_chapter_at(title, TSP_SECOND), 0);
    ck_assert_uint_eq(tsp_title_chapter_at(title, 3 * TSP_SECOND), 1);
    ck_assert_uint_eq(tsp_title_chapter_at(title, 99 * TSP_SECOND), 2);
    ck_assert_uint_eq(title->track_count, 2);
    ck_assert_int_eq(title->tracks[0].kind, TSP_STREAM_AC3);
    ck_assert_int_eq(title->tracks[1].kind, TSP_STREAM_MPEG_AUDIO);
    ck_assert_ptr_nonnull(strstr(title->tracks[1].text, "French"));
    tsp_navigator_close(&navigator);
    tsp_navigator_close(&navigator);
}
END_TEST

/* Every VOBU of the title once and in order, times rising without a break; and again after the end. */
START_TEST(navigates_to_the_end_and_back)
{
    tsp_navigator *navigator = NULL;
    ck_assert_int_eq(tsp_navigator_open(&navigator, image, 0, 1u << 20, NULL, NULL, NULL), 0);
    const tsp_title *title = tsp_navigator_title(navigator);
    for (unsigned round = 0; round < 2; round++) {
        tsp_vobu vobu;
        tsp_vobu before = {0};
        uint32_t count = 0;
        while (tsp_navigator_next(navigator, &vobu, NULL, NULL) == 1) {
            free(vobu.page);
            ck_assert_uint_eq(vobu.sector, title->vob_sector + title->vobus[count]);
            if (count > 0)
                ck_assert_uint_eq(vobu.sector, before.sector + before.count);
            if (count > 0)
                ck_assert_int_gt(vobu.time, before.time);
            ck_assert_int_lt(vobu.time - before.time, 2 * TSP_SECOND);
            before = vobu;
            count++;
        }
        ck_assert_uint_eq(count, title->vobu_count);
        ck_assert_int_eq(tsp_navigator_next(navigator, &vobu, NULL, NULL), 0);
        ck_assert_int_eq(tsp_navigator_seek(navigator, 0, NULL, NULL, NULL), 0);
    }
    tsp_navigator_close(&navigator);
}
END_TEST

START_TEST(seeks_land_before_and_near)
{
    uint64_t state = suite_seed(11);
    tsp_navigator *navigator = NULL;
    ck_assert_int_eq(tsp_navigator_open(&navigator, image, 0, 1u << 20, NULL, NULL, NULL), 0);
    int64_t duration = tsp_navigator_title(navigator)->duration;
    for (unsigned i = 0; i < 200; i++) {
        int64_t time = (int64_t)(random_next(&state) % (uint64_t)duration);
        uint32_t sector = 0;
        tsp_vobu vobu;
        ck_assert_int_eq(tsp_navigator_seek(navigator, time, &sector, NULL, NULL), 0);
        if (i % 4 == 0)
            continue; /* another at once */
        ck_assert_int_eq(tsp_navigator_next(navigator, &vobu, NULL, NULL), 1);
        free(vobu.page);
        ck_assert_uint_eq(vobu.sector, sector);
        ck_assert_int_le(vobu.time, time);
        ck_assert_int_gt(vobu.time + 2 * TSP_SECOND, time);
    }
    tsp_navigator_close(&navigator);
}
END_TEST

START_TEST(plays_the_title_that_is_asked_for)
{
    tsp_navigator *navigator = NULL;
    tsp_vobu vobu;
    tsb_error err = {0};
    ck_assert_int_eq(tsp_navigator_open(&navigator, image, 1, 1u << 20, NULL, NULL, NULL), 0);
    ck_assert_int_eq(tsp_navigator_title(navigator)->number, 1);
    ck_assert_int_eq(tsp_navigator_next(navigator, &vobu, NULL, NULL), 1);
    free(vobu.page);
    tsp_navigator_close(&navigator);
    ck_assert_int_eq(tsp_navigator_open(&navigator, image, 2, 1u << 20, NULL, NULL, &err), TSB_ERR_NOT_FOUND);
    ck_assert_ptr_null(navigator);
    ck_assert_str_eq(err.text, "The disc has no title 2; its last is 1");
}
END_TEST

START_TEST(refuses_what_is_no_disc)
{
    tsp_navigator *navigator = NULL;
    char path[600];
    char command[1400];
    tsb_error err = {0};
    snprintf(path, sizeof path, "%s/nothing.iso", folder);
    ck_assert_int_lt(tsp_navigator_open(&navigator, path, 0, 100, NULL, NULL, &err), 0);
    ck_assert_ptr_null(navigator);
    ck_assert(err.text[0]);
    snprintf(command, sizeof command, "head -c 400000 /dev/zero >%s", path);
    ck_assert_int_eq(system(command), 0);
    ck_assert_int_lt(tsp_navigator_open(&navigator, path, 0, 100, NULL, NULL, NULL), 0);
    /* Tables whole, film cut away: nothing beyond the end is ever named. */
    tsp_vobu vobu;
    ck_assert_int_eq(tsp_navigator_open(&navigator, image, 0, 500, NULL, NULL, NULL), 0);
    while (tsp_navigator_next(navigator, &vobu, NULL, NULL) == 1) {
        free(vobu.page);
        ck_assert_uint_le(vobu.sector + vobu.count, 500);
    }
    tsp_navigator_close(&navigator);
}
END_TEST

struct shown {
    int64_t pts;
    int64_t duration;
    uint8_t md5[16];
};

static void describe(struct shown *shown, const AVFrame *frame)
{
    struct AVMD5 *md5 = av_md5_alloc();
    ck_assert_ptr_nonnull(md5);
    av_md5_init(md5);
    for (int row = 0; row < frame->height; row++)
        av_md5_update(md5, frame->data[0] + row * frame->linesize[0], (size_t)frame->width);
    av_md5_final(md5, shown->md5);
    av_free(md5);
    shown->pts = frame->pts;
    shown->duration = frame->pkt_duration;
}

static enum tsp_queue_result next_frame(tsp_pipeline *pipeline, struct shown *shown)
{
    AVFrame *frame = NULL;
    enum tsp_queue_result result = TSP_QUEUE_EMPTY;
    while ((result = tsp_pipeline_frame(pipeline, &frame)) == TSP_QUEUE_EMPTY)
        usleep(500);
    if (result == TSP_QUEUE_OK)
        describe(shown, frame);
    av_frame_free(&frame);
    return result;
}

static tsp_pipeline *start(film_sectors *sectors, tsp_ring *ring)
{
    tsp_pipeline *pipeline = NULL;
    tsp_pipeline_options options = {.path = image, .sectors = &sectors->base, .ring = ring};
    film_open(sectors, image);
    ck_assert_int_eq(tsp_pipeline_create(&pipeline, &options, NULL), 0);
    return pipeline;
}

static void no_failure(tsp_pipeline *pipeline)
{
    tsb_error err = {0};
    tsp_pipeline_failure(pipeline, &err);
    ck_assert_str_eq(err.text, "");
}

static unsigned play_through(struct shown *shown)
{
    film_sectors sectors;
    tsp_pipeline *pipeline = start(&sectors, NULL);
    unsigned count = 0;
    while (next_frame(pipeline, &shown[count]) == TSP_QUEUE_OK)
        ck_assert_uint_lt(++count, FRAMES_MAX);
    no_failure(pipeline);
    tsp_pipeline_destroy(&pipeline);
    film_close(&sectors);
    return count;
}

/* 4 s of a picture a field, then 4 s of a picture a frame, without a hole between. */
START_TEST(shows_every_picture)
{
    static struct shown shown[FRAMES_MAX];
    unsigned count = play_through(shown);
    ck_assert_uint_eq(count, (2 + 1) * FILM_RATE * FILM_SECONDS / 2);
    for (unsigned i = 1; i < count; i++) {
        ck_assert_int_eq(shown[i].pts, shown[i - 1].pts + shown[i - 1].duration);
        ck_assert_int_eq(shown[i - 1].duration, i <= count * 2 / 3 ? 1800 : 3600);
    }
}
END_TEST

START_TEST(seeks_are_exact)
{
    static struct shown shown[FRAMES_MAX];
    uint64_t state = suite_seed(12);
    unsigned count = play_through(shown);
    ck_assert_uint_gt(count, 0);
    film_sectors sectors;
    tsp_pipeline *pipeline = start(&sectors, NULL);
    for (unsigned i = 0; i < 25; i++) {
        struct shown first = {0};
        unsigned wanted = (unsigned)(random_next(&state) % count);
        int64_t time = shown[wanted].pts + (int64_t)(random_next(&state) % (uint64_t)shown[wanted].duration);
        tsp_pipeline_seek(pipeline, time);
        if (i % 3 == 0)
            continue; /* another comes at once */
        ck_assert_int_eq(next_frame(pipeline, &first), TSP_QUEUE_OK);
        ck_assert_int_eq(first.pts, shown[wanted].pts);
        /* A field's other lines come from its neighbours: only progressive pictures are bound to be the same. */
        if (shown[wanted].duration == 3600)
            ck_assert_mem_eq(first.md5, shown[wanted].md5, sizeof first.md5);
    }
    tsp_pipeline_destroy(&pipeline);
    film_close(&sectors);
}
END_TEST

START_TEST(leaves_a_read_that_hangs)
{
    film_sectors sectors;
    struct shown first = {0};
    tsp_pipeline *pipeline = start(&sectors, NULL);
    ck_assert_int_eq(next_frame(pipeline, &first), TSP_QUEUE_OK);
    /* Far in, so that only the second seek's read meets it. */
    atomic_store(&sectors.stall, sectors.base.count - 400);
    tsp_pipeline_seek(pipeline, 7 * TSP_SECOND);
    while (!atomic_load(&sectors.stalled)) {
        AVFrame *frame = NULL;
        (void)tsp_pipeline_frame(pipeline, &frame);
        av_frame_free(&frame);
        usleep(500);
    }
    tsp_pipeline_seek(pipeline, TSP_SECOND);
    do
        ck_assert_int_eq(next_frame(pipeline, &first), TSP_QUEUE_OK);
    while (first.pts >= 2 * TSP_SECOND);
    ck_assert_int_le(first.pts, TSP_SECOND);
    tsp_pipeline_seek(pipeline, 7 * TSP_SECOND);
    while (!atomic_load(&sectors.stalled)) {
        AVFrame *frame = NULL;
        (void)tsp_pipeline_frame(pipeline, &frame);
        av_frame_free(&frame);
        usleep(500);
    }
    tsp_pipeline_destroy(&pipeline); /* while it hangs */
    film_close(&sectors);
}
END_TEST

/* Lost and spoilt sectors cost pictures, never the film: it comes to its end, in its time. */
START_TEST(goes_on_over_damage)
{
    static const unsigned garbage[] = {0, 3, 50};
    for (size_t i = 0; i < TSB_COUNT(garbage); i++) {
        film_sectors sectors;
        struct shown shown = {0};
        struct shown last = {.pts = -1};
        unsigned count = 0;
        tsp_ring *ring = tsp_ring_create(48000, 2, 48000 * 20);
        tsp_pipeline *pipeline = start(&sectors, ring);
        uint32_t from = tsp_pipeline_title(pipeline)->vob_sector;
        atomic_store(&sectors.garbage, garbage[i]);
        atomic_store(&sectors.zero_first, from + 100);
        atomic_store(&sectors.zero_count, 150);
        tsp_pipeline_seek(pipeline, 0);
        while (next_frame(pipeline, &shown) == TSP_QUEUE_OK) {
            last = shown;
            count++;
        }
        no_failure(pipeline);
        if (garbage[i] != 3) {
            ck_assert_uint_gt(count, 100);
            ck_assert_int_gt(last.pts, (FILM_SECONDS - 2) * TSP_SECOND);
        }
        tsp_pipeline_destroy(&pipeline);
        tsp_ring_destroy(&ring);
        film_close(&sectors);
    }
}
END_TEST

static unsigned drain(tsp_ring *ring, float *samples, unsigned room)
{
    unsigned count = 0;
    tsp_ring_fill fill = {0};
    int64_t end = 0;
    do {
        tsp_ring_fill_get(ring, &fill);
        unsigned got = tsp_ring_read(ring, samples + (size_t)count * 2, room - count, &end);
        count += got;
        if (!got)
            usleep(500);
    } while (!fill.ended || fill.frames > 0);
    return count;
}

static void *drop_frames(void *context)
{
    struct shown shown;
    while (next_frame(context, &shown) == TSP_QUEUE_OK)
        ;
    return NULL;
}

/* From a seek on, the sound is what it is when played through, to the sample. */
START_TEST(sound_is_exact)
{
    enum { ROOM = 48000 * (FILM_SECONDS + 2) };
    static float whole[ROOM * 2];
    static float part[ROOM * 2];
    for (unsigned track = 0; track < 2; track++) {
        unsigned counts[2] = {0};
        for (unsigned i = 0; i < 2; i++) {
            film_sectors sectors;
            pthread_t thread;
            tsp_ring *ring = tsp_ring_create(48000, 2, 4800);
            tsp_pipeline *pipeline = start(&sectors, ring);
            tsp_pipeline_set_track(pipeline, track);
            tsp_pipeline_seek(pipeline, i ? 5 * TSP_SECOND : 0);
            ck_assert_uint_eq(tsp_pipeline_track(pipeline), track);
            ck_assert_int_eq(pthread_create(&thread, NULL, drop_frames, pipeline), 0);
            counts[i] = drain(ring, i ? part : whole, ROOM);
            pthread_join(thread, NULL);
            no_failure(pipeline);
            tsp_pipeline_destroy(&pipeline);
            tsp_ring_destroy(&ring);
            film_close(&sectors);
        }
        unsigned length = 48000;
        unsigned skip = 960; /* decoders need a frame or two to settle */
        ck_assert_uint_gt(counts[0], 48000 * (FILM_SECONDS - 1));
        ck_assert_uint_gt(counts[1], length + skip);
        const float *tail = whole + 2 * (size_t)(counts[0] - counts[1] + skip);
        /* Decoders dither a little, by what they have decoded before. */
        for (size_t i = 0; i < 2 * (size_t)length; i++)
            ck_assert(part[2 * (size_t)skip + i] - tail[i] < 1e-4F && tail[i] - part[2 * (size_t)skip + i] < 1e-4F);
    }
}
END_TEST

struct viewer {
    film_sectors sectors;
    uint64_t seed;
    unsigned keys;
};

/* A viewer who cannot leave the keys alone. */
static void *press_keys(void *context)
{
    static const SDL_Keycode keys[] = {SDLK_LEFT, SDLK_RIGHT, SDLK_SPACE,    SDLK_PAGEUP, SDLK_PAGEDOWN,
                                       SDLK_m,    SDLK_o,     SDLK_i,        SDLK_UP,     SDLK_DOWN,
                                       SDLK_f,    SDLK_HOME,  SDLK_BACKSPACE};
    static const char texts[] = "#.,[]90";
    struct viewer *viewer = context;
    uint64_t state = viewer->seed;
    while (!atomic_load(&viewer->sectors.reads)) /* SDL is ready long before */
        usleep(1000);
    for (unsigned i = 0; i < viewer->keys; i++) {
        SDL_Event event = {0};
        usleep((unsigned)(random_next(&state) % 60000));
        if (random_next(&state) % 3) {
            event.type = SDL_KEYDOWN;
            event.key.keysym.sym = keys[random_next(&state) % TSB_COUNT(keys)];
        } else {
            event.type = SDL_TEXTINPUT;
            event.text.text[0] = texts[random_next(&state) % (sizeof texts - 1)];
        }
        SDL_PushEvent(&event);
    }
    SDL_Event quit = {.type = SDL_QUIT};
    SDL_PushEvent(&quit);
    return NULL;
}

static void play_with_keys(uint64_t seed, unsigned count, bool stalling)
{
    pthread_t thread;
    struct viewer viewer = {.seed = seed, .keys = count};
    tsp_window *window = NULL;
    tsp_play_options options;
    tsp_play_result result = {0};
    tsb_error err = {0};
    tsp_play_options_init(&options);
    film_open(&viewer.sectors, image);
    options.path = image;
    options.sectors = &viewer.sectors.base;
    options.title = "Test";
    options.notice = "1 view left";
    if (stalling)
        atomic_store(&viewer.sectors.stall, viewer.sectors.base.count / 2);
    ck_assert_int_eq(tsp_window_create(&window, false, NULL, &err), 0);
    ck_assert_int_eq(pthread_create(&thread, NULL, press_keys, &viewer), 0);
    ck_assert_int_eq(tsp_play(&options, window, &result, &err), 0);
    pthread_join(thread, NULL);
    tsp_window_destroy(&window);
    film_close(&viewer.sectors);
}

START_TEST(any_keys)
{
    uint64_t seed = suite_seed(13);
    play_with_keys(seed, 60, false);
    play_with_keys(seed + 1, 30, true);
    play_with_keys(seed + 2, 0, true);
}
END_TEST

START_TEST(plays_to_the_end)
{
    film_sectors sectors;
    tsp_window *window = NULL;
    tsp_play_options options;
    tsp_play_result result = {0};
    tsp_play_options_init(&options);
    film_open(&sectors, image);
    options.path = image;
    options.sectors = &sectors.base;
    options.start = FILM_SECONDS - 2;
    options.audio = 2;
    ck_assert_int_eq(tsp_window_create(&window, false, NULL, NULL), 0);
    ck_assert_int_eq(tsp_play(&options, window, &result, NULL), 0);
    tsp_window_destroy(&window);
    ck_assert_int_eq(result.outcome, TSP_PLAY_ENDED);
    ck_assert_uint_gt(result.position_ms, (FILM_SECONDS - 1) * 1000);
    ck_assert_uint_eq(result.frames_shown + result.frames_late, 2 * FILM_RATE);
    film_close(&sectors);
}
END_TEST

START_TEST(cancelled_from_outside)
{
    film_sectors sectors;
    tsp_window *window = NULL;
    tsp_play_options options;
    tsp_play_result result = {0};
    tsb_cancel *cancel = NULL;
    ck_assert_int_eq(tsb_cancel_create(&cancel, NULL), 0);
    tsp_play_options_init(&options);
    film_open(&sectors, image);
    options.path = image;
    options.sectors = &sectors.base;
    options.cancel = cancel;
    options.no_audio = true;
    tsb_cancel_fire(cancel);
    ck_assert_int_eq(tsp_window_create(&window, false, NULL, NULL), 0);
    ck_assert_int_eq(tsp_play(&options, window, &result, NULL), 0);
    tsp_window_destroy(&window);
    ck_assert_int_eq(result.outcome, TSP_PLAY_QUIT);
    ck_assert_int_eq(tsp_frames_md5(&options, stdout, NULL), TSB_ERR_CANCELLED);
    tsb_cancel_destroy(&cancel);
    film_close(&sectors);
}
END_TEST

static void play_with_event(SDL_Event *event, bool home, tsp_play_result *result)
{
    film_sectors sectors;
    tsp_window *window = NULL;
    tsp_play_options options;
    tsp_play_options_init(&options);
    film_open(&sectors, image);
    options.path = image;
    options.sectors = &sectors.base;
    options.no_audio = true;
    options.home = home;
    options.start = FILM_SECONDS - 2;
    ck_assert_int_eq(tsp_window_create(&window, false, NULL, NULL), 0);
    ck_assert_int_eq(SDL_PushEvent(event), 1);
    ck_assert_int_eq(tsp_play(&options, window, result, NULL), 0);
    tsp_window_destroy(&window);
    film_close(&sectors);
}

START_TEST(says_why_it_is_over)
{
    tsp_play_result result = {0};
    SDL_Event key = {.key = {.type = SDL_KEYDOWN, .state = SDL_PRESSED, .keysym = {.sym = SDLK_h}}};
    SDL_Event first = {.drop = {.type = SDL_DROPFILE, .file = SDL_strdup("/films/another.iso")}};
    SDL_Event quit = {.type = SDL_QUIT};
    play_with_event(&key, true, &result);
    ck_assert_int_eq(result.outcome, TSP_PLAY_BACK);
    play_with_event(&key, false, &result); /* there is nowhere to go back to */
    ck_assert_int_eq(result.outcome, TSP_PLAY_ENDED);
    play_with_event(&quit, true, &result);
    ck_assert_int_eq(result.outcome, TSP_PLAY_QUIT);
    ck_assert_str_eq(result.dropped, "");
    play_with_event(&first, true, &result);
    ck_assert_int_eq(result.outcome, TSP_PLAY_DROPPED);
    ck_assert_str_eq(result.dropped, "/films/another.iso");
}
END_TEST

/* While pictures are shown the display is kept awake; afterwards no longer, however playing ends. */
static Uint32 SDLCALL look_and_quit(Uint32 interval, void *context)
{
    atomic_bool *awake = context;
    SDL_Event quit = {.type = SDL_QUIT};
    if (SDL_IsScreenSaverEnabled() && interval < 2000)
        return interval + 1; /* it has not begun yet */
    atomic_store(awake, !SDL_IsScreenSaverEnabled());
    SDL_PushEvent(&quit);
    return 0;
}

START_TEST(lets_the_display_sleep_afterwards)
{
    film_sectors sectors;
    tsp_window *window = NULL;
    tsp_play_options options;
    tsp_play_result result = {0};
    atomic_bool awake = false;
    tsp_play_options_init(&options);
    film_open(&sectors, image);
    options.path = image;
    options.sectors = &sectors.base;
    ck_assert_int_eq(tsp_window_create(&window, false, NULL, NULL), 0);
    ck_assert(SDL_IsScreenSaverEnabled());
    ck_assert_int_ne(SDL_AddTimer(100, look_and_quit, &awake), 0);
    ck_assert_int_eq(tsp_play(&options, window, &result, NULL), 0);
    ck_assert_int_eq(result.outcome, TSP_PLAY_QUIT);
    ck_assert(atomic_load(&awake));
    ck_assert(SDL_IsScreenSaverEnabled());
    tsp_window_destroy(&window);
    film_close(&sectors);
}
END_TEST

/* The hashes are FFmpeg's own of the same title. */
START_TEST(frames_md5_equal_ffmpegs)
{
    char path[400];
    char command[2000];
    film_sectors sectors;
    tsp_play_options options;
    tsp_play_options_init(&options);
    film_open(&sectors, image);
    options.path = image;
    options.sectors = &sectors.base;
    snprintf(path, sizeof path, "%s/ours", folder);
    FILE *out = fopen(path, "w");
    ck_assert_ptr_nonnull(out);
    ck_assert_int_eq(tsp_frames_md5(&options, out, NULL), 0);
    fclose(out);
    film_close(&sectors);
    snprintf(
        command, sizeof command,
        "cd %s && ffmpeg -v error -nostdin -y -i dvd/VIDEO_TS/VTS_01_1.VOB -map 0:v -f framemd5 theirs && "
        "grep -v '^#' ours | sed 's/.*, //' >ours.md5 && grep -v '^#' theirs | sed 's/.*, //' >theirs.md5 && "
        "test $(wc -l <ours.md5) = %d && cmp ours.md5 theirs.md5 && "
        "grep -v '^#software' ours | grep '^#' >ours.head && grep -v '^#software' theirs | grep '^#' >theirs.head && "
        "cmp ours.head theirs.head",
        folder, FILM_RATE * FILM_SECONDS);
    ck_assert_int_eq(system(command), 0);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {title_tables,
                                  navigates_to_the_end_and_back,
                                  seeks_land_before_and_near,
                                  refuses_what_is_no_disc,
                                  plays_the_title_that_is_asked_for,
                                  shows_every_picture,
                                  seeks_are_exact,
                                  leaves_a_read_that_hangs,
                                  goes_on_over_damage,
                                  sound_is_exact,
                                  any_keys,
                                  plays_to_the_end,
                                  cancelled_from_outside,
                                  says_why_it_is_over,
                                  lets_the_display_sleep_afterwards,
                                  frames_md5_equal_ffmpegs};
    if (!film_possible()) {
        printf("ffmpeg, dvdauthor or genisoimage is missing\n");
        return 77;
    }
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    setenv("SDL_AUDIODRIVER", "dummy", 1);
    int result = EXIT_FAILURE;
    if (!scratch_try(folder))
        return result;
    if (film_make(folder, image))
        result = suite_run("player pipeline", tests, TSB_COUNT(tests));
    else
        fprintf(stderr, "the disc cannot be made\n");
    tsb_tree_remove(folder, NULL);
    return result;
}
