/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the command line may say: the commands and their options. Private to the files options*.c. Any thread. */
#ifndef TALLYSTICK_PLAYER_OPTIONS_TABLE_H
#define TALLYSTICK_PLAYER_OPTIONS_TABLE_H

#include <stddef.h>

#include "player/options.h"

typedef struct tsp_command_words {
    enum tsp_command command;
    const char *words; /* one or two */
    const char *usage; /* of its help */
} tsp_command_words;

extern const tsp_command_words tsp_commands[];
extern const size_t tsp_command_count;

enum tsp_option_kind {
    TSP_OPTION_FLAG,
    TSP_OPTION_TEXT,
    TSP_OPTION_NUMBER,
    TSP_OPTION_NUMBER_OR_OFF, /* off: -1 */
    TSP_OPTION_TIME
};

typedef struct tsp_option {
    const char *name;
    char letter; /* 0: none */
    enum tsp_option_kind kind;
    size_t offset; /* in tsp_options: of a bool, a const char *, an int, or a double */
    int commands;  /* enum tsp_command, all that it goes with */
    int least;     /* of a number */
    int most;
    const char *argument; /* what its value is called; NULL: it has none */
    const char *help;
} tsp_option;

extern const tsp_option tsp_option_table[];
extern const size_t tsp_option_count;

/* Keys that do much the same, by their names in keys.conf with blanks between, and what each of them does. */
typedef struct tsp_key_words {
    const char *keys;
    const char *help;
} tsp_key_words;

/* All built-in ones but media keys and the mouse's. */
extern const tsp_key_words tsp_key_table[];
extern const size_t tsp_key_count;

/* The command's entry. */
const tsp_command_words *tsp_command_find(enum tsp_command command);

/* What follows a word that commands of two words begin with; NULL when this one does not. */
const char *tsp_command_second(const tsp_command_words *command, const char *first);

#endif
