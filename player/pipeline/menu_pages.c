/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/pipeline/menu_pages.h"

#include <stdlib.h>

#include "base/monitor.h"

/* The reading thread is seconds ahead, and a page comes with a VOBU of half a second. */
#define PAGES_MAX 64u

struct tsp_menu_pages {
    tsb_monitor monitor; /* guards all below */
    unsigned serial;
    tsp_menu_page *current; /* out there; owned */
    tsp_menu_page *coming[PAGES_MAX];
    unsigned count;
    bool dropped; /* current is of no use any more */
};

int tsp_menu_pages_create(tsp_menu_pages **out, tsb_error *err)
{
    tsp_menu_pages *pages = calloc(1, sizeof *pages);
    int result = pages ? tsb_monitor_init(&pages->monitor, err) : tsb_fail(err, TSB_ERR_MEMORY, "Not enough memory");
    if (result) {
        free(pages);
        return result;
    }
    pages->serial = 1;
    *out = pages;
    return 0;
}

static void drop_coming(tsp_menu_pages *pages)
{
    for (unsigned i = 0; i < pages->count; i++)
        free(pages->coming[i]);
    pages->count = 0;
}

void tsp_menu_pages_destroy(tsp_menu_pages **pages)
{
    if (!pages || !*pages)
        return;
    drop_coming(*pages);
    free((*pages)->current);
    tsb_monitor_finish(&(*pages)->monitor);
    free(*pages);
    *pages = NULL;
}

void tsp_menu_pages_put(tsp_menu_pages *pages, tsp_menu_page *page, unsigned serial)
{
    tsb_monitor_enter(&pages->monitor);
    if (serial == pages->serial && pages->count < PAGES_MAX) {
        pages->coming[pages->count++] = page;
        page = NULL;
    }
    tsb_monitor_leave(&pages->monitor);
    free(page);
}

void tsp_menu_pages_reset(tsp_menu_pages *pages, unsigned serial, bool keep)
{
    tsb_monitor_enter(&pages->monitor);
    pages->serial = serial;
    drop_coming(pages);
    pages->dropped = !keep;
    tsb_monitor_leave(&pages->monitor);
}

const tsp_menu_page *tsp_menu_pages_at(tsp_menu_pages *pages, int64_t time)
{
    unsigned due = 0;
    tsb_monitor_enter(&pages->monitor);
    while (due < pages->count && pages->coming[due]->time <= time)
        due++;
    if (due > 0 || pages->dropped) {
        free(pages->current);
        pages->current = due > 0 ? pages->coming[due - 1] : NULL;
        pages->dropped = false;
    }
    for (unsigned i = 0; i + 1 < due; i++)
        free(pages->coming[i]);
    pages->count -= due;
    for (unsigned i = 0; i < pages->count; i++)
        pages->coming[i] = pages->coming[i + due];
    const tsp_menu_page *page = pages->current;
    tsb_monitor_leave(&pages->monitor);
    return page;
}
