/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The machine's insides, shared by navigator_machine.c, navigator_places.c and navigator_seek.c. */
#ifndef TALLYSTICK_PLAYER_NAVIGATOR_MACHINE_INT_H
#define TALLYSTICK_PLAYER_NAVIGATOR_MACHINE_INT_H

#include <dvdnav/dvdnav.h>

#include "player/dvd/cell_vobus.h"
#include "player/dvd/navigator_machine.h"
#include "player/dvd/navigator_pack.h"

struct tsp_machine {
    tsp_machine *abandoned; /* before it */
    dvdnav_t *vm;
    dvd_reader_t *disc;
    dvd_file_t *vobs; /* of the title sought in last */
    int vobs_set;
    uint32_t image_sectors;
    tsb_log log;
    const tsp_title_list *titles;
    const tsp_title *title; /* the one to play */
    int angle;
    bool roaming; /* wherever the disc's commands lead; else that title alone */

    tsp_cell_vobus vobus; /* of the cell that was looked into last */

    const tsp_title *entered; /* last, to play from its beginning */
    int set;                  /* whose tables the commands work with */
    bool ended;
    bool stumbled;
    bool still;           /* waits at the end of a cell */
    bool placed;          /* at least one VOBU was given since it was sent somewhere */
    bool hopping;         /* it was sent elsewhere, and has not said yet where it is */
    bool arrived;         /* something was given since it was last sent somewhere by a target */
    const tsp_cell *cell; /* of the last VOBU */
    tsp_vobu last;
    uint32_t last_end;  /* its end stamp */
    bool joined;        /* last and last_end hold the VOBU played just before */
    int64_t skip_until; /* VOBUs of an angle that end before are left out; or TSP_NO_TIME */

    uint32_t palette[TSP_MENU_COLOURS]; /* of the present program chain */
    unsigned moves;                     /* as in tsp_menu_page */
    bool page_due;                      /* what can be chosen must be told anew */
};

/* navigator_machine.c: goes to the beginning of machine->title. */
int tsp_machine_enter(tsp_machine *machine, tsb_error *err);
/* Leaves a still before a jump: libdvdnav would hold it wherever it arrives. */
void tsp_machine_leave_still(tsp_machine *machine);

/* navigator_places.c: index of the cell the machine is in, for searches that prefer it; 0 where it is in none of the
 * title's. */
unsigned tsp_machine_present(const tsp_machine *machine, const tsp_title *title);
/* The VOBU of a navigation pack. 1: out is filled; 0: the title is over; -1: nothing to play here. */
int tsp_machine_take(tsp_machine *machine, const uint8_t *block, tsp_vobu *out);

/* navigator_seek.c: the machine cannot read where it stands: goes on at the next VOBU the tables name. */
bool tsp_machine_skip_damage(tsp_machine *machine);

#endif
