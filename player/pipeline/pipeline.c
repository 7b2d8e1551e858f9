/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/pipeline/pipeline.h"

#include <stdlib.h>

#include <libavcodec/avcodec.h>

#include "player/dvd/ticks.h"
#include "player/pipeline/decode.h"
#include "player/pipeline/reader.h"
#include "player/pipeline/stream.h"

/* A few seconds of packets; the device behind tsp_sectors reads much further ahead. Few pictures: they are large. */
static const tsp_queue_limits video_limits = {8u << 20, 512, 2 * TSP_SECOND};
static const tsp_queue_limits audio_limits = {2u << 20, 1024, 4 * TSP_SECOND};
static const tsp_queue_limits frame_limits = {32u << 20, 12, TSP_SECOND};

struct tsp_pipeline {
    tsp_navigator *navigator; /* own, or borrowed */
    tsp_navigator *own;       /* NULL: it is borrowed */
    tsp_queue *video;
    tsp_queue *audio;
    tsp_queue *frames;
    tsp_subtitles *subtitles;
    tsp_menu_pages *pages;
    tsp_ring *ring; /* borrowed */
    tsp_reader_thread *reader;
    tsp_video_decoder *video_decoder;
    tsp_audio_decoder *audio_decoder;
    int disc_subpicture; /* what the disc's commands had chosen when they last led to a title */
    unsigned followed;   /* the run whose place was taken over last */
    tsp_run run;
    const tsp_title *title; /* of what is shown */
};

static void release_packet(void *item)
{
    AVPacket *packet = item;
    av_packet_free(&packet);
}

static void release_frame(void *item)
{
    AVFrame *frame = item;
    av_frame_free(&frame);
}

static int create_queues(tsp_pipeline *pipeline, tsb_error *err)
{
    pipeline->video = tsp_queue_create(&video_limits, release_packet);
    pipeline->audio = tsp_queue_create(&audio_limits, release_packet);
    pipeline->frames = tsp_queue_create(&frame_limits, release_frame);
    pipeline->subtitles = tsp_subtitles_create();
    if (!pipeline->video || !pipeline->audio || !pipeline->frames || !pipeline->subtitles)
        return tsb_fail(err, TSB_ERR_MEMORY, "Not enough memory to play");
    return tsp_menu_pages_create(&pipeline->pages, err);
}

static int start_threads(tsp_pipeline *pipeline, const tsp_pipeline_options *options, tsb_error *err)
{
    tsp_reader_options reading = {
        .navigator = pipeline->navigator,
        .sectors = options->sectors,
        .video = pipeline->video,
        .audio = pipeline->ring ? pipeline->audio : NULL,
        .subtitles = pipeline->subtitles,
        .pages = pipeline->pages,
        .log = options->log,
    };
    int result = tsp_video_decoder_start(&pipeline->video_decoder, pipeline->video, pipeline->frames, options->log,
                                         err);
    if (!result && pipeline->ring)
        result = tsp_audio_decoder_start(&pipeline->audio_decoder, pipeline->audio, pipeline->ring, options->log, err);
    if (!result)
        result = tsp_reader_start(&pipeline->reader, &reading, &pipeline->run, err);
    return result;
}

static int subpicture_at_first(const tsp_title *title, const tsp_pipeline_options *options)
{
    int subtitle = tsp_title_choose_subtitle(title, options->subtitle, options->subtitle_language);
    return subtitle < 0 ? -1 : (int)tsp_title_subtitle_stream(title, (unsigned)subtitle);
}

int tsp_pipeline_create(tsp_pipeline **out, const tsp_pipeline_options *options, tsb_error *err)
{
    tsp_pipeline *pipeline = calloc(1, sizeof *pipeline);
    if (!pipeline)
        return tsb_fail(err, TSB_ERR_MEMORY, "Not enough memory to play");
    tsp_stream_quiet();
    pipeline->ring = options->ring;
    int result = create_queues(pipeline, err);
    if (!result && !options->navigator)
        result = tsp_navigator_open(&pipeline->own, options->path, options->title, options->sectors->count,
                                    options->log, options->cancel, err);
    pipeline->navigator = options->navigator ? options->navigator : pipeline->own;
    if (!result && options->presence)
        tsp_navigator_watch(pipeline->navigator, options->presence);
    if (!result) {
        const tsp_title *title = tsp_navigator_title(pipeline->navigator);
        pipeline->title = title;
        pipeline->disc_subpicture = -1;
        pipeline->run = (tsp_run){
            .serial = 1,
            .way = options->menu ? TSP_RUN_TOP_MENU : TSP_RUN_TIME,
            .title = title->number,
            .angle = options->angle >= 1 && options->angle <= title->angle_count ? options->angle : 1,
            .roaming = options->menu,
            .time = options->start,
            .speed = 1,
            .subpicture = subpicture_at_first(title, options),
            .track = options->language                     ? tsp_title_choose_sound(title, options->language)
                     : options->track < title->track_count ? options->track
                                                           : 0,
        };
        result = start_threads(pipeline, options, err);
    }
    if (result)
        tsp_pipeline_destroy(&pipeline);
    *out = pipeline;
    return result;
}

void tsp_pipeline_destroy(tsp_pipeline **pipeline)
{
    if (!pipeline || !*pipeline)
        return;
    tsp_pipeline *ending = *pipeline;
    if (ending->video)
        tsp_queue_close(ending->video);
    if (ending->audio)
        tsp_queue_close(ending->audio);
    if (ending->frames)
        tsp_queue_close(ending->frames);
    if (ending->ring)
        tsp_ring_close(ending->ring);
    tsp_reader_stop(&ending->reader);
    tsp_video_decoder_stop(&ending->video_decoder);
    tsp_audio_decoder_stop(&ending->audio_decoder);
    tsp_queue_destroy(&ending->video);
    tsp_queue_destroy(&ending->audio);
    tsp_queue_destroy(&ending->frames);
    tsp_subtitles_destroy(&ending->subtitles);
    tsp_menu_pages_destroy(&ending->pages);
    tsp_navigator_close(&ending->own);
    free(ending);
    *pipeline = NULL;
}

const tsp_title *tsp_pipeline_title(const tsp_pipeline *pipeline)
{
    return pipeline->title;
}

const tsp_title_list *tsp_pipeline_titles(const tsp_pipeline *pipeline)
{
    return tsp_navigator_titles(pipeline->navigator);
}

static void begin_run(tsp_pipeline *pipeline, enum tsp_run_way way, int64_t time)
{
    pipeline->run.serial++;
    pipeline->run.way = way;
    pipeline->run.time = time > 0 ? time : 0;
    /* The queues first: were the reader to begin the run before they know of it, they would refuse what it puts. */
    tsp_queue_reset(pipeline->video, pipeline->run.serial);
    tsp_queue_reset(pipeline->audio, pipeline->run.serial);
    tsp_queue_reset(pipeline->frames, pipeline->run.serial);
    tsp_subtitles_reset(pipeline->subtitles, pipeline->run.serial);
    tsp_menu_pages_reset(pipeline->pages, pipeline->run.serial, way == TSP_RUN_BUTTON);
    if (pipeline->ring)
        tsp_ring_reset(pipeline->ring, pipeline->run.serial);
    tsp_reader_seek(pipeline->reader, &pipeline->run);
}

void tsp_pipeline_seek(tsp_pipeline *pipeline, int64_t time)
{
    pipeline->title = &tsp_pipeline_titles(pipeline)->titles[pipeline->run.title - 1];
    begin_run(pipeline, TSP_RUN_TIME, time);
}

int tsp_pipeline_set_title(tsp_pipeline *pipeline, int number, int64_t time, tsb_error *err)
{
    const tsp_title *title = NULL;
    int result = tsp_titles_find(&title, tsp_pipeline_titles(pipeline), number, err);
    if (result)
        return result;
    if (pipeline->run.title != title->number) {
        pipeline->run.angle = 1;
        pipeline->run.track = pipeline->run.track < title->track_count ? pipeline->run.track : 0;
    }
    pipeline->run.title = title->number;
    pipeline->title = title;
    begin_run(pipeline, TSP_RUN_TIME, time);
    return 0;
}

void tsp_pipeline_set_angle(tsp_pipeline *pipeline, int angle)
{
    if (angle >= 1 && angle <= pipeline->title->angle_count)
        pipeline->run.angle = angle;
}

int tsp_pipeline_angle(const tsp_pipeline *pipeline)
{
    return pipeline->run.angle;
}

bool tsp_pipeline_has_menu(const tsp_pipeline *pipeline)
{
    const tsp_title_list *titles = tsp_pipeline_titles(pipeline);
    return titles->sets[0].menu.vob_sector > 0 || titles->sets[pipeline->title->title_set].menu.vob_sector > 0;
}

/* From a title the disc's commands are told what the viewer has chosen there: that is theirs from now on. */
static void tell_subpicture(tsp_pipeline *pipeline)
{
    if (pipeline->title->number > 0)
        pipeline->disc_subpicture = pipeline->run.subpicture;
}

void tsp_pipeline_menu(tsp_pipeline *pipeline, int64_t time)
{
    tell_subpicture(pipeline);
    pipeline->run.roaming = true;
    begin_run(pipeline, TSP_RUN_MENU, time);
}

const tsp_menu_page *tsp_pipeline_page(tsp_pipeline *pipeline, int64_t time)
{
    return tsp_menu_pages_at(pipeline->pages, time);
}

void tsp_pipeline_choose(tsp_pipeline *pipeline, unsigned button, unsigned moves)
{
    tsp_reader_choose(pipeline->reader, button, moves);
}

void tsp_pipeline_activate(tsp_pipeline *pipeline, const tsp_menu_page *page, unsigned button, int64_t time)
{
    tell_subpicture(pipeline);
    pipeline->run.page = *page;
    pipeline->run.button = button;
    pipeline->run.roaming = true;
    begin_run(pipeline, TSP_RUN_BUTTON, time);
}

bool tsp_pipeline_leads_on(tsp_pipeline *pipeline)
{
    tsp_reader_place place;
    tsp_reader_place_get(pipeline->reader, &place);
    return place.serial == pipeline->run.serial && place.led_on;
}

void tsp_pipeline_lead_on(tsp_pipeline *pipeline)
{
    begin_run(pipeline, TSP_RUN_ON, 0);
}

bool tsp_frame_is_still(const AVFrame *frame, int64_t *duration)
{
    *duration = frame->pkt_duration;
    return frame->buf[0] == NULL;
}

void tsp_pipeline_end_still(tsp_pipeline *pipeline)
{
    tsp_reader_end_still(pipeline->reader, pipeline->run.serial);
}

void tsp_pipeline_set_track(tsp_pipeline *pipeline, unsigned track)
{
    if (pipeline->title->number > 0 && track < pipeline->title->track_count)
        pipeline->run.track = track;
}

void tsp_pipeline_set_subpicture(tsp_pipeline *pipeline, int stream)
{
    pipeline->run.subpicture = stream;
}

int tsp_pipeline_disc_subpicture(const tsp_pipeline *pipeline)
{
    return pipeline->disc_subpicture;
}

void tsp_pipeline_set_speed(tsp_pipeline *pipeline, double speed)
{
    pipeline->run.speed = speed;
}

unsigned tsp_pipeline_track(const tsp_pipeline *pipeline)
{
    return pipeline->run.track;
}

/* Takes over where the disc's commands have led. */
static void follow(tsp_pipeline *pipeline)
{
    tsp_reader_place place;
    tsp_reader_place_get(pipeline->reader, &place);
    bool chosen = pipeline->run.way == TSP_RUN_BUTTON && pipeline->followed != place.serial;
    if (place.serial != pipeline->run.serial || (pipeline->title == place.title && !chosen))
        return;
    pipeline->followed = place.serial;
    pipeline->title = place.title;
    if (place.title->number == 0)
        return; /* the title comes back with its track and angle */
    pipeline->run.title = place.title->number;
    pipeline->run.track = place.track;
    pipeline->run.angle = place.angle;
    pipeline->disc_subpicture = place.subpicture;
}

enum tsp_queue_result tsp_pipeline_frame(tsp_pipeline *pipeline, AVFrame **out)
{
    void *item = NULL;
    unsigned serial = 0;
    enum tsp_queue_result result = tsp_queue_try_get(pipeline->frames, &item, &serial);
    if (result == TSP_QUEUE_RESET)
        result = tsp_queue_try_get(pipeline->frames, &item, &serial);
    if (result == TSP_QUEUE_OK) {
        *out = item;
        follow(pipeline);
    }
    return result;
}

bool tsp_pipeline_subtitle(tsp_pipeline *pipeline, unsigned stream, int64_t time, tsp_unit *out)
{
    return tsp_subtitles_due(pipeline->subtitles, stream, time, out);
}

void tsp_pipeline_state_get(tsp_pipeline *pipeline, tsp_pipeline_state *out)
{
    *out = (tsp_pipeline_state){0};
    tsp_queue_fill_get(pipeline->video, &out->packets);
    tsp_queue_fill_get(pipeline->audio, &out->sound);
    tsp_queue_fill_get(pipeline->frames, &out->frames);
    out->disc_waits = tsp_navigator_waits(pipeline->navigator);
    if (pipeline->ring) {
        tsp_ring_fill_get(pipeline->ring, &out->ring);
        out->has_sound = tsp_pipeline_title(pipeline)->track_count > 0;
    }
}

int tsp_pipeline_failure(tsp_pipeline *pipeline, tsb_error *err)
{
    return tsp_reader_failure(pipeline->reader, err);
}
