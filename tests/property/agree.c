/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Usage: agree [--wrapped] FILE...
 *
 * Proves the walk on real streams. Each file's MPEG-2 video is decoded by
 * libavcodec, which tells every dequantised coefficient of every block and every
 * motion vector; the reference parser must have found the same values in the same
 * blocks of the same macroblocks. The walk in turn must count the same
 * macroblocks, vectors and coefficients in every slice as the reference parser.
 *
 * --wrapped: the stream's vectors leave their range, where decoders differ in how
 * they wrap them (7.6.3.1): only their low five bits are compared.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/motion_vector.h>

#include "synth/bits.h"
#include "synth/coding.h"
#include "synth/walk.h"
#include "tests/property/agree.h"

static struct agree *logging;

static void fail(struct agree *agree, const char *what)
{
    if (agree->failures++ < 10) {
        fprintf(stderr, "%s: packet %" PRId64 ": %s\n", agree->path, agree->packet, what);
    }
}

/* libavcodec tells the blocks it decoded, number by number, when FF_DEBUG_DCT_COEFF is set. */
static void take_log(void *context, int level, const char *format, va_list arguments)
{
    (void)context;
    (void)level;
    struct agree *agree = logging;
    if (!agree) {
        return;
    }
    if (strncmp(format, "DCT coeffs of MB", 16) == 0) {
        agree->told_at = 0;
        agree->told_count += agree->told_count < AGREE_MACROBLOCKS;
    } else if (strcmp(format, "%5d") == 0 && agree->told_count > 0 && agree->told_at < 6 * 64) {
        agree->told[agree->told_count - 1][agree->told_at++] = (int16_t)va_arg(arguments, int);
    }
}

static void take_macroblock(void *user, const struct ref_picture *picture, const struct ref_macroblock *macroblock)
{
    struct agree *agree = user;
    if (agree->expected_count == AGREE_MACROBLOCKS) {
        fail(agree, "more macroblocks than a packet can have");
        return;
    }
    agree->expected[agree->expected_count++] = *macroblock;
    agree_expect_vectors(agree, picture, macroblock);
}

static void walk_slice(struct agree *agree, const struct tss_scan *scan)
{
    struct tss_slice *slice = &agree->slice;
    const struct ref_slice *reference = &agree->slices[agree->walked++ % AGREE_SLICES];
    slice->start = scan->start;
    slice->stop = scan->end;
    slice->understood = false;
    if (scan->coding.picture_known) {
        tss_walker_walk(agree->walker, &scan->coding, scan->bytes, slice, 1, true);
    }
    const bool good = slice->understood;
    if (reference->start != scan->start || reference->good != good) {
        fail(agree, "walk and reference do not find the same slices good");
    } else if (good &&
               (slice->count[TSS_KIND_HEADER] != reference->counts.macroblocks ||
                slice->vectors != reference->counts.vectors || slice->coefficients != reference->counts.coefficients)) {
        fail(agree, "walk and reference do not count the same in a slice");
    }
    if (good) {
        agree->walk_macroblocks += slice->count[TSS_KIND_HEADER];
        agree->walk_vectors += slice->vectors;
        agree->walk_coefficients += slice->coefficients;
    }
}

static void take_slice(void *user, const struct ref_slice *slice)
{
    struct agree *agree = user;
    agree->slices[agree->slice_count++ % AGREE_SLICES] = *slice;
}

/* Compares the packet's blocks as both found them. */
static void compare_blocks(struct agree *agree)
{
    if (agree->told_count == 0) {
        agree->not_decoded++; /* B-pictures of an open group whose reference is missing */
        return;
    }
    if (agree->told_count != agree->expected_count) {
        fail(agree, "libavcodec decoded another number of macroblocks");
        return;
    }
    for (size_t i = 0; i < agree->expected_count; i++) {
        const struct ref_macroblock *mb = &agree->expected[i];
        agree->macroblocks += !mb->skipped;
        for (int n = 0; n < 6 && mb->pattern != 0; n++) {
            for (int c = 0; c < 64; c++) {
                const int told = agree->told[i][64 * n + c];
                if (told != mb->blocks[n][c]) {
                    fail(agree, "a coefficient differs from libavcodec's");
                    n = 6;
                    break;
                }
                /* The last one may stem from mismatch control alone (7.4.4). */
                agree->nonzero += told != 0 && !(mb->intra && c == 0) && (c != 63 || abs(told) > 1);
            }
        }
    }
}

static void load(struct agree *agree, const AVPacket *packet)
{
    if ((size_t)packet->size + TSS_BITS_SLACK > agree->capacity) {
        agree->capacity = 2 * ((size_t)packet->size + TSS_BITS_SLACK);
        free(agree->bytes);
        agree->bytes = malloc(agree->capacity);
        if (!agree->bytes) {
            abort();
        }
    }
    memcpy(agree->bytes, packet->data, (size_t)packet->size);
    memset(agree->bytes + packet->size, 0, TSS_BITS_SLACK);
}

/* Both parsers of ours over one packet: a picture with its headers, or two fields. */
static void parse(struct agree *agree, const AVPacket *packet)
{
    load(agree, packet);
    agree->expected_count = 0;
    agree->told_count = 0;
    agree_begin_vectors(agree);
    ref_parse(&agree->reference, agree->bytes, (size_t)packet->size);
    struct tss_scan scan = {.bytes = agree->bytes, .size = (uint32_t)packet->size, .coding = agree->coding};
    enum tss_unit unit = TSS_UNIT_OTHER;
    while (tss_scan_next(&scan, &unit)) {
        if (unit == TSS_UNIT_SLICE) {
            walk_slice(agree, &scan);
        }
    }
    agree->coding = scan.coding;
    if (agree->walked != agree->slice_count) {
        fail(agree, "walk and reference do not find as many slices");
    }
}

static void receive(struct agree *agree, AVCodecContext *decoder, AVFrame *frame)
{
    while (avcodec_receive_frame(decoder, frame) == 0) {
        const AVFrameSideData *side = av_frame_get_side_data(frame, AV_FRAME_DATA_MOTION_VECTORS);
        agree_compare_vectors(agree, frame->reordered_opaque, side ? (const AVMotionVector *)side->data : NULL,
                              side ? side->size / sizeof(AVMotionVector) : 0);
        av_frame_unref(frame);
    }
}

static void decode(struct agree *agree, AVFormatContext *input, int stream, AVCodecContext *decoder)
{
    AVPacket *packet = av_packet_alloc();
    AVFrame *frame = av_frame_alloc();
    if (!packet || !frame) {
        abort();
    }
    while (av_read_frame(input, packet) == 0) {
        if (packet->stream_index == stream) {
            parse(agree, packet);
            decoder->reordered_opaque = agree->packet;
            logging = agree;
            if (avcodec_send_packet(decoder, packet) != 0) {
                fail(agree, "libavcodec refuses the packet");
            }
            receive(agree, decoder, frame);
            logging = NULL;
            compare_blocks(agree);
            agree->packet++;
        }
        av_packet_unref(packet);
    }
    (void)avcodec_send_packet(decoder, NULL);
    receive(agree, decoder, frame);
    av_frame_free(&frame);
    av_packet_free(&packet);
}

static AVCodecContext *open_decoder(const AVStream *stream)
{
    const AVCodec *codec = avcodec_find_decoder(AV_CODEC_ID_MPEG2VIDEO);
    AVCodecContext *decoder = avcodec_alloc_context3(codec);
    if (!decoder || avcodec_parameters_to_context(decoder, stream->codecpar) < 0) {
        abort();
    }
    decoder->thread_count = 1;
    decoder->debug = FF_DEBUG_DCT_COEFF;
    decoder->flags2 |= AV_CODEC_FLAG2_EXPORT_MVS;
    decoder->export_side_data |= AV_CODEC_EXPORT_DATA_MVS;
    return avcodec_open2(decoder, codec, NULL) == 0 ? decoder : NULL;
}

static int conclude(struct agree *agree)
{
    const struct ref_counts *counts = &agree->reference.counts;
    printf("%s: %" PRIu64 " pictures, %" PRIu64 " macroblocks, %" PRIu64 " vectors, %" PRIu64
           " coefficients; libavcodec: %" PRIu64 " macroblocks, %" PRIu64 " vectors compared, %" PRIu64
           " coefficients; %u packets not decoded\n",
           agree->path, counts->pictures, counts->macroblocks, counts->vectors, counts->coefficients,
           agree->macroblocks, agree->vectors, agree->nonzero, agree->not_decoded);
    if (counts->broken != 0 || counts->dc_out_of_range != 0 || counts->beyond_block != 0 || counts->outside != 0 ||
        counts->skips_after_intra != 0) {
        fail(agree, "the reference parser finds the stream at fault");
        fprintf(stderr,
                "broken %" PRIu64 ", DC out of range %" PRIu64 ", beyond the block %" PRIu64 ", outside %" PRIu64
                ", skips after intra %" PRIu64 "\n",
                counts->broken, counts->dc_out_of_range, counts->beyond_block, counts->outside,
                counts->skips_after_intra);
    }
    if (agree->walk_macroblocks != counts->macroblocks || agree->walk_vectors != counts->vectors ||
        agree->walk_coefficients != counts->coefficients) {
        fail(agree, "the walk's sums are not the reference parser's");
    }
    if (counts->macroblocks == 0 || agree->not_decoded > 4) {
        fail(agree, "too little was compared");
    }
    /* libavcodec tells nothing of the last reference picture's, nor of those that point outside: in short streams with
     * much of either, about half may be left. */
    if (agree->not_decoded == 0 && agree->packet > 8 && agree->vectors < counts->vectors / 4) {
        fail(agree, "too few vectors were compared");
    }
    /* Without missing pictures the number of coefficients is libavcodec's, but for the last of a block. */
    if (agree->not_decoded == 0 &&
        (agree->macroblocks != counts->macroblocks || agree->nonzero > counts->coefficients ||
         counts->coefficients - agree->nonzero > counts->coefficients / 50)) {
        fail(agree, "the sums are not libavcodec's");
    }
    return agree->failures == 0 ? 0 : 1;
}

static int check(const char *path, bool wrapped)
{
    AVFormatContext *input = NULL;
    if (avformat_open_input(&input, path, NULL, NULL) != 0 || avformat_find_stream_info(input, NULL) < 0) {
        fprintf(stderr, "%s: cannot be opened\n", path);
        avformat_close_input(&input);
        return 1;
    }
    const int stream = av_find_best_stream(input, AVMEDIA_TYPE_VIDEO, -1, -1, NULL, 0);
    AVCodecContext *decoder = stream >= 0 ? open_decoder(input->streams[stream]) : NULL;
    struct agree *agree = calloc(1, sizeof *agree);
    int result = 1;
    if (decoder && agree && tss_slice_init(&agree->slice, NULL) == 0 &&
        tss_walker_create(&agree->walker, &agree->vlc, NULL) == 0) {
        agree->path = path;
        agree->wrapped = wrapped;
        ref_init(&agree->reference);
        agree->reference.macroblock = take_macroblock;
        agree->reference.slice = take_slice;
        agree->reference.user = agree;
        tss_vlc_build(&agree->vlc);
        decode(agree, input, stream, decoder);
        result = conclude(agree);
        tss_walker_destroy(&agree->walker);
        tss_slice_finish(&agree->slice);
        ref_finish(&agree->reference);
        free(agree->bytes);
    } else {
        fprintf(stderr, "%s: no MPEG-2 video\n", path);
    }
    free(agree);
    avcodec_free_context(&decoder);
    avformat_close_input(&input);
    return result;
}

int main(int argc, char **argv)
{
    int result = argc > 1 ? 0 : 2;
    av_log_set_level(AV_LOG_DEBUG);
    av_log_set_callback(take_log);
    const bool wrapped = argc > 1 && strcmp(argv[1], "--wrapped") == 0;
    for (int i = wrapped ? 2 : 1; i < argc; i++) {
        result |= check(argv[i], wrapped);
    }
    return result;
}
