/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/waiter.h"

#include <curl/curl.h>
#include <stdlib.h>

struct tsn_waiter {
    CURLM *multi; /* without a transfer: curl's portable poll() */
};

int tsn_waiter_create(tsn_waiter **out, tsb_error *err)
{
    tsn_waiter *waiter = calloc(1, sizeof *waiter);
    if (waiter)
        waiter->multi = curl_multi_init();
    if (!waiter || !waiter->multi) {
        free(waiter);
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory");
    }
    *out = waiter;
    return 0;
}

void tsn_waiter_destroy(tsn_waiter **waiter)
{
    if (!waiter || !*waiter)
        return;
    curl_multi_cleanup((*waiter)->multi);
    free(*waiter);
    *waiter = NULL;
}

void tsn_waiter_wait(tsn_waiter *waiter, const tsb_cancel *a, const tsb_cancel *b, unsigned milliseconds)
{
    struct curl_waitfd extra[2];
    unsigned count = 0;
    if (a)
        extra[count++] = (struct curl_waitfd){(curl_socket_t)tsb_cancel_descriptor(a), CURL_WAIT_POLLIN, 0};
    if (b)
        extra[count++] = (struct curl_waitfd){(curl_socket_t)tsb_cancel_descriptor(b), CURL_WAIT_POLLIN, 0};
    (void)curl_multi_poll(waiter->multi, extra, count, (int)milliseconds, NULL);
}
