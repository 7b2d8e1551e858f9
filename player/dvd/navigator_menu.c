/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/dvd/navigator_menu.h"

#include "base/compiler.h"
#include "player/dvd/ticks.h"

_Static_assert(TSB_COUNT(((pci_t *)0)->hli.btnit) == TSP_BUTTONS_MAX, "libdvdread has room for all buttons");

void tsp_menu_page_read(tsp_menu_page *page, const pci_t *pci)
{
    *page = (tsp_menu_page){.picture = TSP_MENU_NO_PICTURE, .forced_time = TSP_NO_TIME, .pci = *pci};
    hl_gi_t *head = &page->pci.hli.hl_gi;
    unsigned count = head->btn_ns & 0x3F;
    if ((head->hli_ss & 3) == 0)
        count = 0;
    page->button_count = count > TSP_BUTTONS_MAX ? TSP_BUTTONS_MAX : count;
    /* libdvdnav goes by these, and looks no further. */
    head->btn_ns = (uint8_t)page->button_count;
    unsigned forced = head->foac_btnn & 0x3F;
    if (forced >= 1 && forced <= page->button_count && head->hli_e_ptm != UINT32_MAX)
        page->forced = forced;
}

bool tsp_menu_button_get(tsp_menu_button *out, const tsp_menu_page *page, unsigned button)
{
    if (button == 0 || button > page->button_count)
        return false;
    const btni_t *from = &page->pci.hli.btnit[button - 1];
    *out = (tsp_menu_button){
        .left = (int)from->x_start,
        .top = (int)from->y_start,
        .right = (int)from->x_end,
        .bottom = (int)from->y_end,
        .at_once = from->auto_action_mode == 1,
    };
    if (from->btn_coln >= 1) {
        out->chosen_colours = page->pci.hli.btn_colit.btn_coli[from->btn_coln - 1][0];
        out->active_colours = page->pci.hli.btn_colit.btn_coli[from->btn_coln - 1][1];
    }
    return true;
}

unsigned tsp_menu_move(const tsp_menu_page *page, unsigned button, enum tsp_direction direction)
{
    if (button == 0 || button > page->button_count)
        return page->button_count > 0 ? 1 : 0;
    const btni_t *from = &page->pci.hli.btnit[button - 1];
    unsigned to = 0;
    switch (direction) {
    case TSP_UP:
        to = from->up;
        break;
    case TSP_DOWN:
        to = from->down;
        break;
    case TSP_LEFT:
        to = from->left;
        break;
    case TSP_RIGHT:
        to = from->right;
        break;
    }
    return to >= 1 && to <= page->button_count ? to : button;
}

unsigned tsp_menu_at(const tsp_menu_page *page, int x, int y)
{
    unsigned best = 0;
    int nearest = 0;
    for (unsigned i = 1; i <= page->button_count; i++) {
        tsp_menu_button button;
        if (!tsp_menu_button_get(&button, page, i) || x < button.left || x > button.right || y < button.top ||
            y > button.bottom)
            continue;
        int across = (button.left + button.right) / 2 - x;
        int down = (button.top + button.bottom) / 2 - y;
        int distance = across * across + down * down;
        if (best == 0 || distance < nearest) {
            best = i;
            nearest = distance;
        }
    }
    return best;
}
