/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/signals.h"

#include <signal.h>
#include <stddef.h>

/* A signal handler has no context: the one global of the player. */
static tsb_cancel *fired_by_signal;

static void handle(int number)
{
    (void)number;
    tsb_cancel_fire(fired_by_signal);
}

void tsp_signals_install(tsb_cancel *cancel)
{
    /* No SA_RESTART: a question at the terminal must end, too. */
    struct sigaction action = {.sa_handler = handle, .sa_flags = (int)SA_RESETHAND};
    struct sigaction ignore = {.sa_handler = SIG_IGN};

    fired_by_signal = cancel;
    sigemptyset(&action.sa_mask);
    sigemptyset(&ignore.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
    /* A reader that went away shows as a failed write. */
    sigaction(SIGPIPE, &ignore, NULL);
}
