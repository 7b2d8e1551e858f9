/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a file that keeps an account, that says where the device's key lies, or that lists the films watched
 * last: what is accepted of the first two can be written, and reads back the same. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "player/account/account_text.h"
#include "player/account/key_record.h"
#include "player/account/recent.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_login(const char *text, size_t size)
{
    tsb_buffer again;
    tsp_login one;
    tsp_login two;

    tsb_buffer_init(&again, 4096);
    if (tsp_login_parse(&one, text, size) == 0) {
        if (tsp_login_format(&again, &one, NULL) != 0 ||
            tsp_login_parse(&two, (const char *)again.bytes, again.size) != 0 || one.pinned != two.pinned ||
            one.signed_in != two.signed_in || strcmp(one.user, two.user) != 0 ||
            (one.pinned && memcmp(one.signing_key, two.signing_key, sizeof(one.signing_key)) != 0) ||
            (one.signed_in && memcmp(one.token, two.token, sizeof(one.token)) != 0))
            abort();
    }
    tsb_buffer_finish(&again);
}

static void try_record(const char *text, size_t size)
{
    tsb_buffer again;
    tsp_key_record one;
    tsp_key_record two;

    tsb_buffer_init(&again, 4096);
    if (tsp_key_record_parse(&one, text, size) == 0) {
        if (tsp_key_record_format(&again, &one, NULL) != 0 ||
            tsp_key_record_parse(&two, (const char *)again.bytes, again.size) != 0 ||
            strcmp(one.store, two.store) != 0 || memcmp(one.device, two.device, sizeof(one.device)) != 0 ||
            one.kept_size != two.kept_size || memcmp(one.kept, two.kept, one.kept_size) != 0)
            abort();
    }
    tsb_buffer_finish(&again);
}

static void try_recent(const char *text, size_t size)
{
    static tsp_recent recent;

    if (tsp_recent_parse(&recent, text, size) != 0 && recent.count != 0)
        abort();
    for (size_t i = 0; i < recent.count; i++) {
        if (strlen(recent.films[i].title) >= sizeof(recent.films[i].title) ||
            strlen(recent.films[i].path) >= sizeof(recent.films[i].path))
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* A copy of its own, so that reading beyond its end shows. */
    char *text = malloc(size + (size == 0));

    if (!text)
        return 0;
    if (size > 0)
        memcpy(text, data, size);
    try_login(text, size);
    try_record(text, size);
    try_recent(text, size);
    free(text);
    return 0;
}
