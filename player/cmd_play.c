/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/cmd.h"

#include <errno.h>
#include <stdio.h>

#include "base/file.h"
#include "base/secret.h"
#include "player/account/person_terminal.h"
#include "player/account/session.h"
#include "player/play/play.h"

static void fill(tsp_play_options *play, const tsp_options *options, const tsp_session *session,
                 const tsb_cancel *cancel, const tsb_log *log)
{
    tsp_play_options_init(play);
    play->path = tsp_session_path(session);
    play->sectors = tsp_session_sectors(session);
    play->title = tsp_session_manifest(session)->title;
    play->disc_title = options->title;
    play->menu = options->menu;
    play->fullscreen = options->fullscreen;
    play->no_audio = options->no_audio;
    play->start = options->start >= 0 ? options->start : (double)tsp_session_position(session) / 1000;
    play->audio = options->audio;
    play->subtitle = options->subtitle;
    play->volume = options->volume;
    play->muted = options->config.mute;
    play->keymap = &options->keymap;
    play->cancel = cancel;
    play->log = log;
}

static int play_window(const tsp_play_options *play, tsp_window *window, tsp_session *session, tsb_error *err)
{
    tsp_play_result result = {0};
    int code = tsp_play(play, window, &result, err);

    /* A film that did not start keeps the place where it was left; one that was seen to its end begins anew. */
    if (result.outcome == TSP_PLAY_ENDED)
        result.position_ms = 0;
    if (result.frames_shown > 0)
        tsp_session_note(session, result.position_ms, result.duration_ms);
    tsp_session_close_view(session, result.frames_shown > 0 ? &result.position_ms : NULL);
    return code;
}

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

int tsp_cmd_play(const tsp_options *options, const tsb_cancel *cancel, const tsb_log *log)
{
    tsp_session *session = NULL;
    tsp_window *window = NULL;
    tsp_play_options play = {0};
    tsp_person_terminal person = {0};
    tsb_new_file file = {0};
    tsb_error err = {0};
    char notice[64] = "";
    int result = 0;

    tsp_person_terminal_init(&person, options);
    /* A place that cannot be written to, or a missing screen, must not cost a view. */
    if (options->frames_md5 && options->output)
        result = tsb_new_file_open(&file, options->output, 0666, &err);
    else if (!options->frames_md5)
        result = tsp_window_create(&window, options->fullscreen, log, &err);
    if (result == 0)
        result = tsp_session_open(&session, options, TSN_WATCH, &person.base, cancel, log, &err);
    if (result == 0) {
        uint32_t left = tsp_session_views_left(session);
        snprintf(notice, sizeof(notice), "%u %s left", left, left == 1 ? "view" : "views");
        fill(&play, options, session, cancel, log);
        play.views_left = (int)left;
        play.notice = notice;
        tsb_secret_tell_unlocked(log);
        result = options->frames_md5 ? hash_frames(&play, &file, session, &err)
                                     : play_window(&play, window, session, &err);
        tsb_secret_tell_unlocked(log);
        if (result != 0)
            tsp_session_explain(session, &err);
    }
    tsp_session_destroy(&session);
    tsp_window_destroy(&window);
    tsb_new_file_finish(&file);
    if (result != 0)
        fprintf(stderr, "tallystick: %s\n", err.text);
    return result == 0 ? TSP_EXIT_DONE : TSP_EXIT_FAILED;
}
