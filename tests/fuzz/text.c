/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as text from elsewhere: what is scrubbed keeps its length, holds no
 * control characters, and stays as it is when scrubbed again. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void scrub(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    char *again = malloc(size + 1);
    if (!text || !again)
        abort();
    if (size > 0)
        memcpy(text, data, size);
    text[size] = 0;
    size_t length = strlen(text);
    tsb_text_scrub(text);
    if (strlen(text) != length)
        abort();
    for (size_t i = 0; i < length; i++) {
        if ((unsigned char)text[i] < 0x20 || text[i] == 0x7F)
            abort();
    }
    memcpy(again, text, length + 1);
    tsb_text_scrub(again);
    if (strcmp(text, again) != 0)
        abort();
    free(again);
    free(text);
}

static void decode(const uint8_t *data, size_t size)
{
    uint8_t bytes[32];
    char text[2 * sizeof bytes + 1];
    if (size / 2 > sizeof bytes || tsb_hex_decode(bytes, size / 2, (const char *)data, size) != 0)
        return;
    tsb_hex_encode(text, bytes, size / 2);
    for (size_t i = 0; i < size; i++) {
        /* The same digits, but for their case. */
        if ((text[i] | 0x20) != (data[i] | 0x20))
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    scrub(data, size);
    decode(data, size);
    return 0;
}
