/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The process's own environment. */
#ifndef TALLYSTICK_PLAYER_ENVIRONMENT_H
#define TALLYSTICK_PLAYER_ENVIRONMENT_H

/* Gives a variable this value; copied. Only while no other thread runs. */
void tsp_environment_set(const char *name, const char *value);

#endif
