/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each key does: mpv's keys (docs/KEYS.md lists them). */
#ifndef TALLYSTICK_PLAYER_KEYS_H
#define TALLYSTICK_PLAYER_KEYS_H

#include <SDL.h>

enum tsp_action {
    TSP_ACTION_NONE,
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
    TSP_ACTION_SPEED,           /* times amount; 0: back to normal */
    TSP_ACTION_PROGRESS,        /* shows the bar for a while */
    TSP_ACTION_MENU,            /* the one of a part of the bar: amount is an enum tsp_osd_part */
    TSP_ACTION_STATISTICS       /* shows or hides them */
};

typedef struct tsp_key {
    SDL_Keycode key;
    Uint16 modifiers; /* KMOD_SHIFT or KMOD_NONE: either shift, or none; others are left to the system */
    enum tsp_action action;
    double amount;
} tsp_key;

/* The table, ended by TSP_ACTION_NONE. */
extern const tsp_key tsp_keys[];

/* The entry for a key pressed with these modifiers, or NULL. */
const tsp_key *tsp_keys_find(SDL_Keycode key, Uint16 modifiers);

/* The entry for a character typed; layouts differ in where #, /, *, [ and ] are. */
const tsp_key *tsp_keys_find_text(const char *text);

#endif
