/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Mastering: makes the original, a DVD-Video image with the manifest's space
 * reserved, from a film. A VIDEO_TS folder or a DVD image keeps every byte of
 * its files; anything else FFmpeg reads is encoded by ffmpeg, authored by
 * dvdauthor; genisoimage makes the image.
 */
#ifndef TALLYSTICK_SERVER_MASTER_H
#define TALLYSTICK_SERVER_MASTER_H

#include <stdbool.h>

#include "base/cancel.h"
#include "base/error.h"
#include "base/log.h"
#include "server/ingest/probe.h"

enum tsv_standard { TSV_STANDARD_AUTO, TSV_PAL, TSV_NTSC };

typedef struct tsv_mastering {
    const char *film;  /* file, device or folder */
    const char *name;  /* the title's; the disc's volume name is made of it */
    const char *work;  /* an empty folder for work files; what is left there is the caller's to remove */
    const char *image; /* the file to make */
    enum tsv_standard standard;
    const tsb_log *log; /* what the operator should know */
    const tsb_cancel *cancel;
} tsv_mastering;

/* TSB_ERR_FULL, TSB_ERR_CANCELLED, TSB_ERR_NOT_FOUND (film or a program), TSB_ERR_INVALID and others. */
int tsv_master(const tsv_mastering *mastering, tsb_error *err) TSB_MUST_USE;

/* What kind of film it is. */
enum tsv_film_kind { TSV_FILM_FILE, TSV_FILM_FOLDER, TSV_FILM_DISC };
int tsv_film_kind_of(const char *film, enum tsv_film_kind *kind, tsb_error *err) TSB_MUST_USE;

/* The parts, for tests. */

/* Encodes and authors into work/root (master_film.c). */
int tsv_master_film(const tsv_mastering *mastering, tsb_error *err) TSB_MUST_USE;
/* Links a folder's files into the folder video (".../VIDEO_TS"), or extracts an image's (master_disc.c). */
int tsv_master_folder(const tsv_mastering *mastering, const char *video, tsb_error *err) TSB_MUST_USE;
int tsv_master_disc(const tsv_mastering *mastering, const char *video, tsb_error *err) TSB_MUST_USE;

/* How a film is to be encoded for DVD-Video. */
typedef struct tsv_encoding {
    enum tsv_standard standard;
    bool wide; /* 16:9, otherwise 4:3 */
    int width; /* of the picture inside the frame; the rest is black */
    int height;
    int frame_height; /* 576 or 480; frames are 720 wide */
    bool interlaced;  /* kept so; an interlaced film of another height is deinterlaced */
    unsigned video_kbps;
    unsigned video_max_kbps;
} tsv_encoding;
void tsv_encoding_plan(tsv_encoding *out, const tsv_probe *probe, enum tsv_standard standard);

/* A volume name of d-characters (ECMA-119 7.4.1); out has 33 bytes. */
void tsv_volume_name(char *out, const char *title);

/* Two letters (ISO 639-1) for the three of a film file (ISO 639-2), or NULL. */
const char *tsv_language_code(const char *three);

#endif
