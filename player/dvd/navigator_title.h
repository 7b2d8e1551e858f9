/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a disc's tables (IFO files, DVD-Video 4.2) say of one title: its cells
 * and their times, chapters, sound tracks, subtitles, and where its video objects lie in
 * the image. navigator_titles.h reads them for all titles.
 */
#ifndef TALLYSTICK_PLAYER_NAVIGATOR_TITLE_H
#define TALLYSTICK_PLAYER_NAVIGATOR_TITLE_H

#include <stdbool.h>
#include <stdint.h>

#include <dvdread/ifo_types.h>

#include "base/error.h"
#include "player/dvd/demux.h"
#include "player/dvd/languages.h"
#include "player/dvd/subpicture.h"

#define TSP_TRACKS_MAX      8
#define TSP_TRACK_TEXT_SIZE 96

typedef struct tsp_track {
    enum tsp_stream_kind kind;
    uint8_t id;     /* of its kind, as in tsp_pes */
    uint8_t number; /* that the disc's commands know it by, from 1 */
    bool commentary;
    char language[TSP_LANGUAGE_SIZE]; /* empty: not said */
    char text[TSP_TRACK_TEXT_SIZE];   /* for a person: "English, AC-3 5.1" */
} tsp_track;

/* How a picture is shown; subtitles may be drawn for each apart. */
enum tsp_shape { TSP_SHAPE_FULL, TSP_SHAPE_WIDE, TSP_SHAPE_LETTERBOX, TSP_SHAPE_PAN_SCAN, TSP_SHAPES };

enum tsp_subtitle_purpose {
    TSP_SUBTITLE_PLAIN,
    TSP_SUBTITLE_CAPTIONS, /* for the hard of hearing */
    TSP_SUBTITLE_FORCED,   /* for what is not in the sound track's language, alone */
    TSP_SUBTITLE_COMMENTARY
};

typedef struct tsp_subtitle {
    uint8_t streams[TSP_SHAPES]; /* the id that tsp_pes has, for a picture shown so */
    uint8_t number;              /* that the disc's commands know it by, from 1 */
    enum tsp_subtitle_purpose purpose;
    char language[TSP_LANGUAGE_SIZE]; /* empty: not said */
    char text[TSP_TRACK_TEXT_SIZE];   /* for a person: "French, for the hard of hearing" */
} tsp_subtitle;

/* Sectors count from the title set's first title VOB. */
typedef struct tsp_cell {
    uint32_t first_sector;
    uint32_t last_sector;
    uint32_t offset;  /* sectors of the title before this cell */
    int64_t start;    /* ticks into the title */
    int64_t duration; /* ticks */
    uint16_t vob_id;  /* of its video object, and its own there: what navigation packs call it */
    uint8_t cell_id;
    uint8_t angle; /* from 1; 0: the same for all angles */
    bool hidden;   /* another angle of the cell before: no time of its own */
} tsp_cell;

/* Sectors that are all of one cell. */
typedef struct tsp_piece {
    uint32_t first_sector;
    uint32_t last_sector;
    uint16_t vob_id; /* as in tsp_cell */
    uint8_t cell_id;
} tsp_piece;

typedef struct tsp_title {
    int number;          /* from 1, of the disc; 0: no title, but the menus of a title set */
    int title_set;       /* from 1; 0: the disc's own menus */
    uint32_t vob_sector; /* image sector of the title set's first title VOB, or of its menus' */
    int64_t duration;    /* 0 for menus */
    bool still;          /* nothing in it moves: each cell is a picture that stays for as long as the disc says */
    bool wide;           /* 16:9, else 4:3 */
    int lines;           /* 480 or 576 */
    int angle_count;     /* 1: there is nothing to choose */
    unsigned cell_count; /* 0: the tables of this title are damaged, or they are menus: nothing can be sought */
    tsp_cell *cells;
    unsigned chapter_count;
    int64_t *chapters; /* starts, rising, the first is 0 */
    unsigned track_count;
    tsp_track tracks[TSP_TRACKS_MAX];
    unsigned subtitle_count;
    tsp_subtitle subtitles[TSP_SUBPICTURE_STREAMS];
    uint32_t palette[TSP_PALETTE_SIZE]; /* of subpictures: 0x00YYCrCb */
    uint32_t vobu_count;
    const uint32_t *vobus; /* of the title set: their first sectors, rising; borrowed */
    uint32_t piece_count;
    const tsp_piece *pieces; /* the same for what its cells consist of, each cell's in order */
} tsp_title;

/*
 * Reads what the tables of its title set say into a title whose number, title_set, vob_sector, angle_count, vobus and
 * pieces are there; number_in_set from 1. TSB_ERR_INVALID: they are damaged. Finish it in any case.
 */
int tsp_title_read(tsp_title *title, const ifo_handle_t *set, int number_in_set, tsb_error *err) TSB_MUST_USE;
void tsp_title_finish(tsp_title *title);

/* The cell of an angle that holds a time; the last for times beyond the end. */
const tsp_cell *tsp_title_cell_at(const tsp_title *title, int64_t time, int angle);
/* Index of the chapter that holds a time. */
unsigned tsp_title_chapter_at(const tsp_title *title, int64_t time);

/* The id of a subtitle's stream, for the shape in which the picture is shown: its own. */
unsigned tsp_title_subtitle_stream(const tsp_title *title, unsigned subtitle);

/* The first sound track in the language that is preferred ("fr", or "fr,en", the best first; NULL: none), else the
 * disc's first. */
unsigned tsp_title_choose_sound(const tsp_title *title, const char *preference);
/* The subtitle of that number, from 1; 0: the one to be shown to who prefers that language. An index; -1: none. */
int tsp_title_choose_subtitle(const tsp_title *title, int number, const char *preference);
/* The subtitle whose forced units are shown to who listens to that track, and has subtitles off; -1: there is none. */
int tsp_title_forced_subtitle(const tsp_title *title, unsigned track);

/* DVD's binary-coded decimal time (cell_playback_time, c_eltm) in ticks. Its
 * 30 frames a second are 29.97: such seconds last 1001/1000 s. */
int64_t tsp_title_ticks(uint8_t hour, uint8_t minute, uint8_t second, uint8_t frame);

#endif
