/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Headers of the stream, and which units it has. */
#include "tests/property/reference.h"

#include <string.h>

#include "tests/property/reference_int.h"

enum { PICTURE = 0x00, FIRST_SLICE = 0x01, LAST_SLICE = 0xAF, SEQUENCE = 0xB3, EXTENSION = 0xB5 };

/* 6.3.11. */
static const uint8_t default_intra_matrix[64] = {
    8,  16, 19, 22, 26, 27, 29, 34, 16, 16, 22, 24, 27, 29, 34, 37, 19, 22, 26, 27, 29, 34,
    34, 38, 22, 22, 26, 27, 29, 34, 37, 40, 22, 26, 27, 29, 32, 35, 40, 48, 26, 27, 29, 32,
    35, 40, 48, 58, 26, 27, 29, 34, 38, 46, 56, 69, 27, 29, 35, 38, 46, 56, 69, 83,
};

size_t ref_start_code(const uint8_t *bytes, size_t from, size_t size)
{
    for (size_t at = from; at + 4 <= size; at++) {
        if (bytes[at] == 0 && bytes[at + 1] == 0 && bytes[at + 2] == 1) {
            return at;
        }
    }
    return size;
}

/* 6.2.2.1 and 6.2.3.2: a matrix comes in zigzag order. */
static void read_matrix(struct ref_bits *bits, uint8_t *matrix)
{
    for (int i = 0; i < 64; i++) {
        matrix[ref_zigzag(i)] = (uint8_t)ref_read(bits, 8);
    }
}

static void sequence_header(struct ref_parser *parser, struct ref_bits *bits)
{
    struct ref_sequence *sequence = &parser->sequence;
    memset(sequence, 0, sizeof *sequence);
    parser->picture.known = false;
    sequence->width = ref_read(bits, 12);
    sequence->height = ref_read(bits, 12);
    (void)ref_read(bits, 4 + 4);  /* aspect_ratio_information, frame_rate_code */
    (void)ref_read(bits, 18 + 1); /* bit_rate_value, marker_bit */
    (void)ref_read(bits, 10 + 1); /* vbv_buffer_size_value, constrained_parameters_flag */
    memcpy(sequence->intra_matrix, default_intra_matrix, 64);
    memset(sequence->other_matrix, 16, 64);
    if (ref_read(bits, 1)) {
        read_matrix(bits, sequence->intra_matrix);
    }
    if (ref_read(bits, 1)) {
        read_matrix(bits, sequence->other_matrix);
    }
}

static void sequence_extension(struct ref_sequence *sequence, struct ref_bits *bits)
{
    (void)ref_read(bits, 8 + 1); /* profile_and_level_indication, progressive_sequence */
    const unsigned chroma_format = ref_read(bits, 2);
    sequence->width |= ref_read(bits, 2) << 12;
    sequence->height |= ref_read(bits, 2) << 12;
    sequence->mb_width = (sequence->width + 15) / 16;
    sequence->known = chroma_format == 1 && sequence->width != 0 && sequence->height != 0;
}

static void quant_matrix_extension(struct ref_sequence *sequence, struct ref_bits *bits)
{
    if (ref_read(bits, 1)) {
        read_matrix(bits, sequence->intra_matrix);
    }
    if (ref_read(bits, 1)) {
        read_matrix(bits, sequence->other_matrix);
    }
}

static void picture_coding_extension(struct ref_parser *parser, struct ref_bits *bits)
{
    struct ref_picture *picture = &parser->picture;
    for (int s = 0; s < 2; s++) {
        for (int t = 0; t < 2; t++) {
            picture->f_code[s][t] = ref_read(bits, 4);
        }
    }
    picture->dc_precision = ref_read(bits, 2);
    picture->structure = ref_read(bits, 2);
    (void)ref_read(bits, 1); /* top_field_first */
    picture->frame_pred_frame_dct = ref_read(bits, 1);
    picture->concealment = ref_read(bits, 1);
    picture->q_scale_type = ref_read(bits, 1);
    picture->intra_vlc_format = ref_read(bits, 1);
    picture->alternate_scan = ref_read(bits, 1);
    picture->known = parser->sequence.known && picture->structure != 0 && picture->type >= 1 && picture->type <= 3;
}

static void extension(struct ref_parser *parser, struct ref_bits *bits)
{
    switch (ref_read(bits, 4)) { /* Table 6-2 */
    case 1:
        sequence_extension(&parser->sequence, bits);
        break;
    case 3:
        quant_matrix_extension(&parser->sequence, bits);
        break;
    case 5: /* scalable streams are none of this parser's business */
        parser->sequence.known = false;
        break;
    case 8:
        picture_coding_extension(parser, bits);
        break;
    case 9:
    case 10:
        parser->picture.known = false;
        break;
    default:
        break;
    }
}

static void unit(struct ref_parser *parser, const uint8_t *bytes, size_t start, size_t end)
{
    struct ref_bits bits = {bytes, (start + 4) * 8, end * 8};
    const unsigned code = bytes[start + 3];
    if (code == PICTURE) {
        parser->counts.pictures++;
        (void)ref_read(&bits, 10); /* temporal_reference */
        parser->picture = (struct ref_picture){.type = ref_read(&bits, 3)};
    } else if (code >= FIRST_SLICE && code <= LAST_SLICE) {
        ref_slice(parser, bytes, start, end);
    } else if (code == SEQUENCE) {
        sequence_header(parser, &bits);
    } else if (code == EXTENSION) {
        extension(parser, &bits);
    }
}

void ref_parse(struct ref_parser *parser, const uint8_t *bytes, size_t size)
{
    size_t start = ref_start_code(bytes, 0, size);
    while (start < size) {
        const size_t end = ref_start_code(bytes, start + 3, size);
        unit(parser, bytes, start, end);
        start = end;
    }
}

void ref_init(struct ref_parser *parser)
{
    memset(parser, 0, sizeof *parser);
    parser->tree = ref_tree_create();
}

void ref_finish(struct ref_parser *parser)
{
    ref_tree_destroy(parser->tree);
    parser->tree = NULL;
}
