/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * When each decoded picture is shown: time stamps where the stream has them,
 * durations (with repeated fields, 3:2 pulldown) where it has not.
 */
#ifndef TALLYSTICK_PLAYER_VIDEO_TIMES_H
#define TALLYSTICK_PLAYER_VIDEO_TIMES_H

#include <libavcodec/avcodec.h>
#include <libavutil/frame.h>

#include <stdint.h>

typedef struct tsp_video_times {
    int64_t next; /* when the picture after the last one begins, or TSP_NO_TIME */
} tsp_video_times;

void tsp_video_times_init(tsp_video_times *times);

/* Sets frame->pts and frame->pkt_duration in ticks; start stands in for a stream that never gave a stamp. */
void tsp_video_times_apply(tsp_video_times *times, AVFrame *frame, AVRational rate, int64_t start);

#endif
