/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The screens of single questions. Each returns when it was answered, which the opening is told, or when the window is
 * left. Main thread. */
#ifndef TALLYSTICK_PLAYER_QUESTIONS_H
#define TALLYSTICK_PLAYER_QUESTIONS_H

#include "player/app/app_int.h"

/* Name and password. */
void tsp_signin_screen(tsp_app *app, tsp_opening *opening, const tsp_question *question);

/* The film's card: what it is, and what watching it costs. */
void tsp_card(tsp_app *app, tsp_opening *opening, const tsp_start_question *start);

#endif
