/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes decoded pictures' hashes in the form of FFmpeg's framemd5 muxer, version 2. */
#ifndef TALLYSTICK_PLAYER_FRAMEHASH_H
#define TALLYSTICK_PLAYER_FRAMEHASH_H

#include <stdint.h>
#include <stdio.h>

#include <libavcodec/avcodec.h>
#include <libavutil/frame.h>

#include "base/error.h"

typedef struct tsp_framehash {
    FILE *out; /* borrowed */
    struct AVMD5 *md5;
    uint8_t *bytes; /* a picture, packed without padding */
    size_t size;
    AVRational rate; /* pictures a second; 0 until the first picture */
    int64_t first;   /* ticks */
    int64_t last;    /* the last line's pts, in pictures */
} tsp_framehash;

int tsp_framehash_init(tsp_framehash *hash, FILE *out, tsb_error *err) TSB_MUST_USE;
void tsp_framehash_finish(tsp_framehash *hash);

/* One line, after the header lines for the first picture. frame has pts and pkt_duration in ticks. */
int tsp_framehash_add(tsp_framehash *hash, const AVFrame *frame, AVRational rate, tsb_error *err) TSB_MUST_USE;

#endif
