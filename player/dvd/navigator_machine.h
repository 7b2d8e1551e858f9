/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libdvdnav's virtual machine, for navigator_calls.c. Reads the disc by itself, so that every function may block
 * for as long as the drive takes. One thread at a time.
 */
#ifndef TALLYSTICK_PLAYER_NAVIGATOR_MACHINE_H
#define TALLYSTICK_PLAYER_NAVIGATOR_MACHINE_H

#include "base/log.h"
#include "player/dvd/navigator.h"

typedef struct tsp_machine tsp_machine;

/*
 * At the beginning of the title of this number, as for tsp_titles_find. Where the list of titles is empty it is read
 * from the disc. Path, titles and what log refers to outlive the machine. *out
 * is set before anything of the disc is read.
 */
int tsp_machine_open(tsp_machine **out, const char *path, int number, tsp_title_list *titles, uint32_t image_sectors,
                     const tsb_log *log, tsb_error *err) TSB_MUST_USE;
void tsp_machine_close(tsp_machine **machine);
/* Likewise, but for a machine that was left inside a call: nothing of it is touched any more. */
void tsp_machine_abandon(tsp_machine **machine);

/* As tsp_navigator_next and tsp_navigator_go. */
int tsp_machine_next(tsp_machine *machine, tsp_vobu *out, tsb_error *err) TSB_MUST_USE;
int tsp_machine_go(tsp_machine *machine, const tsp_target *target, uint32_t *sector, tsb_error *err) TSB_MUST_USE;

/* Takes a machine that was just opened to behind the VOBU that another one gave last, after it was sent to target; last
 * NULL: it has given none. */
int tsp_machine_return(tsp_machine *machine, const tsp_target *target, const tsp_vobu *last,
                       tsb_error *err) TSB_MUST_USE;

/*
 * Likewise, where target is a button of what the other machine gave last: activates it if that menu is there again.
 * Elsewhere its command would mean something else, or nothing that libdvdnav survives: then it is for the viewer to
 * choose anew.
 */
int tsp_machine_return_to_button(tsp_machine *machine, const tsp_target *target, const tsp_vobu *last,
                                 tsb_error *err) TSB_MUST_USE;

/* Whether the last tsp_machine_next met what cannot be read. */
bool tsp_machine_stumbled(const tsp_machine *machine);

/* As tsp_navigator_choose. */
void tsp_machine_choose(tsp_machine *machine, unsigned button, unsigned moves);

#endif
