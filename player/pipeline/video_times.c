/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/pipeline/video_times.h"

#include "player/dvd/ticks.h"

void tsp_video_times_init(tsp_video_times *times)
{
    times->next = TSP_NO_TIME;
}

void tsp_video_times_apply(tsp_video_times *times, AVFrame *frame, AVRational rate, int64_t start)
{
    if (rate.num <= 0 || rate.den <= 0)
        rate = (AVRational){25, 1};
    /* repeat_pict counts fields on top of the picture's two. */
    int fields = 2 + (frame->repeat_pict > 0 && frame->repeat_pict < 8 ? frame->repeat_pict : 0);
    frame->pkt_duration = TSP_SECOND * rate.den * fields / (2 * (int64_t)rate.num);
    if (frame->pts == AV_NOPTS_VALUE)
        frame->pts = times->next != TSP_NO_TIME ? times->next : start;
    times->next = frame->pts + frame->pkt_duration;
}
