/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Runs a program that plays a marked film on an Xvfb's whole screen, and measures it from outside, the same way
 * whatever program it is. Prints one line of JSON.
 *
 * bench_watch --screen FILE --rate FRAMES_A_SECOND [--seconds N] [--seeks N --film SECONDS] [--seed N] [--log FILE]
 *             [--child] -- PROGRAM [ARGUMENT...]
 * With --child the program runs another one, which is what CPU time and memory are told of.
 * Lets it play for N seconds (10) from its first picture on; then, with --seeks, presses the keys Right, Left, Up and
 * Down in turn at random, by xdotool, in a film of that many seconds; and ends it by SIGTERM.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/bench/screen.h"
#include "tests/bench/shown.h"

enum { SEEKS_MAX = 500 };

#define LOOK_EVERY     500000L /* nanoseconds */
#define MEMORY_EVERY   0.25    /* seconds */
#define FIRST_PATIENCE 60.0
#define SEEK_PATIENCE  20.0
#define END_PATIENCE   10.0
#define SEEK_REST      1.2  /* undisturbed playing between two seeks */
#define SEEK_EDGE      70.0 /* no seek leads nearer to either end */
#define SEEK_JUMP      2.0  /* what does not move the picture by that much is no seek */

struct options {
    const char *screen;
    const char *log;
    double rate;
    double seconds;
    double film;
    unsigned seeks;
    bool child;
    char **command;
};

struct watch {
    struct options options;
    struct bench_screen screen;
    struct bench_shown shown;
    pid_t program;
    pid_t measured; /* it, or its child */
    bool ended;
    double started;
    double first; /* seconds from the start */
    double cpu;   /* seconds that it took up to the end of the undisturbed playing */
    long pss;     /* highest seen, KiB */
    long rss;
    double memory_at;
    FILE *keys; /* to xdotool */
    pid_t xdotool;
    double seek_times[SEEKS_MAX];
    unsigned seeks;
};

static double now(void)
{
    struct timespec time = {0};
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static void rest(void)
{
    struct timespec time = {.tv_nsec = LOOK_EVERY};
    nanosleep(&time, NULL);
}

/* The number after a name in a file of the measured process in /proc; 0: there is none. */
static long proc_number(const struct watch *watch, const char *file, const char *name)
{
    char path[64];
    char line[256];
    long number = 0;
    snprintf(path, sizeof path, "/proc/%d/%s", (int)watch->measured, file);
    FILE *stream = fopen(path, "r");
    while (stream && fgets(line, sizeof line, stream))
        if (strncmp(line, name, strlen(name)) == 0)
            number = strtol(line + strlen(name), NULL, 10);
    if (stream)
        fclose(stream);
    return number;
}

static void take_memory(struct watch *watch)
{
    long pss = proc_number(watch, "smaps_rollup", "Pss:");
    long rss = proc_number(watch, "status", "VmHWM:");
    watch->pss = pss > watch->pss ? pss : watch->pss;
    watch->rss = rss > watch->rss ? rss : watch->rss;
}

static void find_measured(struct watch *watch)
{
    char path[64];
    char line[64] = "";
    watch->measured = watch->program;
    if (!watch->options.child)
        return;
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)watch->program, (int)watch->program);
    FILE *stream = fopen(path, "r");
    if (stream && fgets(line, sizeof line, stream))
        watch->measured = (pid_t)strtol(line, NULL, 10);
    if (stream)
        fclose(stream);
}

/* One look at the screen and the program; the frame that is shown, or -1. */
static int look(struct watch *watch)
{
    rest();
    double time = now();
    int frame = bench_screen_frame(&watch->screen);
    if (!watch->ended && waitpid(watch->program, NULL, WNOHANG) == watch->program)
        watch->ended = true;
    if (!watch->ended && watch->measured && time >= watch->memory_at) {
        take_memory(watch);
        watch->memory_at = time + MEMORY_EVERY;
    }
    return frame;
}

/* What the program has used of the processors; 0 when it is gone. */
static double cpu_of(pid_t program)
{
    clockid_t clock;
    struct timespec time = {0};
    if (clock_getcpuclockid(program, &clock) == 0)
        clock_gettime(clock, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static pid_t start(char **command, const char *log, int *input)
{
    int ends[2] = {-1, -1};
    if (input && pipe2(ends, O_CLOEXEC))
        return -1;
    pid_t child = fork();
    if (child == 0) {
        int file = open(log ? log : "/dev/null", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        int in = input ? ends[0] : open("/dev/null", O_RDONLY | O_CLOEXEC);
        dup2(in, STDIN_FILENO);
        dup2(file, STDOUT_FILENO);
        dup2(file, STDERR_FILENO);
        execvp(command[0], command);
        _exit(127);
    }
    if (input) {
        close(ends[0]);
        *input = ends[1];
    }
    return child;
}

static int await_first(struct watch *watch)
{
    while (!watch->ended && now() - watch->started < FIRST_PATIENCE) {
        if (look(watch) >= 0) {
            watch->first = now() - watch->started;
            find_measured(watch);
            return 0;
        }
    }
    fprintf(stderr, "%s: no picture was seen%s\n", watch->options.command[0], watch->ended ? "; it ended" : "");
    return -1;
}

static void play(struct watch *watch, double seconds)
{
    double until = now() + seconds;
    while (!watch->ended && now() < until) {
        int frame = look(watch);
        if (frame >= 0)
            bench_shown_add(&watch->shown, frame, now());
    }
    watch->cpu = cpu_of(watch->measured);
}

static const char *seek_key(const struct watch *watch, int frame)
{
    static const char *const keys[] = {"Right", "Up", "Left", "Down"};
    double time = frame / watch->options.rate;
    int first = time > watch->options.film - SEEK_EDGE ? 2 : 0;
    int count = time < SEEK_EDGE || first == 2 ? 2 : 4;
    return keys[first + rand() % count];
}

/* From the key to a picture of elsewhere. */
static int seek(struct watch *watch)
{
    int frame = -1;
    double until = now() + SEEK_REST;
    while (!watch->ended && (now() < until || frame < 0)) {
        int seen = look(watch);
        frame = seen >= 0 ? seen : frame;
        if (now() > until + SEEK_PATIENCE)
            return -1;
    }
    const char *key = seek_key(watch, frame);
    double pressed = now();
    fprintf(watch->keys, "key %s\n", key);
    fflush(watch->keys);
    while (!watch->ended && now() - pressed < SEEK_PATIENCE) {
        int seen = look(watch);
        double moved = seen >= 0 ? (seen - frame) / watch->options.rate - (now() - pressed) : 0;
        if (moved > SEEK_JUMP || moved < -SEEK_JUMP - (now() - pressed)) {
            watch->seek_times[watch->seeks++] = now() - pressed;
            return 0;
        }
    }
    fprintf(stderr, "%s: no other picture %.0f s after the key %s\n", watch->options.command[0], SEEK_PATIENCE, key);
    return -1;
}

static int seek_all(struct watch *watch)
{
    static char *xdotool[] = {"xdotool", "-", NULL};
    int input = -1;
    int result = 0;
    watch->xdotool = start(xdotool, watch->options.log, &input);
    watch->keys = fdopen(input, "w");
    if (!watch->keys)
        return -1;
    while (result == 0 && watch->seeks < watch->options.seeks && !watch->ended)
        result = seek(watch);
    fclose(watch->keys);
    waitpid(watch->xdotool, NULL, 0);
    return watch->ended ? -1 : result;
}

static void end(struct watch *watch)
{
    if (!watch->ended)
        take_memory(watch);
    if (!watch->ended)
        kill(watch->program, SIGTERM);
    double until = now() + END_PATIENCE;
    while (!watch->ended && now() < until)
        look(watch);
    if (!watch->ended) {
        kill(watch->program, SIGKILL);
        waitpid(watch->program, NULL, 0);
    }
}

static void report(const struct watch *watch)
{
    struct bench_shown_result shown = bench_shown_result(&watch->shown, watch->options.rate);
    printf("{\"first_ms\": %.1f, \"cpu_ms\": %.1f, \"rss_kib\": %ld, \"pss_kib\": %ld, \"frames\": %u, \"missed\": %u, "
           "\"pace\": %.5f, \"jitter_ms\": %.3f, \"worst_ms\": %.3f, \"seek_ms\": [",
           watch->first * 1e3, watch->cpu * 1e3, watch->rss, watch->pss, shown.frames, shown.missed, shown.pace,
           shown.jitter * 1e3, shown.worst * 1e3);
    for (unsigned i = 0; i < watch->seeks; i++)
        printf("%s%.1f", i ? ", " : "", watch->seek_times[i] * 1e3);
    printf("]}\n");
}

static int parse(int argc, char **argv, struct options *options)
{
    static const struct option known[] = {
        {"screen", required_argument, NULL, 's'},
        {"rate", required_argument, NULL, 'r'},
        {"seconds", required_argument, NULL, 't'},
        {"seeks", required_argument, NULL, 'k'},
        {"film", required_argument, NULL, 'f'},
        {"seed", required_argument, NULL, 'e'},
        {"log", required_argument, NULL, 'l'},
        {"child", no_argument, NULL, 'c'},
        {NULL, 0, NULL, 0},
    };
    int option = 0;
    *options = (struct options){.seconds = 10};
    while ((option = getopt_long(argc, argv, "+", known, NULL)) != -1) {
        switch (option) {
        case 's':
            options->screen = optarg;
            break;
        case 'r':
            options->rate = strtod(optarg, NULL);
            break;
        case 't':
            options->seconds = strtod(optarg, NULL);
            break;
        case 'k':
            options->seeks = (unsigned)strtoul(optarg, NULL, 10);
            break;
        case 'f':
            options->film = strtod(optarg, NULL);
            break;
        case 'e':
            srand((unsigned)strtoul(optarg, NULL, 10));
            break;
        case 'l':
            options->log = optarg;
            break;
        case 'c':
            options->child = true;
            break;
        default:
            return -1;
        }
    }
    options->command = argv + optind;
    return options->screen && options->rate > 0 && options->seconds > 0 && options->seeks <= SEEKS_MAX && optind < argc
               ? 0
               : -1;
}

/* Where that is allowed, looks come on time however busy the machine is; what is watched does not inherit it. */
static void look_in_time(void)
{
    struct sched_param parameter = {.sched_priority = 1};
    sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, &parameter);
}

int main(int argc, char **argv)
{
    static struct watch watch;
    if (parse(argc, argv, &watch.options)) {
        fprintf(stderr, "usage: bench_watch --screen FILE --rate R [options] -- PROGRAM [ARGUMENT...]\n");
        return 2;
    }
    if (bench_screen_open(&watch.screen, watch.options.screen))
        return 1;
    signal(SIGPIPE, SIG_IGN);
    look_in_time();
    watch.started = now();
    watch.program = start(watch.options.command, watch.options.log, NULL);
    if (watch.program < 0) {
        fprintf(stderr, "%s cannot be started: %s\n", watch.options.command[0], strerror(errno));
        return 1;
    }
    int result = await_first(&watch);
    if (result == 0)
        play(&watch, watch.options.seconds);
    if (result == 0 && watch.options.seeks > 0)
        result = seek_all(&watch);
    end(&watch);
    if (result == 0)
        report(&watch);
    bench_screen_close(&watch.screen);
    return result ? 1 : 0;
}
