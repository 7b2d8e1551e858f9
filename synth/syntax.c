/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "synth/syntax.h"

#include <string.h>

/* The states. An increment's are two alike, for either kind of macroblock lies before one. */
enum {
    OTHER = 0, /* first run, run, longer code, level of each block */
    AFTER_OTHER = OTHER + TSS_BLOCKS * TSS_BLOCK_STATES,
    TYPE,
    INCREMENT_GOES_ON, /* after escapes */
    PATTERN,
    VECTORS,                             /* from here on, as they are needed */
    INTRA = VECTORS + TSS_VECTOR_STATES, /* dct_dc_size, run, longer code, level of each block */
    AFTER_INTRA = INTRA + TSS_BLOCKS * TSS_BLOCK_STATES,
    STATES
};

/* What a macroblock_type leads to is counted from here. */
enum { AFTER_TYPE = AFTER_OTHER };

_Static_assert(INTRA - AFTER_TYPE < (int)TSS_NEXT_STATES, "an entry can tell all that a macroblock_type leads to");
_Static_assert(STATES <= (int)TSS_STATES, "there is room for all states");
_Static_assert(sizeof(struct tss_state) == TSS_STATE_SIZE, "entries count states by their size");

const struct tss_state *tss_syntax_start(const struct tss_syntax *syntax)
{
    return &syntax->states[AFTER_OTHER];
}

bool tss_syntax_is_between(const struct tss_syntax *syntax, const struct tss_state *state)
{
    return state == &syntax->states[AFTER_INTRA] || state == &syntax->states[AFTER_OTHER];
}

/* A syntax being built. */
struct builder {
    struct tss_syntax *syntax;
    const struct tss_vlc *vlc;
    const struct tss_coding *coding;
    /* Those that are the first of vectors, 0 while there are none: forward, backward, motion type, a pattern follows.
     */
    uint8_t vectors[2][2][4][2];
    unsigned concealment;
};

static void set(struct tss_syntax *syntax, unsigned state, const tss_entry *table, unsigned width, unsigned mark,
                unsigned base)
{
    syntax->states[state] = (struct tss_state){
        .table = table, .base = &syntax->states[base], .mark = mark * sizeof(uint32_t), .shift = 64 - width};
}

/* The states of a block but the first. */
static void set_block(const struct builder *builder, unsigned run, bool table, unsigned mark)
{
    const struct tss_vlc *vlc = builder->vlc;
    set(builder->syntax, run + TSS_AFTER_RUN, vlc->dct[table].run, TSS_DCT_BITS, mark, run);
    set(builder->syntax, run + TSS_AFTER_LONG, vlc->dct[table].longer, TSS_DCT_LONG_BITS, mark, run);
    set(builder->syntax, run + TSS_AFTER_ESCAPE, vlc->level, TSS_DCT_LEVEL_BITS, mark, run);
}

static void set_blocks(const struct builder *builder)
{
    struct tss_syntax *syntax = builder->syntax;
    const struct tss_vlc *vlc = builder->vlc;
    const unsigned precision = builder->coding->dc_precision;
    for (unsigned block = 0; block < TSS_BLOCKS; block++) {
        const unsigned intra = INTRA + block * TSS_BLOCK_STATES;
        const unsigned other = OTHER + block * TSS_BLOCK_STATES;
        const unsigned mark = TSS_MARK_BLOCKS + 2 * block;
        if (block < TSS_BLOCKS_LUMA) {
            set(syntax, intra, vlc->dc_luma[precision], TSS_DC_LUMA_BITS, mark, intra + 1);
        } else {
            set(syntax, intra, vlc->dc_chroma[precision], TSS_DC_CHROMA_BITS, mark, intra + 1);
        }
        set_block(builder, intra + 1, builder->coding->intra_vlc_format, mark + 1);
        set(syntax, other, vlc->first_run, TSS_DCT_FIRST_BITS, TSS_MARK_BLOCKS + block, other + 1);
        set_block(builder, other + 1, false, TSS_MARK_BLOCKS + block);
    }
}

/* Adds a state of the header before the one given; returns it. */
static unsigned before(struct builder *builder, const tss_entry *table, unsigned width, unsigned next)
{
    const unsigned state = VECTORS + builder->syntax->vector_states++;
    set(builder->syntax, state, table, width, TSS_MARK_HEADER, next);
    return state;
}

/* What Tables 6-17 and 6-18 say of a motion type. */
struct motion {
    unsigned count;
    bool field_select;
    bool dual_prime;
};

static struct motion motion_of(const struct tss_coding *coding, unsigned type)
{
    if (coding->structure == TSS_STRUCTURE_FRAME) {
        return (struct motion){type == 1 ? 2 : 1, type == 1, type == 3};
    }
    return (struct motion){type == 2 ? 2 : 1, type != 3, type == 3};
}

/* 6.2.5.2: adds motion_vectors(direction) before the state given; returns its first. */
static unsigned vectors_before(struct builder *builder, int direction, struct motion motion, unsigned next)
{
    for (unsigned r = 0; r < motion.count; r++) {
        for (int t = 1; t >= 0; t--) {
            const unsigned f_code = builder->coding->f_code[direction][t];
            if (motion.dual_prime) {
                next = before(builder, builder->vlc->dmvector, TSS_DMVECTOR_BITS, next);
            }
            next = before(builder, builder->vlc->motion[f_code < TSS_F_CODES ? f_code : 0], TSS_MOTION_BITS, next);
        }
        if (motion.field_select) {
            next = before(builder, builder->vlc->bit, 1, next);
        }
    }
    return next;
}

/* The first state of the vectors of these directions and what follows them. */
static unsigned vectors(struct builder *builder, bool forward, bool backward, unsigned motion_type, bool pattern)
{
    uint8_t *first = &builder->vectors[forward][backward][motion_type][pattern];
    const struct motion motion = motion_of(builder->coding, motion_type);
    if (*first != 0) {
        return *first;
    }
    unsigned next = pattern ? PATTERN : AFTER_OTHER;
    if (forward) {
        next = vectors_before(builder, 0, motion, vectors(builder, false, backward, motion_type, pattern));
    } else if (backward) {
        next = vectors_before(builder, 1, motion, next);
    }
    *first = (uint8_t)next;
    return next;
}

/* The first state after macroblock_type and what has a fixed length after it, and how many vectors follow. */
static unsigned after_type(struct builder *builder, unsigned type, unsigned motion_type, unsigned *count)
{
    const bool forward = type & TSS_MB_FORWARD;
    const bool backward = type & TSS_MB_BACKWARD;
    *count = motion_of(builder->coding, motion_type).count * ((unsigned)forward + backward);
    return vectors(builder, forward, backward, motion_type, type & TSS_MB_PATTERN);
}

/* Of an intra macroblock, where the picture may have a concealment vector and a marker_bit. */
static unsigned after_intra_type(struct builder *builder, unsigned motion_type, unsigned *count)
{
    *count = builder->coding->concealment;
    if (!builder->coding->concealment) {
        return INTRA;
    }
    if (builder->concealment == 0) {
        const unsigned marker = before(builder, builder->vlc->bit, 1, INTRA);
        builder->concealment = vectors_before(builder, 0, motion_of(builder->coding, motion_type), marker);
    }
    return builder->concealment;
}

/* Adds the entries that start with a code for macroblock_type. */
static void add_type(struct builder *builder, const struct tss_code *code)
{
    const struct tss_coding *coding = builder->coding;
    const unsigned type = (unsigned)code->value;
    const bool intra = type & TSS_MB_INTRA;
    const bool frame = coding->structure == TSS_STRUCTURE_FRAME;
    const bool free_choice = !(frame && coding->frame_pred_frame_dct);
    const bool has_motion_type = free_choice && (type & (TSS_MB_FORWARD | TSS_MB_BACKWARD));
    const bool has_dct_type = frame && free_choice && (type & (TSS_MB_INTRA | TSS_MB_PATTERN));
    unsigned width = 0;
    uint32_t bits = 0;
    for (; code->code[width]; width++) {
        bits = bits << 1 | (uint32_t)(code->code[width] == '1');
    }
    const unsigned length = width + (has_motion_type ? 2 : 0) + has_dct_type + (type & TSS_MB_QUANT ? 5 : 0);
    const unsigned rest = TSS_TYPE_BITS - width;
    for (uint32_t i = 0; i < 1U << rest; i++) {
        /* Without a motion type: frame prediction, or field prediction in field pictures. */
        const unsigned motion_type = has_motion_type ? i >> (rest - 2) : frame ? 2 : 1;
        const bool reserved = motion_type == 0 || (motion_type == 3 && coding->type != TSS_PICTURE_P);
        unsigned count = 0;
        const unsigned next = intra      ? after_intra_type(builder, motion_type, &count)
                              : reserved ? AFTER_TYPE
                                         : after_type(builder, type, motion_type, &count);
        builder->syntax->types[bits << rest | i] =
            reserved ? 0 : tss_entry_make(length, next - AFTER_TYPE, count | (intra ? TSS_TYPE_INTRA : 0));
    }
}

void tss_syntax_build(struct tss_syntax *syntax, const struct tss_vlc *vlc, const struct tss_coding *coding)
{
    static const struct tss_code *const type_codes[] = {tss_type_codes_i, tss_type_codes_p, tss_type_codes_b};
    const uint32_t word = tss_coding_word(coding);
    if (syntax->coding == word) {
        return;
    }
    struct builder builder = {.syntax = syntax, .vlc = vlc, .coding = coding};
    memset(syntax, 0, sizeof *syntax);
    syntax->coding = word;
    set(syntax, AFTER_INTRA, vlc->increment, TSS_INCREMENT_BITS, TSS_MARK_NEXT_INCREMENT, TYPE);
    set(syntax, AFTER_OTHER, vlc->increment, TSS_INCREMENT_BITS, TSS_MARK_NEXT_INCREMENT, TYPE);
    set(syntax, INCREMENT_GOES_ON, vlc->increment, TSS_INCREMENT_BITS, TSS_MARK_NEXT_INCREMENT, TYPE);
    set(syntax, TYPE, syntax->types, TSS_TYPE_BITS, TSS_MARKS + TSS_MARK_TYPE, AFTER_TYPE); /* of the next */
    set(syntax, PATTERN, vlc->pattern, TSS_PATTERN_BITS, TSS_MARK_HEADER, OTHER);
    set_blocks(&builder);
    for (const struct tss_code *code = type_codes[coding->type - 1]; code->code; code++) {
        add_type(&builder, code);
    }
}
