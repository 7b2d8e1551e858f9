/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/settings.h"

#include <stdlib.h>

#include "base/file.h"
#include "player/desktop/volume_kept.h"
#include "player/play/keys_conf.h"

/* The most that a file of people's own may have; far more than anybody writes. */
#define FILE_MAX ((size_t)1 << 20)
/* Percent, at the very first start. */
#define FIRST_VOLUME 100

/* Appends the file, if there is one or it must be there. */
static int read_file(tsb_buffer *out, const char *path, bool needed, tsb_error *err)
{
    if (!needed && !tsb_path_exists(path))
        return 0;
    return tsb_file_read(path, out, err);
}

static int read_config(tsp_options *options, const char *path, const tsb_log *log, tsb_error *err)
{
    tsb_buffer text;
    tsb_buffer_init(&text, FILE_MAX);
    int result = read_file(&text, path, options->config_file != NULL, err);
    if (result == 0)
        tsp_config_parse(&options->config, path, (const char *)text.bytes, text.size, log);
    tsb_buffer_finish(&text);
    return result;
}

static int read_keys(tsp_options *options, const char *path, const tsb_log *log, tsb_error *err)
{
    tsb_buffer text;
    tsb_buffer_init(&text, FILE_MAX);
    int result = read_file(&text, path, false, err);
    if (result == 0)
        tsp_keys_conf_parse(&options->keymap, path, (const char *)text.bytes, text.size, log);
    tsb_buffer_finish(&text);
    return result;
}

static int read_all(tsp_options *options, const tsb_log *log, tsb_error *err)
{
    const char *named = options->config_file;
    char *folder = named ? tsb_path_parent(named) : tsb_config_folder("tallystick");
    char *config = !folder ? NULL : tsb_path_join(folder, "tallystick.conf");
    char *keys = folder ? tsb_path_join(folder, "keys.conf") : NULL;
    int result = 0;
    /* Without a home there are no settings. */
    if (named || config)
        result = read_config(options, named ? named : config, log, err);
    if (result == 0 && keys)
        result = read_keys(options, keys, log, err);
    free(folder);
    free(config);
    free(keys);
    return result;
}

static int last_volume(const tsp_options *options)
{
    int kept = tsp_volume_kept_load(options->data);
    return kept > 0 ? kept : FIRST_VOLUME;
}

int tsp_settings_load(tsp_options *options, const tsb_log *log, tsb_error *err)
{
    int result = options->no_config ? 0 : read_all(options, log, err);
    if (options->volume < 0)
        options->volume = options->config.volume >= 0 ? options->config.volume : last_volume(options);
    options->fullscreen = options->fullscreen || (options->config.fullscreen && !options->windowed);
    return result;
}

static const char *or_none(const char *text)
{
    return text[0] ? text : NULL;
}

void tsp_settings_play(const tsp_options *options, tsp_play_options *play)
{
    const tsp_config *config = &options->config;
    play->volume = options->volume;
    play->muted = config->mute;
    play->display_sync = config->video_sync == TSP_SYNC_DISPLAY;
    play->audio_language = or_none(config->audio_language);
    play->subtitle = options->subtitle;
    play->subtitle_language = or_none(config->subtitle_language);
    if (play->subtitle == 0 && config->subtitles != TSP_SUBTITLES_ON)
        play->subtitle = -1; /* what the disc forces is seen all the same */
    else if (play->subtitle == 0 && !play->subtitle_language)
        play->subtitle = 1;
    play->stop_screensaver = config->stop_screensaver;
    play->keymap = &options->keymap;
}

void tsp_settings_finish(tsp_options *options)
{
    tsp_keymap_finish(&options->keymap);
}
