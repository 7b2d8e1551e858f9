/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/ingest/prove.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/read_at.h"
#include "base/secret.h"
#include "base/system.h"
#include "server/progress.h"

#define WORKERS_MIN 2
#define WORKERS_MAX 16
#define WAIT_MS     200

typedef struct proof {
    int descriptor;
    const tss_extent *extents;
    uint32_t count;
    enum tss_profile profile;
    size_t *sizes;
    const tsb_cancel *cancel;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    /* Under lock: */
    uint32_t next; /* chunk to take */
    uint32_t done;
    unsigned running;
    bool stop;
    tss_tally tally;
    tsb_error error;
} proof;

/* One thread's memory. */
typedef struct bench {
    tss_engine *engine;
    uint8_t *original;
    uint8_t *sectors;
    uint8_t *taken;
    size_t taken_size;
    tss_tally tally;
} bench;

static const size_t sectors_size = (size_t)TSS_CHUNK_MAX_SECTORS * TSS_SECTOR_SIZE;

static int bench_init(bench *own, tsb_error *err)
{
    *own = (bench){0};
    own->original = tsb_secret_alloc(sectors_size);
    own->sectors = tsb_secret_alloc(sectors_size);
    if (!own->original || !own->sectors) {
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
    }
    return tss_engine_create(&own->engine, err);
}

static void bench_finish(bench *own)
{
    tss_engine_destroy(&own->engine);
    tsb_secret_free(own->original, sectors_size);
    tsb_secret_free(own->sectors, sectors_size);
    tsb_secret_free(own->taken, own->taken_size);
}

static int read_extent(int descriptor, const tss_extent *extent, uint8_t *out, tsb_error *err)
{
    size_t size = (size_t)extent->count * TSS_SECTOR_SIZE;
    ssize_t got = tsb_read_at(descriptor, out, size, (uint64_t)extent->first * TSS_SECTOR_SIZE);
    return got == (ssize_t)size ? 0 : tsb_fail_errno(err, got < 0 ? errno : EIO, "Cannot read the image");
}

static int ensure_taken(bench *own, size_t size, tsb_error *err)
{
    if (size <= own->taken_size) {
        return 0;
    }
    tsb_secret_free(own->taken, own->taken_size);
    own->taken_size = 0;
    own->taken = tsb_secret_alloc(size);
    if (!own->taken) {
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
    }
    own->taken_size = size;
    return 0;
}

static int prove_chunk(proof *work, bench *own, uint32_t chunk, tsb_error *err)
{
    const tss_extent *extent = &work->extents[chunk];
    size_t bytes = (size_t)extent->count * TSS_SECTOR_SIZE;
    tss_chunk_keys keys = {{0}, {0}};
    size_t size = 0;
    int code = read_extent(work->descriptor, extent, own->original, err);
    if (code == 0) {
        code = tss_random(&keys, sizeof(keys), err);
    }
    if (code == 0) {
        code = tss_chunk_measure(own->engine, own->original, extent->count, work->profile, &size, NULL, err);
    }
    if (code == 0) {
        code = ensure_taken(own, size, err);
    }
    if (code == 0) {
        memcpy(own->sectors, own->original, bytes);
        code = tss_chunk_split(own->engine, own->sectors, extent->count, work->profile, &keys, own->taken, size,
                               &own->tally, err);
    }
    if (code == 0) {
        code = tss_chunk_synthesise(own->engine, own->sectors, extent->count, own->taken, size, NULL, NULL, err);
    }
    tsb_wipe(&keys, sizeof(keys));
    if (code == TSB_ERR_DAMAGED || (code == 0 && memcmp(own->sectors, own->original, bytes) != 0)) {
        if (err) {
            tsb_error_clear(err);
        }
        return tsb_fail(err, TSB_ERR_INTERNAL,
                        "Chunk %u (sectors %u to %u) did not come back as it was: the film is not taken. This is a "
                        "fault of the program, please report it",
                        (unsigned)chunk, (unsigned)extent->first, (unsigned)(extent->first + extent->count - 1));
    }
    work->sizes[chunk] = size;
    return code;
}

/* Takes the next chunk; false when there is none or all stop. */
static bool take_chunk(proof *work, uint32_t *chunk)
{
    pthread_mutex_lock(&work->lock);
    bool more = !work->stop && work->next < work->count;
    if (more) {
        *chunk = work->next++;
    }
    pthread_mutex_unlock(&work->lock);
    return more;
}

static void *run_worker(void *context)
{
    proof *work = context;
    bench own = {0};
    tsb_error error = {0};
    uint32_t chunk = 0;
    int code = bench_init(&own, &error);
    while (code == 0 && take_chunk(work, &chunk)) {
        code = prove_chunk(work, &own, chunk, &error);
        pthread_mutex_lock(&work->lock);
        work->done++;
        pthread_cond_signal(&work->changed);
        pthread_mutex_unlock(&work->lock);
    }
    pthread_mutex_lock(&work->lock);
    if (code < 0) {
        work->stop = true;
        (void)tsb_pass(&work->error, code, &error);
    }
    tss_tally_add(&work->tally, &own.tally);
    work->running--;
    pthread_cond_signal(&work->changed);
    pthread_mutex_unlock(&work->lock);
    bench_finish(&own);
    return NULL;
}

/* Shows progress and watches for the cancel, until the workers are done. */
static void supervise(proof *work)
{
    tsv_progress progress = {0};
    tsv_progress_start(&progress, "Proving the split");
    pthread_mutex_lock(&work->lock);
    while (work->running > 0) {
        struct timespec until = {0};
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += WAIT_MS * 1000000L;
        until.tv_sec += until.tv_nsec / 1000000000L;
        until.tv_nsec %= 1000000000L;
        (void)pthread_cond_timedwait(&work->changed, &work->lock, &until);
        if (tsb_cancel_fired(work->cancel)) {
            work->stop = true;
            (void)tsb_fail(&work->error, TSB_ERR_CANCELLED, "Interrupted");
        }
        tsv_progress_show(&progress, work->done, work->count);
    }
    pthread_mutex_unlock(&work->lock);
    tsv_progress_end(&progress);
}

static unsigned worker_count(void)
{
    unsigned processors = tsb_processors();
    return processors < WORKERS_MIN ? WORKERS_MIN : processors > WORKERS_MAX ? WORKERS_MAX : processors;
}

int tsv_prove(int descriptor, const tss_extent *extents, uint32_t count, enum tss_profile profile, size_t *sizes,
              tss_tally *tally, const tsb_cancel *cancel, tsb_error *err)
{
    proof work = {.descriptor = descriptor,
                  .extents = extents,
                  .count = count,
                  .profile = profile,
                  .sizes = sizes,
                  .cancel = cancel};
    pthread_t threads[WORKERS_MAX];
    unsigned wanted = worker_count();
    unsigned started = 0;
    pthread_mutex_init(&work.lock, NULL);
    pthread_cond_init(&work.changed, NULL);
    for (; started < wanted; started++) {
        pthread_mutex_lock(&work.lock);
        work.running++;
        pthread_mutex_unlock(&work.lock);
        int result = pthread_create(&threads[started], NULL, run_worker, &work);
        if (result != 0) {
            pthread_mutex_lock(&work.lock);
            work.running--;
            work.stop = work.stop || started == 0;
            pthread_mutex_unlock(&work.lock);
            if (started == 0) {
                (void)tsb_fail_errno(&work.error, result, "Cannot start a thread");
            }
            break;
        }
    }
    supervise(&work);
    for (unsigned i = 0; i < started; i++) {
        pthread_join(threads[i], NULL);
    }
    pthread_cond_destroy(&work.changed);
    pthread_mutex_destroy(&work.lock);
    if (work.error.code < 0) {
        return tsb_pass(err, work.error.code, &work.error);
    }
    *tally = work.tally;
    return 0;
}
