/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a film file holds, as ffprobe tells it. */
#ifndef TALLYSTICK_SERVER_PROBE_H
#define TALLYSTICK_SERVER_PROBE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/cancel.h"
#include "base/error.h"

#define TSV_AUDIO_MAX    8  /* tracks a DVD-Video title can have */
#define TSV_CHAPTERS_MAX 99 /* and chapters */

typedef struct tsv_audio_track {
    int index; /* of the stream in the file */
    int channels;
    char language[4]; /* ISO 639-2 as in the file; empty when unknown */
} tsv_audio_track;

typedef struct tsv_probe {
    double duration; /* seconds; 0 when the file does not tell */
    bool still;      /* a picture file */
    int video;       /* index of the stream; -1: none */
    int width;       /* as shown, turned where the file says so */
    int height;
    double display_aspect; /* width to height */
    double frame_rate;
    bool interlaced;
    bool top_field_first;
    unsigned audio_count;
    unsigned audio_left_out; /* beyond TSV_AUDIO_MAX */
    tsv_audio_track audio[TSV_AUDIO_MAX];
    unsigned chapter_count;
    double chapters[TSV_CHAPTERS_MAX]; /* where each begins, seconds, ascending */
} tsv_probe;

/* Reads one line of ffprobe's compact output into the probe; unknown lines do nothing. */
void tsv_probe_line(tsv_probe *probe, const char *line);

/* TSB_ERR_INVALID when FFmpeg cannot read the file, or finds no picture in it. */
int tsv_probe_file(tsv_probe *out, const char *path, const tsb_cancel *cancel, tsb_error *err) TSB_MUST_USE;

#endif
