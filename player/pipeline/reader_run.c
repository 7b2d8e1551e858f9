/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the reading thread does in one run: from wherever it is sent until the title is over. */
#include <stdlib.h>

#include "base/cancel.h"
#include "player/dvd/ticks.h"
#include "player/pipeline/reader_int.h"

/* Pictures before a VOBU's first can need the one before: begin early enough. */
#define SEEK_MARGIN (TSP_SECOND / 5)
/* How often one looks whether a menu's pictures have been decoded, or whether an empty one has more to say. */
#define LOOK_MS 10u

struct sink {
    tsp_reader_thread *reader;
    tsp_queue *queue;
};

static int put(void *context, AVPacket *packet)
{
    struct sink *sink = context;
    int64_t duration = packet->duration;
    size_t bytes = (size_t)packet->size + sizeof *packet;
    sink->reader->gave = true;
    if (tsp_queue_put(sink->queue, packet, bytes, duration, sink->reader->run.serial) == TSP_QUEUE_OK)
        return 0;
    av_packet_free(&packet);
    return TSP_RUN_OVER;
}

/* An empty packet: an enum tsp_stream_kind begins the run, at time pts; an enum tsp_mark says what it means. */
static int put_empty(tsp_reader_thread *reader, tsp_queue *queue, int index, int64_t pts, tsb_error *err)
{
    struct sink sink = {reader, queue};
    AVPacket *packet = av_packet_alloc();
    if (!packet)
        return tsb_fail(err, TSB_ERR_MEMORY, "Not enough memory to play");
    packet->stream_index = index;
    packet->pts = pts;
    packet->pos = (int64_t)(reader->run.speed * 1e6 + 0.5);
    return put(&sink, packet);
}

static const tsp_track *track_of(const tsp_reader_thread *reader)
{
    return reader->options.audio && reader->track < reader->title->track_count ? &reader->title->tracks[reader->track]
                                                                               : NULL;
}

/* Tells the queues that the run begins, and where. */
static int start(tsp_reader_thread *reader, const tsp_title *title, int64_t time, unsigned track, tsb_error *err)
{
    reader->title = title;
    reader->track = track;
    reader->started = true;
    tsp_reader_arrive(reader, false);
    const tsp_track *sound = track_of(reader);
    int result = put_empty(reader, reader->options.video, TSP_STREAM_VIDEO, time, err);
    if (!result)
        result = tsp_stream_create(&reader->video, TSP_STREAM_VIDEO, err);
    if (!result && sound) {
        result = tsp_stream_create(&reader->audio, sound->kind, err);
        if (!result)
            result = put_empty(reader, reader->options.audio, (int)sound->kind, time, err);
    } else if (!result && reader->options.audio) {
        tsp_queue_put_end(reader->options.audio, reader->run.serial);
    }
    return result;
}

/* The sound track that the disc's commands have chosen. */
static unsigned track_chosen(const tsp_vobu *vobu)
{
    for (unsigned i = 0; i < vobu->title->track_count; i++)
        if (vobu->title->tracks[i].id == vobu->sound)
            return i;
    return 0;
}

static const tsp_title *title_of_run(const tsp_reader_thread *reader)
{
    const tsp_title *title = NULL;
    const tsp_title_list *titles = tsp_navigator_titles(reader->options.navigator);
    return tsp_titles_find(&title, titles, reader->run.title, NULL) == 0
               ? title
               : tsp_navigator_title(reader->options.navigator);
}

/* What the viewer has chosen in the title. */
static void tell_streams(const tsp_reader_thread *reader, const tsp_title *title, tsp_target *target)
{
    const tsp_run *run = &reader->run;
    if (reader->options.audio && run->track < title->track_count)
        target->sound = title->tracks[run->track].number;
    target->subpicture = title->subtitle_count > 0 ? TSP_SUBPICTURE_OFF : 0;
    for (unsigned i = 0; i < title->subtitle_count && run->subpicture >= 0; i++)
        if (tsp_title_subtitle_stream(title, i) == (unsigned)run->subpicture) {
            target->subpicture = title->subtitles[i].number;
            break;
        }
}

/* Where the run begins. */
static tsp_target target_of(const tsp_run *run)
{
    static const enum tsp_target_kind kinds[] = {
        [TSP_RUN_TIME] = TSP_TARGET_TIME,
        [TSP_RUN_MENU] = TSP_TARGET_MENU,
        [TSP_RUN_TOP_MENU] = TSP_TARGET_TOP_MENU,
        [TSP_RUN_BUTTON] = TSP_TARGET_BUTTON,
    };
    return (tsp_target){
        .kind = run->way == TSP_RUN_ON ? TSP_TARGET_TIME : kinds[run->way],
        .title = run->title,
        .time = run->time > SEEK_MARGIN ? run->time - SEEK_MARGIN : 0,
        .angle = run->angle,
        .roaming = run->roaming,
        .page = &run->page,
        .button = run->button,
    };
}

static int begin_run(tsp_reader_thread *reader, tsb_error *err)
{
    const tsp_run *run = &reader->run;
    uint32_t sector = UINT32_MAX;
    int result = 0;
    reader->started = false;
    reader->unmoved = false;
    reader->angle = run->angle;
    tsp_stream_destroy(&reader->video);
    tsp_stream_destroy(&reader->audio);
    if (run->way == TSP_RUN_ON && reader->has_pending)
        return 0;
    reader->looks_back = run->way == TSP_RUN_TIME && run->time > 0;
    reader->origin = UINT32_MAX;
    reader->back_count = reader->back_done = 0;
    reader->has_pending = false;
    free(reader->pending.page);
    reader->pending.page = NULL;
    tsp_target target = target_of(run);
    tell_streams(reader, title_of_run(reader), &target);
    if (target.kind == TSP_TARGET_TIME)
        result = start(reader, title_of_run(reader), run->time, run->track, err);
    if (!result)
        result = tsp_navigator_go(reader->options.navigator, &target, &sector, reader->cancel, err);
    if (!result && sector != UINT32_MAX)
        tsp_sectors_hint(reader->options.sectors, sector);
    reader->unmoved = sector != UINT32_MAX && target.kind == TSP_TARGET_BUTTON;
    /* There was no menu. */
    if (!result && sector != UINT32_MAX && !reader->started && !reader->unmoved)
        result = start(reader, title_of_run(reader), run->time, run->track, err);
    return result;
}

static int take_pes(tsp_reader_thread *reader, const tsp_vobu *vobu, const tsp_pes *pes, tsb_error *err)
{
    const tsp_track *track = track_of(reader);
    int64_t time = tsp_vobu_packet_time(vobu, pes);
    struct sink sink = {reader, reader->options.video};
    if (pes->kind == TSP_STREAM_VIDEO)
        return tsp_stream_push(reader->video, pes->bytes, pes->size, time, put, &sink, err);
    if (pes->kind == TSP_STREAM_SUBPICTURE)
        tsp_subtitles_push(reader->options.subtitles, pes->id, pes->bytes, pes->size, time, reader->run.serial);
    if (!track || pes->kind != track->kind || pes->id != track->id)
        return 0;
    sink.queue = reader->options.audio;
    return tsp_stream_push(reader->audio, pes->bytes, pes->size, time, put, &sink, err);
}

static int take_sectors(tsp_reader_thread *reader, const tsp_vobu *vobu, uint32_t count, tsb_error *err)
{
    int result = 0;
    for (uint32_t i = 0; i < count && !result; i++) {
        tsp_demux demux;
        tsp_pes pes;
        tsp_demux_init(&demux, reader->piece + (size_t)i * TSP_SECTOR_SIZE);
        while (!result && tsp_demux_next(&demux, &pes))
            result = take_pes(reader, vobu, &pes, err);
        if (demux.damaged)
            tsb_debug(&reader->log, "a sector of the VOBU at %u is damaged", vobu->sector);
    }
    return result;
}

static int play_vobu(tsp_reader_thread *reader, const tsp_vobu *vobu, tsb_error *err)
{
    int result = 0;
    for (uint32_t done = 0; done < vobu->count && !result;) {
        uint32_t count = vobu->count - done < TSP_PIECE_SECTORS ? vobu->count - done : TSP_PIECE_SECTORS;
        result = tsp_sectors_read(reader->options.sectors, vobu->sector + done, count, reader->piece, reader->cancel,
                                  err);
        if (!result && done == 0 && reader->looks_back)
            tsp_reader_find_back(reader, vobu);
        if (!result)
            result = take_sectors(reader, vobu, count, err);
        done += count;
    }
    return result;
}

static int end_run(tsp_reader_thread *reader, tsb_error *err)
{
    struct sink sink = {reader, reader->options.video};
    int result = reader->video ? tsp_stream_finish(reader->video, put, &sink, err) : 0;
    tsp_queue_put_end(reader->options.video, reader->run.serial);
    if (!result && reader->audio) {
        sink.queue = reader->options.audio;
        result = tsp_stream_finish(reader->audio, put, &sink, err);
    }
    if (reader->options.audio)
        tsp_queue_put_end(reader->options.audio, reader->run.serial);
    return result ? result : TSP_RUN_OVER;
}

/* The sequence of pictures ends here; what comes next begins anew. */
static int end_sequence(tsp_reader_thread *reader, tsb_error *err)
{
    struct sink sink = {reader, reader->options.video};
    int result = tsp_stream_finish(reader->video, put, &sink, err);
    tsp_stream_destroy(&reader->video);
    return result ? result : tsp_stream_create(&reader->video, TSP_STREAM_VIDEO, err);
}

static int hold_still(tsp_reader_thread *reader, unsigned seconds, tsb_error *err)
{
    int64_t duration = seconds == TSP_STILL_EVER ? INT64_MAX : (int64_t)seconds * TSP_SECOND;
    int result = 0;
    if (!reader->started)
        result = start(reader, reader->title ? reader->title : title_of_run(reader), reader->run.time, reader->track,
                       err);
    if (!result)
        result = end_sequence(reader, err);
    if (!result)
        result = put_empty(reader, reader->options.video, TSP_MARK_STILL, duration, err);
    if (!result)
        tsp_reader_wait_still(reader);
    return result;
}

/*
 * In a menu the disc's machine must not be far ahead of what is seen, for it is from where it is that a button leads
 * on: one VOBU more than the decoder has.
 */
static void keep_pace(tsp_reader_thread *reader)
{
    tsp_queue_fill fill = {0};
    tsp_queue_fill_get(reader->options.video, &fill);
    while (fill.count > 0 && !tsb_cancel_sleep(reader->cancel, LOOK_MS))
        tsp_queue_fill_get(reader->options.video, &fill);
}

static int take_vobu(tsp_reader_thread *reader, tsp_vobu *vobu, tsb_error *err)
{
    bool menu = vobu->title->number == 0;
    int result = 0;
    if (!reader->started) {
        reader->subpicture = vobu->subpicture;
        reader->angle = vobu->angle;
        result = start(reader, vobu->title, reader->unmoved ? reader->run.time : vobu->time, track_chosen(vobu), err);
    }
    if (vobu->page)
        tsp_menu_pages_put(reader->options.pages, vobu->page, reader->run.serial);
    vobu->page = NULL;
    if (!result && menu)
        keep_pace(reader);
    reader->gave = false;
    if (!result)
        result = play_vobu(reader, vobu, err);
    if (!result)
        result = tsp_reader_look_back(reader, vobu, err);
    if (!result && vobu->sequence_end)
        result = end_sequence(reader, err);
    if (!result && vobu->sequence_end)
        result = put_empty(reader, reader->options.video, TSP_MARK_FLUSH, 0, err);
    /* A menu of nothing would go round as fast as the disc is read. */
    if (!result && menu && !reader->gave)
        (void)tsb_cancel_sleep(reader->cancel, LOOK_MS);
    return result;
}

static int take_next(tsp_reader_thread *reader, tsb_error *err)
{
    tsp_vobu vobu = {0};
    int more = TSP_NAV_VOBU;
    if (reader->has_pending) {
        vobu = reader->pending;
        reader->pending.page = NULL;
        reader->has_pending = false;
        vobu.moved = false;
    } else {
        tsp_reader_tell_choice(reader);
        more = tsp_navigator_next(reader->options.navigator, &vobu, reader->cancel, err);
    }
    if (more < 0)
        return more;
    if (more == TSP_NAV_OVER)
        return end_run(reader, err);
    if (more == TSP_NAV_STILL)
        return hold_still(reader, vobu.still, err);
    if (vobu.moved && reader->started) {
        reader->pending = vobu;
        reader->has_pending = true;
        tsp_reader_arrive(reader, true);
        return end_run(reader, err);
    }
    return take_vobu(reader, &vobu, err);
}

int tsp_reader_play(tsp_reader_thread *reader, tsb_error *err)
{
    int result = begin_run(reader, err);
    while (!result && !tsp_reader_interrupted(reader))
        result = take_next(reader, err);
    return result;
}
