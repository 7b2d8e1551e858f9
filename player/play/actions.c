/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "player/play/keys.h"
#include "player/play/osd_parts.h"

static const tsp_amount_word menus[] = {
    {"audio", TSP_OSD_TRACKS},
    {"subtitles", TSP_OSD_SUBTITLES},
    {"chapters", TSP_OSD_CHAPTERS},
    {"titles", TSP_OSD_TITLES},
    {"angles", TSP_OSD_ANGLES},
    {"disc", TSP_OSD_MENU},
    {NULL, 0},
};

static const tsp_action_info actions[TSP_ACTION_COUNT] = {
    [TSP_ACTION_NONE] = {"ignore", TSP_AMOUNT_NONE, 0, 0, NULL, false},
    [TSP_ACTION_PAUSE] = {"pause", TSP_AMOUNT_NONE, 0, 0, NULL, false},
    [TSP_ACTION_QUIT] = {"quit", TSP_AMOUNT_NONE, 0, 0, NULL, false},
    [TSP_ACTION_BACK] = {"back", TSP_AMOUNT_NONE, 0, 0, NULL, false},
    [TSP_ACTION_SEEK] = {"seek", TSP_AMOUNT_NEEDED, -86400, 86400, NULL, true},
    [TSP_ACTION_CHAPTER] = {"chapter", TSP_AMOUNT_NEEDED, -99, 99, NULL, false},
    [TSP_ACTION_BEGINNING] = {"beginning", TSP_AMOUNT_NONE, 0, 0, NULL, false},
    [TSP_ACTION_VOLUME] = {"volume", TSP_AMOUNT_NEEDED, -130, 130, NULL, true},
    [TSP_ACTION_MUTE] = {"mute", TSP_AMOUNT_NONE, 0, 0, NULL, false},
    [TSP_ACTION_FULLSCREEN] = {"fullscreen", TSP_AMOUNT_NONE, 0, 0, NULL, false},
    [TSP_ACTION_LEAVE_FULLSCREEN] = {"leave-fullscreen", TSP_AMOUNT_NONE, 0, 0, NULL, false},
    [TSP_ACTION_TRACK] = {"cycle-audio", TSP_AMOUNT_STEP, -1, 1, NULL, false},
    [TSP_ACTION_SUBTITLE] = {"cycle-subtitle", TSP_AMOUNT_STEP, -1, 1, NULL, false},
    [TSP_ACTION_SUBTITLES_SHOWN] = {"show-subtitles", TSP_AMOUNT_NONE, 0, 0, NULL, false},
    [TSP_ACTION_STEP] = {"step", TSP_AMOUNT_STEP, -1, 1, NULL, true},
    [TSP_ACTION_SPEED] = {"speed", TSP_AMOUNT_NEEDED, 0.1, 10, NULL, false},
    [TSP_ACTION_NORMAL_SPEED] = {"normal-speed", TSP_AMOUNT_NONE, 0, 0, NULL, false},
    [TSP_ACTION_PROGRESS] = {"show-progress", TSP_AMOUNT_NONE, 0, 0, NULL, false},
    [TSP_ACTION_MENU] = {"menu", TSP_AMOUNT_WORD, 0, 0, menus, false},
    [TSP_ACTION_STATISTICS] = {"statistics", TSP_AMOUNT_NONE, 0, 0, NULL, false},
    [TSP_ACTION_EJECT] = {"eject", TSP_AMOUNT_NONE, 0, 0, NULL, false},
};

const tsp_action_info *tsp_action_get(enum tsp_action action)
{
    return &actions[action];
}

enum tsp_action tsp_action_find(const char *name, size_t length)
{
    int action = 0;
    while (action < TSP_ACTION_COUNT &&
           (strlen(actions[action].name) != length || memcmp(actions[action].name, name, length) != 0))
        action++;
    return (enum tsp_action)action;
}
