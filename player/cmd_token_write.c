/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/cmd.h"

#include <errno.h>
#include <stdio.h>

#include "player/failure.h"
#include "player/token/film.h"

int tsp_cmd_token_write(const tsp_options *options, const tsb_cancel *cancel, const tsb_log *log)
{
    tsp_token_job job = {0};
    tss_id licence = {{0}};
    char id[TSS_ID_TEXT_SIZE] = "";
    tsb_error err = {0};
    int result = tsp_token_job_open(&job, options, true, cancel, log, &err);

    if (result == 0)
        result = tsp_token_write(&job, &licence, &err);
    if (result == 0) {
        tss_id_format(id, &licence);
        if (puts(id) < 0 || fflush(stdout) != 0)
            result = tsb_fail_errno(&err, errno, "Cannot write the licence's id");
    }
    tsp_token_job_finish(&job);
    if (result != 0)
        tsp_failure_tell(&err);
    return result == 0 ? TSP_EXIT_DONE : TSP_EXIT_FAILED;
}

int tsp_cmd_token_return(const tsp_options *options, const tsb_cancel *cancel, const tsb_log *log)
{
    tsp_token_job job = {0};
    tsb_error err = {0};
    int result = tsp_token_job_open(&job, options, false, cancel, log, &err);

    if (result == 0)
        result = tsp_token_return(&job, &err);
    tsp_token_job_finish(&job);
    if (result != 0)
        tsp_failure_tell(&err);
    return result == 0 ? TSP_EXIT_DONE : TSP_EXIT_FAILED;
}
