/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "origin.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/bytes.h"
#include "synth/complement.h"

static void must(int rc, const char *what)
{
    if (rc != 0) {
        (void)fprintf(stderr, "%s: %d\n", what, rc);
        abort();
    }
}

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

static void fill(origin *from, uint32_t chunks, size_t largest, uint32_t seed)
{
    tss_extent *extents = calloc(chunks, sizeof *extents);
    size_t *sizes = calloc(chunks, sizeof *sizes);
    tss_id title = {{7}};
    uint8_t key[TSS_KEY_SIZE];
    if (!extents || !sizes)
        abort();
    for (uint32_t i = 0; i < chunks; i++) {
        extents[i] = (tss_extent){.first = i * 512 + 100, .count = 512};
        sizes[i] = 1 + next_random(&seed) % largest;
    }
    must(tss_index_build(&from->index, &title, TSS_PROFILE_STANDARD, chunks * 512 + 200, extents, sizes, chunks, NULL),
         "index");
    from->index.copy = from->copy;
    from->size = (size_t)from->index.file_size;
    from->head_size = tss_index_size(chunks);
    from->file = calloc(1, from->size);
    from->plain = calloc(1, from->size);
    if (!from->file || !from->plain)
        abort();
    tss_index_write(from->file, &from->index, &from->copy);
    must(tss_sha256(from->index_hash, from->file, from->head_size, NULL), "hash");
    for (uint32_t i = 0; i < chunks; i++) {
        const tss_index_entry *entry = &from->index.entries[i];
        for (size_t k = 0; k < sizes[i]; k++)
            from->plain[entry->offset + k] = (uint8_t)next_random(&seed);
        must(tss_derive_window(key, from->copy_key, &from->copy, tss_window_of(i), NULL), "window key");
        must(tss_complement_seal(from->file + entry->offset, key, &from->copy, i, from->plain + entry->offset, sizes[i],
                                 NULL),
             "seal");
    }
    free(extents);
    free(sizes);
}

const uint8_t *origin_plain(const origin *from, uint32_t chunk, size_t *size)
{
    *size = from->index.entries[chunk].size - TSS_TAG_SIZE;
    return from->plain + from->index.entries[chunk].offset;
}

static bool send_error(int descriptor, int status, const char *code, unsigned retry_after)
{
    char head[64] = "";
    char body[256];
    if (retry_after > 0)
        (void)snprintf(head, sizeof head, "Retry-After: %u\r\n", retry_after);
    (void)snprintf(body, sizeof body, "{\"error\":{\"code\":\"%s\",\"message\":\"The test says %s.\"}}",
                   code ? code : "fault", code ? code : "fault");
    return peer_json(descriptor, status, head, body);
}

static bool send_key(origin *from, int descriptor, const char *request, const faults *wrong)
{
    char hex[2 * TSN_SEALED_KEY_SIZE + 1];
    char body[512];
    uint8_t key[TSS_KEY_SIZE];
    uint8_t sealed[TSN_SEALED_KEY_SIZE];
    uint8_t context[TSN_KEY_CONTEXT_SIZE];
    if (wrong->key_status)
        return send_error(descriptor, wrong->key_status, wrong->key_status_code, wrong->key_status == 429 ? 1 : 0);
    uint32_t window = (uint32_t)strtoul(strstr(request, "/keys/") + 6, NULL, 10);
    must(tss_derive_window(key, from->copy_key, &from->copy, window, NULL), "window key");
    tsn_key_context(context, &from->copy, window);
    must(tss_device_seal(sealed, from->device_public, context, sizeof context, key, sizeof key, NULL), "device seal");
    tsb_hex_encode(hex, sealed, sizeof sealed);
    (void)snprintf(body, sizeof body, "{\"window\":%u,\"sealed\":\"%s\"}", window, hex);
    pthread_mutex_lock(&from->lock);
    if (window < 64)
        from->keys[window]++;
    pthread_mutex_unlock(&from->lock);
    return peer_json(descriptor, 200, "", body);
}

/* Notes what was asked for, under the lock. */
static void note_range(origin *from, uint64_t first, uint64_t last)
{
    if (last > from->furthest)
        from->furthest = last;
    for (uint32_t i = 0; first >= from->head_size && i < from->index.chunk_count; i++)
        if (first > from->index.entries[i].offset &&
            first < from->index.entries[i].offset + from->index.entries[i].size)
            from->inside++;
}

/* The request's "Range: bytes=FIRST-LAST"; false when there is none of that form. */
static bool read_range(const char *request, uint64_t *first, uint64_t *last)
{
    char *end = NULL;
    const char *range = strstr(request, "Range: bytes=");
    if (!range)
        return false;
    *first = strtoull(range + 13, &end, 10);
    if (*end != '-')
        return false;
    *last = strtoull(end + 1, &end, 10);
    return *end == '\r';
}

static bool send_complement(origin *from, int descriptor, const char *request, const faults *wrong)
{
    uint64_t first = 0;
    uint64_t last = 0;
    char etag[32];
    const char *condition = strstr(request, "If-Range: ");
    if (!read_range(request, &first, &last) || last >= from->size)
        return send_error(descriptor, 416, "no_such_range", 0);
    pthread_mutex_lock(&from->lock);
    memcpy(etag, from->etag, sizeof etag);
    note_range(from, first, last);
    pthread_mutex_unlock(&from->lock);
    bool whole = wrong->no_ranges || (condition && strncmp(condition + 10, etag, strlen(etag)) != 0);
    if (whole) {
        first = 0;
        last = from->size - 1;
    }
    size_t size = (size_t)(last - first + 1);
    uint8_t *bytes = malloc(size);
    if (!bytes)
        abort();
    memcpy(bytes, from->file + first, size);
    if (wrong->damaged >= 0 && from->index.entries[wrong->damaged].offset >= first &&
        from->index.entries[wrong->damaged].offset <= last)
        bytes[from->index.entries[wrong->damaged].offset - first] ^= 1;
    if (wrong->other_bytes)
        bytes[size / 2] ^= 0x55;
    bool good = peer_print(descriptor, "HTTP/1.1 %d X\r\nETag: %s\r\nContent-Length: %zu\r\n", whole ? 200 : 206, etag,
                           size);
    if (good && !whole)
        good = peer_print(descriptor, "Content-Range: bytes %" PRIu64 "-%" PRIu64 "/%zu\r\n", first, last, from->size);
    bool broken = wrong->break_after > 0 && wrong->break_after < size && first >= from->head_size;
    size = broken ? wrong->break_after : size;
    good = good && peer_print(descriptor, "\r\n") && peer_send(descriptor, bytes, size);
    free(bytes);
    pthread_mutex_lock(&from->lock);
    from->sent += size;
    pthread_mutex_unlock(&from->lock);
    return good && !broken;
}

/* Takes this request's faults, those with a count once less. */
static faults take_faults(origin *from, bool key)
{
    pthread_mutex_lock(&from->lock);
    faults now = from->wrong;
    faults *kept = &from->wrong;
    from->requests++;
    if (!key && kept->break_after && kept->break_times && --kept->break_times == 0)
        kept->break_after = 0;
    if (kept->status && kept->status_times && --kept->status_times == 0)
        kept->status = 0;
    if (key && kept->key_status && kept->key_status_times && --kept->key_status_times == 0)
        kept->key_status = 0;
    pthread_mutex_unlock(&from->lock);
    return now;
}

/* The damage was served: once less. */
static void count_damage(origin *from, const char *request)
{
    uint64_t first = 0;
    uint64_t last = 0;
    pthread_mutex_lock(&from->lock);
    if (from->wrong.damaged >= 0 && from->wrong.damaged_times > 0 && read_range(request, &first, &last) &&
        from->index.entries[from->wrong.damaged].offset >= first &&
        from->index.entries[from->wrong.damaged].offset <= last && --from->wrong.damaged_times == 0)
        from->wrong.damaged = -1;
    pthread_mutex_unlock(&from->lock);
}

static bool answer(void *context, int descriptor, const char *request)
{
    origin *from = context;
    bool key = strstr(request, "/keys/") != NULL;
    faults wrong = take_faults(from, key);
    if (wrong.hang)
        return peer_hang(descriptor);
    if (wrong.garbage) {
        (void)peer_print(descriptor, "220 mail.example ESMTP\r\n\r\n");
        return false;
    }
    if (wrong.status)
        return send_error(descriptor, wrong.status, wrong.status_code, wrong.retry_after);
    if (key)
        return send_key(from, descriptor, request, &wrong);
    struct timespec pause = {.tv_sec = 0, .tv_nsec = (long)wrong.slow_ms * 1000000L};
    (void)nanosleep(&pause, NULL);
    count_damage(from, request);
    return send_complement(from, descriptor, request, &wrong);
}

void origin_start(origin *from, uint32_t chunks, size_t largest, uint32_t seed)
{
    *from = (origin){.wrong = {.damaged = -1}, .etag = "\"one\""};
    pthread_mutex_init(&from->lock, NULL);
    must(tss_id_generate(&from->copy, NULL), "copy id");
    must(tss_id_generate(&from->view, NULL), "view id");
    must(tss_random(from->copy_key, sizeof from->copy_key, NULL), "copy key");
    must(tss_device_generate(from->device_private, from->device_public, NULL), "device key");
    fill(from, chunks, largest, seed);
    from->server = peer_start(0, answer, from);
    from->port = peer_port(from->server);
}

void origin_finish(origin *from)
{
    peer_stop(&from->server);
    tss_index_finish(&from->index);
    free(from->file);
    free(from->plain);
    pthread_mutex_destroy(&from->lock);
}

void origin_fault(origin *from, const faults *wrong)
{
    pthread_mutex_lock(&from->lock);
    from->wrong = *wrong;
    pthread_mutex_unlock(&from->lock);
}

void origin_down(origin *from)
{
    peer_stop(&from->server);
}

void origin_up(origin *from)
{
    from->server = peer_start(from->port, answer, from);
}

tsn_client *origin_client(const origin *from, unsigned stall_ms)
{
    char url[64];
    uint8_t token[TSN_TOKEN_SIZE] = {1, 2, 3};
    tsn_client *client = NULL;
    (void)snprintf(url, sizeof url, "http://127.0.0.1:%u", from->port);
    tsn_client_options options = {
        .url = url, .device_key = from->device_private, .token = token, .stall_timeout_ms = stall_ms};
    must(tsn_client_create(&client, &options, NULL), "client");
    return client;
}
