/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define BAR_WIDTH     40
#define BAR_INTERVAL  100   /* milliseconds between two bars */
#define LINE_INTERVAL 15000 /* and between two lines */

static int64_t now_ms(void)
{
    struct timespec now = {0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void tsv_progress_start(tsv_progress *progress, const char *what)
{
    *progress = (tsv_progress){.what = what, .terminal = isatty(STDERR_FILENO) == 1, .percent = -1, .shown = now_ms()};
}

static void show_bar(const tsv_progress *progress, int percent)
{
    char bar[BAR_WIDTH + 1] = "";
    for (int i = 0; i < BAR_WIDTH; i++) {
        bar[i] = i * 100 < percent * BAR_WIDTH ? '#' : '.';
    }
    (void)fprintf(stderr, "\r%-22s [%s] %3d %%", progress->what, bar, percent);
    (void)fflush(stderr);
}

void tsv_progress_show(tsv_progress *progress, uint64_t done, uint64_t total)
{
    int percent = total == 0 || done >= total ? 100 : (int)((double)done * 100.0 / (double)total);
    int64_t now = now_ms();
    if (percent == progress->percent || now - progress->shown < (progress->terminal ? BAR_INTERVAL : LINE_INTERVAL)) {
        return;
    }
    progress->percent = percent;
    progress->shown = now;
    if (progress->terminal) {
        show_bar(progress, percent);
    } else {
        (void)fprintf(stderr, "%s: %d %%\n", progress->what, percent);
    }
}

void tsv_progress_end(tsv_progress *progress)
{
    if (progress->terminal && progress->percent >= 0) {
        (void)fprintf(stderr, "\r\033[K");
        (void)fflush(stderr);
    }
    progress->percent = -1;
}
