/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/read_at.h"

#include <errno.h>
#include <unistd.h>

ssize_t tsb_read_at(int descriptor, void *out, size_t size, uint64_t offset)
{
    uint8_t *to = out;
    size_t done = 0;

    while (done < size) {
        ssize_t got = pread(descriptor, to + done, size - done, (off_t)(offset + done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        done += (size_t)got;
    }
    return (ssize_t)done;
}
