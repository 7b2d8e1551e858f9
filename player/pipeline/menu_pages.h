/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What can be chosen when: pages on their way from the reading thread, which is ahead, to the screen, which shows each
 * when its time has come. Any thread.
 */
#ifndef TALLYSTICK_PLAYER_MENU_PAGES_H
#define TALLYSTICK_PLAYER_MENU_PAGES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "player/dvd/navigator_menu.h"

typedef struct tsp_menu_pages tsp_menu_pages;

int tsp_menu_pages_create(tsp_menu_pages **out, tsb_error *err) TSB_MUST_USE;
void tsp_menu_pages_destroy(tsp_menu_pages **pages);

/* Takes the page over, from malloc; one of another run than the last reset's is dropped. */
void tsp_menu_pages_put(tsp_menu_pages *pages, tsp_menu_page *page, unsigned serial);

/* Another run begins. Keep: what could be chosen last stays until the run brings a page. */
void tsp_menu_pages_reset(tsp_menu_pages *pages, unsigned serial, bool keep);

/*
 * The page that is valid at time; NULL: there is none. Borrowed until the next call of this function or of destroy; so
 * one thread alone may call it.
 */
const tsp_menu_page *tsp_menu_pages_at(tsp_menu_pages *pages, int64_t time);

#endif
