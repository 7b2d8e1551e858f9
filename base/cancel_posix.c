/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/cancel.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"

struct tsb_cancel {
    atomic_bool fired;
    int ends[2]; /* a pipe: holds one byte once fired */
};

int tsb_cancel_create(tsb_cancel **out, tsb_error *err)
{
    tsb_cancel *cancel = calloc(1, sizeof *cancel);
    if (!cancel)
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory");
    if (pipe2(cancel->ends, O_CLOEXEC | O_NONBLOCK) != 0) {
        int saved_errno = errno;
        free(cancel);
        return tsb_fail_errno(err, saved_errno, "no pipe to cancel through");
    }
    atomic_init(&cancel->fired, false);
    *out = cancel;
    return 0;
}

void tsb_cancel_destroy(tsb_cancel **cancel)
{
    if (!cancel || !*cancel)
        return;
    close((*cancel)->ends[0]);
    close((*cancel)->ends[1]);
    free(*cancel);
    *cancel = NULL;
}

void tsb_cancel_fire(tsb_cancel *cancel)
{
    if (!cancel || atomic_exchange(&cancel->fired, true))
        return;
    int saved_errno = errno; /* may run in a signal handler */
    while (write(cancel->ends[1], "", 1) < 0 && errno == EINTR)
        continue;
    errno = saved_errno;
}

void tsb_cancel_reset(tsb_cancel *cancel)
{
    char byte = 0;
    if (!cancel)
        return;
    while (read(cancel->ends[0], &byte, 1) > 0 || errno == EINTR)
        continue;
    atomic_store(&cancel->fired, false);
}

bool tsb_cancel_fired(const tsb_cancel *cancel)
{
    return cancel && atomic_load(&cancel->fired);
}

int tsb_cancel_descriptor(const tsb_cancel *cancel)
{
    return cancel ? cancel->ends[0] : -1;
}

int tsb_cancel_sleep(const tsb_cancel *cancel, unsigned milliseconds)
{
    uint64_t deadline = tsb_clock_ms() + milliseconds;
    struct pollfd wait = {.fd = tsb_cancel_descriptor(cancel), .events = POLLIN};
    for (;;) {
        if (tsb_cancel_fired(cancel))
            return TSB_ERR_CANCELLED;
        uint64_t now = tsb_clock_ms();
        if (now >= deadline)
            return 0;
        uint64_t left = deadline - now;
        /* poll passes over a descriptor of -1. */
        (void)poll(&wait, 1, left > INT_MAX ? INT_MAX : (int)left);
    }
}
