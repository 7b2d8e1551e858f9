/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The playing pipeline without its ends that touch the system: reader thread,
 * packet queues, decoding threads, queue of pictures and ring of sound. Knows
 * nothing of windows and sound cards. One thread controls it.
 */
#ifndef TALLYSTICK_PLAYER_PIPELINE_H
#define TALLYSTICK_PLAYER_PIPELINE_H

#include <stdbool.h>
#include <stdint.h>

#include <libavutil/frame.h>

#include "base/cancel.h"
#include "base/error.h"
#include "base/log.h"
#include "player/disc/sectors.h"
#include "player/pipeline/audio_ring.h"
#include "player/pipeline/navigator_title.h"
#include "player/pipeline/queue.h"
#include "player/pipeline/subtitles.h"

typedef struct tsp_pipeline tsp_pipeline;

typedef struct tsp_pipeline_options {
    const char *path;         /* for libdvdnav */
    int title;                /* as for tsp_title_read */
    tsp_sectors *sectors;     /* borrowed; its reads belong to the pipeline until it is destroyed */
    tsp_ring *ring;           /* borrowed; NULL: without sound. Closed when the pipeline is destroyed */
    int64_t start;            /* ticks into the title */
    unsigned track;           /* index; one that is not there becomes the first */
    const char *language;     /* of the sound track to begin with in place of track, where there is one; may be NULL */
    const tsb_cancel *cancel; /* ends the opening; may be NULL */
    const tsb_log *log;
} tsp_pipeline_options;

typedef struct tsp_pipeline_state {
    tsp_queue_fill packets; /* of video */
    tsp_queue_fill sound;   /* packets of audio */
    tsp_queue_fill frames;
    tsp_ring_fill ring;
    bool has_sound; /* the present run has a sound track */
} tsp_pipeline_state;

/* Opens the disc's title and starts all threads; the first pictures come soon. */
int tsp_pipeline_create(tsp_pipeline **out, const tsp_pipeline_options *options, tsb_error *err) TSB_MUST_USE;
/* Stops, wakes, joins, frees; cuts a hanging tsp_sectors_read short, and leaves a hanging drive behind. Tolerates NULL.
 */
void tsp_pipeline_destroy(tsp_pipeline **pipeline);

/* Borrowed as long as the pipeline lives. */
const tsp_title *tsp_pipeline_title(const tsp_pipeline *pipeline);

/* Goes on at time. Never blocks, even while reading hangs; pictures of before are gone. */
void tsp_pipeline_seek(tsp_pipeline *pipeline, int64_t time);

/* Sound track (index) and speed (title seconds a second) from the next seek on. A track that is not there changes
 * nothing. */
void tsp_pipeline_set_track(tsp_pipeline *pipeline, unsigned track);
void tsp_pipeline_set_speed(tsp_pipeline *pipeline, double speed);
unsigned tsp_pipeline_track(const tsp_pipeline *pipeline);

/* The next picture, the caller's to free: OK, EMPTY (not yet) or END. Never blocks. */
enum tsp_queue_result tsp_pipeline_frame(tsp_pipeline *pipeline, AVFrame **out);

/* The unit of a subpicture stream that is due at a title time, as tsp_subtitles_due. All streams are there at any time:
 * choosing among them is up to who shows them. */
bool tsp_pipeline_subtitle(tsp_pipeline *pipeline, unsigned stream, int64_t time, tsp_unit *out);

void tsp_pipeline_state_get(tsp_pipeline *pipeline, tsp_pipeline_state *out);

/* 0, or why reading stopped before the end. */
int tsp_pipeline_failure(tsp_pipeline *pipeline, tsb_error *err);

#endif
