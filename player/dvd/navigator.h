/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which sectors of the image come next: libdvdnav's virtual machine plays the
 * disc's titles and menus and names one video object unit (VOBU) after the other.
 * Contents are never taken from libdvdnav, which sees the main stream only.
 *
 * Also gives the film one unbroken time: each VOBU says what to add to the time
 * stamps inside it, across cells and video objects whose stamps start anew.
 * One thread at a time, but for what says any.
 */
#ifndef TALLYSTICK_PLAYER_NAVIGATOR_H
#define TALLYSTICK_PLAYER_NAVIGATOR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cancel.h"
#include "base/error.h"
#include "base/log.h"
#include "player/disc/presence.h"
#include "player/dvd/navigator_menu.h"
#include "player/dvd/navigator_titles.h"

typedef struct tsp_navigator tsp_navigator;

typedef struct tsp_vobu {
    uint32_t sector;        /* of the image: its navigation pack */
    uint32_t count;         /* sectors, the navigation pack included */
    uint32_t stamp;         /* vobu_s_ptm: the time stamp where it begins */
    int64_t time;           /* ticks into the title that stamp means; in menus, from where one came to them */
    const tsp_title *title; /* of the list; number 0: a menu */
    bool moved;             /* the disc's commands led elsewhere: its time does not go on from the one before */
    bool sequence_end;      /* its video ends, and is shown without waiting for more */
    unsigned still;         /* TSP_NAV_STILL: seconds, TSP_STILL_EVER for as long as the viewer likes */
    int sound;              /* in a menu, and where moved: the sound stream the commands have chosen; or -1 */
    int angle;              /* from 1: the one chosen, by whoever sent the machine here or by the commands */
    int subpicture;         /* the subpicture stream they have chosen to be shown; -1: none */
    tsp_menu_page *page;    /* what can be chosen from now on, the caller's to free; NULL: as before */
} tsp_vobu;

#define TSP_STILL_EVER 0xFFu

enum tsp_nav_result { TSP_NAV_OVER = 0, TSP_NAV_VOBU = 1, TSP_NAV_STILL = 2 };

#define TSP_SUBPICTURE_OFF (-1)

/* Where to go. */
enum tsp_target_kind {
    TSP_TARGET_TIME,     /* the VOBU of the title that begins at or before time (beyond the end: the last) */
    TSP_TARGET_MENU,     /* the menu of the present title, else that of the disc */
    TSP_TARGET_TOP_MENU, /* the menu of the disc, else that of the title */
    TSP_TARGET_BUTTON    /* wherever activating a button leads */
};

typedef struct tsp_target {
    enum tsp_target_kind kind;
    int title;    /* number; where there is no menu, or the button leads nowhere, time in it is where one stays */
    int64_t time; /* ticks */
    int angle;    /* from 1 */
    /* What the viewer has chosen in the title meanwhile, which the disc's commands are told when they are to decide;
     * numbers of the title's tracks and subtitles. 0: nothing to tell. */
    int sound;
    int subpicture;            /* TSP_SUBPICTURE_OFF: none */
    bool roaming;              /* at the title's end, go wherever the disc's commands lead; else that is the end */
    const tsp_menu_page *page; /* with the button; borrowed */
    unsigned button;
} tsp_target;

/*
 * path as for tsp_play, title as for tsp_titles_find; image_sectors bounds what a damaged disc may name. log must
 * outlive the navigator; its sink, the process, for a drive that was left behind may say a last word. What takes a
 * cancel reads the disc, and returns TSB_ERR_CANCELLED soon after it fired, whatever the drive does.
 */
int tsp_navigator_open(tsp_navigator **out, const char *path, int title, uint32_t image_sectors, const tsb_log *log,
                       const tsb_cancel *cancel, tsb_error *err) TSB_MUST_USE;
/*
 * From now on the disc may be taken out: its handles are closed then, and what needs it waits until it is back, and
 * goes on where it was; in a menu, with the menu's beginning, as where moved. Before all but opening. Borrowed until it
 * is closed.
 */
void tsp_navigator_watch(tsp_navigator *navigator, tsp_presence *presence);
/* Never waits for the drive. */
void tsp_navigator_close(tsp_navigator **navigator);

/* Borrowed; neither changes while the navigator is open: the title it was opened on, and all. Any thread. */
const tsp_title *tsp_navigator_title(const tsp_navigator *navigator);
const tsp_title_list *tsp_navigator_titles(const tsp_navigator *navigator);

/* For how many milliseconds the drive has kept the present call waiting for what it reads; 0: not. Any thread. */
uint64_t tsp_navigator_waits(const tsp_navigator *navigator);

/*
 * An enum tsp_nav_result, or a tsb_code. TSP_NAV_STILL: the last picture stays for a while; the next call ends that.
 * After TSB_ERR_CANCELLED, go somewhere first.
 */
int tsp_navigator_next(tsp_navigator *navigator, tsp_vobu *out, const tsb_cancel *cancel, tsb_error *err) TSB_MUST_USE;

/* *sector, which may be NULL: the image sector to begin at, or UINT32_MAX where that is not known. */
int tsp_navigator_go(tsp_navigator *navigator, const tsp_target *target, uint32_t *sector, const tsb_cancel *cancel,
                     tsb_error *err) TSB_MUST_USE;

/* Tells the disc's machine which button is chosen, and that this was the choice number moves. Never blocks. */
void tsp_navigator_choose(tsp_navigator *navigator, unsigned button, unsigned moves);

/* The title time of a time stamp found inside a VOBU: stamps are 33 bits wide and wrap. */
int64_t tsp_vobu_time(const tsp_vobu *vobu, uint64_t stamp);
/* The same of a packet's; TSP_NO_TIME where it has none. */
int64_t tsp_vobu_packet_time(const tsp_vobu *vobu, const tsp_pes *packet);

#endif
