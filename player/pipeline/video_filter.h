/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Between decoder and screen: takes interlaced pictures apart (bwdif, a picture
 * a field, interlaced ones only) and brings odd pixel formats to planar 4:2:0.
 * Progressive 4:2:0 passes untouched. One thread at a time.
 */
#ifndef TALLYSTICK_PLAYER_VIDEO_FILTER_H
#define TALLYSTICK_PLAYER_VIDEO_FILTER_H

#include <libavutil/frame.h>

#include "base/error.h"

typedef struct tsp_video_filter tsp_video_filter;

tsp_video_filter *tsp_video_filter_create(void) TSB_MUST_USE;
void tsp_video_filter_destroy(tsp_video_filter **filter);

/* Forgets the pictures held back. */
void tsp_video_filter_reset(tsp_video_filter *filter);

/* Takes the frame's contents (the frame is empty afterwards); NULL: the stream ends. Then pull until it gives none. */
int tsp_video_filter_push(tsp_video_filter *filter, AVFrame *frame, tsb_error *err) TSB_MUST_USE;

/* 1: out holds a picture, pts and pkt_duration in ticks; 0: none now; or a tsb_code. */
int tsp_video_filter_pull(tsp_video_filter *filter, AVFrame *out, tsb_error *err) TSB_MUST_USE;

#endif
