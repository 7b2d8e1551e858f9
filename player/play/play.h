/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Plays a disc's main title: in a window with sound (tsp_play), or as one hash
 * a frame for quality assurance (tsp_frames_md5). Both take every sector of the
 * film from tsp_sectors; the disc's own path is used for navigation alone.
 */
#ifndef TALLYSTICK_PLAYER_PLAY_H
#define TALLYSTICK_PLAYER_PLAY_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/cancel.h"
#include "base/error.h"
#include "base/log.h"
#include "player/desktop/mpris.h"
#include "player/disc/presence.h"
#include "player/disc/sectors.h"
#include "player/dvd/navigator.h"
#include "player/play/keys.h"
#include "player/screen/window.h"

/* Everything is borrowed until the call returns. tsp_play_options_init gives the defaults. */
typedef struct tsp_play_options {
    const char *path;         /* image file, device or folder, for libdvdnav */
    tsp_navigator *navigator; /* of path and disc_title, opened already; NULL: tsp_play waits for the drive itself */
    tsp_presence *presence;   /* of its disc, that may be taken out and put back; NULL: nobody looks after it */
    tsp_sectors *sectors;     /* of the same image; used by one thread at a time */
    const char *title;        /* the film's name, UTF-8; NULL: "Tallystick" alone */
    const char *notice;       /* shown for a moment when playing starts ("2 views left"); may be NULL */
    int views_left;           /* shown with the controls; negative: there is nothing to count */
    bool home;                /* there is a screen to go back to: a button and a key for it */
    int disc_title;           /* title number from 1; 0: the longest */
    int angle;                /* from 1; where there is no such angle, the first */
    bool menu;                /* begins in the disc's menu, where it has one */
    bool no_audio;
    double start;                  /* seconds into the title */
    int audio;                     /* track number from 1; 0: the disc's first */
    int subtitle;                  /* number from 1; 0: as subtitle_language says; negative: off */
    const char *audio_language;    /* preferred where audio is 0: ISO 639-1, as "fr"; NULL: none */
    const char *subtitle_language; /* of subtitles to be shown where subtitle is 0; NULL: none */
    int volume;                    /* percent, 0 to TSP_VOLUME_MAX; 100 leaves the samples as they are */
    bool muted;                    /* to begin with */
    bool display_sync;             /* the sound may be resampled by up to half a percent to suit the display */
    bool stop_screensaver;         /* while it plays */
    tsp_mpris *media;              /* the desktop's controls, to be answered meanwhile; NULL: there are none */
    const tsp_keymap *keymap;      /* NULL: the built-in keys */
    const tsb_cancel *cancel;      /* fired from outside (a signal) to end the playing; may be NULL */
    const tsb_log *log;            /* may be NULL */
} tsp_play_options;

/* Why playing is over. */
enum tsp_play_outcome {
    TSP_PLAY_QUIT,   /* the viewer ends the program, or cancel fired */
    TSP_PLAY_ENDED,  /* disc_title was played to its end */
    TSP_PLAY_BACK,   /* the viewer goes back to where the film was chosen; with home alone */
    TSP_PLAY_DROPPED /* a file was dropped on the window: dropped names it */
};

#define TSP_PLAY_PATH_SIZE 4096u

typedef struct tsp_play_result {
    enum tsp_play_outcome outcome;
    char dropped[TSP_PLAY_PATH_SIZE]; /* UTF-8; empty but with TSP_PLAY_DROPPED */
    uint64_t position_ms; /* where in disc_title playing ended, or it was left for another title or a menu */
    uint64_t duration_ms; /* of that title */
    int volume;           /* percent, as the viewer left it */
    uint64_t frames_shown;
    uint64_t frames_late; /* decoded but not shown, being late */
} tsp_play_result;

void tsp_play_options_init(tsp_play_options *options);

/*
 * Plays in the window until the viewer quits, goes back or drops a file, the title ends, or cancel
 * fires; all of them return 0. Main thread. Failures: the disc has no title that can be played
 * (TSB_ERR_INVALID), or what tsp_sectors_read
 * says when it gives up. result may be NULL and is filled on failure, too.
 */
int tsp_play(const tsp_play_options *options, tsp_window *window, tsp_play_result *result, tsb_error *err) TSB_MUST_USE;

/*
 * Decodes the main title, without window, sound, deinterlacing or scaling, and
 * writes one line a frame in the order of display to out, in the form of
 * FFmpeg's framemd5 muxer, version 2. TSB_ERR_CANCELLED when cancel fires.
 */
int tsp_frames_md5(const tsp_play_options *options, FILE *out, tsb_error *err) TSB_MUST_USE;

#endif
