/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fetching thread: what is needed next, get it, and when that fails, wait and try again. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/secret.h"
#include "base/translate.h"
#include "net/source_internal.h"

#define BACKOFF_MAX_MS 8000u
/* Longest pause a server can ask for by Retry-After. */
#define RETRY_AFTER_MAX_S 60u
#define IDLE_MS           1000u
#define RATE_EVERY_MS     250u
#define NO_WINDOW         UINT32_MAX
/* After a jump the key of the window after is left for later: whoever seeks about would use up the server's patience.
 */
#define SETTLE_MS 1500u
/* A transfer this close to its end is not broken off for a key: that would cost a new connection. */
#define NEARLY_BYTES ((uint64_t)64 << 10)

unsigned tsn_backoff_ms(unsigned failures)
{
    uint8_t dice = 128;
    unsigned pause = BACKOFF_MAX_MS;
    if (failures < 6)
        pause = TSN_BACKOFF_FIRST_MS << (failures > 0 ? failures - 1 : 0);
    /* Without dice the pause is a middle one. */
    (void)!tss_random(&dice, 1, NULL);
    return pause - pause / 4 * dice / 255;
}

/* Whether an error ends the source: the server itself refused. Everything else may pass. */
static bool is_final(const tsn_refusal *refusal)
{
    return refusal->status == 401 || refusal->status == 403 || refusal->status == 404 || refusal->status == 410;
}

static bool nearly_done(const tsn_source *source)
{
    const tss_index_entry *entries = source->base.index.entries;
    if (source->fetch_at >= source->fetch_end)
        return true;
    const tss_index_entry *last = &entries[source->fetch_end - 1];
    return last->offset + last->size - entries[source->fetch_at].offset <= NEARLY_BYTES;
}

bool tsn_source_misdirected(const tsn_source *source)
{
    uint32_t window = tss_window_of(source->buffer.want);
    bool key_here = tsn_keys_get(&source->keys, window) != NULL;
    switch (source->activity) {
    case TSN_FETCHES_KEY:
        return source->fetch_at != window && (!key_here || source->fetch_at != window + 1);
    case TSN_FETCHES_CHUNKS:
        return tsn_buffer_missing(&source->buffer) != source->fetch_at || (!key_here && !nearly_done(source));
    case TSN_RESTS:
        break;
    }
    return true;
}

/* The next thing to do, decided under the lock. */
typedef struct step {
    enum { STEP_STOP, STEP_IDLE, STEP_KEY, STEP_CHUNKS } kind;
    uint32_t window;
    uint32_t first; /* chunks [first, end) */
    uint32_t end;
    uint32_t have; /* bytes of the first that are here */
} step;

/* Whether a request for [first, end) is worth it now: small ones are put off while enough is here. */
static bool worthwhile(const tsn_source *source, uint32_t first, uint32_t end)
{
    uint32_t want = source->buffer.want;
    return first == want || end == source->base.index.chunk_count || (end - first) * 4 >= end - want;
}

static bool key_wanted(const tsn_source *source, uint32_t window, uint64_t now)
{
    const tss_index *index = &source->base.index;
    return index->chunk_count > 0 && window <= tss_window_of(index->chunk_count - 1) &&
           !tsn_keys_get(&source->keys, window) && now >= source->key_retry_at;
}

/* Whether the key of the window after the wanted one is to be fetched too, at its time. */
static bool next_key_wanted(const tsn_source *source, uint32_t window, uint64_t now)
{
    return window + 1 != source->refused_window && key_wanted(source, window + 1, now);
}

/* What to do next, under the lock. */
static step choose(const tsn_source *source, uint64_t now)
{
    uint32_t window = tss_window_of(source->buffer.want);
    uint32_t missing = tsn_buffer_missing(&source->buffer);
    uint32_t end = tsn_buffer_horizon(&source->buffer);
    if (source->stop)
        return (step){.kind = STEP_STOP};
    if (!source->begun || source->state == TSS_SOURCE_FAILED || now < source->retry_at)
        return (step){.kind = STEP_IDLE};
    if (key_wanted(source, window, now))
        return (step){.kind = STEP_KEY, .window = window};
    /* Servers make chunks as they are asked for, and send many at a time: one that is waited for comes sooner alone. */
    bool alone = source->urgent && missing == source->buffer.want && missing < end;
    if (alone)
        end = missing + 1;
    else if (source->jumped_at == 0 && next_key_wanted(source, window, now))
        return (step){.kind = STEP_KEY, .window = window + 1};
    if (missing < end && worthwhile(source, missing, end))
        return (step){.kind = STEP_CHUNKS, .first = missing, .end = end, .have = source->buffer.slots[missing].have};
    if (now >= source->jumped_at + SETTLE_MS && next_key_wanted(source, window, now))
        return (step){.kind = STEP_KEY, .window = window + 1};
    return (step){.kind = STEP_IDLE};
}

static step next_step(tsn_source *source)
{
    uint64_t now = tsb_clock_ms();
    pthread_mutex_lock(&source->lock);
    tsb_cancel_reset(source->wake);
    if (source->refused_window == tss_window_of(source->buffer.want))
        source->refused_window = NO_WINDOW;
    step next = choose(source, now);
    source->activity = TSN_RESTS;
    if (next.kind == STEP_KEY) {
        source->activity = TSN_FETCHES_KEY;
        source->fetch_at = next.window;
    } else if (next.kind == STEP_CHUNKS) {
        source->activity = TSN_FETCHES_CHUNKS;
        source->urgent = false;
        source->fetch_at = next.first;
        source->fetch_end = next.end;
    }
    pthread_mutex_unlock(&source->lock);
    return next;
}

static void need_signin(tsn_source *source)
{
    pthread_mutex_lock(&source->lock);
    source->needs_signin = true;
    pthread_mutex_unlock(&source->lock);
}

/* retry_at: when the origin, which cannot be reached, is tried again; 0: it can be, or the source ends. */
static void set_state(tsn_source *source, enum tss_source_state state, uint64_t retry_at, const char *text)
{
    pthread_mutex_lock(&source->lock);
    source->state = state;
    source->failed_at = tsb_clock_ms();
    source->retry_at = retry_at;
    (void)snprintf(source->text, sizeof source->text, "%s", text);
    tsb_cancel_fire(source->arrived);
    pthread_mutex_unlock(&source->lock);
}

static void succeeded(tsn_source *source)
{
    if (source->failures == 0)
        return;
    tsb_info(source->log, "fetching goes on");
    source->failures = 0;
    set_state(source, TSS_SOURCE_READY, 0, "");
}

/* Plans the next try, or ends the source when the server itself refused. */
static void failed(tsn_source *source, int code, const tsn_refusal *refusal, const char *text)
{
    char sentence[TSB_ERROR_TEXT_SIZE];
    if (is_final(refusal) || code == TSB_ERR_DAMAGED || code == TSB_ERR_UNSUPPORTED) {
        if (refusal->status == 401)
            need_signin(source);
        tsb_error_log(source->log, "fetching ends: %s", text);
        set_state(source, TSS_SOURCE_FAILED, 0, text);
        return;
    }
    source->failures++;
    unsigned pause = tsn_backoff_ms(source->failures);
    unsigned asked = refusal->retry_after < RETRY_AFTER_MAX_S ? refusal->retry_after : RETRY_AFTER_MAX_S;
    if (pause < asked * 1000)
        pause = asked * 1000;
    (void)snprintf(sentence, sizeof sentence, _("%.*s. Tallystick tries again by itself"), (int)sizeof sentence - 64,
                   text);
    tsb_warn(source->log, "%s (in %u ms)", text, pause);
    set_state(source, TSS_SOURCE_RETRYING, tsb_clock_ms() + pause, sentence);
}

static void fetch_key(tsn_source *source, uint32_t window)
{
    tsb_error error = {0};
    tsn_refusal refusal = {0};
    int rc = tsn_client_window_key(source->client, &source->view, &source->copy, window, source->fresh_key,
                                   source->wake, &refusal, &error);
    if (rc == 0) /* before anybody who waited for it can look */
        succeeded(source);
    pthread_mutex_lock(&source->lock);
    uint32_t wanted = tss_window_of(source->buffer.want);
    if (rc == 0) {
        tsn_keys_put(&source->keys, wanted, window, source->fresh_key);
        tsb_cancel_fire(source->arrived);
    }
    pthread_mutex_unlock(&source->lock);
    tsb_wipe(source->fresh_key, TSS_KEY_SIZE);
    if (rc == 0 || rc == TSB_ERR_CANCELLED)
        return;
    if (refusal.status == 429) {
        unsigned pause = refusal.retry_after > 0 && refusal.retry_after < RETRY_AFTER_MAX_S ? refusal.retry_after : 1;
        source->key_retry_at = tsb_clock_ms() + pause * 1000u;
        tsb_info(source->log, "key %u comes in %u s", window, pause);
        if (window == wanted) {
            source->failures++;
            set_state(source, TSS_SOURCE_PACED, 0, _("The server gives keys no faster than a film plays; one moment"));
        }
    } else if (window != wanted && is_final(&refusal)) {
        source->refused_window = window; /* what is here can still be watched */
    } else {
        if (rc == TSB_ERR_DAMAGED) /* sealed to another device's key */
            need_signin(source);
        failed(source, rc, &refusal, error.text);
    }
}

/* A transfer at work: a run of chunks, byte after byte. */
typedef struct transfer {
    tsn_source *source;
    uint64_t first; /* byte of the complement */
    uint32_t chunk;
    uint32_t end;
    bool checked;
    bool changed; /* the server has other bytes under this name than before */
} transfer;

/* The reply must be the very range asked for. */
static int check_head(transfer *run, const tsn_reply *reply, tsb_error *err)
{
    tsn_source *source = run->source;
    bool same = reply->status == 206 && reply->ranged && reply->first == run->first &&
                reply->total == source->base.index.file_size && strcmp(reply->etag, source->etag) == 0;
    run->checked = true;
    run->changed = !same;
    return same ? 0
                : tsb_fail(err, TSB_ERR_INVALID, "%s answered with other bytes than were asked for",
                           tsn_client_place(source->client));
}

static void count_bytes(tsn_source *source, size_t size)
{
    uint64_t now = tsb_clock_ms();
    source->bytes += size;
    source->rate_bytes += size;
    if (now - source->rate_since >= RATE_EVERY_MS) {
        double lately = (double)source->rate_bytes * 1000.0 / (double)(now - source->rate_since);
        source->rate = source->rate > 0 ? source->rate * 0.7 + lately * 0.3 : lately;
        source->rate_since = now;
        source->rate_bytes = 0;
    }
}

/* Puts bytes into their chunks; under the lock. */
static int store(transfer *run, const uint8_t *bytes, size_t size, tsb_error *err)
{
    tsn_source *source = run->source;
    while (size > 0) {
        if (run->chunk >= run->end)
            return tsb_fail(err, TSB_ERR_INVALID, "the server sent more than was asked for");
        int64_t taken = tsn_buffer_put(&source->buffer, run->chunk, bytes, size);
        if (taken < 0)
            return tsb_fail(err, (int)taken, "out of memory for the complement");
        if (taken == 0)
            return tsb_fail(err, TSB_ERR_CANCELLED, "no longer wanted");
        bytes += taken;
        size -= (size_t)taken;
        if (tsn_buffer_complete(&source->buffer, run->chunk)) {
            run->chunk++;
            source->fetch_at = run->chunk;
            tsb_cancel_fire(source->arrived);
        }
    }
    return 0;
}

static int on_data(void *context, const tsn_reply *reply, const uint8_t *bytes, size_t size, tsb_error *err)
{
    transfer *run = context;
    int rc = run->checked ? 0 : check_head(run, reply, err);
    if (rc != 0)
        return rc;
    succeeded(run->source);
    pthread_mutex_lock(&run->source->lock);
    rc = store(run, bytes, size, err);
    count_bytes(run->source, size);
    pthread_mutex_unlock(&run->source->lock);
    return rc;
}

/* Other bytes under the same name: fine if it is the same complement after all, as the manifest's hash tells. */
static void check_again(tsn_source *source)
{
    tsb_error error = {0};
    tsn_refusal refusal = {0};
    tss_index index = {0};
    tsb_info(source->log, "the server's complement has changed; checking it");
    int rc = tsn_source_index(source->client, &source->copy, source->index_hash, &index, source->etag, source->wake,
                              &refusal, &error);
    if (rc == 0)
        tss_index_finish(&index);
    if (rc != 0 && rc != TSB_ERR_CANCELLED)
        failed(source, rc, &refusal, error.text);
}

static void fetch_chunks(tsn_source *source, const step *what)
{
    const tss_index_entry *entries = source->base.index.entries;
    char path[TSN_COMPLEMENT_PATH_SIZE];
    char range[48];
    tsb_error error = {0};
    tsn_refusal refusal = {0};
    tsn_reply reply = {0};
    transfer run = {.source = source, .chunk = what->first, .end = what->end};
    run.first = entries[what->first].offset + what->have;
    uint64_t last = entries[what->end - 1].offset + entries[what->end - 1].size - 1;
    tsn_complement_path(path, &source->copy);
    (void)snprintf(range, sizeof range, "%" PRIu64 "-%" PRIu64, run.first, last);
    tsn_exchange exchange = {.method = "GET",
                             .path = path,
                             .range = range,
                             .if_range = source->etag[0] ? source->etag : NULL,
                             .advice = TSN_ADVICE_UNATTENDED,
                             .data = on_data,
                             .context = &run,
                             .cancel = source->wake};
    int rc = tsn_client_exchange(source->client, &exchange, true, &reply, &refusal, &error);
    tsn_reply_finish(&reply);
    if (rc == 0 && run.chunk < run.end)
        rc = tsb_fail(&error, TSB_ERR_NETWORK, "%s broke off in the middle of an answer",
                      tsn_client_place(source->client));
    if (rc == 0 || rc == TSB_ERR_CANCELLED)
        return;
    /* In both cases a pause comes first, so that a server that keeps changing is not asked without end. */
    failed(source, rc, &refusal, error.text);
    if (run.changed || refusal.status == 416)
        check_again(source);
}

/* Until something is wanted, or a pause is over. */
static void rest(tsn_source *source)
{
    uint64_t now = tsb_clock_ms();
    uint64_t until = now + IDLE_MS;
    pthread_mutex_lock(&source->lock);
    if (source->retry_at > now && source->retry_at < until)
        until = source->retry_at;
    pthread_mutex_unlock(&source->lock);
    if (source->key_retry_at > now && source->key_retry_at < until)
        until = source->key_retry_at;
    tsn_waiter_wait(source->fetch_waiter, source->wake, NULL, (unsigned)(until - now));
}

void *tsn_source_run(void *argument)
{
    tsn_source *source = argument;
    for (;;) {
        step next = next_step(source);
        if (next.kind == STEP_STOP)
            return NULL;
        if (next.kind == STEP_KEY)
            fetch_key(source, next.window);
        else if (next.kind == STEP_CHUNKS)
            fetch_chunks(source, &next);
        else
            rest(source);
    }
}
