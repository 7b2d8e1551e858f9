/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/progress.h"

#include <stdio.h>

#include "base/translate.h"
#include "player/prompt.h"

void tsp_progress_set(tsp_progress *progress, double fraction)
{
    int percent = (int)(fraction * 100.0);
    bool terminal = tsp_prompt_terminal();

    if (percent + 1 == progress->shown || (!terminal && percent < progress->next))
        return;
    progress->shown = percent + 1;
    progress->next = (percent / 25 + 1) * 25;
    fputs(terminal ? "\r" : "", stderr);
    fprintf(stderr, _("%s: %d %%"), progress->what, percent);
    fputs(terminal ? "" : "\n", stderr);
    fflush(stderr);
}

void tsp_progress_end(tsp_progress *progress)
{
    if (progress->shown > 0 && tsp_prompt_terminal())
        fputs("\r\033[K", stderr);
    progress->shown = 0;
}
