/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "token/source.h"

#include <ctype.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "base/translate.h"
#include "token/film_index.h"

#define LOOK_AGAIN_MS 500u
#define BEGUN_MS      20u /* how soon a view that was begun shows */

typedef struct token_source {
    tss_source base;
    tst_token_finder *find;
    void *context;
    tss_id copy;
    uint8_t index_hash[TSS_HASH_SIZE];
    uint8_t signer[TSS_KEY_SIZE];
    const tst_monotonic *monotonic;
    tst_hardware *hardware; /* NULL: the licence is the device's own */
    const tsb_log *log;
    /* Set by open, then never changed. */
    tss_id token;
    tst_licence licence;
    uint8_t licence_bytes[TST_LICENCE_SIZE_MAX];
    size_t licence_size;
    tst_licence_secret *secret;
    uint32_t device;
    bool known; /* the above is set: whatever token comes now must be that one */

    pthread_mutex_t io; /* guards the token and the view */
    tst_blocks *blocks; /* NULL: pulled out */
    tst_container *container;
    uint32_t film;
    tst_counter_record view;
    bool begun;
    bool over;
    bool revoked;       /* and so over */
    uint64_t unentered; /* seconds played that no record holds yet */
    uint8_t *window;    /* secret memory: the window key last used */
    uint32_t window_number;
    uint8_t *sealed;

    pthread_mutex_t lock; /* guards what status() tells; taken last, never held for long */
    enum tss_source_state state;
    char text[TSB_ERROR_TEXT_SIZE];
    uint32_t want;
    uint64_t bytes;
} token_source;

static void tell(token_source *source, enum tss_source_state state, const char *text)
{
    bool changed = false;
    pthread_mutex_lock(&source->lock);
    changed = strcmp(source->text, text) != 0;
    source->state = state;
    memcpy(source->text, text, strlen(text) + 1);
    pthread_mutex_unlock(&source->lock);
    if (changed && *text)
        tsb_warn(source->log, "%s", text);
}

/* That it is out, or what else is in its place. */
static void tell_why(token_source *source, const tsb_error *why)
{
    char text[TSB_ERROR_TEXT_SIZE];
    (void)snprintf(text, sizeof text, _("Token %s was pulled out; put it back to go on"), source->licence.serial);
    if (why->code != TSB_ERR_NOT_FOUND)
        memcpy(text, why->text, sizeof text);
    text[0] = (char)toupper((unsigned char)text[0]); /* it stands alone here */
    tell(source, TSS_SOURCE_RETRYING, text);
}

/* Under io. */
static void let_go(token_source *source)
{
    tst_container_destroy(&source->container);
    tst_blocks_destroy(&source->blocks);
}

static tst_counter counter_of(const token_source *source)
{
    return (tst_counter){.container = source->container,
                         .film = source->film,
                         .licence = &source->licence,
                         .key = source->secret->counter_key,
                         .device = source->device,
                         .monotonic = source->monotonic,
                         .hardware = source->hardware};
}

/* Finds the film, whole, on the container that was just opened. */
static int find_film(token_source *source, tsb_error *err)
{
    int64_t film = tst_container_find(source->container, &source->copy);
    if (film < 0)
        return tsb_fail(err, TSB_ERR_NOT_FOUND, "this disc's film is not on the token");
    const tst_film *entry = tst_container_film(source->container, (uint32_t)film);
    if (entry->state != TST_FILM_COMPLETE)
        return tsb_fail(err, TSB_ERR_NOT_FOUND,
                        "this disc's film was not wholly written to the token; go on writing it");
    if (memcmp(entry->index_hash, source->index_hash, TSS_HASH_SIZE) != 0)
        return tsb_fail(err, TSB_ERR_DAMAGED, "the complement on the token is not the one this disc needs");
    source->film = (uint32_t)film;
    return 0;
}

/* Reads the licence: of a token that is back it must be the very same. */
static int check_licence(token_source *source, tsb_error *err)
{
    uint8_t bytes[TST_LICENCE_MAX];
    tst_licence licence;
    const size_t size = tst_container_film(source->container, source->film)->licence_size;
    int code = tst_container_licence(source->container, source->film, bytes, err);
    if (code == 0)
        code = tst_licence_read(&licence, bytes, size, source->signer, err);
    if (code == 0)
        code = tst_licence_check_serial(&licence, source->blocks->serial, err);
    if (code)
        return code;
    if (source->known)
        return size == source->licence_size && memcmp(bytes, source->licence_bytes, size) == 0
                   ? 0
                   : tsb_fail(err, TSB_ERR_DENIED, "the token's licence was changed; start playing again");
    if (!tss_id_equal(&licence.copy, &source->copy) ||
        memcmp(licence.index_hash, source->index_hash, TSS_HASH_SIZE) != 0)
        return tsb_fail(err, TSB_ERR_DENIED, "the licence on the token is for another disc");
    memcpy(source->licence_bytes, bytes, size);
    source->licence_size = size;
    source->licence = licence;
    return 0;
}

/* Under io: looks for the token and makes sure that it is the right one. On failure there is none. */
static int plug_in(token_source *source, tsb_error *err)
{
    tst_counter_record record;
    if (source->container)
        return 0;
    int code = source->find(source->context, &source->blocks, err);
    if (code == 0)
        code = tst_container_open(&source->container, source->blocks, err);
    if (code == 0 && source->known && !tss_id_equal(tst_container_token(source->container), &source->token))
        code = tsb_fail(err, TSB_ERR_DENIED, "this is another token; put %s back to go on", source->licence.serial);
    if (code == 0)
        code = find_film(source, err);
    if (code == 0)
        code = check_licence(source, err);
    if (code == 0 && source->begun) { /* an older state of it is as good as another token */
        const tst_counter counter = counter_of(source);
        code = tst_counter_read(&counter, &record, NULL, err);
    }
    if (code)
        let_go(source);
    return code;
}

/* Under io: the token after something failed. Whether it is out, and may come back. */
static bool pulled(token_source *source, int code)
{
    if (code != TSB_ERR_NOT_FOUND && code != TSB_ERR_IO)
        return false;
    let_go(source);
    return true;
}

static int read_chunk(token_source *source, uint32_t chunk, uint8_t *plain, tsb_error *err)
{
    const tss_index_entry *entry = &source->base.index.entries[chunk];
    const uint32_t window = tss_window_of(chunk);
    int code = tst_container_read(source->container, source->film, entry->offset, source->sealed, entry->size, err);
    if (code)
        return code;
    if (window != source->window_number) {
        source->window_number = UINT32_MAX;
        code = tss_derive_window(source->window, source->secret->copy_key, &source->copy, window, err);
        if (code)
            return code;
        source->window_number = window;
    }
    if (tss_complement_open(plain, source->window, &source->copy, chunk, source->sealed, entry->size, NULL) != 0)
        return tsb_fail(err, TSB_ERR_DAMAGED, "part %u of the complement is damaged on the token", chunk);
    pthread_mutex_lock(&source->lock);
    source->bytes += entry->size;
    pthread_mutex_unlock(&source->lock);
    return 0;
}

/* Under io: when to try again, in milliseconds, while the token is out or no view was begun. */
static int try_chunk(token_source *source, uint32_t chunk, uint8_t *plain, tsb_error *err)
{
    tsb_error error = {0};
    if (!source->begun)
        return BEGUN_MS;
    if (source->over)
        return tsb_fail(err, TSB_ERR_DENIED,
                        source->revoked
                            ? "the operator says that this token was restored from an older copy; connect to "
                              "the operator to have it written again"
                            : "this view is over; start it again to take another");
    int code = plug_in(source, &error);
    if (code) {
        tell_why(source, &error);
        return LOOK_AGAIN_MS;
    }
    code = read_chunk(source, chunk, plain, &error);
    if (pulled(source, code)) {
        tell_why(source, &error);
        return LOOK_AGAIN_MS;
    }
    if (code)
        return tsb_pass(err, code, &error);
    tell(source, TSS_SOURCE_READY, "");
    return 0;
}

static void want(tss_source *base, uint32_t chunk)
{
    token_source *source = (token_source *)base;
    pthread_mutex_lock(&source->lock);
    source->want = chunk;
    pthread_mutex_unlock(&source->lock);
}

static int get_chunk(tss_source *base, uint32_t chunk, uint8_t *plain, size_t size, const tsb_cancel *cancel,
                     tsb_error *err)
{
    token_source *source = (token_source *)base;
    if (chunk >= base->index.chunk_count || size + TSS_TAG_SIZE != base->index.entries[chunk].size)
        return tsb_fail(err, TSB_ERR_INVALID, "the complement has no chunk %u of %zu bytes", chunk, size);
    want(base, chunk);
    for (;;) {
        if (tsb_cancel_fired(cancel))
            return tsb_fail(err, TSB_ERR_CANCELLED, "cancelled");
        pthread_mutex_lock(&source->io);
        int code = try_chunk(source, chunk, plain, err);
        pthread_mutex_unlock(&source->io);
        if (code <= 0)
            return code;
        if (tsb_cancel_sleep(cancel, (unsigned)code) != 0)
            return tsb_fail(err, TSB_ERR_CANCELLED, "cancelled");
    }
}

static void status(tss_source *base, tss_source_status *out)
{
    token_source *source = (token_source *)base;
    *out = (tss_source_status){0};
    pthread_mutex_lock(&source->lock);
    out->state = source->state;
    out->token = true;
    out->absent = source->state == TSS_SOURCE_RETRYING;
    out->buffered_from = source->want;
    out->buffered_to = source->state == TSS_SOURCE_READY ? base->index.chunk_count : source->want;
    out->bytes = source->bytes;
    memcpy(out->text, source->text, sizeof out->text);
    pthread_mutex_unlock(&source->lock);
}

static void destroy(tss_source *base)
{
    token_source *source = (token_source *)base;
    let_go(source);
    tst_hardware_close(&source->hardware);
    tsb_secret_free(source->secret, sizeof *source->secret);
    tsb_secret_free(source->window, TSS_KEY_SIZE);
    free(source->sealed);
    tss_index_finish(&base->index);
    pthread_mutex_destroy(&source->lock);
    pthread_mutex_destroy(&source->io);
    free(source);
}

static const struct tss_source_ops ops = {.chunk = get_chunk, .want = want, .status = status, .destroy = destroy};

static int prepare(token_source *source, const tst_source_options *options, tsb_error *err)
{
    source->window_number = UINT32_MAX;
    source->secret = tsb_secret_alloc(sizeof *source->secret);
    source->window = tsb_secret_alloc(TSS_KEY_SIZE);
    source->sealed = malloc(TSS_SEALED_CHUNK_MAX);
    if (!source->secret || !source->window || !source->sealed)
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory to play from the token");
    int code = plug_in(source, err);
    if (code == 0)
        code = tst_holder_unlock(&options->holder, &source->licence, source->licence_bytes, source->licence_size,
                                 source->secret, &source->device, &source->hardware, err);
    if (code == 0)
        code = tst_film_index(source->container, source->film, &source->base.index, err);
    if (code)
        return code;
    source->token = *tst_container_token(source->container);
    source->known = true;
    return 0;
}

int tst_source_open(tss_source **out, const tst_source_options *options, tsb_error *err)
{
    token_source *source = calloc(1, sizeof *source);
    if (!source)
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory");
    source->base.ops = &ops;
    source->find = options->find;
    source->context = options->context;
    source->copy = options->copy;
    source->monotonic = options->holder.monotonic;
    source->log = options->log;
    memcpy(source->index_hash, options->index_hash, TSS_HASH_SIZE);
    memcpy(source->signer, options->holder.signer, TSS_KEY_SIZE);
    pthread_mutex_init(&source->io, NULL);
    pthread_mutex_init(&source->lock, NULL);
    int code = prepare(source, options, err);
    if (code) {
        destroy(&source->base);
        return code;
    }
    *out = &source->base;
    return 0;
}

const tst_licence *tst_source_licence(const tss_source *source)
{
    return &((const token_source *)source)->licence;
}

int tst_source_look(tss_source *base, uint64_t now, tst_counter_record *record, bool *resumes, tsb_error *err)
{
    token_source *source = (token_source *)base;
    pthread_mutex_lock(&source->io);
    int code = plug_in(source, err);
    if (code == 0) {
        const tst_counter counter = counter_of(source);
        code = tst_counter_read(&counter, record, NULL, err);
        *resumes = code == 0 && tst_counter_resumes(&counter, record, now);
        (void)pulled(source, code);
    }
    pthread_mutex_unlock(&source->io);
    return code;
}

int tst_source_begin(tss_source *base, uint64_t now, tst_counter_record *record, tsb_error *err)
{
    token_source *source = (token_source *)base;
    pthread_mutex_lock(&source->io);
    int code = plug_in(source, err);
    if (code == 0) {
        const tst_counter counter = counter_of(source);
        code = tst_counter_begin(&counter, now, record, err);
        (void)pulled(source, code);
    }
    if (code == 0) {
        source->view = *record;
        source->begun = true;
        source->over = false;
        source->unentered = 0;
    }
    pthread_mutex_unlock(&source->io);
    return code;
}

int tst_source_begin_qa(tss_source *base, tsb_error *err)
{
    token_source *source = (token_source *)base;
    if (!source->licence.qa)
        return tsb_fail(err, TSB_ERR_DENIED, "the licence on this token is not for quality assurance");
    pthread_mutex_lock(&source->io);
    source->begun = true;
    pthread_mutex_unlock(&source->io);
    return 0;
}

int tst_source_seen(tss_source *base, uint64_t now, uint64_t elapsed, tsb_error *err)
{
    token_source *source = (token_source *)base;
    pthread_mutex_lock(&source->io);
    source->unentered += elapsed < TST_VIEW_SECONDS ? elapsed : TST_VIEW_SECONDS;
    tsb_error error = {0};
    int code = 0;
    if (!source->begun)
        code = tsb_fail(err, TSB_ERR_DENIED, "no view was begun");
    else if (plug_in(source, &error) != 0) /* another token in its place ends no view */
        code = tsb_pass(err, TSB_ERR_NOT_FOUND, &error);
    if (code == 0) {
        const tst_counter counter = counter_of(source);
        code = tst_counter_seen(&counter, now, source->unentered, &source->view, err);
        if (code == 0)
            source->unentered = 0;
        source->over = source->over || code == TSB_ERR_DENIED;
        (void)pulled(source, code);
    }
    pthread_mutex_unlock(&source->io);
    return code;
}

/* Has work done on the counter of the token, if it is in. */
static int with_counter(tss_source *base, int (*work)(const tst_counter *counter, void *context, tsb_error *err),
                        void *context, tsb_error *err)
{
    token_source *source = (token_source *)base;
    pthread_mutex_lock(&source->io);
    int code = plug_in(source, err);
    if (code == 0) {
        const tst_counter counter = counter_of(source);
        code = work(&counter, context, err);
        (void)pulled(source, code);
    }
    pthread_mutex_unlock(&source->io);
    return code;
}

static int read_record(const tst_counter *counter, void *context, tsb_error *err)
{
    tst_counter_record record;
    return tst_counter_read(counter, &record, context, err);
}

int tst_source_record(tss_source *base, uint8_t bytes[TST_RECORD_SIZE], tsb_error *err)
{
    return with_counter(base, read_record, bytes, err);
}

struct mark {
    uint64_t checkpoint;
    uint8_t *bytes;
};

static int mark_record(const tst_counter *counter, void *context, tsb_error *err)
{
    const struct mark *mark = context;
    tst_counter_record record;
    return tst_counter_mark(counter, mark->checkpoint, mark->bytes, &record, err);
}

int tst_source_mark(tss_source *base, uint64_t checkpoint, uint8_t bytes[TST_RECORD_SIZE], tsb_error *err)
{
    struct mark mark = {checkpoint, bytes};
    return with_counter(base, mark_record, &mark, err);
}

int tst_source_revoke(tss_source *base, tsb_error *err)
{
    token_source *source = (token_source *)base;
    pthread_mutex_lock(&source->io);
    source->over = true;
    source->revoked = true;
    const tst_counter counter = counter_of(source);
    int code = tst_counter_revoke(&counter, err);
    pthread_mutex_unlock(&source->io);
    return code;
}
