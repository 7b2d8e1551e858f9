/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/account/deadline.h"

static void *run(void *context)
{
    const tsp_deadline *deadline = context;

    if (tsb_cancel_sleep(deadline->done, deadline->milliseconds) != TSB_ERR_CANCELLED)
        tsb_cancel_fire(deadline->late);
    return NULL;
}

int tsp_deadline_start(tsp_deadline *deadline, tsb_cancel *late, unsigned milliseconds, tsb_error *err)
{
    int result = 0;

    *deadline = (tsp_deadline){.late = late, .milliseconds = milliseconds};
    result = tsb_cancel_create(&deadline->done, err);
    if (result == 0 && pthread_create(&deadline->timer, NULL, run, deadline) != 0)
        result = tsb_fail(err, TSB_ERR_MEMORY, "no thread can be started");
    if (result != 0)
        tsb_cancel_destroy(&deadline->done);
    return result;
}

void tsp_deadline_end(tsp_deadline *deadline)
{
    tsb_cancel_fire(deadline->done);
    pthread_join(deadline->timer, NULL);
    tsb_cancel_destroy(&deadline->done);
}
