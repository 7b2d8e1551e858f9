/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The playing of one title in one window: what the files play_*.c share. Main thread throughout. */
#ifndef TALLYSTICK_PLAYER_PLAY_INT_H
#define TALLYSTICK_PLAYER_PLAY_INT_H

#include <stdbool.h>
#include <stdint.h>

#include "player/pipeline/clock.h"
#include "player/pipeline/pipeline.h"
#include "player/play/audio.h"
#include "player/play/display_lock.h"
#include "player/play/keys.h"
#include "player/play/osd.h"
#include "player/play/overlay.h"
#include "player/play/pacing.h"
#include "player/play/play.h"
#include "player/screen/picture.h"
#include "player/screen/window.h"

enum tsp_phase {
    TSP_PHASE_STARTING,  /* a run has begun; its first picture and sound are awaited */
    TSP_PHASE_PLAYING,   /* or paused */
    TSP_PHASE_STILL,     /* the disc holds the picture: for a while, or until a button is activated */
    TSP_PHASE_BUFFERING, /* pictures or sound ran out before the end */
    TSP_PHASE_ENDED
};

/* Of the pictures of a DVD, in pixels; buttons and subpictures are placed on them. */
#define TSP_CODED_WIDTH     720
#define TSP_STATISTICS_ROWS 24u

/* The finger on the screen, and the tap before. */
typedef struct tsp_touch {
    bool down;
    bool moved; /* too far for a tap */
    SDL_FingerID finger;
    SDL_Point at; /* where it came down, or scrolled to: pixels */
    uint32_t tapped;
    int side; /* of the last tap: -1 left, 1 right */
} tsp_touch;

typedef struct tsp_player {
    const tsp_play_options *options;
    tsb_log log;
    tsp_clock clock;
    tsp_audio *audio; /* NULL: without sound */
    tsp_pipeline *pipeline;
    tsp_window *window; /* borrowed */
    tsp_picture picture;
    tsp_osd *osd;
    const tsp_title *title;
    tsp_overlay *overlay;
    tsp_unit *unit; /* of the subtitle's stream, due last */

    const tsp_title *film;     /* that playing began with: its position is what is told at the end */
    int64_t film_position;     /* ticks */
    int64_t left_at;           /* where a menu was called in the title: there one comes back */
    const tsp_menu_page *page; /* what can be chosen; borrowed from the pipeline */
    int64_t page_time;
    unsigned chosen;     /* button of the page, from 1; 0: none */
    unsigned moves;      /* choices made so far */
    bool activated;      /* and that one's command is being carried out */
    bool forced_done;    /* the page's forced button was */
    tsp_unit *menu_unit; /* what the page's buttons are drawn in */
    int64_t still;       /* the picture stays for so long before what follows; TSP_NO_TIME: it does not */
    int64_t still_left;  /* of that, in milliseconds */

    enum tsp_phase phase;
    uint32_t phase_since; /* milliseconds */
    bool paused;
    bool quit;                     /* playing is to end */
    enum tsp_play_outcome outcome; /* and why, when the title has not come to its end */
    char dropped[TSP_PLAY_PATH_SIZE];
    bool stepped; /* the picture was moved by hand: the sound must be fetched anew before going on */
    bool redraw;
    AVFrame *next;     /* to be shown when its time comes */
    bool frames_ended; /* no picture follows next */
    int64_t position;  /* title time of the picture shown, or the one being sought */
    int64_t shown_end; /* when it has been shown long enough */
    int64_t start;     /* where the present run begins */
    bool first_shown;  /* the run's first picture is on the screen */
    tsp_pacing pacing;
    int64_t due;  /* ns of tsp_clock_now: when the picture was due that is to be drawn next; 0: at no special time */
    int64_t slot; /* and when it ought to appear */
    tsp_display_lock lock;
    bool moving; /* something over the picture changes with time */

    int volume;
    bool muted;
    tsb_error no_sound; /* why there is none */
    double speed;
    int subtitle; /* index; -1: off */
    bool subtitles_hidden;
    int disc_subpicture;        /* the stream the disc's menus had chosen when they were last heeded; -1: none */
    const tsp_title *subtitled; /* the title whose subtitle that is */
    bool statistics;
    bool screensaver; /* kept off */
    bool pointer_shown;
    tsp_touch touch;
    bool key_taken; /* by the key's press: the character it types is not looked at */
    bool key_repeated;
    char status[TSB_ERROR_TEXT_SIZE];
    uint32_t status_until;
    bool status_shown;
    const char *panel_title; /* of the panel that is shown; NULL: none */
    char buffering[96];
    char next_try[96];
    char detail[TSB_ERROR_TEXT_SIZE + 1]; /* of the panel */
    double av_offset;                     /* seconds that pictures are ahead of the sound, lately */
    int picture_width;                    /* of the film's pictures, as they are coded */
    int picture_height;
    double picture_rate; /* a second, of the film's */
    uint64_t frames_shown;
    uint64_t frames_late;
} tsp_player;

/* play_sync.c: takes pictures, keeps time, begins and ends buffering. */
void tsp_player_update(tsp_player *player);
/* Milliseconds until it wants to be called again. */
unsigned tsp_player_rest(tsp_player *player);
/* Begins a new run at time; what was shown stays until its first picture comes. */
void tsp_player_seek(tsp_player *player, int64_t time);
/* The pipeline was sent elsewhere: what goes with that, but for the pipeline. TSP_NO_TIME: its first picture tells. */
void tsp_player_begin(tsp_player *player, int64_t time);
/* A still has been looked at for long enough. */
void tsp_player_end_still(tsp_player *player);
void tsp_player_pause(tsp_player *player, bool paused);
/* Clock and sound stand still, and the display may sleep. */
void tsp_player_stop(tsp_player *player);
/* Where the viewer is: title time. */
int64_t tsp_player_time(tsp_player *player);
/* How full what is waited for is, 0 to 1. */
double tsp_player_buffered(tsp_player *player);
void tsp_player_step(tsp_player *player, int pictures);

/* play_pace.c */
/* The window has come to another display, whose pace has to be found. */
void tsp_player_meet_display(tsp_player *player);
/* When the next picture is due, in nanoseconds of tsp_clock_now. */
int64_t tsp_player_due_of_next(tsp_player *player);
/* Nanoseconds until it is to be drawn; and whether it should be on the screen by now. */
int64_t tsp_player_time_to_next(tsp_player *player);
bool tsp_player_next_overdue(tsp_player *player);
/* All is drawn, since begun: sleeps until a picture among it is to be shown. Then, when it has been. */
void tsp_player_await_moment(tsp_player *player, uint64_t begun);
void tsp_player_presented(tsp_player *player);

/* play_actions.c */
void tsp_player_leave(tsp_player *player, enum tsp_play_outcome outcome);
void tsp_player_act(tsp_player *player, enum tsp_action action, double amount);
void tsp_player_set_volume(tsp_player *player, int percent);
void tsp_player_set_track(tsp_player *player, unsigned track);
void tsp_player_set_chapter(tsp_player *player, unsigned chapter);
/* For a moment. */
void tsp_player_say(tsp_player *player, const char *text);

/* play_subtitles.c: subtitle is an index, or -1: off. What is chosen shows at once. */
int tsp_player_open_subtitles(tsp_player *player, tsb_error *err) TSB_MUST_USE;
void tsp_player_close_subtitles(tsp_player *player);
void tsp_player_update_subtitles(tsp_player *player);
void tsp_player_set_subtitle(tsp_player *player, int subtitle);
void tsp_player_cycle_subtitles(tsp_player *player, int step);
/* Hides what is chosen, all but forced units, or shows it again. */
void tsp_player_toggle_subtitles(tsp_player *player);

/* play_disc.c: the disc's titles, angles and own menus. */
void tsp_player_set_title(tsp_player *player, int number);
void tsp_player_set_angle(tsp_player *player, int angle);
bool tsp_player_in_menu(const tsp_player *player);
/* Goes there, or from there back to the film. */
void tsp_player_disc_menu(tsp_player *player);
/* Finds out what can be chosen now. */
void tsp_player_update_page(tsp_player *player);
/* Keys and places (pixels) that have to do with buttons; false: there is none for them. */
bool tsp_player_menu_key(tsp_player *player, SDL_Keycode key, Uint16 modifiers);
bool tsp_player_menu_hover(tsp_player *player, int x, int y);
bool tsp_player_menu_press(tsp_player *player, int x, int y);
/* What a menu draws; false: there is none. highlight is the caller's memory for the view's. */
bool tsp_player_menu_view(tsp_player *player, tsp_overlay_view *view, tsp_highlight *highlight);

/* play_menus.c: pop-up menus. */
/* Whether there is a use for a part of the bar. */
bool tsp_player_has(const tsp_player *player, enum tsp_osd_part part);
/* Opens a part's menu, or closes it. */
void tsp_player_open_menu(tsp_player *player, enum tsp_osd_part part);
void tsp_player_answer_menu(tsp_player *player, enum tsp_popup_answer answer);

/* play_parts.c: x in pixels. */
void tsp_player_press_part(tsp_player *player, enum tsp_osd_part part, int x);
/* The part that is held. */
void tsp_player_drag_part(tsp_player *player, int x);
/* A key that has to do with the focus or an open menu; false: it has not. */
bool tsp_player_screen_key(tsp_player *player, SDL_Keycode key, Uint16 modifiers);

/* play_touch.c */
void tsp_player_touch(tsp_player *player, const SDL_TouchFingerEvent *finger);

/* play_trouble.c: what is wrong though it plays, for a moment; and why it waits, if it does for long enough to be told.
 */
const char *tsp_player_status(tsp_player *player, const tsp_sectors_status *status, uint32_t now);
bool tsp_player_panel(tsp_player *player, const tsp_sectors_status *status, uint32_t now, tsp_osd_panel *out);

/* Has the disc ejected; says so, or why not. */
void tsp_player_eject(tsp_player *player);
/* Says why it could not be. */
void tsp_player_update_disc(tsp_player *player);

/* play_statistics.c: how many rows it has. */
unsigned tsp_player_statistics(tsp_player *player, const tsp_sectors_status *status,
                               tsp_osd_row rows[TSP_STATISTICS_ROWS]);

/* play_events.c: one event of SDL's. */
void tsp_player_event(tsp_player *player, SDL_Event *event);

/* play_media.c: answers the desktop's media controls, and tells them how things are. */
void tsp_player_update_media(tsp_player *player);

/* play_screen.c: draws when anything has changed. */
void tsp_player_draw(tsp_player *player);
#endif
