/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the viewer has set for good: tallystick.conf and keys.conf (docs/CONFIG.md), in the platform's configuration
 * folder (tsb_config_folder). The command line wins over both.
 *
 * A new option is one more member of tsp_config, and a row of the table in config.c; docs/CONFIG.md lists it, too: the
 * test player_config sees to that.
 */
#ifndef TALLYSTICK_PLAYER_CONFIG_H
#define TALLYSTICK_PLAYER_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/log.h"

/* The loudest, in percent; 100 leaves the sound as it is. */
#define TSP_VOLUME_MAX 130

/* Which one paces the other. */
enum tsp_video_sync { TSP_SYNC_DISPLAY, TSP_SYNC_AUDIO };

enum tsp_subtitles_shown { TSP_SUBTITLES_FORCED, TSP_SUBTITLES_ON, TSP_SUBTITLES_OFF };

#define TSP_LANGUAGES_SIZE 64

typedef struct tsp_config {
    int volume; /* percent, 0 to TSP_VOLUME_MAX; negative: as the last film was left */
    bool mute;
    bool fullscreen;
    char audio_language[TSP_LANGUAGES_SIZE]; /* ISO 639-1 codes, the best first, as "fr,en"; empty: the disc's first */
    char subtitle_language[TSP_LANGUAGES_SIZE]; /* the same */
    enum tsp_subtitles_shown subtitles;         /* when a film begins */
    double text_size;                           /* of all screens: 1, or 0.75 to 2 */
    char language[TSP_LANGUAGES_SIZE];          /* of all texts, as "fr"; empty: the system's */
    bool remember_window;                       /* its place and size */
    bool stop_screensaver;                      /* while a film plays */
    enum tsp_video_sync video_sync;
    bool media_controls; /* offered to the desktop (MPRIS) */
} tsp_config;

void tsp_config_init(tsp_config *config);

/*
 * Reads size bytes of text into config, on top of what is in it. A line that cannot be used is skipped, with a warning
 * that names file, line and what is wrong. file is for these warnings. log may be NULL. Returns how many were skipped.
 */
size_t tsp_config_parse(tsp_config *config, const char *file, const char *text, size_t size, const tsb_log *log);

/* The name of an option, its default as text, and what it takes; false: there are no more. */
typedef struct tsp_config_info {
    const char *name;
    const char *takes; /* "0 to 130", "yes or no" */
    char standard[TSP_LANGUAGES_SIZE];
} tsp_config_info;
bool tsp_config_describe(size_t index, tsp_config_info *out);

#endif
