/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The person at the terminal: questions on stderr, answers from stdin. Where nobody is there, nothing is asked. */
#ifndef TALLYSTICK_PLAYER_PERSON_TERMINAL_H
#define TALLYSTICK_PLAYER_PERSON_TERMINAL_H

#include "player/account/person.h"
#include "player/options.h"

typedef struct tsp_person_terminal {
    tsp_person base;
    bool yes;        /* nothing is asked, but for a password that nothing else gives */
    int password_fd; /* -1: the password is asked for */
} tsp_person_terminal;

/* Nothing needs to be finished. One thread at a time. */
void tsp_person_terminal_init(tsp_person_terminal *terminal, const tsp_options *options);

#endif
