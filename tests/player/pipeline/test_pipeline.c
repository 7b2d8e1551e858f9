/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pipeline on a small disc made on the spot. */
#include "player/pipeline/pipeline.h"

#include <pthread.h>

#include <libavutil/md5.h>

#include "player/dvd/ticks.h"
#include "tests/player/support/film.h"
#include "tests/support/suite.h"

#define FRAMES_MAX 600

struct shown {
    int64_t pts;
    int64_t duration;
    uint8_t md5[16];
};

static void describe(struct shown *shown, const AVFrame *frame)
{
    struct AVMD5 *md5 = av_md5_alloc();
    ck_assert_ptr_nonnull(md5);
    av_md5_init(md5);
    for (int row = 0; row < frame->height; row++)
        av_md5_update(md5, frame->data[0] + row * frame->linesize[0], (size_t)frame->width);
    av_md5_final(md5, shown->md5);
    av_free(md5);
    shown->pts = frame->pts;
    shown->duration = frame->pkt_duration;
}

static enum tsp_queue_result next_frame(tsp_pipeline *pipeline, struct shown *shown)
{
    AVFrame *frame = NULL;
    enum tsp_queue_result result = TSP_QUEUE_EMPTY;
    while ((result = tsp_pipeline_frame(pipeline, &frame)) == TSP_QUEUE_EMPTY)
        usleep(500);
    if (result == TSP_QUEUE_OK)
        describe(shown, frame);
    av_frame_free(&frame);
    return result;
}

static tsp_pipeline *start(film_sectors *sectors, tsp_ring *ring)
{
    tsp_pipeline *pipeline = NULL;
    tsp_pipeline_options options = {.path = film_image, .sectors = &sectors->base, .ring = ring};
    film_open(sectors, film_image);
    ck_assert_int_eq(tsp_pipeline_create(&pipeline, &options, NULL), 0);
    return pipeline;
}

static void no_failure(tsp_pipeline *pipeline)
{
    tsb_error err = {0};
    tsp_pipeline_failure(pipeline, &err);
    ck_assert_str_eq(err.text, "");
}

static unsigned play_through(struct shown *shown)
{
    film_sectors sectors;
    tsp_pipeline *pipeline = start(&sectors, NULL);
    unsigned count = 0;
    while (next_frame(pipeline, &shown[count]) == TSP_QUEUE_OK)
        ck_assert_uint_lt(++count, FRAMES_MAX);
    no_failure(pipeline);
    tsp_pipeline_destroy(&pipeline);
    film_close(&sectors);
    return count;
}

/* 4 s of a picture a field, then 4 s of a picture a frame, without a hole between. */
START_TEST(shows_every_picture)
{
    static struct shown shown[FRAMES_MAX];
    unsigned count = play_through(shown);
    ck_assert_uint_eq(count, (2 + 1) * FILM_RATE * FILM_SECONDS / 2);
    for (unsigned i = 1; i < count; i++) {
        ck_assert_int_eq(shown[i].pts, shown[i - 1].pts + shown[i - 1].duration);
        ck_assert_int_eq(shown[i - 1].duration, i <= count * 2 / 3 ? 1800 : 3600);
    }
}
END_TEST

START_TEST(seeks_are_exact)
{
    static struct shown shown[FRAMES_MAX];
    uint64_t state = suite_seed(12);
    unsigned count = play_through(shown);
    ck_assert_uint_gt(count, 0);
    film_sectors sectors;
    tsp_pipeline *pipeline = start(&sectors, NULL);
    for (unsigned i = 0; i < 25; i++) {
        struct shown first = {0};
        unsigned wanted = (unsigned)(test_random(&state) % count);
        int64_t time = shown[wanted].pts + (int64_t)(test_random(&state) % (uint64_t)shown[wanted].duration);
        tsp_pipeline_seek(pipeline, time);
        if (i % 3 == 0)
            continue; /* another comes at once */
        ck_assert_int_eq(next_frame(pipeline, &first), TSP_QUEUE_OK);
        ck_assert_int_eq(first.pts, shown[wanted].pts);
        /* A field's other lines come from its neighbours: only progressive pictures are bound to be the same. */
        if (shown[wanted].duration == 3600)
            ck_assert_mem_eq(first.md5, shown[wanted].md5, sizeof first.md5);
    }
    tsp_pipeline_destroy(&pipeline);
    film_close(&sectors);
}
END_TEST

START_TEST(leaves_a_read_that_hangs)
{
    film_sectors sectors;
    struct shown first = {0};
    tsp_pipeline *pipeline = start(&sectors, NULL);
    ck_assert_int_eq(next_frame(pipeline, &first), TSP_QUEUE_OK);
    /* Far in, so that only the second seek's read meets it. */
    atomic_store(&sectors.stall, sectors.base.count - 400);
    tsp_pipeline_seek(pipeline, 7 * TSP_SECOND);
    while (!atomic_load(&sectors.stalled)) {
        AVFrame *frame = NULL;
        (void)tsp_pipeline_frame(pipeline, &frame);
        av_frame_free(&frame);
        usleep(500);
    }
    tsp_pipeline_seek(pipeline, TSP_SECOND);
    do
        ck_assert_int_eq(next_frame(pipeline, &first), TSP_QUEUE_OK);
    while (first.pts >= 2 * TSP_SECOND);
    ck_assert_int_le(first.pts, TSP_SECOND);
    tsp_pipeline_seek(pipeline, 7 * TSP_SECOND);
    while (!atomic_load(&sectors.stalled)) {
        AVFrame *frame = NULL;
        (void)tsp_pipeline_frame(pipeline, &frame);
        av_frame_free(&frame);
        usleep(500);
    }
    tsp_pipeline_destroy(&pipeline); /* while it hangs */
    film_close(&sectors);
}
END_TEST

/* Lost and spoilt sectors cost pictures, never the film: it comes to its end, in its time. */
START_TEST(goes_on_over_damage)
{
    static const unsigned garbage[] = {0, 3, 50};
    for (size_t i = 0; i < TSB_COUNT(garbage); i++) {
        film_sectors sectors;
        struct shown shown = {0};
        struct shown last = {.pts = -1};
        unsigned count = 0;
        tsp_ring *ring = tsp_ring_create(48000, 2, 48000 * 20);
        tsp_pipeline *pipeline = start(&sectors, ring);
        uint32_t from = tsp_pipeline_title(pipeline)->vob_sector;
        atomic_store(&sectors.garbage, garbage[i]);
        atomic_store(&sectors.zero_first, from + 100);
        atomic_store(&sectors.zero_count, 150);
        tsp_pipeline_seek(pipeline, 0);
        while (next_frame(pipeline, &shown) == TSP_QUEUE_OK) {
            last = shown;
            count++;
        }
        no_failure(pipeline);
        if (garbage[i] != 3) {
            ck_assert_uint_gt(count, 100);
            ck_assert_int_gt(last.pts, (FILM_SECONDS - 2) * TSP_SECOND);
        }
        tsp_pipeline_destroy(&pipeline);
        tsp_ring_destroy(&ring);
        film_close(&sectors);
    }
}
END_TEST

static unsigned drain(tsp_ring *ring, float *samples, unsigned room)
{
    unsigned count = 0;
    tsp_ring_fill fill = {0};
    int64_t end = 0;
    do {
        tsp_ring_fill_get(ring, &fill);
        unsigned got = tsp_ring_read(ring, samples + (size_t)count * 2, room - count, &end);
        count += got;
        if (!got)
            usleep(500);
    } while (!fill.ended || fill.frames > 0);
    return count;
}

static void *drop_frames(void *context)
{
    struct shown shown;
    while (next_frame(context, &shown) == TSP_QUEUE_OK)
        ;
    return NULL;
}

/* From a seek on, the sound is what it is when played through, to the sample. */
START_TEST(sound_is_exact)
{
    enum { ROOM = 48000 * (FILM_SECONDS + 2) };
    static float whole[ROOM * 2];
    static float part[ROOM * 2];
    for (unsigned track = 0; track < 2; track++) {
        unsigned counts[2] = {0};
        for (unsigned i = 0; i < 2; i++) {
            film_sectors sectors;
            pthread_t thread;
            tsp_ring *ring = tsp_ring_create(48000, 2, 4800);
            tsp_pipeline *pipeline = start(&sectors, ring);
            tsp_pipeline_set_track(pipeline, track);
            tsp_pipeline_seek(pipeline, i ? 5 * TSP_SECOND : 0);
            ck_assert_uint_eq(tsp_pipeline_track(pipeline), track);
            ck_assert_int_eq(pthread_create(&thread, NULL, drop_frames, pipeline), 0);
            counts[i] = drain(ring, i ? part : whole, ROOM);
            pthread_join(thread, NULL);
            no_failure(pipeline);
            tsp_pipeline_destroy(&pipeline);
            tsp_ring_destroy(&ring);
            film_close(&sectors);
        }
        unsigned length = 48000;
        unsigned skip = 960; /* decoders need a frame or two to settle */
        ck_assert_uint_gt(counts[0], 48000 * (FILM_SECONDS - 1));
        ck_assert_uint_gt(counts[1], length + skip);
        const float *tail = whole + 2 * (size_t)(counts[0] - counts[1] + skip);
        /* Decoders dither a little, by what they have decoded before. */
        for (size_t i = 0; i < 2 * (size_t)length; i++)
            ck_assert(part[2 * (size_t)skip + i] - tail[i] < 1e-4F && tail[i] - part[2 * (size_t)skip + i] < 1e-4F);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        shows_every_picture, seeks_are_exact, leaves_a_read_that_hangs, goes_on_over_damage, sound_is_exact,
    };
    return film_run("player pipeline", tests, TSB_COUNT(tests), film_make);
}
