/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/signals.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>

/* A handler can reach nothing else. Set before the handlers are. */
static tsb_cancel *caught;

static void fire(int number)
{
    (void)number;
    int saved_errno = errno;
    tsb_cancel_fire(caught);
    errno = saved_errno;
}

int tsv_signals_catch(tsb_cancel *cancel, tsb_error *err)
{
    static const int ending[] = {SIGINT, SIGTERM, SIGHUP};
    static const int ignored[] = {SIGPIPE, SIGXFSZ};
    caught = cancel;
    struct sigaction action = {.sa_handler = fire, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < TSB_COUNT(ending); i++) {
        struct sigaction before = {0};
        /* Started by nohup: hanging up stays ignored. */
        if (ending[i] == SIGHUP && sigaction(SIGHUP, NULL, &before) == 0 && before.sa_handler == SIG_IGN) {
            continue;
        }
        if (sigaction(ending[i], &action, NULL) != 0) {
            return tsb_fail_errno(err, errno, "Cannot catch signals");
        }
    }
    action.sa_handler = SIG_IGN;
    for (size_t i = 0; i < TSB_COUNT(ignored); i++) {
        if (sigaction(ignored[i], &action, NULL) != 0) {
            return tsb_fail_errno(err, errno, "Cannot catch signals");
        }
    }
    return 0;
}
