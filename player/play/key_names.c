/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The names of keys: those of mpv's input.conf. */
#include <stdio.h>
#include <string.h>

#include "base/compiler.h"
#include "base/text.h"
#include "player/play/keys.h"

static const struct {
    const char *name;
    enum tsp_key_kind kind;
    Sint32 code;
} specials[] = {
    {"SPACE", TSP_KEY_PRESSED, SDLK_SPACE},
    {"SHARP", TSP_KEY_TYPED, '#'}, /* # begins a comment */
    {"ENTER", TSP_KEY_PRESSED, SDLK_RETURN},
    {"TAB", TSP_KEY_PRESSED, SDLK_TAB},
    {"BS", TSP_KEY_PRESSED, SDLK_BACKSPACE},
    {"DEL", TSP_KEY_PRESSED, SDLK_DELETE},
    {"INS", TSP_KEY_PRESSED, SDLK_INSERT},
    {"ESC", TSP_KEY_PRESSED, SDLK_ESCAPE},
    {"HOME", TSP_KEY_PRESSED, SDLK_HOME},
    {"END", TSP_KEY_PRESSED, SDLK_END},
    {"PGUP", TSP_KEY_PRESSED, SDLK_PAGEUP},
    {"PGDWN", TSP_KEY_PRESSED, SDLK_PAGEDOWN},
    {"LEFT", TSP_KEY_PRESSED, SDLK_LEFT},
    {"RIGHT", TSP_KEY_PRESSED, SDLK_RIGHT},
    {"UP", TSP_KEY_PRESSED, SDLK_UP},
    {"DOWN", TSP_KEY_PRESSED, SDLK_DOWN},
    {"PRINT", TSP_KEY_PRESSED, SDLK_PRINTSCREEN},
    {"MENU", TSP_KEY_PRESSED, SDLK_APPLICATION},
    {"F1", TSP_KEY_PRESSED, SDLK_F1},
    {"F2", TSP_KEY_PRESSED, SDLK_F2},
    {"F3", TSP_KEY_PRESSED, SDLK_F3},
    {"F4", TSP_KEY_PRESSED, SDLK_F4},
    {"F5", TSP_KEY_PRESSED, SDLK_F5},
    {"F6", TSP_KEY_PRESSED, SDLK_F6},
    {"F7", TSP_KEY_PRESSED, SDLK_F7},
    {"F8", TSP_KEY_PRESSED, SDLK_F8},
    {"F9", TSP_KEY_PRESSED, SDLK_F9},
    {"F10", TSP_KEY_PRESSED, SDLK_F10},
    {"F11", TSP_KEY_PRESSED, SDLK_F11},
    {"F12", TSP_KEY_PRESSED, SDLK_F12},
    {"KP0", TSP_KEY_PRESSED, SDLK_KP_0},
    {"KP1", TSP_KEY_PRESSED, SDLK_KP_1},
    {"KP2", TSP_KEY_PRESSED, SDLK_KP_2},
    {"KP3", TSP_KEY_PRESSED, SDLK_KP_3},
    {"KP4", TSP_KEY_PRESSED, SDLK_KP_4},
    {"KP5", TSP_KEY_PRESSED, SDLK_KP_5},
    {"KP6", TSP_KEY_PRESSED, SDLK_KP_6},
    {"KP7", TSP_KEY_PRESSED, SDLK_KP_7},
    {"KP8", TSP_KEY_PRESSED, SDLK_KP_8},
    {"KP9", TSP_KEY_PRESSED, SDLK_KP_9},
    {"KP_DEC", TSP_KEY_PRESSED, SDLK_KP_PERIOD},
    {"KP_ENTER", TSP_KEY_PRESSED, SDLK_KP_ENTER},
    {"KP_ADD", TSP_KEY_PRESSED, SDLK_KP_PLUS},
    {"KP_SUBTRACT", TSP_KEY_PRESSED, SDLK_KP_MINUS},
    {"KP_MULTIPLY", TSP_KEY_PRESSED, SDLK_KP_MULTIPLY},
    {"KP_DIVIDE", TSP_KEY_PRESSED, SDLK_KP_DIVIDE},
    {"PLAYPAUSE", TSP_KEY_PRESSED, SDLK_AUDIOPLAY},
    {"STOP", TSP_KEY_PRESSED, SDLK_AUDIOSTOP},
    {"NEXT", TSP_KEY_PRESSED, SDLK_AUDIONEXT},
    {"PREV", TSP_KEY_PRESSED, SDLK_AUDIOPREV},
    {"FORWARD", TSP_KEY_PRESSED, SDLK_AUDIOFASTFORWARD},
    {"REWIND", TSP_KEY_PRESSED, SDLK_AUDIOREWIND},
    {"MUTE", TSP_KEY_PRESSED, SDLK_AUDIOMUTE},
    {"VOLUME_UP", TSP_KEY_PRESSED, SDLK_VOLUMEUP},
    {"VOLUME_DOWN", TSP_KEY_PRESSED, SDLK_VOLUMEDOWN},
    {"GO_BACK", TSP_KEY_PRESSED, SDLK_AC_BACK},
    {"EJECT", TSP_KEY_PRESSED, SDLK_EJECT},
    {"MBTN_LEFT", TSP_KEY_MOUSE, SDL_BUTTON_LEFT},
    {"MBTN_LEFT_DBL", TSP_KEY_MOUSE, SDL_BUTTON_LEFT + TSP_MOUSE_DOUBLE},
    {"MBTN_MID", TSP_KEY_MOUSE, SDL_BUTTON_MIDDLE},
    {"MBTN_MID_DBL", TSP_KEY_MOUSE, SDL_BUTTON_MIDDLE + TSP_MOUSE_DOUBLE},
    {"MBTN_RIGHT", TSP_KEY_MOUSE, SDL_BUTTON_RIGHT},
    {"MBTN_RIGHT_DBL", TSP_KEY_MOUSE, SDL_BUTTON_RIGHT + TSP_MOUSE_DOUBLE},
    {"MBTN_BACK", TSP_KEY_MOUSE, SDL_BUTTON_X1},
    {"MBTN_FORWARD", TSP_KEY_MOUSE, SDL_BUTTON_X2},
    {"WHEEL_UP", TSP_KEY_MOUSE, TSP_WHEEL_UP},
    {"WHEEL_DOWN", TSP_KEY_MOUSE, TSP_WHEEL_DOWN},
    {"WHEEL_LEFT", TSP_KEY_MOUSE, TSP_WHEEL_LEFT},
    {"WHEEL_RIGHT", TSP_KEY_MOUSE, TSP_WHEEL_RIGHT},
};

static const struct {
    const char *name;
    Uint16 modifier;
} modifiers[] = {{"ctrl", KMOD_CTRL}, {"alt", KMOD_ALT}, {"meta", KMOD_GUI}, {"shift", KMOD_SHIFT}};

const char *tsp_key_special(size_t index)
{
    return index < TSB_COUNT(specials) ? specials[index].name : NULL;
}

/* Takes "ctrl+" off the front of the name; 0: there is none, or nothing behind it. */
static Uint16 take_modifier(const char **name, size_t *length)
{
    for (size_t i = 0; i < TSB_COUNT(modifiers); i++) {
        size_t taken = strlen(modifiers[i].name);
        if (*length > taken + 1 && (*name)[taken] == '+' && SDL_strncasecmp(*name, modifiers[i].name, taken) == 0) {
            *name += taken + 1;
            *length -= taken + 1;
            return modifiers[i].modifier;
        }
    }
    return KMOD_NONE;
}

static bool parse_special(tsp_key *out, const char *name, size_t length)
{
    for (size_t i = 0; i < TSB_COUNT(specials); i++) {
        if (strlen(specials[i].name) != length || SDL_strncasecmp(specials[i].name, name, length) != 0)
            continue;
        out->kind = specials[i].kind;
        out->code = specials[i].code;
        return true;
    }
    return false;
}

static bool parse_character(tsp_key *out, const char *name, size_t length)
{
    uint32_t character = 0;
    if (length == 0 || tsb_utf8_decode(name, length, &character) != length || character <= ' ' || character == 127)
        return false;
    out->kind = TSP_KEY_TYPED;
    if (character >= 'A' && character <= 'Z') {
        character += 'a' - 'A';
        out->modifiers |= KMOD_SHIFT;
    }
    if (character >= 'a' && character <= 'z')
        out->kind = TSP_KEY_PRESSED;
    out->code = (Sint32)character;
    return true;
}

bool tsp_key_parse(tsp_key *out, const char *name, size_t length)
{
    *out = (tsp_key){TSP_KEY_PRESSED, SDLK_UNKNOWN, KMOD_NONE};
    for (Uint16 modifier; (modifier = take_modifier(&name, &length)) != KMOD_NONE;)
        out->modifiers |= modifier;
    if (!parse_special(out, name, length) && !parse_character(out, name, length))
        return false;
    if (out->kind != TSP_KEY_TYPED || out->modifiers == KMOD_NONE)
        return true;
    /* With Shift it would be another character, which has a name of its own. */
    out->kind = TSP_KEY_PRESSED;
    return !(out->modifiers & KMOD_SHIFT);
}

/* A key as text; letters with Shift are capitals. */
static void write_code(const tsp_key *key, char *out, size_t size)
{
    for (size_t i = 0; i < TSB_COUNT(specials); i++)
        if (specials[i].code == key->code && (specials[i].kind == TSP_KEY_MOUSE) == (key->kind == TSP_KEY_MOUSE)) {
            snprintf(out, size, "%s", specials[i].name);
            return;
        }
    char text[TSB_UTF8_SIZE] = "";
    bool capital = key->code >= 'a' && key->code <= 'z' && key->modifiers & KMOD_SHIFT;
    (void)tsb_utf8_encode(text, (uint32_t)(capital ? key->code - 'a' + 'A' : key->code));
    snprintf(out, size, "%s", text);
}

void tsp_key_name(const tsp_key *key, char out[TSP_KEY_NAME_SIZE])
{
    size_t used = 0;
    bool letter = key->kind == TSP_KEY_PRESSED && key->code >= 'a' && key->code <= 'z';
    for (size_t i = 0; i < TSB_COUNT(modifiers); i++)
        if (key->modifiers & modifiers[i].modifier && !(letter && modifiers[i].modifier == KMOD_SHIFT))
            used += (size_t)snprintf(out + used, TSP_KEY_NAME_SIZE - used, "%s+", modifiers[i].name);
    write_code(key, out + used, TSP_KEY_NAME_SIZE - used);
}
