/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pop-up menus: what is in them, and what choosing does. */
#include <stdio.h>

#include "base/compiler.h"
#include "base/translate.h"
#include "player/dvd/ticks.h"
#include "player/play/play_int.h"

static const struct menu {
    enum tsp_osd_part part;
    const char *name;
} menus[] = {
    {TSP_OSD_TRACKS, N_("Sound")},         {TSP_OSD_SUBTITLES, N_("Subtitles")}, {TSP_OSD_CHAPTERS, N_("Chapters")},
    {TSP_OSD_TITLES, N_("Titles")},        {TSP_OSD_ANGLES, N_("Angles")},       {TSP_OSD_MENU, N_("Disc menu")},
    {TSP_OSD_EJECT, N_("Eject the disc")}, {TSP_OSD_MORE, N_("More controls")},
};

static const char *name_of(enum tsp_osd_part part)
{
    for (size_t i = 0; i < TSB_COUNT(menus); i++)
        if (menus[i].part == part)
            return _(menus[i].name);
    return "";
}

static void add_tracks(tsp_player *player, tsp_popup *popup)
{
    unsigned present = tsp_pipeline_track(player->pipeline);
    for (unsigned i = 0; i < player->title->track_count; i++)
        tsp_popup_add(popup, player->title->tracks[i].text, NULL, i == present, (int)i);
}

static void add_subtitles(tsp_player *player, tsp_popup *popup)
{
    int present = player->subtitles_hidden ? -1 : player->subtitle;
    tsp_popup_add(popup, _("Off"), NULL, present < 0, -1);
    for (unsigned i = 0; i < player->title->subtitle_count; i++)
        tsp_popup_add(popup, player->title->subtitles[i].text, NULL, (int)i == present, (int)i);
}

static void add_chapters(tsp_player *player, tsp_popup *popup)
{
    const tsp_title *title = player->title;
    unsigned present = tsp_title_chapter_at(title, tsp_player_time(player));
    for (unsigned i = 0; i < title->chapter_count; i++) {
        char text[TSP_POPUP_TEXT_SIZE];
        char note[TSP_TIME_TEXT_SIZE];
        snprintf(text, sizeof text, _("Chapter %u"), i + 1);
        tsp_time_text(note, title->chapters[i]);
        tsp_popup_add(popup, text, note, i == present, (int)i);
    }
}

/* Those that can be played; short ones are often pieces of menus, but that is for the viewer to know. */
static void add_titles(tsp_player *player, tsp_popup *popup)
{
    const tsp_title_list *list = tsp_pipeline_titles(player->pipeline);
    for (unsigned i = 0; i < list->count; i++) {
        const tsp_title *title = &list->titles[i];
        char text[TSP_POPUP_TEXT_SIZE];
        char time[TSP_TIME_TEXT_SIZE];
        const char *note = time;
        snprintf(text, sizeof text, _("Title %d"), title->number);
        tsp_time_text(time, title->duration);
        if (title->still)
            note = title->cell_count > 1 ? _("still pictures") : _("still picture");
        if (title->cell_count > 0)
            tsp_popup_add(popup, text, note, title == player->title, title->number);
    }
}

static void add_angles(tsp_player *player, tsp_popup *popup)
{
    for (int i = 1; i <= player->title->angle_count; i++) {
        char text[TSP_POPUP_TEXT_SIZE];
        snprintf(text, sizeof text, _("Angle %d"), i);
        tsp_popup_add(popup, text, NULL, i == tsp_pipeline_angle(player->pipeline), i);
    }
}

static void add_more(tsp_player *player, tsp_popup *popup)
{
    for (size_t i = 0; i < TSB_COUNT(menus); i++)
        if (tsp_osd_crowded_out(player->osd, menus[i].part))
            tsp_popup_add(popup, _(menus[i].name), NULL, false, (int)menus[i].part);
}

bool tsp_player_has(const tsp_player *player, enum tsp_osd_part part)
{
    bool sound = player->audio && player->title->track_count > 0;
    switch (part) {
    case TSP_OSD_PREVIOUS:
    case TSP_OSD_NEXT:
    case TSP_OSD_CHAPTERS:
        return player->title->chapter_count > 1;
    case TSP_OSD_TRACKS:
        return sound && player->title->track_count > 1;
    case TSP_OSD_SUBTITLES:
        return player->title->subtitle_count > 0;
    case TSP_OSD_MUTE:
    case TSP_OSD_VOLUME:
        return sound;
    case TSP_OSD_HOME:
        return player->options->home;
    case TSP_OSD_TITLES:
        return tsp_pipeline_titles(player->pipeline)->count > 1;
    case TSP_OSD_ANGLES:
        return player->title->angle_count > 1;
    case TSP_OSD_MENU:
        return tsp_pipeline_has_menu(player->pipeline);
    case TSP_OSD_EJECT:
        return player->options->presence && tsp_presence_in_drive(player->options->presence);
    case TSP_OSD_NOTHING:
    case TSP_OSD_MORE:
    case TSP_OSD_PARTS:
        return false;
    case TSP_OSD_BAR:
    case TSP_OSD_RETRY:
    case TSP_OSD_LEAVE:
    case TSP_OSD_PLAY:
    case TSP_OSD_FULLSCREEN:
        return true;
    case TSP_OSD_REMAINING:
    case TSP_OSD_SEEK:
        return player->title->duration > 0; /* a menu has none */
    }
    return false;
}

static void say_nothing_to_choose(tsp_player *player, enum tsp_osd_part part)
{
    const char *text = part == TSP_OSD_SUBTITLES  ? _("This film has no subtitles")
                       : part == TSP_OSD_TRACKS   ? _("This film has no other sound track")
                       : part == TSP_OSD_CHAPTERS ? _("This film has no chapters")
                       : part == TSP_OSD_TITLES   ? _("This disc has no other title")
                       : part == TSP_OSD_ANGLES   ? _("This film has no other angle")
                                                  : _("This disc has no menu");
    tsp_player_say(player, text);
}

static void close_menu(tsp_player *player)
{
    tsp_popup_close(tsp_osd_popup(player->osd));
    tsp_osd_wake(player->osd, SDL_GetTicks());
    player->redraw = true;
}

void tsp_player_open_menu(tsp_player *player, enum tsp_osd_part part)
{
    tsp_popup *popup = tsp_osd_popup(player->osd);
    bool again = popup->kind == (int)part;
    close_menu(player);
    if (again)
        return;
    if (part != TSP_OSD_MORE && !tsp_player_has(player, part)) {
        say_nothing_to_choose(player, part);
        return;
    }
    if (part == TSP_OSD_MENU) {
        tsp_player_disc_menu(player);
        return;
    }
    tsp_popup_open(popup, (int)part, name_of(part));
    if (part == TSP_OSD_TRACKS)
        add_tracks(player, popup);
    else if (part == TSP_OSD_SUBTITLES)
        add_subtitles(player, popup);
    else if (part == TSP_OSD_CHAPTERS)
        add_chapters(player, popup);
    else if (part == TSP_OSD_TITLES)
        add_titles(player, popup);
    else if (part == TSP_OSD_ANGLES)
        add_angles(player, popup);
    else if (part == TSP_OSD_MORE)
        add_more(player, popup);
    if (popup->count == 0)
        tsp_popup_close(popup);
}

/* What the selected entry stands for comes about. */
static void choose(tsp_player *player, enum tsp_osd_part part, int value)
{
    switch (part) {
    case TSP_OSD_TRACKS:
        tsp_player_set_track(player, (unsigned)value);
        break;
    case TSP_OSD_SUBTITLES:
        tsp_player_set_subtitle(player, value);
        break;
    case TSP_OSD_CHAPTERS:
        tsp_player_set_chapter(player, (unsigned)value);
        break;
    case TSP_OSD_TITLES:
        tsp_player_set_title(player, value);
        break;
    case TSP_OSD_ANGLES:
        tsp_player_set_angle(player, value);
        break;
    case TSP_OSD_MORE:
        tsp_player_press_part(player, (enum tsp_osd_part)value, 0);
        break;
    default:
        break;
    }
}

void tsp_player_answer_menu(tsp_player *player, enum tsp_popup_answer answer)
{
    tsp_popup *popup = tsp_osd_popup(player->osd);
    enum tsp_osd_part part = (enum tsp_osd_part)popup->kind;
    int value = tsp_popup_value(popup);
    player->redraw = true;
    if (answer == TSP_POPUP_CHOSEN || answer == TSP_POPUP_LEAVES)
        close_menu(player);
    if (answer == TSP_POPUP_CHOSEN)
        choose(player, part, value);
}
