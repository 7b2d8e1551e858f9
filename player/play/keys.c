/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/play/keys.h"

#include <string.h>

#include "base/compiler.h"
#include "player/play/osd_parts.h"

const tsp_key tsp_keys[] = {
    {SDLK_SPACE, KMOD_NONE, TSP_ACTION_PAUSE, 0},
    {SDLK_p, KMOD_NONE, TSP_ACTION_PAUSE, 0},
    {SDLK_AUDIOPLAY, KMOD_NONE, TSP_ACTION_PAUSE, 0},
    {SDLK_q, KMOD_NONE, TSP_ACTION_QUIT, 0},
    {SDLK_h, KMOD_NONE, TSP_ACTION_BACK, 0},
    {SDLK_AC_BACK, KMOD_NONE, TSP_ACTION_BACK, 0},
    {SDLK_AUDIOSTOP, KMOD_NONE, TSP_ACTION_QUIT, 0},
    {SDLK_RIGHT, KMOD_NONE, TSP_ACTION_SEEK, 5},
    {SDLK_LEFT, KMOD_NONE, TSP_ACTION_SEEK, -5},
    {SDLK_RIGHT, KMOD_SHIFT, TSP_ACTION_SEEK, 1},
    {SDLK_LEFT, KMOD_SHIFT, TSP_ACTION_SEEK, -1},
    {SDLK_UP, KMOD_NONE, TSP_ACTION_SEEK, 60},
    {SDLK_DOWN, KMOD_NONE, TSP_ACTION_SEEK, -60},
    {SDLK_UP, KMOD_SHIFT, TSP_ACTION_SEEK, 5},
    {SDLK_DOWN, KMOD_SHIFT, TSP_ACTION_SEEK, -5},
    {SDLK_PAGEUP, KMOD_NONE, TSP_ACTION_CHAPTER, 1},
    {SDLK_PAGEDOWN, KMOD_NONE, TSP_ACTION_CHAPTER, -1},
    {SDLK_AUDIONEXT, KMOD_NONE, TSP_ACTION_CHAPTER, 1},
    {SDLK_AUDIOPREV, KMOD_NONE, TSP_ACTION_CHAPTER, -1},
    {SDLK_HOME, KMOD_NONE, TSP_ACTION_BEGINNING, 0},
    {SDLK_m, KMOD_NONE, TSP_ACTION_MUTE, 0},
    {SDLK_j, KMOD_NONE, TSP_ACTION_SUBTITLE, 1},
    {SDLK_j, KMOD_SHIFT, TSP_ACTION_SUBTITLE, -1},
    {SDLK_v, KMOD_NONE, TSP_ACTION_SUBTITLES_SHOWN, 0},
    {SDLK_f, KMOD_NONE, TSP_ACTION_FULLSCREEN, 0},
    {SDLK_ESCAPE, KMOD_NONE, TSP_ACTION_LEAVE_FULLSCREEN, 0},
    {SDLK_BACKSPACE, KMOD_NONE, TSP_ACTION_SPEED, 0},
    {SDLK_o, KMOD_NONE, TSP_ACTION_PROGRESS, 0},
    {SDLK_p, KMOD_SHIFT, TSP_ACTION_PROGRESS, 0},
    {SDLK_a, KMOD_NONE, TSP_ACTION_MENU, TSP_OSD_TRACKS},
    {SDLK_s, KMOD_NONE, TSP_ACTION_MENU, TSP_OSD_SUBTITLES},
    {SDLK_c, KMOD_NONE, TSP_ACTION_MENU, TSP_OSD_CHAPTERS},
    {SDLK_t, KMOD_NONE, TSP_ACTION_MENU, TSP_OSD_TITLES},
    {SDLK_n, KMOD_NONE, TSP_ACTION_MENU, TSP_OSD_ANGLES},
    {SDLK_m, KMOD_SHIFT, TSP_ACTION_MENU, TSP_OSD_MENU},
    {SDLK_i, KMOD_NONE, TSP_ACTION_STATISTICS, 0},
    {SDLK_KP_MULTIPLY, KMOD_NONE, TSP_ACTION_VOLUME, 2},
    {SDLK_KP_DIVIDE, KMOD_NONE, TSP_ACTION_VOLUME, -2},
    {SDLK_UNKNOWN, KMOD_NONE, TSP_ACTION_NONE, 0},
};

static const struct {
    char text;
    tsp_key key;
} characters[] = {
    {'9', {SDLK_9, KMOD_NONE, TSP_ACTION_VOLUME, -2}},
    {'0', {SDLK_0, KMOD_NONE, TSP_ACTION_VOLUME, 2}},
    {'/', {SDLK_SLASH, KMOD_NONE, TSP_ACTION_VOLUME, -2}},
    {'*', {SDLK_ASTERISK, KMOD_NONE, TSP_ACTION_VOLUME, 2}},
    {'#', {SDLK_HASH, KMOD_NONE, TSP_ACTION_TRACK, 1}},
    {'.', {SDLK_PERIOD, KMOD_NONE, TSP_ACTION_STEP, 1}},
    {',', {SDLK_COMMA, KMOD_NONE, TSP_ACTION_STEP, -1}},
    {'[', {SDLK_LEFTBRACKET, KMOD_NONE, TSP_ACTION_SPEED, 1 / 1.1}},
    {']', {SDLK_RIGHTBRACKET, KMOD_NONE, TSP_ACTION_SPEED, 1.1}},
    {'!', {SDLK_EXCLAIM, KMOD_NONE, TSP_ACTION_CHAPTER, -1}},
    {'@', {SDLK_AT, KMOD_NONE, TSP_ACTION_CHAPTER, 1}},
};

const tsp_key *tsp_keys_find(SDL_Keycode key, Uint16 modifiers)
{
    if (modifiers & (KMOD_CTRL | KMOD_ALT | KMOD_GUI))
        return NULL;
    Uint16 shift = modifiers & KMOD_SHIFT ? KMOD_SHIFT : KMOD_NONE;
    for (const tsp_key *entry = tsp_keys; entry->action != TSP_ACTION_NONE; entry++)
        if (entry->key == key && entry->modifiers == shift)
            return entry;
    return NULL;
}

const tsp_key *tsp_keys_find_text(const char *text)
{
    if (strlen(text) != 1)
        return NULL;
    for (size_t i = 0; i < TSB_COUNT(characters); i++)
        if (characters[i].text == text[0])
            return &characters[i].key;
    return NULL;
}
