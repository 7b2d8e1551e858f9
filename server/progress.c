/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/progress.h"

#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"

#define BAR_WIDTH     40
#define BAR_INTERVAL  100u   /* milliseconds between two bars */
#define LINE_INTERVAL 15000u /* and between two lines */

void tsv_progress_start(tsv_progress *progress, const char *what)
{
    *progress = (tsv_progress){
        .what = what, .terminal = isatty(STDERR_FILENO) == 1, .percent = -1, .shown = tsb_clock_ms()};
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
    uint64_t now = tsb_clock_ms();
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
