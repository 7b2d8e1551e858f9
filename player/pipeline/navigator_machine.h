/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libdvdnav's virtual machine on one title, for navigator.c. Reads the disc by itself, so that every function may block
 * for as long as the drive takes. One thread at a time.
 */
#ifndef TALLYSTICK_PLAYER_NAVIGATOR_MACHINE_H
#define TALLYSTICK_PLAYER_NAVIGATOR_MACHINE_H

#include "base/log.h"
#include "player/pipeline/navigator.h"

typedef struct tsp_machine tsp_machine;

/*
 * At the beginning of the title, whose tables are in title; where its number is 0 they are read into it: those of the
 * title of this number, as for tsp_title_read. Both path and tables are as for tsp_navigator_open; title and what log
 * refers to outlive the machine.
 */
int tsp_machine_open(tsp_machine **out, const char *path, int number, tsp_title *title, uint32_t image_sectors,
                     const tsb_log *log, tsb_error *err) TSB_MUST_USE;
void tsp_machine_close(tsp_machine **machine);

/* As tsp_navigator_next and tsp_navigator_seek. */
int tsp_machine_next(tsp_machine *machine, tsp_vobu *out, tsb_error *err) TSB_MUST_USE;
int tsp_machine_seek(tsp_machine *machine, int64_t time, uint32_t *sector, tsb_error *err) TSB_MUST_USE;

#endif
