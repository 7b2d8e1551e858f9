/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What can be done by key, mouse button or wheel, and what each does: mpv's keys (docs/KEYS.md), unless keys.conf
 * says otherwise (player/play/keys_conf.h, docs/CONFIG.md).
 *
 * A new action is one more value of enum tsp_action; its name and range a row in actions.c; what it does a case of
 * tsp_player_act (play_actions.c); its keys rows of the table in keys.c. docs/CONFIG.md and docs/KEYS.md list it, too:
 * the test player_keys sees to that.
 */
#ifndef TALLYSTICK_PLAYER_KEYS_H
#define TALLYSTICK_PLAYER_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include <SDL.h>

enum tsp_action {
    TSP_ACTION_NONE,  /* the key is ignored */
    TSP_ACTION_PAUSE, /* or go on */
    TSP_ACTION_QUIT,
    TSP_ACTION_BACK,    /* to where the film was chosen */
    TSP_ACTION_SEEK,    /* by amount seconds */
    TSP_ACTION_CHAPTER, /* by amount chapters */
    TSP_ACTION_BEGINNING,
    TSP_ACTION_VOLUME, /* by amount percent */
    TSP_ACTION_MUTE,
    TSP_ACTION_FULLSCREEN,
    TSP_ACTION_LEAVE_FULLSCREEN,
    TSP_ACTION_TRACK,           /* by amount sound tracks, around the end */
    TSP_ACTION_SUBTITLE,        /* by amount subtitles, off being one */
    TSP_ACTION_SUBTITLES_SHOWN, /* or hidden */
    TSP_ACTION_STEP,            /* by amount pictures, paused */
    TSP_ACTION_SPEED,           /* times amount */
    TSP_ACTION_NORMAL_SPEED,    /* back to it */
    TSP_ACTION_PROGRESS,        /* shows the bar for a while */
    TSP_ACTION_MENU,            /* the one of a part of the bar: amount is an enum tsp_osd_part */
    TSP_ACTION_STATISTICS,      /* shows or hides them */
    TSP_ACTION_EJECT,           /* the disc; the film waits for it */
    TSP_ACTION_COUNT
};

enum tsp_amount {
    TSP_AMOUNT_NONE,
    TSP_AMOUNT_STEP, /* 1 when none is named */
    TSP_AMOUNT_NEEDED,
    TSP_AMOUNT_WORD /* one of words */
};

typedef struct tsp_amount_word {
    const char *word; /* NULL: no more */
    double amount;
} tsp_amount_word;

typedef struct tsp_action_info {
    const char *name; /* in keys.conf */
    enum tsp_amount amount;
    double least; /* of the amount */
    double most;
    const tsp_amount_word *words;
    bool repeats; /* goes on while the key is held down */
} tsp_action_info;

const tsp_action_info *tsp_action_get(enum tsp_action action);
/* TSP_ACTION_COUNT: no action has this name, of length bytes. */
enum tsp_action tsp_action_find(const char *name, size_t length);

enum tsp_key_kind {
    TSP_KEY_PRESSED, /* code is an SDL_Keycode: letters, keys that type nothing, and all with Ctrl, Alt or Meta */
    TSP_KEY_TYPED,   /* code is a character: layouts differ in where #, /, *, [ and ] are */
    TSP_KEY_MOUSE    /* code is SDL's number of a button, or one of these */
};

enum {
    TSP_MOUSE_DOUBLE = 32 /* added to the button */,
    TSP_WHEEL_UP = 64,
    TSP_WHEEL_DOWN,
    TSP_WHEEL_LEFT,
    TSP_WHEEL_RIGHT
};

typedef struct tsp_key {
    enum tsp_key_kind kind;
    Sint32 code;
    Uint16 modifiers; /* of KMOD_SHIFT, KMOD_CTRL, KMOD_ALT, KMOD_GUI, each whole; none with TSP_KEY_TYPED */
} tsp_key;

/* From what SDL's events tell. */
tsp_key tsp_key_pressed(SDL_Keycode code, Uint16 modifiers);
tsp_key tsp_key_button(Uint8 button, bool twice, Uint16 modifiers);
tsp_key tsp_key_wheel(int code, Uint16 modifiers);
/* false: the text is not one character, or is a letter, which is found as a key pressed. */
bool tsp_key_typed(tsp_key *out, const char *text);

#define TSP_KEY_NAME_SIZE 48
/* The name as in mpv's input.conf: "p", "P", "ctrl+e", "Shift+LEFT", "MBTN_RIGHT". */
void tsp_key_name(const tsp_key *key, char out[TSP_KEY_NAME_SIZE]);
/* The key of that name, of length bytes; false: there is none. Case matters only in single letters. */
bool tsp_key_parse(tsp_key *out, const char *name, size_t length);
/* The names of keys that are more than a character, one after the other; NULL: no more. */
const char *tsp_key_special(size_t index);

typedef struct tsp_binding {
    tsp_key key;
    enum tsp_action action;
    double amount;
} tsp_binding;

/* The viewer's own bindings, later ones first, before the built-in ones. Zeroed: the built-in ones alone. */
typedef struct tsp_keymap {
    tsp_binding *bindings; /* on the heap */
    size_t count;
} tsp_keymap;

void tsp_keymap_finish(tsp_keymap *map);

/* What the key does, or NULL: nothing. map may be NULL. */
const tsp_binding *tsp_keymap_find(const tsp_keymap *map, tsp_key key);

/* The built-in ones. */
extern const tsp_binding tsp_keys_builtin[];
extern const size_t tsp_keys_builtin_count;

#endif
