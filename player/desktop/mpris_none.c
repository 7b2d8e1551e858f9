/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where there is no session bus. */
#include <stddef.h>

#include "player/desktop/mpris.h"

void tsp_mpris_create(tsp_mpris **out, const tsb_log *log)
{
    (void)log;
    *out = NULL;
}

void tsp_mpris_destroy(tsp_mpris **mpris)
{
    *mpris = NULL;
}

void tsp_mpris_tell(tsp_mpris *mpris, const tsp_mpris_state *state)
{
    (void)mpris;
    (void)state;
}

bool tsp_mpris_take(tsp_mpris *mpris, tsp_mpris_request *out)
{
    (void)mpris;
    (void)out;
    return false;
}
