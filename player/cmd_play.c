/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/cmd.h"

#include <errno.h>
#include <stdio.h>

#include "base/file.h"
#include "base/secret.h"
#include "player/account/person_terminal.h"
#include "player/account/session.h"
#include "player/app/app.h"
#include "player/app/film.h"
#include "player/failure.h"

static int hash_frames(const tsp_play_options *play, tsb_new_file *file, tsp_session *session, tsb_error *err)
{
    int result = tsp_frames_md5(play, file->stream ? file->stream : stdout, err);

    if (result == 0 && file->stream)
        result = tsb_new_file_commit(file, err);
    if (result == 0 && fflush(stdout) != 0)
        result = tsb_fail_errno(err, errno, "Cannot write the frames' hashes");
    tsp_session_close_view(session, NULL);
    return result;
}

/* Without a window: one hash a frame. */
static int frames_md5(const tsp_options *options, const tsb_cancel *cancel, const tsb_log *log)
{
    tsp_session *session = NULL;
    tsp_play_options play = {0};
    tsp_person_terminal person = {0};
    tsb_new_file file = {0};
    tsb_error err = {0};
    int result = 0;

    tsp_person_terminal_init(&person, options);
    /* A place that cannot be written to must not cost a view. */
    if (options->output)
        result = tsb_new_file_open(&file, options->output, 0666, &err);
    if (result == 0)
        result = tsp_session_open(&session, options, TSN_WATCH, &person.base, cancel, log, &err);
    if (result == 0) {
        tsp_film_options(&play, options, session, cancel, log);
        tsb_secret_tell_unlocked(log);
        result = hash_frames(&play, &file, session, &err);
        tsb_secret_tell_unlocked(log);
        if (result != 0)
            tsp_session_explain(session, &err);
    }
    tsp_session_destroy(&session);
    tsb_new_file_finish(&file);
    if (result != 0)
        tsp_failure_tell(&err);
    return result == 0 ? TSP_EXIT_DONE : TSP_EXIT_FAILED;
}

int tsp_cmd_play(const tsp_options *options, const tsb_cancel *cancel, const tsb_log *log)
{
    return options->frames_md5 ? frames_md5(options, cancel, log) : tsp_app_run(options, cancel, log);
}
