/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/signals.h"

#include <signal.h>

/* A signal handler has no context: the one global of the player. */
static tsb_cancel *fired_by_signal;

/* The C library has put the default action back: the second one ends the process. */
static void handle(int number)
{
    (void)number;
    tsb_cancel_fire(fired_by_signal);
}

void tsp_signals_install(tsb_cancel *cancel)
{
    fired_by_signal = cancel;
    signal(SIGINT, handle);
    signal(SIGTERM, handle);
}
