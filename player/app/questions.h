/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The screens of questions while a film is opened. Main thread. */
#ifndef TALLYSTICK_PLAYER_QUESTIONS_H
#define TALLYSTICK_PLAYER_QUESTIONS_H

#include "player/app/app_int.h"

/* What building such a screen is given; first member of what needs more. */
typedef struct tsp_question_screen {
    const tsp_question *question;
    bool answered;
    int answer;
} tsp_question_screen;

void tsp_question_settle(tsp_question_screen *screen, int answer);
/* Until it is answered, which the opening is told, or the window is left. */
void tsp_question_show(tsp_app *app, tsp_opening *opening, tsp_question_screen *screen, tsp_ui_build *build, int focus);

/* Name and password. */
void tsp_signin_screen(tsp_app *app, tsp_opening *opening, const tsp_question *question);

/* The film's card: what it is, and what watching it costs. */
void tsp_card(tsp_app *app, tsp_opening *opening, const tsp_question *question);

#endif
