/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/ingest/probe.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/ingest/process.h"

static const char entries[] =
    "format=duration,format_name:stream=index,codec_type,width,height,sample_aspect_ratio,avg_frame_rate,r_frame_rate,"
    "field_order,channels,duration:stream_tags=language:stream_disposition=attached_pic:stream_side_data=rotation"
    ":chapter=start_time";

/* Copies the value of "|name=value|" from a line of fields. */
static bool field(const char *line, const char *name, char *out, size_t size)
{
    size_t length = strlen(name);
    for (const char *at = strchr(line, '|'); at; at = strchr(at + 1, '|')) {
        if (strncmp(at + 1, name, length) == 0 && at[1 + length] == '=') {
            const char *value = at + length + 2;
            (void)snprintf(out, size, "%.*s", (int)strcspn(value, "|"), value);
            return true;
        }
    }
    out[0] = '\0';
    return false;
}

static double number_field(const char *line, const char *name, double otherwise)
{
    char text[64] = "";
    if (!field(line, name, text, sizeof(text))) {
        return otherwise;
    }
    char *end = NULL;
    double value = strtod(text, &end);
    return end != text && isfinite(value) && fabs(value) < 1e9 ? value : otherwise;
}

/* "24000/1001", "32:27"; 0 when it is neither or nothing. */
static double ratio_field(const char *line, const char *name)
{
    char text[64] = "";
    char *end = NULL;
    if (!field(line, name, text, sizeof(text))) {
        return 0;
    }
    double above = strtod(text, &end);
    if (end == text || (*end != '/' && *end != ':')) {
        return 0;
    }
    double below = strtod(end + 1, NULL);
    double ratio = below > 0 ? above / below : 0;
    return isfinite(ratio) && ratio > 0 ? ratio : 0;
}

static void read_video(tsv_probe *probe, const char *line)
{
    if (probe->video >= 0 || number_field(line, "disposition:attached_pic", 0) > 0) {
        return;
    }
    probe->video = (int)number_field(line, "index", -1);
    probe->width = (int)number_field(line, "width", 0);
    probe->height = (int)number_field(line, "height", 0);
    double pixel = ratio_field(line, "sample_aspect_ratio");
    if (probe->width > 0 && probe->height > 0) {
        probe->display_aspect = (double)probe->width / probe->height * (pixel > 0 ? pixel : 1);
    }
    if (lround(fabs(number_field(line, "side_datum/display_matrix:rotation", number_field(line, "rotation", 0)))) %
            180 ==
        90) {
        int width = probe->width;
        probe->width = probe->height;
        probe->height = width;
        probe->display_aspect = probe->display_aspect > 0 ? 1 / probe->display_aspect : 0;
    }
    probe->frame_rate = ratio_field(line, "avg_frame_rate");
    if (!(probe->frame_rate > 0)) {
        probe->frame_rate = ratio_field(line, "r_frame_rate");
    }
    char order[16] = "";
    field(line, "field_order", order, sizeof(order));
    probe->interlaced = strlen(order) == 2;
    probe->top_field_first = order[0] == 't';
}

static void read_audio(tsv_probe *probe, const char *line)
{
    int channels = (int)number_field(line, "channels", 0);
    if (channels <= 0) {
        return;
    }
    if (probe->audio_count == TSV_AUDIO_MAX) {
        probe->audio_left_out++;
        return;
    }
    tsv_audio_track *track = &probe->audio[probe->audio_count++];
    track->index = (int)number_field(line, "index", 0);
    track->channels = channels;
    char language[16] = "";
    field(line, "tag:language", language, sizeof(language));
    /* "und" says that it is unknown. */
    if (strlen(language) == 3 && strspn(language, "abcdefghijklmnopqrstuvwxyz") == 3 && strcmp(language, "und") != 0) {
        memcpy(track->language, language, sizeof(track->language));
    }
}

void tsv_probe_line(tsv_probe *probe, const char *line)
{
    if (strncmp(line, "format|", 7) == 0) {
        char name[64] = "";
        probe->duration = number_field(line, "duration", probe->duration);
        field(line, "format_name", name, sizeof(name));
        probe->still = strstr(name, "_pipe") != NULL || strstr(name, "image2") != NULL;
    } else if (strncmp(line, "stream|", 7) == 0) {
        char type[16] = "";
        field(line, "codec_type", type, sizeof(type));
        if (strcmp(type, "video") == 0) {
            read_video(probe, line);
        } else if (strcmp(type, "audio") == 0) {
            read_audio(probe, line);
        }
    } else if (strncmp(line, "chapter|", 8) == 0 && probe->chapter_count < TSV_CHAPTERS_MAX) {
        double start = number_field(line, "start_time", -1);
        double before = probe->chapter_count > 0 ? probe->chapters[probe->chapter_count - 1] : -1;
        /* Players skip chapters that are over at once; so does dvdauthor with two in one place. */
        if (start >= 0 && start >= before + 1) {
            probe->chapters[probe->chapter_count++] = start;
        }
    }
}

static void take_line(void *context, const char *line)
{
    tsv_probe_line(context, line);
}

int tsv_probe_file(tsv_probe *out, const char *path, const tsb_cancel *cancel, tsb_error *err)
{
    *out = (tsv_probe){.video = -1};
    /* Without the prefix, a name could be taken for the address of something else. */
    size_t size = strlen(path) + sizeof("file:");
    char *address = malloc(size);
    if (!address) {
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
    }
    (void)snprintf(address, size, "file:%s", path);
    const char *const arguments[] = {"ffprobe", "-v",      "error",          "-show_entries", entries,
                                     "-of",     "compact", "-show_chapters", address,         NULL};
    tsv_process process = {.arguments = arguments, .line = take_line, .context = out, .cancel = cancel};
    int code = tsv_process_run(&process, err);
    free(address);
    if (code == TSB_ERR_INVALID) {
        return tsb_explain(err, "FFmpeg cannot read %s as a film", path);
    }
    if (code == 0 && (out->video < 0 || !(out->display_aspect > 0) || !(out->frame_rate > 0))) {
        return tsb_fail(err, TSB_ERR_INVALID, "%s holds no moving picture", path);
    }
    if (code == 0 && out->still) {
        return tsb_fail(err, TSB_ERR_INVALID, "%s is a still picture, not a film", path);
    }
    return code;
}
