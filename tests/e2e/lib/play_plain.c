/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Plays an ordinary disc image, an original, through the player's own pipeline,
 * so that tests can compare what a synthesised disc shows with it.
 *
 * play_plain [--frames-md5] [--start SECONDS] [--audio N] [--subtitle N] [--angle N] [--title TEXT] [--menu]
 *            [--no-audio] [--fullscreen] [--slow MS] [--stall SECTOR [--trouble network|token|disc]] [--views N]
 *            [--home] [--text-scale FACTOR] [--notice TEXT] IMAGE
 *
 * --slow waits that long before each read; --stall blocks for ever at that sector,
 * as what --trouble names does, or as a network that is lost does until it is told to try again.
 */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "player/play/play.h"

typedef struct plain_sectors {
    tsp_sectors base;
    FILE *file;
    unsigned slow;
    uint32_t stall;
    enum tsp_trouble trouble;
    bool hashes;
    bool fullscreen;
    double text_scale;
    atomic_bool stalled;
    atomic_bool retried;
} plain_sectors;

static int plain_read(tsp_sectors *sectors, uint32_t first, uint32_t count, uint8_t *out, const tsb_cancel *cancel,
                      tsb_error *err)
{
    plain_sectors *plain = (plain_sectors *)sectors;
    bool stall = plain->stall && first <= plain->stall && first + count > plain->stall;
    if (stall)
        atomic_store(&plain->stalled, true);
    int result = plain->slow && !stall ? tsb_cancel_sleep(cancel, plain->slow) : 0;
    while (stall && !result && !atomic_load(&plain->retried))
        result = tsb_cancel_sleep(cancel, 20);
    atomic_store(&plain->stalled, false);
    if (result)
        return tsb_fail(err, result, "Reading was interrupted");
    if (fseeko(plain->file, (off_t)first * 2048, SEEK_SET) || fread(out, 2048, count, plain->file) != count)
        return tsb_fail(err, TSB_ERR_IO, "The image is cut short");
    return 0;
}

static void plain_hint(tsp_sectors *sectors, uint32_t sector)
{
    (void)sectors;
    (void)sector;
}

static void plain_status(tsp_sectors *sectors, tsp_sectors_status *out)
{
    plain_sectors *plain = (plain_sectors *)sectors;
    bool stalled = atomic_load(&plain->stalled);
    /* All of the image is at hand, but for what stalls. */
    *out = (tsp_sectors_status){
        .buffered = stalled ? 0.42 : 1,
        .ahead = plain->stall ? plain->stall : sectors->count,
    };
    if (!stalled)
        return;
    out->trouble = plain->trouble;
    if (plain->trouble == TSP_TROUBLE_NETWORK) {
        out->retryable = true;
        out->retry_ms = 7000;
        snprintf(out->text, sizeof out->text, "The connection is lost; trying again");
    }
    if (plain->trouble == TSP_TROUBLE_TOKEN)
        snprintf(out->text, sizeof out->text, "Token TALLY0001 was pulled out; put it back to go on");
}

static void plain_retry(tsp_sectors *sectors)
{
    plain_sectors *plain = (plain_sectors *)sectors;
    if (plain->trouble == TSP_TROUBLE_NETWORK)
        atomic_store(&plain->retried, true);
}

static void plain_destroy(tsp_sectors *sectors)
{
    (void)sectors;
}

static const struct tsp_sectors_ops plain_ops = {plain_read, plain_hint, plain_status, plain_retry, plain_destroy};

static const struct option known_options[] = {
    {"menu", no_argument, NULL, 'M'},
    {"frames-md5", no_argument, NULL, 'm'},
    {"start", required_argument, NULL, 's'},
    {"audio", required_argument, NULL, 'a'},
    {"title", required_argument, NULL, 't'},
    {"no-audio", no_argument, NULL, 'n'},
    {"fullscreen", no_argument, NULL, 'f'},
    {"slow", required_argument, NULL, 'w'},
    {"stall", required_argument, NULL, 'l'},
    {"subtitle", required_argument, NULL, 'b'},
    {"angle", required_argument, NULL, 'g'},
    {"notice", required_argument, NULL, 'o'},
    {"trouble", required_argument, NULL, 'r'},
    {"views", required_argument, NULL, 'v'},
    {"home", no_argument, NULL, 'h'},
    {"text-scale", required_argument, NULL, 'x'},
    {NULL, 0, NULL, 0},
};

/* An option of the player's own; false when it is none. */
static bool take_play_option(int option, tsp_play_options *options)
{
    switch (option) {
    case 'M':
        options->menu = true;
        return true;
    case 's':
        options->start = strtod(optarg, NULL);
        return true;
    case 'a':
        options->audio = (int)strtol(optarg, NULL, 10);
        return true;
    case 'b':
        options->subtitle = (int)strtol(optarg, NULL, 10);
        return true;
    case 'g':
        options->angle = (int)strtol(optarg, NULL, 10);
        return true;
    case 't':
        options->title = optarg;
        return true;
    case 'o':
        options->notice = optarg;
        return true;
    case 'n':
        options->no_audio = true;
        return true;
    case 'v':
        options->views_left = (int)strtol(optarg, NULL, 10);
        return true;
    case 'h':
        options->home = true;
        return true;
    default:
        return false;
    }
}

static enum tsp_trouble trouble_named(const char *name)
{
    if (strcmp(name, "token") == 0)
        return TSP_TROUBLE_TOKEN;
    return strcmp(name, "disc") == 0 ? TSP_TROUBLE_DISC : TSP_TROUBLE_NETWORK;
}

/* One of the test's: what its disc and its window are like. */
static bool take_plain_option(int option, plain_sectors *plain)
{
    switch (option) {
    case 'm':
        plain->hashes = true;
        return true;
    case 'f':
        plain->fullscreen = true;
        return true;
    case 'w':
        plain->slow = (unsigned)strtoul(optarg, NULL, 10);
        return true;
    case 'l':
        plain->stall = (uint32_t)strtoul(optarg, NULL, 10);
        return true;
    case 'r':
        plain->trouble = trouble_named(optarg);
        return true;
    case 'x':
        plain->text_scale = strtod(optarg, NULL);
        return true;
    default:
        return false;
    }
}

static int parse(int argc, char **argv, tsp_play_options *options, plain_sectors *plain)
{
    int option = 0;
    while ((option = getopt_long(argc, argv, "", known_options, NULL)) != -1) {
        if (!take_play_option(option, options) && !take_plain_option(option, plain))
            return -1;
    }
    return optind + 1 == argc ? 0 : -1;
}

static tsb_cancel *stop;

static void on_signal(int number)
{
    (void)number;
    tsb_cancel_fire(stop);
}

static const char *const outcomes[] = {
    [TSP_PLAY_QUIT] = "quit", [TSP_PLAY_ENDED] = "ended", [TSP_PLAY_BACK] = "back", [TSP_PLAY_DROPPED] = "dropped"};

static int show(tsp_play_options *options, const plain_sectors *plain, tsp_play_result *result, tsb_error *err)
{
    tsp_window *window = NULL;
    int code = tsp_window_create(&window, plain->fullscreen, NULL, err);
    if (code == 0) {
        tsp_window_set_text_scale(window, plain->text_scale);
        tsp_mpris_create(&options->media, NULL);
        code = tsp_play(options, window, result, err);
    }
    tsp_mpris_destroy(&options->media);
    tsp_window_destroy(&window);
    return code;
}

int main(int argc, char **argv)
{
    tsb_error err = {0};
    tsp_play_options options;
    tsp_play_result result = {0};
    plain_sectors plain = {.base = {.ops = &plain_ops}, .text_scale = 1};
    tsp_play_options_init(&options);
    if (parse(argc, argv, &options, &plain)) {
        fprintf(stderr, "usage: play_plain [options] IMAGE\n");
        return 2;
    }
    options.path = argv[argc - 1];
    plain.file = fopen(options.path, "rb");
    if (!plain.file || fseeko(plain.file, 0, SEEK_END)) {
        fprintf(stderr, "%s: %s\n", options.path, strerror(errno));
        return 1;
    }
    plain.base.count = (uint32_t)(ftello(plain.file) / 2048);
    options.sectors = &plain.base;
    if (tsb_cancel_create(&stop, &err)) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    options.cancel = stop;
    signal(SIGTERM, on_signal);
    signal(SIGINT, on_signal);
    int code = plain.hashes ? tsp_frames_md5(&options, stdout, &err) : show(&options, &plain, &result, &err);
    if (code)
        fprintf(stderr, "play_plain: %s\n", err.text);
    else if (!plain.hashes)
        fprintf(stderr, "outcome=%s finished=%d position_ms=%llu shown=%llu late=%llu\n", outcomes[result.outcome],
                result.outcome == TSP_PLAY_ENDED, (unsigned long long)result.position_ms,
                (unsigned long long)result.frames_shown, (unsigned long long)result.frames_late);
    fclose(plain.file);
    tsb_cancel_destroy(&stop);
    return code ? 1 : 0;
}
