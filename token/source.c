/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "token/source.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "base/translate.h"
#include "token/film_index.h"
#include "token/source_internal.h"

#define LOOK_AGAIN_MS 500u
#define BEGUN_MS      20u /* how soon a view that was begun shows */

static void tell(tst_token_source *source, enum tss_source_state state, const char *text)
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
static void tell_why(tst_token_source *source, const tsb_error *why)
{
    char text[TSB_ERROR_TEXT_SIZE];
    (void)snprintf(text, sizeof text, _("Token %s was pulled out; put it back to go on"), source->licence.serial);
    if (why->code != TSB_ERR_NOT_FOUND)
        memcpy(text, why->text, sizeof text);
    text[0] = (char)toupper((unsigned char)text[0]); /* it stands alone here */
    tell(source, TSS_SOURCE_RETRYING, text);
}

/* Under io. */
static void let_go(tst_token_source *source)
{
    tst_container_destroy(&source->container);
    tst_blocks_destroy(&source->blocks);
}

tst_counter tst_source_counter(const tst_token_source *source)
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
static int find_film(tst_token_source *source, tsb_error *err)
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
static int check_licence(tst_token_source *source, tsb_error *err)
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

int tst_source_plug_in(tst_token_source *source, tsb_error *err)
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
        const tst_counter counter = tst_source_counter(source);
        code = tst_counter_read(&counter, &record, NULL, err);
    }
    if (code)
        let_go(source);
    return code;
}

bool tst_source_pulled(tst_token_source *source, int code)
{
    if (code != TSB_ERR_NOT_FOUND && code != TSB_ERR_IO)
        return false;
    let_go(source);
    return true;
}

static int read_chunk(tst_token_source *source, uint32_t chunk, uint8_t *plain, tsb_error *err)
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
static int try_chunk(tst_token_source *source, uint32_t chunk, uint8_t *plain, tsb_error *err)
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
    int code = tst_source_plug_in(source, &error);
    if (code) {
        tell_why(source, &error);
        return LOOK_AGAIN_MS;
    }
    code = read_chunk(source, chunk, plain, &error);
    if (tst_source_pulled(source, code)) {
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
    tst_token_source *source = (tst_token_source *)base;
    pthread_mutex_lock(&source->lock);
    source->want = chunk;
    pthread_mutex_unlock(&source->lock);
}

static int get_chunk(tss_source *base, uint32_t chunk, uint8_t *plain, size_t size, const tsb_cancel *cancel,
                     tsb_error *err)
{
    tst_token_source *source = (tst_token_source *)base;
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
    tst_token_source *source = (tst_token_source *)base;
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
    tst_token_source *source = (tst_token_source *)base;
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

static int prepare(tst_token_source *source, const tst_source_options *options, tsb_error *err)
{
    source->window_number = UINT32_MAX;
    source->secret = tsb_secret_alloc(sizeof *source->secret);
    source->window = tsb_secret_alloc(TSS_KEY_SIZE);
    source->sealed = malloc(TSS_SEALED_CHUNK_MAX);
    if (!source->secret || !source->window || !source->sealed)
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory to play from the token");
    int code = tst_source_plug_in(source, err);
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
    tst_token_source *source = calloc(1, sizeof *source);
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
    return &((const tst_token_source *)source)->licence;
}
