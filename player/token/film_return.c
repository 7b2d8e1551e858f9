/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/token/film.h"

#include <stdio.h>

#include "base/translate.h"

static int give_back(const tsp_token_job *job, uint32_t film, tst_licence *licence, tsb_error *err)
{
    tst_holding holding = {0};
    tsn_export_state state = {0};
    char back[TSP_VIEWS_TEXT_SIZE];
    char left[TSP_VIEWS_TEXT_SIZE];
    int result = tsp_token_job_hold(job, film, &holding, err);

    if (result == 0)
        result = tsp_token_job_give_back(job, &holding, &state, err);
    if (result == 0)
        fprintf(stderr, _("\"%s\": %s given back; your account has %s.\n"), holding.licence.name,
                tsp_views_text(back, state.views_returned), tsp_views_text(left, state.views_left));
    *licence = holding.licence;
    tst_holding_finish(&holding);
    return result;
}

int tsp_token_return(const tsp_token_job *job, tsb_error *err)
{
    const int64_t film = tst_container_find(job->container, &job->copy);
    tst_licence licence;
    int result = 0;

    if (film < 0)
        return tsb_fail(err, TSB_ERR_NOT_FOUND,
                        "This film is not on the token %s. `tallystick token list` shows what is.",
                        tst_find_name(&job->found));
    result = give_back(job, (uint32_t)film, &licence, err);
    if (result != 0 || !job->options->remove)
        return result;
    result = tst_container_remove(job->container, (uint32_t)film, err);
    if (result == 0)
        tsp_token_job_discard_all(job, &licence);
    return result;
}
