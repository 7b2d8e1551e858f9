/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Playing in a window, a small disc made on the spot. */
#include "player/play/play.h"

#include <pthread.h>

#include <SDL.h>

#include "tests/player/support/film.h"
#include "tests/support/suite.h"

/* A film in a window. */
struct stage {
    film_sectors sectors;
    tsp_window *window;
    tsp_play_options options;
    tsp_play_result result;
};

static void stage_open(struct stage *stage)
{
    *stage = (struct stage){0};
    film_open(&stage->sectors, film_image);
    tsp_play_options_init(&stage->options);
    stage->options.path = film_image;
    stage->options.sectors = &stage->sectors.base;
    ck_assert_int_eq(tsp_window_create(&stage->window, false, NULL, NULL), 0);
}

static void stage_play(struct stage *stage)
{
    tsb_error err = {0};
    ck_assert_msg(tsp_play(&stage->options, stage->window, &stage->result, &err) == 0, "%s", err.text);
}

static void stage_close(struct stage *stage)
{
    tsp_window_destroy(&stage->window);
    film_close(&stage->sectors);
}

struct viewer {
    struct stage stage;
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
    while (!atomic_load(&viewer->stage.sectors.reads)) /* SDL is ready long before */
        usleep(1000);
    for (unsigned i = 0; i < viewer->keys; i++) {
        SDL_Event event = {0};
        usleep((unsigned)(test_random(&state) % 60000));
        if (test_random(&state) % 3) {
            event.type = SDL_KEYDOWN;
            event.key.keysym.sym = keys[test_random(&state) % TSB_COUNT(keys)];
        } else {
            event.type = SDL_TEXTINPUT;
            event.text.text[0] = texts[test_random(&state) % (sizeof texts - 1)];
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
    stage_open(&viewer.stage);
    viewer.stage.options.title = "Test";
    viewer.stage.options.notice = "1 view left";
    if (stalling)
        atomic_store(&viewer.stage.sectors.stall, viewer.stage.sectors.base.count / 2);
    ck_assert_int_eq(pthread_create(&thread, NULL, press_keys, &viewer), 0);
    stage_play(&viewer.stage);
    pthread_join(thread, NULL);
    stage_close(&viewer.stage);
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
    struct stage stage;
    stage_open(&stage);
    stage.options.start = FILM_SECONDS - 2;
    stage.options.audio = 2;
    stage_play(&stage);
    ck_assert_int_eq(stage.result.outcome, TSP_PLAY_ENDED);
    ck_assert_uint_gt(stage.result.position_ms, (FILM_SECONDS - 1) * 1000);
    ck_assert_uint_eq(stage.result.frames_shown + stage.result.frames_late, 2 * FILM_RATE);
    stage_close(&stage);
}
END_TEST

START_TEST(cancelled_from_outside)
{
    struct stage stage;
    tsb_cancel *cancel = NULL;
    ck_assert_int_eq(tsb_cancel_create(&cancel, NULL), 0);
    stage_open(&stage);
    stage.options.cancel = cancel;
    stage.options.no_audio = true;
    tsb_cancel_fire(cancel);
    stage_play(&stage);
    ck_assert_int_eq(stage.result.outcome, TSP_PLAY_QUIT);
    ck_assert_int_eq(tsp_frames_md5(&stage.options, stdout, NULL), TSB_ERR_CANCELLED);
    stage_close(&stage);
    tsb_cancel_destroy(&cancel);
}
END_TEST

static void play_with_event(SDL_Event *event, bool home, tsp_play_result *result)
{
    struct stage stage;
    stage_open(&stage);
    stage.options.no_audio = true;
    stage.options.home = home;
    stage.options.start = FILM_SECONDS - 2;
    ck_assert_int_eq(SDL_PushEvent(event), 1);
    stage_play(&stage);
    *result = stage.result;
    stage_close(&stage);
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
    struct stage stage;
    atomic_bool awake = false;
    stage_open(&stage);
    ck_assert(SDL_IsScreenSaverEnabled());
    ck_assert_int_ne(SDL_AddTimer(100, look_and_quit, &awake), 0);
    stage_play(&stage);
    ck_assert_int_eq(stage.result.outcome, TSP_PLAY_QUIT);
    ck_assert(atomic_load(&awake));
    ck_assert(SDL_IsScreenSaverEnabled());
    stage_close(&stage);
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
    film_open(&sectors, film_image);
    options.path = film_image;
    options.sectors = &sectors.base;
    snprintf(path, sizeof path, "%s/ours", film_folder);
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
        film_folder, FILM_RATE * FILM_SECONDS);
    ck_assert_int_eq(system(command), 0);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        any_keys,
        plays_to_the_end,
        cancelled_from_outside,
        says_why_it_is_over,
        lets_the_display_sleep_afterwards,
        frames_md5_equal_ffmpegs,
    };
    return film_run("player play", tests, TSB_COUNT(tests), film_make);
}
