/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/cmd.h"

#include <errno.h>
#include <stdio.h>

#include "base/secret.h"
#include "base/translate.h"
#include "player/account/person_terminal.h"
#include "player/account/session.h"
#include "player/failure.h"
#include "player/progress.h"
#include "player/verify.h"

static void show_progress(void *context, uint32_t done, uint32_t count)
{
    tsp_progress_set(context, (double)done / (double)count);
}

static int verify(tsp_session *session, const tsp_options *options, const tsb_cancel *cancel, bool *identical,
                  tsb_error *err)
{
    const tss_manifest *manifest = tsp_session_manifest(session);
    tsp_verify_result result = {0};
    tsp_progress progress = {.what = _("Verifying")};
    int code = tsp_verify_run(&result, tsp_session_sectors(session), manifest, tsp_session_index(session)->chunk_count,
                              show_progress, &progress, cancel, err);

    tsp_progress_end(&progress);
    if (code != 0)
        return code;
    *identical = result.identical;
    if (options->json)
        tsp_verify_print_json(stdout, &result, manifest);
    else
        tsp_verify_print(stdout, &result, manifest);
    if (fflush(stdout) != 0 || ferror(stdout))
        return tsb_fail_errno(err, errno, "Cannot write the report");
    if (!result.identical)
        fputs(_("tallystick: The disc is not the original in every bit: see the report.\n"), stderr);
    return 0;
}

int tsp_cmd_verify(const tsp_options *options, const tsb_cancel *cancel, const tsb_log *log)
{
    tsp_session *session = NULL;
    tsb_error err = {0};
    bool identical = false;
    tsp_person_terminal person = {0};
    int result = 0;

    tsp_person_terminal_init(&person, options);
    result = tsp_session_open(&session, options, TSN_VERIFY, &person.base, cancel, log, &err);

    if (result == 0) {
        result = verify(session, options, cancel, &identical, &err);
        tsb_secret_tell_unlocked(log);
        tsp_session_close_view(session, NULL);
        if (result != 0)
            tsp_session_explain(session, &err);
    }
    tsp_session_destroy(&session);
    if (result != 0)
        tsp_failure_tell(&err);
    return result == 0 && identical ? TSP_EXIT_DONE : TSP_EXIT_FAILED;
}
