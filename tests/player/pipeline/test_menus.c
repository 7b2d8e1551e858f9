/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Menus, several titles and stills: navigation and pipeline on a disc made on the spot (tests/support/menu_disc.sh). */
#include "player/pipeline/pipeline.h"

#include <pthread.h>

#include "player/dvd/navigator.h"
#include "player/dvd/subpicture.h"
#include "player/dvd/ticks.h"
#include "tests/player/support/menu_film.h"
#include "tests/support/suite.h"

START_TEST(lists_titles_and_menus)
{
    tsp_navigator *navigator = NULL;
    ck_assert_int_eq(tsp_navigator_open(&navigator, film_image, 0, 1u << 20, NULL, NULL, NULL), 0);
    const tsp_title_list *list = tsp_navigator_titles(navigator);
    ck_assert_uint_eq(list->count, 3);
    ck_assert_int_eq(list->longest, 1);
    ck_assert_ptr_eq(tsp_navigator_title(navigator), &list->titles[0]);
    ck_assert_uint_eq(list->titles[0].chapter_count, 4);
    ck_assert_uint_eq(list->titles[0].track_count, 2);
    ck_assert_uint_eq(list->titles[1].chapter_count, 1);
    ck_assert_int_ge(list->titles[1].duration, 3 * TSP_SECOND - 3600);
    ck_assert_int_le(list->titles[1].duration, 3 * TSP_SECOND + 3600);
    for (unsigned i = 0; i < list->count; i++) {
        ck_assert_int_eq(list->titles[i].number, (int)i + 1);
        ck_assert_int_eq(list->titles[i].title_set, 1);
        ck_assert_int_eq(list->titles[i].angle_count, 1);
        ck_assert_int_eq(list->titles[i].still, i == 2); /* though what it shows takes 0.8 s to decode */
    }
    ck_assert_uint_ne(list->sets[0].menu.vob_sector, 0);
    ck_assert_uint_ne(list->sets[1].menu.vob_sector, 0);
    ck_assert_uint_eq(list->sets[2].menu.vob_sector, 0);
    ck_assert_uint_eq(list->sets[1].menu.track_count, 1);
    ck_assert_int_eq(list->sets[1].menu.number, 0);
    tsp_navigator_close(&navigator);
}
END_TEST

/* The next VOBU with its page, which is the caller's; stills are an error. */
static void next_vobu(tsp_navigator *navigator, tsp_vobu *vobu)
{
    ck_assert_int_eq(tsp_navigator_next(navigator, vobu, NULL, NULL), TSP_NAV_VOBU);
}

static void go_menu(tsp_navigator *navigator, enum tsp_target_kind kind, tsp_vobu *vobu)
{
    tsp_target target = {.kind = kind, .title = 1, .roaming = true};
    uint32_t sector = 0;
    ck_assert_int_eq(tsp_navigator_go(navigator, &target, &sector, NULL, NULL), 0);
    ck_assert_uint_eq(sector, UINT32_MAX);
    next_vobu(navigator, vobu);
}

static void go_button(tsp_navigator *navigator, tsp_menu_page *page, unsigned button, tsp_vobu *vobu)
{
    tsp_target target = {.kind = TSP_TARGET_BUTTON, .title = 1, .roaming = true, .page = page, .button = button};
    ck_assert_int_eq(tsp_navigator_go(navigator, &target, NULL, NULL, NULL), 0);
    free(page);
    next_vobu(navigator, vobu);
}

static void has_button(const tsp_menu_page *page, unsigned number, int left, int top, int right, int bottom)
{
    tsp_menu_button button;
    ck_assert(tsp_menu_button_get(&button, page, number));
    ck_assert_int_eq(button.left, left);
    ck_assert_int_eq(button.top, top);
    ck_assert_int_eq(button.right, right);
    ck_assert_int_eq(button.bottom, bottom);
    ck_assert_uint_ne(button.chosen_colours & 0xFFFF, 0);
    ck_assert_uint_ne(button.chosen_colours, button.active_colours);
}

START_TEST(buttons_are_where_they_were_put)
{
    tsp_navigator *navigator = NULL;
    tsp_vobu vobu;
    ck_assert_int_eq(tsp_navigator_open(&navigator, film_image, 0, 1u << 20, NULL, NULL, NULL), 0);
    go_menu(navigator, TSP_TARGET_TOP_MENU, &vobu);
    ck_assert_ptr_eq(vobu.title, &tsp_navigator_titles(navigator)->sets[0].menu);
    const tsp_menu_page *page = vobu.page;
    ck_assert_ptr_nonnull(page);
    ck_assert_uint_eq(page->button_count, 3);
    ck_assert_uint_eq(page->chosen, 1);
    ck_assert_int_eq(page->picture, 0);
    has_button(page, 1, 100, 100, 400, 180);
    has_button(page, 2, 100, 240, 400, 320);
    has_button(page, 3, 100, 380, 400, 460);
    ck_assert_uint_eq(tsp_menu_move(page, 1, TSP_DOWN), 2);
    ck_assert_uint_eq(tsp_menu_move(page, 2, TSP_DOWN), 3);
    ck_assert_uint_eq(tsp_menu_move(page, 3, TSP_UP), 2);
    ck_assert_uint_eq(tsp_menu_at(page, 250, 280), 2);
    ck_assert_uint_eq(tsp_menu_at(page, 399, 179), 1);
    ck_assert_uint_eq(tsp_menu_at(page, 50, 50), 0);
    free(vobu.page);
    tsp_navigator_close(&navigator);
}
END_TEST

/* From VOBU to VOBU until it stands still; how long is returned, and the page that shows then is in vobu. */
static unsigned go_still(tsp_navigator *navigator, tsp_vobu *vobu)
{
    tsp_vobu next;
    int result = 0;
    while ((result = tsp_navigator_next(navigator, &next, NULL, NULL)) != TSP_NAV_STILL) {
        tsp_menu_page *page = vobu->page;
        ck_assert_int_eq(result, TSP_NAV_VOBU);
        *vobu = next;
        if (!vobu->page)
            vobu->page = page;
        else
            free(page);
    }
    return next.still;
}

/* From VOBU to VOBU of the title until it leads elsewhere; the time of its last one. */
static int64_t go_end(tsp_navigator *navigator, const tsp_title *title, tsp_vobu *vobu)
{
    int64_t last = -1;
    do {
        ck_assert_ptr_eq(vobu->title, title);
        ck_assert_int_gt(vobu->time, last);
        last = vobu->time;
        free(vobu->page);
        next_vobu(navigator, vobu);
    } while (!vobu->moved);
    return last;
}

/* The machine stays in the still until it is told to go on, and its button leads to title 2 and back. */
START_TEST(buttons_lead_on)
{
    tsp_navigator *navigator = NULL;
    tsp_vobu vobu;
    ck_assert_int_eq(tsp_navigator_open(&navigator, film_image, 0, 1u << 20, NULL, NULL, NULL), 0);
    const tsp_title_list *list = tsp_navigator_titles(navigator);
    go_menu(navigator, TSP_TARGET_TOP_MENU, &vobu);
    ck_assert_uint_eq(go_still(navigator, &vobu), TSP_STILL_EVER);
    go_button(navigator, vobu.page, 2, &vobu);
    ck_assert_ptr_eq(vobu.title, &list->titles[1]);
    ck_assert_int_eq(vobu.subpicture, -1);
    ck_assert_int_eq(vobu.time, 0);
    ck_assert_int_ge(go_end(navigator, &list->titles[1], &vobu), 2 * TSP_SECOND);
    ck_assert_ptr_eq(vobu.title, &list->sets[0].menu);
    ck_assert_uint_eq(vobu.page->button_count, 3);
    go_button(navigator, vobu.page, 3, &vobu);
    ck_assert_ptr_eq(vobu.title, &list->sets[1].menu);
    go_button(navigator, vobu.page, 1, &vobu);
    ck_assert_ptr_eq(vobu.title, &list->titles[0]);
    ck_assert_int_eq(vobu.sound, 1);
    ck_assert_int_eq(vobu.subpicture, 0);
    ck_assert_int_ge(vobu.time, 2 * TSP_SECOND - 3600);
    ck_assert_int_lt(vobu.time, 3 * TSP_SECOND);
    free(vobu.page);
    tsp_navigator_close(&navigator);
}
END_TEST

/* A menu that goes round for ever: its time rises without a break. */
/* By way of the disc's menu, whose first button leads to title 1 again. */
static void through_menu(tsp_navigator *navigator, int sound, int subpicture, tsp_vobu *vobu)
{
    tsp_target film = {.kind = TSP_TARGET_TIME, .title = 1, .roaming = true};
    tsp_target menu = {
        .kind = TSP_TARGET_TOP_MENU, .title = 1, .roaming = true, .sound = sound, .subpicture = subpicture};
    ck_assert_int_eq(tsp_navigator_go(navigator, &film, NULL, NULL, NULL), 0);
    next_vobu(navigator, vobu);
    free(vobu->page);
    ck_assert_int_eq(tsp_navigator_go(navigator, &menu, NULL, NULL, NULL), 0);
    next_vobu(navigator, vobu);
    ck_assert_int_eq(vobu->title->number, 0);
    ck_assert_ptr_nonnull(vobu->page);
    go_button(navigator, vobu->page, 1, vobu);
    free(vobu->page);
    ck_assert_int_eq(vobu->title->number, 1);
}

/* What was chosen in the title by other means than the disc's own. */
START_TEST(commands_know_what_was_chosen)
{
    tsp_navigator *navigator = NULL;
    tsp_vobu vobu;
    ck_assert_int_eq(tsp_navigator_open(&navigator, film_image, 0, 1u << 20, NULL, NULL, NULL), 0);
    const tsp_title *title = &tsp_navigator_titles(navigator)->titles[0];
    ck_assert_uint_eq(title->tracks[1].number, 2);
    ck_assert_uint_eq(title->subtitles[0].number, 1);
    through_menu(navigator, 2, 1, &vobu);
    ck_assert_int_eq(vobu.sound, title->tracks[1].id);
    ck_assert_int_eq(vobu.subpicture, (int)tsp_title_subtitle_stream(title, 0));
    through_menu(navigator, 0, 0, &vobu);
    ck_assert_int_eq(vobu.sound, title->tracks[1].id);
    ck_assert_int_eq(vobu.subpicture, (int)tsp_title_subtitle_stream(title, 0));
    through_menu(navigator, 1, TSP_SUBPICTURE_OFF, &vobu);
    ck_assert_int_eq(vobu.sound, title->tracks[0].id);
    ck_assert_int_eq(vobu.subpicture, -1);
    tsp_navigator_close(&navigator);
}
END_TEST

/* libdvdnav ends the process over a jump that is not known where it stands. */
START_TEST(commands_of_other_places)
{
    static const struct {
        enum tsp_target_kind menu;
        uint8_t command[8];
    } cases[] = {
        {TSP_TARGET_TOP_MENU, {0x30, 0x03, 0, 0, 0, 1}},    /* to a title of the set, which there is none of */
        {TSP_TARGET_TOP_MENU, {0x30, 0x05, 0, 1, 0, 1}},    /* to a chapter */
        {TSP_TARGET_TOP_MENU, {0x30, 0x08, 0, 1, 0, 0x40}}, /* to call a menu, as a title does */
        {TSP_TARGET_TOP_MENU, {0x30, 0x06, 0, 1, 0, 0x83}}, /* to the menu of set 0 */
        {TSP_TARGET_MENU, {0x30, 0x02, 0, 0, 0, 1}},        /* to a title of the disc */
        {TSP_TARGET_MENU, {0x30, 0x08, 0, 1, 0, 0x40}},
        {TSP_TARGET_MENU, {0x30, 0x06, 0, 1, 2, 0x83}}, /* to the menu of another set */
    };
    for (size_t i = 0; i < TSB_COUNT(cases); i++) {
        tsp_navigator *navigator = NULL;
        tsp_vobu vobu;
        ck_assert_int_eq(tsp_navigator_open(&navigator, film_image, 0, 1u << 20, NULL, NULL, NULL), 0);
        go_menu(navigator, cases[i].menu, &vobu);
        ck_assert_ptr_nonnull(vobu.page);
        memcpy(vobu.page->pci.hli.btnit[0].cmd.bytes, cases[i].command, sizeof cases[i].command);
        go_button(navigator, vobu.page, 1, &vobu);
        free(vobu.page);
        /* Nothing comes of it: the film it is. */
        ck_assert_int_eq(vobu.title->number, 1);
        ck_assert_int_eq(vobu.time, 0);
        tsp_navigator_close(&navigator);
    }
}
END_TEST

START_TEST(a_moving_menu_goes_round)
{
    tsp_navigator *navigator = NULL;
    tsp_vobu vobu;
    ck_assert_int_eq(tsp_navigator_open(&navigator, film_image, 0, 1u << 20, NULL, NULL, NULL), 0);
    go_menu(navigator, TSP_TARGET_MENU, &vobu);
    ck_assert_ptr_eq(vobu.title, &tsp_navigator_titles(navigator)->sets[1].menu);
    ck_assert_int_eq(vobu.time, 0);
    for (unsigned i = 0; i < 40; i++) {
        int64_t before = vobu.time;
        free(vobu.page);
        next_vobu(navigator, &vobu);
        ck_assert(!vobu.moved);
        ck_assert_int_gt(vobu.time, before);
        ck_assert_int_le(vobu.time, before + TSP_SECOND);
    }
    free(vobu.page);
    ck_assert_int_gt(vobu.time, 10 * TSP_SECOND);
    tsp_navigator_close(&navigator);
}
END_TEST

/* Without roaming a title is all there is: its end is the end, though the disc would lead on. */
START_TEST(a_title_alone_ends)
{
    tsp_navigator *navigator = NULL;
    ck_assert_int_eq(tsp_navigator_open(&navigator, film_image, 2, 1u << 20, NULL, NULL, NULL), 0);
    const tsp_target beginning = {.kind = TSP_TARGET_TIME, .title = 2};
    int result = TSP_NAV_VOBU;
    for (unsigned round = 0; round < 2; round++) {
        unsigned count = 0;
        tsp_vobu vobu;
        while ((result = tsp_navigator_next(navigator, &vobu, NULL, NULL)) == TSP_NAV_VOBU) {
            ck_assert_int_eq(vobu.title->number, 2);
            free(vobu.page);
            count++;
        }
        ck_assert_int_eq(result, TSP_NAV_OVER);
        ck_assert_uint_gt(count, 4);
        ck_assert_int_eq(tsp_navigator_go(navigator, &beginning, NULL, NULL, NULL), 0);
    }
    tsp_navigator_close(&navigator);
}
END_TEST

START_TEST(impossible_buttons)
{
    tsp_navigator *navigator = NULL;
    tsp_vobu vobu;
    pci_t pci = {0};
    tsp_menu_page page;
    tsp_menu_button button;
    memset(&pci, 0xFF, sizeof pci);
    tsp_menu_page_read(&page, &pci);
    ck_assert_uint_eq(page.button_count, TSP_BUTTONS_MAX);
    for (unsigned i = 0; i < 70; i++) {
        ck_assert_int_eq(tsp_menu_button_get(&button, &page, i), i >= 1 && i <= TSP_BUTTONS_MAX);
        for (int way = TSP_UP; way <= TSP_RIGHT; way++)
            ck_assert_uint_le(tsp_menu_move(&page, i, (enum tsp_direction)way),
                              i > TSP_BUTTONS_MAX ? 1 : TSP_BUTTONS_MAX);
    }
    ck_assert_uint_le(tsp_menu_at(&page, 1023, 1023), TSP_BUTTONS_MAX);
    pci.hli.hl_gi.hli_ss = 0;
    tsp_menu_page_read(&page, &pci);
    ck_assert_uint_eq(page.button_count, 0);
    ck_assert_uint_eq(tsp_menu_move(&page, 1, TSP_UP), 0);
    /* A command that leads nowhere, or a button that is not there: the film is where it was. */
    ck_assert_int_eq(tsp_navigator_open(&navigator, film_image, 0, 1u << 20, NULL, NULL, NULL), 0);
    for (unsigned i = 0; i < 4; i++) {
        tsp_target target = {.kind = TSP_TARGET_BUTTON,
                             .title = 1,
                             .time = 3 * TSP_SECOND,
                             .roaming = true,
                             .page = &page,
                             .button = i * 20};
        page.button_count = i > 1 ? TSP_BUTTONS_MAX : 0;
        ck_assert_int_eq(tsp_navigator_go(navigator, &target, NULL, NULL, NULL), 0);
        if (tsp_navigator_next(navigator, &vobu, NULL, NULL) == TSP_NAV_VOBU) {
            ck_assert_int_eq(vobu.title->number, 1);
            free(vobu.page);
        }
    }
    tsp_navigator_close(&navigator);
}
END_TEST

static tsp_pipeline *start(film_sectors *sectors, tsp_ring *ring, bool menu)
{
    tsp_pipeline *pipeline = NULL;
    tsp_pipeline_options options = {.path = film_image, .sectors = &sectors->base, .ring = ring, .menu = menu};
    film_open(sectors, film_image);
    ck_assert_int_eq(tsp_pipeline_create(&pipeline, &options, NULL), 0);
    return pipeline;
}

/* The next picture, or what stands for one; NULL at the end of the run. */
static AVFrame *next_frame(tsp_pipeline *pipeline)
{
    AVFrame *frame = NULL;
    enum tsp_queue_result result = TSP_QUEUE_EMPTY;
    while ((result = tsp_pipeline_frame(pipeline, &frame)) == TSP_QUEUE_EMPTY)
        usleep(500);
    return result == TSP_QUEUE_OK ? frame : NULL;
}

static void *drop_frames(void *context)
{
    AVFrame *frame = NULL;
    while ((frame = next_frame(context)) != NULL)
        av_frame_free(&frame);
    return NULL;
}

/* Four video objects, each with stamps of its own: pictures and sound go on over their joins as if there were none. */
START_TEST(joins_are_not_seen)
{
    film_sectors sectors;
    tsp_pipeline *pipeline = start(&sectors, NULL, false);
    AVFrame *frame = NULL;
    int64_t expected = 0;
    unsigned count = 0;
    while ((frame = next_frame(pipeline)) != NULL) {
        ck_assert_int_eq(frame->pts, expected);
        expected = frame->pts + frame->pkt_duration;
        /* Grey, a step brighter from join to join. */
        unsigned grey = 50 * (count / 50 + 1);
        int luma = frame->data[0][(size_t)frame->linesize[0] * 288 + 360];
        ck_assert_int_ge(luma, (int)(16 + grey * 219 / 255) - 4);
        ck_assert_int_le(luma, (int)(16 + grey * 219 / 255) + 4);
        count++;
        av_frame_free(&frame);
    }
    ck_assert_uint_eq(count, 8 * FILM_RATE);
    tsp_pipeline_destroy(&pipeline);
    film_close(&sectors);
}
END_TEST

START_TEST(joins_are_not_heard)
{
    enum { ROOM = 48000 * 10 };
    static float samples[ROOM * 2];
    film_sectors sectors;
    pthread_t thread;
    tsp_ring *ring = tsp_ring_create(48000, 2, 4800);
    tsp_pipeline *pipeline = start(&sectors, ring, false);
    unsigned count = 0;
    int64_t end = 0;
    tsp_ring_fill fill = {0};
    ck_assert_int_eq(pthread_create(&thread, NULL, drop_frames, pipeline), 0);
    do {
        int64_t before = end;
        tsp_ring_fill_get(ring, &fill);
        unsigned got = tsp_ring_read(ring, samples + (size_t)count * 2, 1200 < ROOM - count ? 1200 : ROOM - count,
                                     &end);
        int64_t begin = end - tsp_ring_ticks(ring, got);
        /* What is read follows what was read last, but for what passes for jitter of time stamps. */
        if (count > 0 && got > 0)
            ck_assert(begin - before <= TSP_SECOND / 20 && before - begin <= TSP_SECOND / 20);
        count += got;
        if (!got)
            usleep(500);
    } while (!fill.ended || fill.frames > 0);
    pthread_join(thread, NULL);
    /* 8 s but for what a frame of sound may lack at each end; and no silence of more than a frame: 32 ms. */
    ck_assert_uint_ge(count, 48000 * 8 - 4 * 1536);
    unsigned silent = 0;
    unsigned longest = 0;
    for (unsigned i = 1536; i < count - 2 * 1536; i++) {
        bool quiet = samples[(size_t)i * 2] < 1e-3F && samples[(size_t)i * 2] > -1e-3F;
        silent = quiet ? silent + 1 : 0;
        longest = silent > longest ? silent : longest;
    }
    ck_assert_uint_le(longest, 1536);
    tsp_pipeline_destroy(&pipeline);
    tsp_ring_destroy(&ring);
    film_close(&sectors);
}
END_TEST

/* Plays on to a still; when the last picture before the word that it stays is shown, which has *still. */
static int64_t play_to_still(tsp_pipeline *pipeline, int64_t *still)
{
    AVFrame *frame = NULL;
    int64_t shown = 0;
    while ((frame = next_frame(pipeline)) != NULL && !tsp_frame_is_still(frame, still)) {
        shown = frame->pts;
        av_frame_free(&frame);
    }
    ck_assert_ptr_nonnull(frame);
    av_frame_free(&frame);
    return shown;
}

/* A still menu: its picture, then the word that it stays; its page; and title 2 when its button is activated. */
START_TEST(a_still_waits_and_leads_on)
{
    film_sectors sectors;
    tsp_pipeline *pipeline = start(&sectors, NULL, true);
    int64_t still = 0;
    int64_t shown = play_to_still(pipeline, &still);
    ck_assert_int_eq(still, INT64_MAX);
    ck_assert_int_eq(tsp_pipeline_title(pipeline)->number, 0);
    const tsp_menu_page *page = tsp_pipeline_page(pipeline, shown);
    ck_assert_ptr_nonnull(page);
    ck_assert_uint_eq(page->button_count, 3);
    /* Nothing is read while it waits. */
    unsigned reads = atomic_load(&sectors.reads);
    usleep(200000);
    ck_assert_uint_eq(atomic_load(&sectors.reads), reads);
    tsp_pipeline_activate(pipeline, page, 2, 0);
    AVFrame *frame = next_frame(pipeline);
    ck_assert_ptr_nonnull(frame);
    ck_assert_int_eq(frame->pts, 0);
    ck_assert_int_eq(tsp_pipeline_title(pipeline)->number, 2);
    do
        av_frame_free(&frame);
    while ((frame = next_frame(pipeline)) != NULL);
    ck_assert(tsp_pipeline_leads_on(pipeline));
    tsp_pipeline_lead_on(pipeline);
    frame = next_frame(pipeline);
    ck_assert_ptr_nonnull(frame);
    av_frame_free(&frame);
    ck_assert_int_eq(tsp_pipeline_title(pipeline)->number, 0);
    ck_assert(!tsp_pipeline_leads_on(pipeline));
    tsp_pipeline_destroy(&pipeline);
    film_close(&sectors);
}
END_TEST

/* Away from a menu in the middle of everything, to a title with a still of a second, and back by the viewer's key. */
START_TEST(a_still_is_left_for_a_title)
{
    film_sectors sectors;
    tsp_pipeline *pipeline = start(&sectors, NULL, true);
    int64_t still = 0;
    AVFrame *frame = next_frame(pipeline);
    ck_assert_ptr_nonnull(frame);
    av_frame_free(&frame);
    ck_assert_int_eq(tsp_pipeline_set_title(pipeline, 3, 0, NULL), 0);
    play_to_still(pipeline, &still);
    ck_assert_int_eq(still, TSP_SECOND);
    ck_assert_int_eq(tsp_pipeline_title(pipeline)->number, 3);
    tsp_pipeline_end_still(pipeline);
    int64_t shown = play_to_still(pipeline, &still);
    ck_assert_int_eq(still, INT64_MAX);
    const tsp_menu_page *page = tsp_pipeline_page(pipeline, shown);
    ck_assert_ptr_nonnull(page);
    ck_assert_uint_eq(page->button_count, 1);
    ck_assert_int_lt(tsp_pipeline_set_title(pipeline, 4, 0, NULL), 0);
    tsp_pipeline_menu(pipeline, 0);
    frame = next_frame(pipeline);
    ck_assert_ptr_nonnull(frame);
    av_frame_free(&frame);
    ck_assert_int_eq(tsp_pipeline_title(pipeline)->title_set, 1);
    ck_assert_int_eq(tsp_pipeline_title(pipeline)->number, 0);
    tsp_pipeline_destroy(&pipeline);
    film_close(&sectors);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {commands_know_what_was_chosen,
                                  commands_of_other_places,
                                  lists_titles_and_menus,
                                  buttons_are_where_they_were_put,
                                  buttons_lead_on,
                                  a_moving_menu_goes_round,
                                  a_title_alone_ends,
                                  impossible_buttons,
                                  joins_are_not_seen,
                                  joins_are_not_heard,
                                  a_still_waits_and_leads_on,
                                  a_still_is_left_for_a_title};
    return menu_film_run("player menus", tests, TSB_COUNT(tests));
}
