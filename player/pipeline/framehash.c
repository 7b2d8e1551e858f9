/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/pipeline/framehash.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include <libavformat/version.h>
#include <libavutil/imgutils.h>
#include <libavutil/md5.h>
#include <libavutil/mem.h>

#include "base/bytes.h"
#include "player/dvd/ticks.h"

#define MD5_SIZE 16

int tsp_framehash_init(tsp_framehash *hash, FILE *out, tsb_error *err)
{
    *hash = (tsp_framehash){.out = out, .last = -1};
    hash->md5 = av_md5_alloc();
    return hash->md5 ? 0 : tsb_fail(err, TSB_ERR_MEMORY, "Not enough memory to hash pictures");
}

void tsp_framehash_finish(tsp_framehash *hash)
{
    av_freep(&hash->md5);
    free(hash->bytes);
    *hash = (tsp_framehash){0};
}

static void write_header(tsp_framehash *hash, const AVFrame *frame)
{
    /* Whose format this is; the library itself is not needed. */
    const unsigned version = LIBAVFORMAT_VERSION_INT;
    fprintf(hash->out, "#format: frame checksums\n#version: 2\n#hash: MD5\n");
    fprintf(hash->out, "#software: tallystick " TALLYSTICK_VERSION ", Lavf%u.%u.%u\n", version >> 16,
            version >> 8 & 255, version & 255);
    fprintf(hash->out, "#tb 0: %d/%d\n#media_type 0: video\n#codec_id 0: rawvideo\n", hash->rate.den, hash->rate.num);
    fprintf(hash->out, "#dimensions 0: %dx%d\n#sar 0: %d/%d\n", frame->width, frame->height,
            frame->sample_aspect_ratio.num, frame->sample_aspect_ratio.den);
    fprintf(hash->out, "#stream#, dts,        pts, duration,     size, hash\n");
}

static int pack(tsp_framehash *hash, const AVFrame *frame, tsb_error *err)
{
    int size = av_image_get_buffer_size(frame->format, frame->width, frame->height, 1);
    if (size <= 0)
        return tsb_fail(err, TSB_ERR_UNSUPPORTED, "A picture has a form that cannot be hashed");
    if ((size_t)size > hash->size) {
        uint8_t *larger = realloc(hash->bytes, (size_t)size);
        if (!larger)
            return tsb_fail(err, TSB_ERR_MEMORY, "Not enough memory to hash pictures");
        hash->bytes = larger;
    }
    hash->size = (size_t)size;
    av_image_copy_to_buffer(hash->bytes, size, (const uint8_t *const *)frame->data, frame->linesize, frame->format,
                            frame->width, frame->height, 1);
    return 0;
}

int tsp_framehash_add(tsp_framehash *hash, const AVFrame *frame, AVRational rate, tsb_error *err)
{
    uint8_t digest[MD5_SIZE];
    char text[2 * MD5_SIZE + 1];
    int result = pack(hash, frame, err);
    if (result)
        return result;
    if (hash->rate.num == 0) {
        hash->rate = rate.num > 0 && rate.den > 0 ? rate : (AVRational){25, 1};
        hash->first = frame->pts;
        write_header(hash, frame);
    }
    AVRational ticks = {1, (int)TSP_SECOND};
    int64_t pts = av_rescale_q(frame->pts - hash->first, ticks, av_inv_q(hash->rate));
    if (pts <= hash->last)
        pts = hash->last + 1;
    hash->last = pts;
    av_md5_init(hash->md5);
    av_md5_update(hash->md5, hash->bytes, hash->size);
    av_md5_final(hash->md5, digest);
    tsb_hex_encode(text, digest, MD5_SIZE);
    /* The columns of libavformat/framehash.c. */
    if (fprintf(hash->out, "0, %10" PRId64 ", %10" PRId64 ", %8d, %8zu, %s\n", pts, pts, 1, hash->size, text) < 0)
        return tsb_fail_errno(err, errno, "The hashes cannot be written");
    return 0;
}
