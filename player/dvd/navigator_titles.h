/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All titles of a disc, and its menus, from its tables (IFO files, DVD-Video 4.2). Reads the disc through libdvdread;
 * these sectors are the same in the main stream and in the original. Once read, a list is constant, and for any thread.
 */
#ifndef TALLYSTICK_PLAYER_NAVIGATOR_TITLES_H
#define TALLYSTICK_PLAYER_NAVIGATOR_TITLES_H

#include <dvdread/dvd_reader.h>

#include "player/dvd/navigator_title.h"

/* The titles whose video objects lie together, and the menus that go with them. */
typedef struct tsp_title_set {
    uint32_t vob_sector; /* image sector of the first title VOB; 0: none */
    uint32_t vobu_count;
    uint32_t *vobus; /* first sectors of the title VOBUs, rising */
    uint32_t piece_count;
    tsp_piece *pieces; /* of the title cells */
    tsp_title menu;    /* stands for all menus of the set; vob_sector 0: it has none */
} tsp_title_set;

typedef struct tsp_title_list {
    unsigned count;
    tsp_title *titles; /* by number - 1; cell_count 0: this one cannot be played */
    int longest;       /* the number of the longest */
    unsigned set_count;
    tsp_title_set *sets; /* by number; 0: the disc's own menus (its manager) */
} tsp_title_list;

/* TSB_ERR_INVALID: no title can be read. Finish it in any case. */
int tsp_titles_read(tsp_title_list *list, dvd_reader_t *disc, tsb_error *err) TSB_MUST_USE;
void tsp_titles_finish(tsp_title_list *list);

/* The title of this number, from 1; 0: the longest. TSB_ERR_NOT_FOUND: there is none; TSB_ERR_INVALID: it cannot be
 * played. */
int tsp_titles_find(const tsp_title **out, const tsp_title_list *list, int number, tsb_error *err) TSB_MUST_USE;

#endif
