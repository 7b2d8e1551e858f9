/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/copystream_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/secret.h"

#define DEFAULT_CACHE ((size_t)64 << 20)
#define IDLE_STREAMS  64u

int tsv_streams_create(tsv_streams **out, const tsv_data *data, size_t cache_bytes, tsb_error *err)
{
    *out = NULL;
    tsv_streams *streams = calloc(1, sizeof(*streams));
    if (!streams) {
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
    }
    int code = tsv_cache_create(&streams->cache, cache_bytes > 0 ? cache_bytes : DEFAULT_CACHE, err);
    if (code < 0) {
        free(streams);
        return code;
    }
    streams->data = data;
    pthread_mutex_init(&streams->lock, NULL);
    *out = streams;
    return 0;
}

static void splitter_free(tsv_splitter *one)
{
    if (one) {
        tss_engine_destroy(&one->engine);
        tsb_secret_free(one->sectors, (size_t)TSS_CHUNK_MAX_SECTORS * TSS_SECTOR_SIZE);
        tsb_secret_free(one->taken, TSS_SEALED_CHUNK_MAX);
        free(one);
    }
}

int tsv_splitter_borrow(tsv_splitter **out, tsv_streams *streams, tsb_error *err)
{
    int code = 0;
    pthread_mutex_lock(&streams->lock);
    tsv_splitter *one = streams->idle;
    if (one) {
        streams->idle = one->next;
    }
    pthread_mutex_unlock(&streams->lock);
    if (one) {
        *out = one;
        return 0;
    }
    one = calloc(1, sizeof(*one));
    if (one) {
        one->sectors = tsb_secret_alloc((size_t)TSS_CHUNK_MAX_SECTORS * TSS_SECTOR_SIZE);
        one->taken = tsb_secret_alloc(TSS_SEALED_CHUNK_MAX);
    }
    if (!one || !one->sectors || !one->taken) {
        code = tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
    } else {
        code = tss_engine_create(&one->engine, err);
    }
    if (code < 0) {
        splitter_free(one);
        return code;
    }
    *out = one;
    return 0;
}

void tsv_splitter_return(tsv_streams *streams, tsv_splitter *one, double seconds)
{
    pthread_mutex_lock(&streams->lock);
    one->next = streams->idle;
    streams->idle = one;
    if (seconds >= 0) {
        streams->chunks_split++;
        streams->split_seconds += seconds;
    }
    pthread_mutex_unlock(&streams->lock);
}

static void stream_free(tsv_stream *stream)
{
    if (stream) {
        tsv_original_close(&stream->original);
        tsb_secret_free(stream->secrets, sizeof(*stream->secrets));
        free(stream->index_bytes);
        free(stream);
    }
}

void tsv_streams_destroy(tsv_streams **streams)
{
    if (!streams || !*streams) {
        return;
    }
    while ((*streams)->streams) {
        tsv_stream *stream = (*streams)->streams;
        (*streams)->streams = stream->next;
        stream_free(stream);
    }
    while ((*streams)->idle) {
        tsv_splitter *one = (*streams)->idle;
        (*streams)->idle = one->next;
        splitter_free(one);
    }
    tsv_cache_destroy(&(*streams)->cache);
    pthread_mutex_destroy(&(*streams)->lock);
    free(*streams);
    *streams = NULL;
}

void tsv_streams_tally_get(tsv_streams *streams, tsv_streams_tally *out)
{
    *out = (tsv_streams_tally){0};
    pthread_mutex_lock(&streams->lock);
    out->chunks_split = streams->chunks_split;
    out->split_seconds = streams->split_seconds;
    pthread_mutex_unlock(&streams->lock);
    tsv_cache_tally(streams->cache, &out->chunks_cached, &out->cache_bytes);
}

/* Header and index as this copy's complement has them, checked against what its manifest was signed over. */
static int prepare_index(tsv_stream *stream, tsb_error *err)
{
    uint8_t hash[TSS_HASH_SIZE] = {0};
    stream->index_size = tss_index_size(stream->original->index.chunk_count);
    stream->index_bytes = malloc(stream->index_size);
    if (!stream->index_bytes) {
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
    }
    tss_index_write(stream->index_bytes, &stream->original->index, &stream->copy.id);
    int code = tss_sha256(hash, stream->index_bytes, stream->index_size, err);
    if (code == 0 && memcmp(hash, stream->copy.index_hash, TSS_HASH_SIZE) != 0) {
        code = tsb_fail(err, TSB_ERR_DAMAGED, "The chunk table of this title changed since the copy was made");
    }
    return code;
}

static void prepare_texts(tsv_stream *stream)
{
    char text[TSS_ID_TEXT_SIZE] = "";
    tsb_hex_encode(text, stream->copy.index_hash, TSS_ID_SIZE);
    (void)snprintf(stream->etag[TSV_PART_IMAGE], TSV_ETAG_SIZE, "\"%s-m\"", text);
    (void)snprintf(stream->etag[TSV_PART_COMPLEMENT], TSV_ETAG_SIZE, "\"%s-c\"", text);
    tss_id_format(stream->provider, &stream->copy.distributor);
}

static int stream_open(tsv_stream **out, tsv_streams *streams, const tss_id *copy, tsb_error *err)
{
    tsv_stream *stream = calloc(1, sizeof(*stream));
    tss_copy_secrets *secrets = tsb_secret_alloc(sizeof(*secrets));
    if (!stream || !secrets) {
        free(stream);
        tsb_secret_free(secrets, sizeof(*secrets));
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
    }
    stream->streams = streams;
    stream->secrets = secrets;
    stream->holders = 1;
    int code = tsv_store_copy_find(streams->data->store, copy, &stream->copy, err);
    if (code == 0) {
        code = tsv_store_title_find(streams->data->store, &stream->copy.title, &stream->title, err);
    }
    if (code == 0) {
        code = tsv_original_open(&stream->original, streams->data->bank, &stream->copy.title, err);
    }
    if (code == 0) {
        code = tsv_copy_secrets(streams->data, &stream->copy, stream->secrets, err);
    }
    if (code == 0) {
        code = prepare_index(stream, err);
    }
    if (code < 0) {
        stream_free(stream);
        return code;
    }
    prepare_texts(stream);
    *out = stream;
    return 0;
}

/* Under the lock: the open stream of this copy, moved to the front, or NULL. */
static tsv_stream *find_stream(tsv_streams *streams, const tss_id *copy)
{
    tsv_stream **link = &streams->streams;
    while (*link && !tss_id_equal(&(*link)->copy.id, copy)) {
        link = &(*link)->next;
    }
    tsv_stream *stream = *link;
    if (stream) {
        *link = stream->next;
        stream->next = streams->streams;
        streams->streams = stream;
        stream->holders++;
    }
    return stream;
}

int tsv_stream_acquire(tsv_stream **out, tsv_streams *streams, const tss_id *copy, tsb_error *err)
{
    *out = NULL;
    pthread_mutex_lock(&streams->lock);
    tsv_stream *stream = find_stream(streams, copy);
    pthread_mutex_unlock(&streams->lock);
    if (stream) {
        *out = stream;
        return 0;
    }
    tsv_stream *opened = NULL;
    int code = stream_open(&opened, streams, copy, err);
    if (code < 0) {
        return code;
    }
    pthread_mutex_lock(&streams->lock);
    stream = find_stream(streams, copy); /* Another thread may have been faster. */
    if (!stream) {
        opened->next = streams->streams;
        streams->streams = opened;
        stream = opened;
        opened = NULL;
    }
    pthread_mutex_unlock(&streams->lock);
    stream_free(opened);
    *out = stream;
    return 0;
}

/* Under the lock: takes the streams out that nobody holds beyond the first IDLE_STREAMS. */
static tsv_stream *take_surplus(tsv_streams *streams)
{
    tsv_stream *surplus = NULL;
    unsigned idle = 0;
    tsv_stream **link = &streams->streams;
    while (*link) {
        tsv_stream *stream = *link;
        if (stream->holders == 0 && ++idle > IDLE_STREAMS) {
            *link = stream->next;
            stream->next = surplus;
            surplus = stream;
        } else {
            link = &stream->next;
        }
    }
    return surplus;
}

void tsv_stream_release(tsv_stream **stream)
{
    if (!stream || !*stream) {
        return;
    }
    tsv_streams *streams = (*stream)->streams;
    pthread_mutex_lock(&streams->lock);
    (*stream)->holders--;
    tsv_stream *surplus = take_surplus(streams);
    pthread_mutex_unlock(&streams->lock);
    *stream = NULL;
    while (surplus) {
        tsv_stream *next = surplus->next;
        stream_free(surplus);
        surplus = next;
    }
}

uint64_t tsv_stream_size(const tsv_stream *stream, enum tsv_part part)
{
    return part == TSV_PART_IMAGE ? (uint64_t)stream->original->index.image_sectors * TSS_SECTOR_SIZE
                                  : stream->original->index.file_size;
}

const char *tsv_stream_etag(const tsv_stream *stream, enum tsv_part part)
{
    return stream->etag[part];
}

uint32_t tsv_stream_windows(const tsv_stream *stream)
{
    return (stream->original->index.chunk_count + TSS_WINDOW_CHUNKS - 1) / TSS_WINDOW_CHUNKS;
}

int tsv_stream_window_key(const tsv_stream *stream, uint32_t window, uint8_t out[TSS_KEY_SIZE], tsb_error *err)
{
    if (window >= tsv_stream_windows(stream)) {
        return tsb_fail(err, TSB_ERR_NOT_FOUND, "This copy has no key window %u", (unsigned)window);
    }
    return tss_derive_window(out, stream->secrets->key, &stream->copy.id, window, err);
}
