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
#include "player/disc/presence.h"
#include "player/disc/sectors.h"
#include "player/dvd/navigator.h"
#include "player/dvd/navigator_menu.h"
#include "player/dvd/navigator_titles.h"
#include "player/pipeline/audio_ring.h"
#include "player/pipeline/queue.h"
#include "player/pipeline/subtitles.h"

typedef struct tsp_pipeline tsp_pipeline;

typedef struct tsp_pipeline_options {
    tsp_navigator *navigator; /* opened already, borrowed; NULL: the pipeline opens its own, by path and title */
    const char *path;         /* for libdvdnav */
    int title;                /* as for tsp_titles_find */
    int angle;                /* from 1; one that is not there becomes the first */
    bool menu;                /* begins in the disc's menu, where it has one */
    tsp_presence *presence;   /* of the disc: while it is out, reading waits; borrowed; NULL: nobody looks after it */
    tsp_sectors *sectors;     /* borrowed; its reads belong to the pipeline until it is destroyed */
    tsp_ring *ring;           /* borrowed; NULL: without sound. Closed when the pipeline is destroyed */
    int64_t start;            /* ticks into the title */
    unsigned track;           /* index; one that is not there becomes the first */
    const char *language;     /* of the sound track to begin with in place of track, where there is one; may be NULL */
    int subtitle;             /* that is shown, so that it is there at once: as for tsp_title_choose_subtitle */
    const char *subtitle_language;
    const tsb_cancel *cancel; /* ends the opening; may be NULL */
    const tsb_log *log;
} tsp_pipeline_options;

typedef struct tsp_pipeline_state {
    tsp_queue_fill packets; /* of video */
    tsp_queue_fill sound;   /* packets of audio */
    tsp_queue_fill frames;
    tsp_ring_fill ring;
    bool has_sound;      /* the present run has a sound track */
    uint64_t disc_waits; /* ms that the drive has kept the navigator waiting; 0: not */
} tsp_pipeline_state;

/* Starts all threads, after opening the disc's title where that is still to be done; the first pictures come soon. */
int tsp_pipeline_create(tsp_pipeline **out, const tsp_pipeline_options *options, tsb_error *err) TSB_MUST_USE;
/* Stops, wakes, joins, frees; cuts a hanging tsp_sectors_read short, and leaves a hanging drive behind. Tolerates NULL.
 */
void tsp_pipeline_destroy(tsp_pipeline **pipeline);

/* The title that is played, or the menu (number 0) shown. Changes only inside tsp_pipeline_frame and where a title is
 * asked for. Borrowed as long as the pipeline lives, as all titles are. */
const tsp_title *tsp_pipeline_title(const tsp_pipeline *pipeline);
const tsp_title_list *tsp_pipeline_titles(const tsp_pipeline *pipeline);

/* Goes on at time, in a menu: in the title played last. Never blocks, even while reading hangs, as all below;
 * pictures of before are gone. */
void tsp_pipeline_seek(tsp_pipeline *pipeline, int64_t time);

/* Goes on in another title (number), at time. TSB_ERR_NOT_FOUND, TSB_ERR_INVALID: as tsp_titles_find. */
int tsp_pipeline_set_title(tsp_pipeline *pipeline, int title, int64_t time, tsb_error *err) TSB_MUST_USE;

/* Angle (from 1) from the next seek on. One that is not there changes nothing. */
void tsp_pipeline_set_angle(tsp_pipeline *pipeline, int angle);
int tsp_pipeline_angle(const tsp_pipeline *pipeline);

/* Whether the disc has a menu; goes there from time in the present title: the title's own, else the disc's. From then
 * on the disc's commands lead on at the end of a title, too. */
bool tsp_pipeline_has_menu(const tsp_pipeline *pipeline);
void tsp_pipeline_menu(tsp_pipeline *pipeline, int64_t time);

/* What can be chosen at time, which pictures now shown have; NULL: nothing. Borrowed until the next call. */
const tsp_menu_page *tsp_pipeline_page(tsp_pipeline *pipeline, int64_t time);
/* Tells the disc which button of the page is chosen now. moves counts such calls. */
void tsp_pipeline_choose(tsp_pipeline *pipeline, unsigned button, unsigned moves);
/* Does what a button of that page is for; time is where one is. */
void tsp_pipeline_activate(tsp_pipeline *pipeline, const tsp_menu_page *page, unsigned button, int64_t time);

/* At the end of a run: whether the disc's commands lead on, to another title or a menu; and goes there. */
bool tsp_pipeline_leads_on(tsp_pipeline *pipeline);
void tsp_pipeline_lead_on(tsp_pipeline *pipeline);

/* A "picture" that says that the one before stays: for so many ticks, INT64_MAX for ever. Nothing follows it until
 * tsp_pipeline_end_still. */
bool tsp_frame_is_still(const AVFrame *frame, int64_t *duration);
void tsp_pipeline_end_still(tsp_pipeline *pipeline);

/* Sound track (index) and speed (title seconds a second) from the next seek on. A track that is not there changes
 * nothing. */
void tsp_pipeline_set_track(tsp_pipeline *pipeline, unsigned track);
void tsp_pipeline_set_speed(tsp_pipeline *pipeline, double speed);
unsigned tsp_pipeline_track(const tsp_pipeline *pipeline);

/* The next picture, the caller's to free: OK, EMPTY (not yet) or END. Never blocks. */
enum tsp_queue_result tsp_pipeline_frame(tsp_pipeline *pipeline, AVFrame **out);

/* The subpicture stream (-1: none) of which, from the next seek on, the unit is there that began before. */
void tsp_pipeline_set_subpicture(tsp_pipeline *pipeline, int stream);

/* The subpicture stream that the disc's commands, its menus, had chosen when they last led to a title; -1: none. */
int tsp_pipeline_disc_subpicture(const tsp_pipeline *pipeline);

/* The unit of a subpicture stream that is due at a title time, as tsp_subtitles_due. All streams are there at any time:
 * choosing among them is up to who shows them. */
bool tsp_pipeline_subtitle(tsp_pipeline *pipeline, unsigned stream, int64_t time, tsp_unit *out);

void tsp_pipeline_state_get(tsp_pipeline *pipeline, tsp_pipeline_state *out);

/* 0, or why reading stopped before the end. */
int tsp_pipeline_failure(tsp_pipeline *pipeline, tsb_error *err);

#endif
