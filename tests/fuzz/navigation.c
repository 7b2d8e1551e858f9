/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Navigation packs, and the buttons in them: a sector of a disc may hold anything. */
#include <stdlib.h>
#include <string.h>

#include <dvdread/nav_read.h>

#include "player/dvd/navigator_menu.h"
#include "player/dvd/navigator_pack.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void walk(const tsp_menu_page *page)
{
    for (unsigned i = 0; i <= TSP_BUTTONS_MAX + 1; i++) {
        tsp_menu_button button;
        if (tsp_menu_button_get(&button, page, i) != (i >= 1 && i <= page->button_count))
            abort();
        for (int way = TSP_UP; way <= TSP_RIGHT; way++)
            if (tsp_menu_move(page, i, (enum tsp_direction)way) > page->button_count)
                if (i <= page->button_count)
                    abort();
    }
    for (int x = 0; x < 720; x += 90)
        for (int y = 0; y < 576; y += 72)
            if (tsp_menu_at(page, x, y) > page->button_count)
                abort();
    if (page->button_count > TSP_BUTTONS_MAX)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t sector[TSP_SECTOR_SIZE] = {0};
    tsp_nav_pack pack;
    tsp_menu_page page;
    pci_t pci = {0};
    memcpy(sector, data, size < sizeof sector ? size : sizeof sector);
    if (tsp_nav_pack_read(&pack, sector) && (pack.count == 0 || pack.count > TSP_VOBU_SECTORS_MAX))
        abort();
    navRead_PCI(&pci, sector + 45);
    tsp_menu_page_read(&page, &pci);
    walk(&page);
    return 0;
}
