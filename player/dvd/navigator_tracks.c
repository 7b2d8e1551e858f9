/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/dvd/navigator_tracks.h"

#include <stdio.h>
#include <string.h>

#include "base/compiler.h"
#include "base/translate.h"

static bool track_kind(const audio_attr_t *attributes, tsp_track *track, const char **name)
{
    switch (attributes->audio_format) {
    case 0:
        track->kind = TSP_STREAM_AC3;
        *name = "AC-3";
        return true;
    case 2: /* MPEG-1 */
    case 3: /* MPEG-2 with extension */
        track->kind = TSP_STREAM_MPEG_AUDIO;
        *name = "MPEG";
        return true;
    case 4:
        track->kind = TSP_STREAM_LPCM;
        *name = "PCM";
        return true;
    case 6:
        track->kind = TSP_STREAM_DTS;
        *name = "DTS";
        return true;
    default:
        return false;
    }
}

static const char *channel_name(unsigned channels)
{
    static const char *const names[] = {N_("mono"), N_("stereo"), "2.1", "4.0", "5.0", "5.1", "6.1", "7.1"};
    return _(names[channels & 7]);
}

/* Code extension of a sound track: 2 describes what is seen, 3 and 4 are comments. */
static void write_sound(tsp_track *track, unsigned extension, const char *coding, const char *channels)
{
    const char *language = tsp_language_name(track->language);
    track->commentary = extension == 3 || extension == 4;
    if (!track->language[0])
        snprintf(track->text, sizeof track->text, "%s %s", coding, channels);
    else if (track->commentary)
        snprintf(track->text, sizeof track->text, _("%s, commentary, %s %s"), language, coding, channels);
    else if (extension == 2)
        snprintf(track->text, sizeof track->text, _("%s, for the blind, %s %s"), language, coding, channels);
    else
        snprintf(track->text, sizeof track->text, _("%s, %s %s"), language, coding, channels);
}

static void read_sound(tsp_title *title, const vtsi_mat_t *set, const pgc_t *chain)
{
    for (unsigned i = 0; i < set->nr_of_vts_audio_streams && i < TSP_TRACKS_MAX; i++) {
        tsp_track *track = &title->tracks[title->track_count];
        const audio_attr_t *attributes = &set->vts_audio_attr[i];
        const char *name = NULL;
        /* Bit 15: the chain has this stream; bits 8-10: under which number. */
        if (!(chain->audio_control[i] & 0x8000) || !track_kind(attributes, track, &name))
            continue;
        track->id = (uint8_t)(chain->audio_control[i] >> 8 & 7);
        track->number = (uint8_t)(i + 1);
        tsp_language_code(track->language, attributes->lang_code);
        write_sound(track, attributes->code_extension, name, channel_name(attributes->channels));
        title->track_count++;
    }
}

/* DVD-Video 4.2.1, VTS_SPST_ATR: the code extension of subtitles. */
enum { CAPTIONS_FIRST = 5, CAPTIONS_LAST = 7, FORCED = 9, COMMENTS_FIRST = 13, COMMENTS_LAST = 15 };

static enum tsp_subtitle_purpose purpose_of(unsigned extension)
{
    if (extension >= CAPTIONS_FIRST && extension <= CAPTIONS_LAST)
        return TSP_SUBTITLE_CAPTIONS;
    if (extension >= COMMENTS_FIRST && extension <= COMMENTS_LAST)
        return TSP_SUBTITLE_COMMENTARY;
    return extension == FORCED ? TSP_SUBTITLE_FORCED : TSP_SUBTITLE_PLAIN;
}

static void write_subtitle(tsp_subtitle *subtitle)
{
    const char *language = subtitle->language[0] ? tsp_language_name(subtitle->language) : _("Unknown language");
    switch (subtitle->purpose) {
    case TSP_SUBTITLE_PLAIN:
        snprintf(subtitle->text, sizeof subtitle->text, "%s", language);
        break;
    case TSP_SUBTITLE_CAPTIONS:
        snprintf(subtitle->text, sizeof subtitle->text, _("%s, for the hard of hearing"), language);
        break;
    case TSP_SUBTITLE_FORCED:
        snprintf(subtitle->text, sizeof subtitle->text, _("%s, foreign dialogue only"), language);
        break;
    case TSP_SUBTITLE_COMMENTARY:
        snprintf(subtitle->text, sizeof subtitle->text, _("%s, of the commentary"), language);
        break;
    }
}

static void read_subtitles(tsp_title *title, const vtsi_mat_t *set, const pgc_t *chain)
{
    unsigned count = set->nr_of_vts_subp_streams;
    for (unsigned i = 0; i < count && i < TSP_SUBPICTURE_STREAMS; i++) {
        const subp_attr_t *attributes = &set->vts_subp_attr[i];
        uint32_t control = chain->subp_control[i];
        tsp_subtitle *subtitle = &title->subtitles[title->subtitle_count];
        if (!(control & UINT32_C(1) << 31))
            continue;
        /* Five bits for each shape of the picture: 4:3, wide, letterbox, pan and scan. */
        for (unsigned shape = 0; shape < TSP_SHAPES; shape++)
            subtitle->streams[shape] = (uint8_t)(control >> (24 - 8 * shape) & 31);
        subtitle->number = (uint8_t)(i + 1);
        subtitle->purpose = purpose_of(attributes->code_extension);
        if (attributes->type == 1)
            tsp_language_code(subtitle->language, attributes->lang_code);
        write_subtitle(subtitle);
        title->subtitle_count++;
    }
}

void tsp_tracks_read(tsp_title *title, const vtsi_mat_t *set, const pgc_t *chain)
{
    memcpy(title->palette, chain->palette, sizeof title->palette);
    read_sound(title, set, chain);
    read_subtitles(title, set, chain);
}

void tsp_tracks_read_menu(tsp_title *menu, const audio_attr_t *attributes, unsigned count)
{
    const char *name = NULL;
    tsp_track *track = &menu->tracks[0];
    if (count == 0 || !track_kind(attributes, track, &name))
        return;
    write_sound(track, attributes->code_extension, name, channel_name(attributes->channels));
    menu->track_count = 1;
}

unsigned tsp_title_subtitle_stream(const tsp_title *title, unsigned subtitle)
{
    return title->subtitles[subtitle].streams[title->wide ? TSP_SHAPE_WIDE : TSP_SHAPE_FULL];
}

unsigned tsp_title_choose_sound(const tsp_title *title, const char *preference)
{
    for (; preference; preference = tsp_language_next(preference))
        for (unsigned i = 0; i < title->track_count; i++)
            if (tsp_language_matches(preference, title->tracks[i].language) && !title->tracks[i].commentary)
                return i;
    return 0;
}

static int subtitle_in(const tsp_title *title, const char *preference)
{
    int captions = -1;
    for (unsigned i = 0; i < title->subtitle_count; i++) {
        const tsp_subtitle *subtitle = &title->subtitles[i];
        if (!tsp_language_matches(preference, subtitle->language))
            continue;
        if (subtitle->purpose == TSP_SUBTITLE_PLAIN)
            return (int)i;
        if (subtitle->purpose == TSP_SUBTITLE_CAPTIONS && captions < 0)
            captions = (int)i;
    }
    return captions;
}

int tsp_title_choose_subtitle(const tsp_title *title, int number, const char *preference)
{
    int chosen = -1;
    if (number != 0)
        return number > 0 && (unsigned)number <= title->subtitle_count ? number - 1 : -1;
    for (; preference && chosen < 0; preference = tsp_language_next(preference))
        chosen = subtitle_in(title, preference);
    return chosen;
}

int tsp_title_forced_subtitle(const tsp_title *title, unsigned track)
{
    const char *language = track < title->track_count ? title->tracks[track].language : "";
    int found = -1;
    for (unsigned i = 0; i < title->subtitle_count; i++) {
        const tsp_subtitle *subtitle = &title->subtitles[i];
        if (!tsp_language_matches(language, subtitle->language))
            continue;
        if (subtitle->purpose == TSP_SUBTITLE_FORCED)
            return (int)i;
        if (found < 0 && subtitle->purpose != TSP_SUBTITLE_COMMENTARY)
            found = (int)i;
    }
    return found < 0 && title->subtitle_count > 0 ? 0 : found;
}
