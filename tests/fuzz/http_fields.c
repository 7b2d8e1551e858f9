/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any text as a Range field, as a request's path, and as a server's address. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "net/client.h"
#include "server/http/http_range.h"
#include "server/http/routes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_range(const char *text, uint64_t whole)
{
    uint64_t first = 0;
    uint64_t length = 0;
    enum tsv_range kind = tsv_range_parse(text, whole, &first, &length);
    if (kind == TSV_RANGE_PART && (length == 0 || first >= whole || length > whole - first))
        abort();
    if (kind == TSV_RANGE_WHOLE && (first != 0 || length != whole))
        abort();
}

static void try_path(const char *text)
{
    static const char *const methods[] = {"GET", "HEAD", "POST", "PUT", "DELETE"};
    for (size_t i = 0; i < TSB_COUNT(methods); i++) {
        tsv_request request;
        memset(&request, 0, sizeof request);
        unsigned status = tsv_route_find(&request, methods[i], text);
        if ((status == 0) != (request.route != NULL) || (status == 405) != (request.reply.allow[0] != '\0'))
            abort();
    }
}

/* A normal form is its own normal form. */
static void try_url(const char *text)
{
    char one[512];
    char two[512];
    if (tsn_url_normalise(one, sizeof one, text, NULL) != 0)
        return;
    if (tsn_url_normalise(two, sizeof two, one, NULL) != 0 || strcmp(one, two) != 0)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2 || size > 4096)
        return 0;
    char *text = malloc(size);
    if (!text)
        return 0;
    memcpy(text, data + 1, size - 1);
    text[size - 1] = '\0';
    switch (data[0] % 3) {
    case 0:
        try_range(text, (uint64_t)data[0] * data[0]);
        break;
    case 1:
        try_path(text);
        break;
    default:
        try_url(text);
        break;
    }
    free(text);
    return 0;
}
