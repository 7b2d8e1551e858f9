/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Subpicture units: what is right, what is damaged, what FFmpeg makes of them, and what they look like. */
#include "player/dvd/subpicture.h"

#include <dirent.h>

#include <libavcodec/avcodec.h>

#include "base/bytes.h"
#include "player/play/overlay_paint.h"
#include "tests/player/support/unit.h"
#include "tests/support/suite.h"

#define TICKS(delay) ((int64_t)(delay)*1024)

static const tsp_subpicture_colours plain = {{0, 1, 2, 3}, {0, 15, 15, 8}};

static void fill(uint8_t *pixels, size_t count, uint64_t *state)
{
    uint8_t value = 0;
    for (size_t i = 0, run = 0; i < count; i++) {
        if (run-- == 0) {
            static const uint32_t lengths[] = {1, 3, 12, 50, 200, 700};
            run = test_random(state) % lengths[test_random(state) % TSB_COUNT(lengths)];
            value = (uint8_t)(test_random(state) % 4);
        }
        pixels[i] = value;
    }
}

START_TEST(shown_from_start_to_stop)
{
    static const uint8_t pixels[6 * 3] = {0, 1, 2, 3, 0, 1, 3, 3, 3, 3, 3, 3, 2, 1, 0, 0, 0, 0};
    static const tsp_subpicture_area area = {100, 401, 6, 3};
    static test_unit unit;
    tsp_subpicture_look look;
    uint8_t out[sizeof pixels];
    for (int forced = 0; forced < 2; forced++) {
        unit_make(&unit, pixels, area, &plain, forced, 90, NULL);
        ck_assert(tsp_subpicture_at(&look, unit.bytes, unit.size, -1));
        ck_assert(!look.shown);
        ck_assert(tsp_subpicture_at(&look, unit.bytes, unit.size, 0));
        ck_assert(look.shown);
        ck_assert_int_eq(look.forced, forced);
        ck_assert_int_eq(look.area.x, area.x);
        ck_assert_int_eq(look.area.y, area.y);
        ck_assert_int_eq(look.area.width, area.width);
        ck_assert_int_eq(look.area.height, area.height);
        ck_assert_mem_eq(&look.colours, &plain, sizeof plain);
        ck_assert(tsp_subpicture_pixels(&look, unit.bytes, unit.size, out));
        ck_assert_mem_eq(out, pixels, sizeof pixels);
        ck_assert(tsp_subpicture_at(&look, unit.bytes, unit.size, TICKS(90) - 1) && look.shown);
        ck_assert(tsp_subpicture_at(&look, unit.bytes, unit.size, TICKS(90)) && !look.shown);
        unit_make(&unit, pixels, area, &plain, forced, 0, NULL);
        ck_assert(tsp_subpicture_at(&look, unit.bytes, unit.size, TSP_SUBPICTURE_SIZE_MAX * TICKS(1)) && look.shown);
    }
}
END_TEST

static const tsp_subpicture_colours faint = {{4, 5, 6, 7}, {0, 5, 5, 5}};

/* It comes late, fades in two steps, moves, is coloured in parts, stops, and comes again as forced. */
static void make_sequences(test_unit *unit)
{
    static const uint8_t pixels[4] = {1, 2, 3, 0};
    static const uint8_t parts[] = {0, 8, 0x0F, 0xFF, 0xFF, 0xFF, 0, 0};
    unit_begin(unit, pixels, 2, 2, NULL);
    unit_sequence(unit, 10);
    unit_command(unit, 0x01, NULL, 0);
    unit_colours(unit, &faint);
    unit_area(unit, (tsp_subpicture_area){8, 16, 2, 2});
    unit_fields(unit);
    unit_sequence(unit, 20);
    unit_command(unit, 0x07, parts, sizeof parts);
    unit_colours(unit, &plain);
    unit_sequence(unit, 30);
    unit_area(unit, (tsp_subpicture_area){9, 17, 2, 2});
    unit_sequence(unit, 40);
    unit_command(unit, 0x02, NULL, 0);
    unit_sequence(unit, 50);
    unit_command(unit, 0x00, NULL, 0);
    unit_end(unit);
}

START_TEST(goes_through_its_sequences)
{
    static test_unit unit;
    make_sequences(&unit);
    static const struct {
        int delay;
        bool shown;
        bool forced;
        int x;
        const tsp_subpicture_colours *colours;
    } cases[] = {
        {9, false, false, 0, NULL},   {10, true, false, 8, &faint}, {19, true, false, 8, &faint},
        {20, true, false, 8, &plain}, {30, true, false, 9, &plain}, {40, false, false, 0, NULL},
        {50, true, true, 9, &plain},
    };
    for (size_t i = 0; i < TSB_COUNT(cases); i++) {
        tsp_subpicture_look look;
        ck_assert(tsp_subpicture_at(&look, unit.bytes, unit.size, TICKS(cases[i].delay)));
        ck_assert_int_eq(look.shown, cases[i].shown);
        if (!look.shown)
            continue;
        ck_assert_int_eq(look.forced, cases[i].forced);
        ck_assert_int_eq(look.area.x, cases[i].x);
        ck_assert_mem_eq(&look.colours, cases[i].colours, sizeof plain);
    }
}
END_TEST

/* One byte of a good unit is another one. */
START_TEST(damage_is_survived)
{
    static const uint8_t pixels[4] = {1, 2, 3, 0};
    static const tsp_subpicture_area area = {0, 0, 2, 2};
    static test_unit unit;
    unit_make(&unit, pixels, area, &plain, 0, 0, NULL);
    size_t control = tsb_load16(unit.bytes + 2);
    const struct {
        size_t at;
        uint16_t value;
        bool readable;
        bool shown;
    } cases[] = {
        {0, 0, false, false},                         /* no size */
        {0, 7, false, false},                         /* too small for a sequence */
        {0, 0xFFFF, false, false},                    /* more than there is */
        {2, 0, false, false},                         /* sequences in the header */
        {2, (uint16_t)(unit.size - 3), false, false}, /* and beyond the end */
        {2, 0xFFFF, false, false},
        {control, 1, true, false},           /* later than now */
        {control + 2, 4, true, true},        /* next is before: the last */
        {control + 2, 0xFFFF, true, true},   /* next is outside: the last */
        {control + 4, 0xFF03, true, false},  /* ends before anything */
        {control + 4, 0x4203, true, false},  /* a command there is not */
        {control + 11, 0x05FF, true, false}, /* the area begins after its end */
        {control + 17, 0x07FF, true, true},  /* parts longer than the unit, in place of offsets */
    };
    for (size_t i = 0; i < TSB_COUNT(cases); i++) {
        static test_unit bad;
        tsp_subpicture_look look;
        bad = unit;
        tsb_store16(bad.bytes + cases[i].at, cases[i].value);
        ck_assert_msg(tsp_subpicture_at(&look, bad.bytes, bad.size, 0) == cases[i].readable, "case %zu", i);
        ck_assert_msg(look.shown == cases[i].shown, "case %zu", i);
    }
    for (size_t size = 0; size < unit.size; size++) {
        tsp_subpicture_look look;
        ck_assert(!tsp_subpicture_at(&look, unit.bytes, size, 0) && !look.shown);
    }
}
END_TEST

START_TEST(damaged_runs_are_background)
{
    static uint8_t pixels[100 * 41];
    static uint8_t out[sizeof pixels];
    static const uint8_t zeros[sizeof pixels];
    static const tsp_subpicture_area area = {0, 0, 100, 41};
    static test_unit unit;
    tsp_subpicture_look look;
    memset(pixels, 2, sizeof pixels);
    unit_make(&unit, pixels, area, &plain, 0, 0, NULL);
    ck_assert(tsp_subpicture_at(&look, unit.bytes, unit.size, 0));
    ck_assert(tsp_subpicture_pixels(&look, unit.bytes, unit.size, out));
    ck_assert_mem_eq(out, pixels, sizeof out);
    look.fields[1] = (uint16_t)(unit.size - 2); /* no more than a line's worth there */
    ck_assert(!tsp_subpicture_pixels(&look, unit.bytes, unit.size, out));
    for (size_t y = 0; y < 41; y += 2)
        ck_assert_mem_eq(out + y * 100, pixels, 100);
    ck_assert_mem_eq(out + 39 * 100, zeros, 100);
    look.fields[0] = look.fields[1] = 0; /* never set */
    ck_assert(!tsp_subpicture_pixels(&look, unit.bytes, unit.size, out));
    ck_assert_mem_eq(out, zeros, sizeof out);
}
END_TEST

START_TEST(any_bitmap_comes_back)
{
    uint64_t state = suite_seed(21);
    for (unsigned round = 0; round < 300; round++) {
        static uint8_t pixels[720 * 200];
        static uint8_t out[sizeof pixels];
        static test_unit unit;
        tsp_subpicture_look look;
        tsp_subpicture_area area = {0, 0, 1 + (int)(test_random(&state) % 720), 1 + (int)(test_random(&state) % 120)};
        size_t count = (size_t)area.width * (size_t)area.height;
        if (round % 4 == 0)
            area.width = 255 + (int)round % 3; /* where a run needs another code */
        fill(pixels, count, &state);
        unit_make(&unit, pixels, area, &plain, 0, 5, round % 3 ? &state : NULL);
        memset(out, 0xEE, sizeof out);
        ck_assert(tsp_subpicture_at(&look, unit.bytes, unit.size, 0));
        ck_assert(tsp_subpicture_pixels(&look, unit.bytes, unit.size, out));
        count = (size_t)area.width * (size_t)area.height;
        ck_assert_mem_eq(out, pixels, count);
        ck_assert_uint_eq(out[count], 0xEE);
    }
}
END_TEST

/* FFmpeg's decoder, whose palette gives each index a colour that tells it. */
static AVCodecContext *open_ffmpeg(void)
{
    char palette[256] = "palette: ";
    for (unsigned i = 0; i < TSP_PALETTE_SIZE; i++)
        snprintf(palette + strlen(palette), sizeof palette - strlen(palette), "%s%02x0000", i ? ", " : "", i * 3 + 1);
    AVCodecContext *context = avcodec_alloc_context3(avcodec_find_decoder(AV_CODEC_ID_DVD_SUBTITLE));
    ck_assert_ptr_nonnull(context);
    context->extradata_size = (int)strlen(palette);
    context->extradata = av_mallocz(sizeof palette + AV_INPUT_BUFFER_PADDING_SIZE);
    memcpy(context->extradata, palette, strlen(palette));
    ck_assert_int_eq(avcodec_open2(context, NULL, NULL), 0);
    return context;
}

static int decode_ffmpeg(AVCodecContext *context, AVSubtitle *subtitle, const uint8_t *bytes, size_t size)
{
    int got = 0;
    AVPacket *packet = av_packet_alloc();
    ck_assert_int_eq(av_new_packet(packet, (int)size), 0);
    memcpy(packet->data, bytes, size);
    ck_assert_int_eq(avcodec_decode_subtitle2(context, subtitle, &got, packet), (int)size);
    av_packet_free(&packet);
    return got;
}

/* Ours and FFmpeg's of a unit at its beginning: FFmpeg cuts clear margins off. */
static void compare(AVCodecContext *context, const uint8_t *bytes, size_t size)
{
    AVSubtitle theirs = {0};
    tsp_subpicture_look look;
    ck_assert(decode_ffmpeg(context, &theirs, bytes, size));
    ck_assert_uint_eq(theirs.num_rects, 1);
    const AVSubtitleRect *rect = theirs.rects[0];
    ck_assert(tsp_subpicture_at(&look, bytes, size, (int64_t)theirs.start_display_time * 90 + 1024));
    ck_assert(look.shown);
    ck_assert_int_eq(look.forced, (rect->flags & AV_SUBTITLE_FLAG_FORCED) != 0);
    size_t width = (size_t)look.area.width;
    uint8_t *pixels = calloc(width, (size_t)look.area.height);
    ck_assert_ptr_nonnull(pixels);
    unsigned different = 0;
    ck_assert(tsp_subpicture_pixels(&look, bytes, size, pixels));
    for (int y = 0; y < look.area.height; y++)
        for (int x = 0; x < look.area.width; x++) {
            unsigned value = pixels[(size_t)y * width + (size_t)x];
            int left = look.area.x + x - rect->x;
            int top = look.area.y + y - rect->y;
            uint32_t alpha = look.colours.contrast[value] * 17u;
            bool inside = left >= 0 && top >= 0 && left < rect->w && top < rect->h;
            uint32_t colour = 0;
            if (inside)
                memcpy(&colour, rect->data[1] + 4 * rect->data[0][top * rect->linesize[0] + left], 4);
            uint32_t ours = alpha << 24 | (look.colours.colour[value] * 3u + 1) << 16;
            different += inside ? ours != colour : alpha != 0;
        }
    ck_assert_uint_eq(different, 0);
    if (theirs.end_display_time > theirs.start_display_time && theirs.end_display_time != UINT32_MAX) {
        ck_assert(tsp_subpicture_at(&look, bytes, size, (int64_t)theirs.end_display_time * 90 - 1024) && look.shown);
        ck_assert(tsp_subpicture_at(&look, bytes, size, (int64_t)theirs.end_display_time * 90 + 1024) && !look.shown);
    }
    free(pixels);
    avsubtitle_free(&theirs);
}

START_TEST(ffmpeg_decodes_the_same)
{
    uint64_t state = suite_seed(22);
    AVCodecContext *context = open_ffmpeg();
    for (unsigned round = 0; round < 100; round++) {
        static uint8_t pixels[720 * 100];
        static test_unit unit;
        tsp_subpicture_colours colours;
        tsp_subpicture_area area = {(int)(test_random(&state) % 300), (int)(test_random(&state) % 300),
                                    2 + (int)(test_random(&state) % 400), 2 + (int)(test_random(&state) % 100)};
        for (unsigned i = 0; i < TSP_SUBPICTURE_VALUES; i++) {
            colours.colour[i] = (uint8_t)(test_random(&state) % 16);
            colours.contrast[i] = (uint8_t)(test_random(&state) % 16);
        }
        colours.contrast[1] = 15;
        fill(pixels, (size_t)area.width * (size_t)area.height, &state);
        pixels[0] = 1; /* what is all clear FFmpeg gives no rectangle */
        unit_make(&unit, pixels, area, &colours, (int)(round % 2), 100, &state);
        compare(context, unit.bytes, unit.size);
    }
    avcodec_free_context(&context);
}
END_TEST

/* What spumux and FFmpeg's encoder made: the corpus of the fuzz target has them. */
START_TEST(units_of_authoring_programs)
{
    AVCodecContext *context = open_ffmpeg();
    char folder[512];
    unsigned count = 0;
    snprintf(folder, sizeof folder, "%s/tests/fuzz/corpus/subpicture", getenv("TALLYSTICK_SOURCE"));
    DIR *listing = opendir(folder);
    ck_assert_ptr_nonnull(listing);
    for (const struct dirent *entry = NULL; (entry = readdir(listing));) {
        static uint8_t bytes[TSP_SUBPICTURE_SIZE_MAX];
        char path[1024];
        if (strncmp(entry->d_name, "spumux", 6) != 0 && strncmp(entry->d_name, "ffmpeg", 6) != 0)
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        FILE *file = fopen(path, "rb");
        ck_assert_ptr_nonnull(file);
        size_t size = fread(bytes, 1, sizeof bytes, file);
        fclose(file);
        compare(context, bytes, size);
        count++;
    }
    closedir(listing);
    ck_assert_uint_ge(count, 4);
    avcodec_free_context(&context);
}
END_TEST

START_TEST(colours_of_the_palette)
{
    static const struct {
        uint32_t ycrcb;
        uint32_t rgb;
    } cases[] = {
        {0x108080, 0xFF000000}, {0xEB8080, 0xFFFFFFFF}, {0x7E8080, 0xFF808080}, {0x51F05A, 0xFFFF0000},
        {0x912236, 0xFF00FF01}, {0x296EF0, 0xFF0000FF}, {0x000000, 0xFF008700}, {0xFFFFFF, 0xFFFF7DFF},
    };
    for (size_t i = 0; i < TSB_COUNT(cases); i++)
        for (unsigned shift = 0; shift < 32; shift += 8) {
            int ours = (int)(tsp_paint_colour(cases[i].ycrcb) >> shift & 0xFF);
            int right = (int)(cases[i].rgb >> shift & 0xFF);
            ck_assert_msg(abs(ours - right) <= 1, "%06X: %d, not %d", cases[i].ycrcb, ours, right);
        }
}
END_TEST

START_TEST(highlight_recolours_its_rectangle)
{
    static const uint8_t pixels[4 * 3] = {0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3};
    tsp_subpicture_look look = {.area = {10, 20, 4, 3}, .colours = plain};
    uint32_t palette[TSP_PALETTE_SIZE];
    uint32_t out[12];
    for (unsigned i = 0; i < TSP_PALETTE_SIZE; i++)
        palette[i] = (16 + 10 * i) << 16 | 0x8080;
    /* Of the second emphasis first: colours 7, 6, 5, 4, contrasts 15, 15, 3, 1. */
    tsp_highlight highlight = tsp_highlight_of(0x7654FF31, 11, 21, 12, 30);
    ck_assert_int_eq(highlight.area.width, 2);
    ck_assert_int_eq(highlight.area.height, 10);
    tsp_paint(out, pixels, &look, palette, &highlight);
    for (unsigned i = 0; i < 12; i++) {
        unsigned value = pixels[i];
        bool inside = i / 4 >= 1 && i % 4 >= 1 && i % 4 <= 2;
        const tsp_subpicture_colours *colours = inside ? &highlight.colours : &plain;
        ck_assert_uint_eq(out[i] >> 24, colours->contrast[value] * 17u);
        ck_assert_uint_eq(out[i] & 0xFFFFFF, tsp_paint_colour(palette[colours->colour[value]]) & 0xFFFFFF);
    }
    /* A rectangle turned inside out, or elsewhere, recolours nothing. */
    static const int wrong[][4] = {{12, 20, 11, 22}, {10, 22, 13, 20}, {14, 20, 20, 22}, {0, 0, 9, 100}};
    uint32_t unlit[12];
    tsp_paint(unlit, pixels, &look, palette, NULL);
    for (size_t i = 0; i < TSB_COUNT(wrong); i++) {
        highlight = tsp_highlight_of(0x7654FF31, wrong[i][0], wrong[i][1], wrong[i][2], wrong[i][3]);
        tsp_paint(out, pixels, &look, palette, &highlight);
        ck_assert_mem_eq(out, unlit, sizeof out);
    }
}
END_TEST

/* One colour all over stays; between two every value lies between; nothing moves to a side. */
START_TEST(doubled_smoothly)
{
    enum { WIDTH = 6, HEIGHT = 5, COUNT = WIDTH * HEIGHT };
    static const uint32_t colours[] = {0xFFFFFFFF, 0xFF102030, 0x80406080, 0x00000000};
    uint32_t in[COUNT];
    uint32_t scratch[2 * COUNT];
    uint32_t out[4 * COUNT];
    for (size_t c = 0; c < TSB_COUNT(colours); c++) {
        for (unsigned i = 0; i < COUNT; i++)
            in[i] = colours[c];
        tsp_paint_double(out, in, WIDTH, WIDTH, HEIGHT, scratch);
        for (unsigned i = 0; i < 4 * COUNT; i++)
            for (unsigned shift = 0; shift < 32; shift += 8)
                ck_assert_int_le(abs((int)(out[i] >> shift & 255) - (int)(colours[c] >> shift & 255)), 1);
    }
    memset(in, 0, sizeof in);
    in[2 * WIDTH + 2] = 0xFFC08040;
    tsp_paint_double(out, in, WIDTH, WIDTH, HEIGHT, scratch);
    uint64_t sum = 0;
    for (int y = 0; y < 2 * HEIGHT; y++)
        for (int x = 0; x < 2 * WIDTH; x++) {
            uint32_t pixel = out[y * 2 * WIDTH + x];
            sum += pixel >> 24;
            /* The dot was pixel 2, 2: it is pixels 4 and 5 now, and its surroundings are the same on both sides. */
            if (x <= 9 && y <= 9)
                ck_assert_uint_eq(pixel, out[(9 - y) * 2 * WIDTH + 9 - x]);
            if (pixel >> 24 > 40)
                ck_assert_int_le(abs((int)(pixel >> 16 & 255) - 0xC0), 4);
        }
    ck_assert_uint_ge(sum, 4 * 255 - 24);
    ck_assert_uint_le(sum, 4 * 255 + 24);
}
END_TEST

START_TEST(bounds_of_what_is_seen)
{
    static const struct {
        int at[2]; /* pixels that are seen */
        tsp_subpicture_area box;
    } cases[] = {
        {{0, 0}, {0, 0, 2, 2}},     {{5 + 6 * 4, 5 + 6 * 4}, {4, 3, 2, 2}}, {{2 + 6 * 2, 2 + 6 * 2}, {1, 1, 3, 3}},
        {{1, 4 + 6}, {0, 0, 6, 3}}, {{0, 5 + 6 * 4}, {0, 0, 6, 5}},
    };
    for (size_t i = 0; i < TSB_COUNT(cases); i++) {
        uint32_t in[6 * 5];
        for (unsigned at = 0; at < 6 * 5; at++)
            in[at] = 0x00FFFFFF; /* a colour, but clear */
        ck_assert_int_eq(tsp_paint_bounds(in, 6, 5).width, 0);
        in[cases[i].at[0]] = in[cases[i].at[1]] = 0x11000000;
        tsp_subpicture_area box = tsp_paint_bounds(in, 6, 5);
        ck_assert_mem_eq(&box, &cases[i].box, sizeof box);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {shown_from_start_to_stop,
                                  goes_through_its_sequences,
                                  damage_is_survived,
                                  damaged_runs_are_background,
                                  any_bitmap_comes_back,
                                  ffmpeg_decodes_the_same,
                                  units_of_authoring_programs,
                                  colours_of_the_palette,
                                  highlight_recolours_its_rectangle,
                                  doubled_smoothly,
                                  bounds_of_what_is_seen};
    return suite_run("player subpicture", tests, TSB_COUNT(tests));
}
