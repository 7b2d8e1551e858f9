/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files ui*.c share. */
#ifndef TALLYSTICK_PLAYER_UI_INT_H
#define TALLYSTICK_PLAYER_UI_INT_H

#include "player/screen/focus.h"
#include "player/screen/theme.h"
#include "player/screen/ui.h"

#define TSP_UI_FIELDS 8u

struct tsp_ui {
    tsp_window *window; /* borrowed, as are its widgets */
    tsp_widgets *widgets;
    tsp_focus focus;
    struct {
        int id;
        tsp_field *field; /* the screen's */
        SDL_Rect inside;  /* where its text may be */
        int shift;        /* pixels of it that are out of sight on the left */
    } fields[TSP_UI_FIELDS];
    unsigned field_count;

    /* What was done since the screen was drawn. */
    int pressed;   /* a part's id; 0: none */
    int submitted; /* a field's */
    int removed;   /* a part's id, by Delete */
    bool back;

    int armed; /* the part the pointer was pressed down on */
    int hovered;
    SDL_Point pointer;
    bool ring;        /* the focus is shown: the keyboard was used last */
    bool follow;      /* the focus has moved, and is to be brought into sight */
    double travelled; /* pixels a finger has moved */
    bool stale;
    bool moving;

    /* Of the screen as it is being laid out. */
    bool drawing;
    double scale;
    int width; /* of the window, pixels */
    int height;
    int left; /* of the column */
    int column;
    int y;   /* where the last part ended */
    int gap; /* before the next */
    bool middle;
    int scroll;     /* pixels above the window */
    bool bare;      /* without icons, which say nothing that is not written, too */
    bool tight;     /* all the width there is, and lower controls */
    double squeeze; /* of margins and gaps: less than 1 where a question would not fit */
    int edge;       /* from the top of what is laid out to the window's; what it cuts in two: */
    int cut_from;
    int cut_to;
};

static inline int tsp_ui_px(const tsp_ui *ui, double units)
{
    return (int)(units * ui->scale + 0.5);
}

/* How high buttons and fields are at least. */
static inline int tsp_ui_control(const tsp_ui *ui)
{
    return tsp_ui_px(ui, ui->tight ? TSP_THEME_CONTROL_LOW : TSP_THEME_CONTROL);
}

/* Room for a part so many pixels high, over the column's width; after it goes a gap. */
SDL_Rect tsp_ui_room(tsp_ui *ui, int height, double gap);
/* Names a part that can have the focus, and draws the ring when it has it. */
void tsp_ui_part(tsp_ui *ui, int id, SDL_Rect place);
/* Whether it was pressed; told once. */
bool tsp_ui_was_pressed(tsp_ui *ui, int id);
/* A box with a border all around. */
void tsp_ui_outline(tsp_ui *ui, SDL_Rect place, SDL_Color inside, SDL_Color border, double thickness);
/* A line of text in the middle of a box's height. */
void tsp_ui_line(tsp_ui *ui, const char *text, int x, int y, double size, SDL_Color colour, int limit);

/* ui_field.c: what has the focus is a field; it takes the key. */
tsp_field *tsp_ui_focused_field(tsp_ui *ui);
bool tsp_ui_field_key(tsp_ui *ui, tsp_field *field, const SDL_Keysym *key);
/* The pointer was pressed, or dragged, at x. */
void tsp_ui_field_point(tsp_ui *ui, int id, int x, bool select);

#endif
