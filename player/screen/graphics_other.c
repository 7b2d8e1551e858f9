/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/screen/graphics.h"

bool tsp_graphics_card(void)
{
    return true;
}
