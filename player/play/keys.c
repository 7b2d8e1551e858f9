/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/play/keys.h"

#include <stdlib.h>
#include <string.h>

#include "base/compiler.h"
#include "base/text.h"
#include "player/play/osd_parts.h"

#define PRESSED(code)         TSP_KEY_PRESSED, code, KMOD_NONE
#define SHIFTED(code)         TSP_KEY_PRESSED, code, KMOD_SHIFT
#define CONTROLLED(code)      TSP_KEY_PRESSED, code, KMOD_CTRL
#define TYPED(character)      TSP_KEY_TYPED, character, KMOD_NONE
#define CLICKED(button)       TSP_KEY_MOUSE, SDL_BUTTON_##button, KMOD_NONE
#define CLICKED_TWICE(button) TSP_KEY_MOUSE, SDL_BUTTON_##button + TSP_MOUSE_DOUBLE, KMOD_NONE
#define TURNED(direction)     TSP_KEY_MOUSE, TSP_WHEEL_##direction, KMOD_NONE

/* Letters and keys that type nothing are PRESSED or SHIFTED, all other characters TYPED. */
const tsp_binding tsp_keys_builtin[] = {
    {{PRESSED(SDLK_SPACE)}, TSP_ACTION_PAUSE, 0},
    {{PRESSED(SDLK_p)}, TSP_ACTION_PAUSE, 0},
    {{PRESSED(SDLK_AUDIOPLAY)}, TSP_ACTION_PAUSE, 0},
    {{CLICKED(RIGHT)}, TSP_ACTION_PAUSE, 0},
    {{PRESSED(SDLK_q)}, TSP_ACTION_QUIT, 0},
    {{PRESSED(SDLK_AUDIOSTOP)}, TSP_ACTION_QUIT, 0},
    {{PRESSED(SDLK_h)}, TSP_ACTION_BACK, 0},
    {{PRESSED(SDLK_AC_BACK)}, TSP_ACTION_BACK, 0},
    {{PRESSED(SDLK_RIGHT)}, TSP_ACTION_SEEK, 5},
    {{PRESSED(SDLK_LEFT)}, TSP_ACTION_SEEK, -5},
    {{SHIFTED(SDLK_RIGHT)}, TSP_ACTION_SEEK, 1},
    {{SHIFTED(SDLK_LEFT)}, TSP_ACTION_SEEK, -1},
    {{PRESSED(SDLK_UP)}, TSP_ACTION_SEEK, 60},
    {{PRESSED(SDLK_DOWN)}, TSP_ACTION_SEEK, -60},
    {{SHIFTED(SDLK_UP)}, TSP_ACTION_SEEK, 5},
    {{SHIFTED(SDLK_DOWN)}, TSP_ACTION_SEEK, -5},
    {{TURNED(RIGHT)}, TSP_ACTION_SEEK, 5},
    {{TURNED(LEFT)}, TSP_ACTION_SEEK, -5},
    {{PRESSED(SDLK_AUDIOFASTFORWARD)}, TSP_ACTION_SEEK, 60},
    {{PRESSED(SDLK_AUDIOREWIND)}, TSP_ACTION_SEEK, -60},
    {{PRESSED(SDLK_PAGEUP)}, TSP_ACTION_CHAPTER, 1},
    {{PRESSED(SDLK_PAGEDOWN)}, TSP_ACTION_CHAPTER, -1},
    {{PRESSED(SDLK_AUDIONEXT)}, TSP_ACTION_CHAPTER, 1},
    {{PRESSED(SDLK_AUDIOPREV)}, TSP_ACTION_CHAPTER, -1},
    {{TYPED('@')}, TSP_ACTION_CHAPTER, 1},
    {{TYPED('!')}, TSP_ACTION_CHAPTER, -1},
    {{CLICKED(X2)}, TSP_ACTION_CHAPTER, 1},
    {{CLICKED(X1)}, TSP_ACTION_CHAPTER, -1},
    {{PRESSED(SDLK_HOME)}, TSP_ACTION_BEGINNING, 0},
    {{TYPED('9')}, TSP_ACTION_VOLUME, -2},
    {{TYPED('0')}, TSP_ACTION_VOLUME, 2},
    {{TYPED('/')}, TSP_ACTION_VOLUME, -2},
    {{TYPED('*')}, TSP_ACTION_VOLUME, 2},
    {{TURNED(UP)}, TSP_ACTION_VOLUME, 2},
    {{TURNED(DOWN)}, TSP_ACTION_VOLUME, -2},
    {{PRESSED(SDLK_m)}, TSP_ACTION_MUTE, 0},
    {{PRESSED(SDLK_j)}, TSP_ACTION_SUBTITLE, 1},
    {{SHIFTED(SDLK_j)}, TSP_ACTION_SUBTITLE, -1},
    {{PRESSED(SDLK_v)}, TSP_ACTION_SUBTITLES_SHOWN, 0},
    {{PRESSED(SDLK_f)}, TSP_ACTION_FULLSCREEN, 0},
    {{CLICKED_TWICE(LEFT)}, TSP_ACTION_FULLSCREEN, 0},
    {{PRESSED(SDLK_ESCAPE)}, TSP_ACTION_LEAVE_FULLSCREEN, 0},
    {{TYPED('#')}, TSP_ACTION_TRACK, 1},
    {{TYPED('.')}, TSP_ACTION_STEP, 1},
    {{TYPED(',')}, TSP_ACTION_STEP, -1},
    {{TYPED('[')}, TSP_ACTION_SPEED, 1 / 1.1},
    {{TYPED(']')}, TSP_ACTION_SPEED, 1.1},
    {{PRESSED(SDLK_BACKSPACE)}, TSP_ACTION_NORMAL_SPEED, 0},
    {{PRESSED(SDLK_o)}, TSP_ACTION_PROGRESS, 0},
    {{SHIFTED(SDLK_p)}, TSP_ACTION_PROGRESS, 0},
    {{PRESSED(SDLK_a)}, TSP_ACTION_MENU, TSP_OSD_TRACKS},
    {{PRESSED(SDLK_s)}, TSP_ACTION_MENU, TSP_OSD_SUBTITLES},
    {{PRESSED(SDLK_c)}, TSP_ACTION_MENU, TSP_OSD_CHAPTERS},
    {{PRESSED(SDLK_t)}, TSP_ACTION_MENU, TSP_OSD_TITLES},
    {{PRESSED(SDLK_n)}, TSP_ACTION_MENU, TSP_OSD_ANGLES},
    {{SHIFTED(SDLK_m)}, TSP_ACTION_MENU, TSP_OSD_MENU},
    {{PRESSED(SDLK_i)}, TSP_ACTION_STATISTICS, 0},
    {{CONTROLLED(SDLK_e)}, TSP_ACTION_EJECT, 0},
    {{PRESSED(SDLK_EJECT)}, TSP_ACTION_EJECT, 0},
};
const size_t tsp_keys_builtin_count = TSB_COUNT(tsp_keys_builtin);

/* Either key of a pair counts as both; locks and AltGr, which makes characters, do not count. */
static Uint16 whole(Uint16 modifiers)
{
    static const Uint16 pairs[] = {KMOD_SHIFT, KMOD_CTRL, KMOD_ALT, KMOD_GUI};
    Uint16 result = KMOD_NONE;
    for (size_t i = 0; i < TSB_COUNT(pairs); i++)
        if (modifiers & pairs[i])
            result |= pairs[i];
    return result;
}

tsp_key tsp_key_pressed(SDL_Keycode code, Uint16 modifiers)
{
    return (tsp_key){TSP_KEY_PRESSED, code, whole(modifiers)};
}

tsp_key tsp_key_button(Uint8 button, bool twice, Uint16 modifiers)
{
    return (tsp_key){TSP_KEY_MOUSE, button % TSP_MOUSE_DOUBLE + (twice ? TSP_MOUSE_DOUBLE : 0), whole(modifiers)};
}

tsp_key tsp_key_wheel(int code, Uint16 modifiers)
{
    return (tsp_key){TSP_KEY_MOUSE, code, whole(modifiers)};
}

bool tsp_key_typed(tsp_key *out, const char *text)
{
    uint32_t character = 0;
    size_t length = strlen(text);
    if (length == 0 || tsb_utf8_decode(text, length, &character) != length)
        return false;
    *out = (tsp_key){TSP_KEY_TYPED, (Sint32)character, KMOD_NONE};
    return character != ' ' && !(character >= 'a' && character <= 'z') && !(character >= 'A' && character <= 'Z');
}

void tsp_keymap_finish(tsp_keymap *map)
{
    free(map->bindings);
    *map = (tsp_keymap){0};
}

static bool same(const tsp_key *a, const tsp_key *b)
{
    return a->kind == b->kind && a->code == b->code && a->modifiers == b->modifiers;
}

const tsp_binding *tsp_keymap_find(const tsp_keymap *map, tsp_key key)
{
    for (size_t i = map ? map->count : 0; i > 0; i--)
        if (same(&map->bindings[i - 1].key, &key))
            return &map->bindings[i - 1];
    for (size_t i = 0; i < TSB_COUNT(tsp_keys_builtin); i++)
        if (same(&tsp_keys_builtin[i].key, &key))
            return &tsp_keys_builtin[i];
    return NULL;
}
