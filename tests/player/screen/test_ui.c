/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A screen drawn in a window that nobody sees, and used by SDL's events. */
#include "player/screen/ui.h"

#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "player/screen/theme.h"
#include "tests/support/suite.h"

enum { NAME = 1, PASSWORD, SIGN_IN, CANCEL, CARD = 10, ENTRY = 100, CROSS = 200 };

static tsp_window *window;
static tsp_ui *ui;

typedef struct screen {
    tsp_field name;
    tsp_field password;
    int cards;
    int entries;
    int removed;
    int pressed;
    int submitted;
    bool back;
} screen;

static char name[32];
static char *password;

static void build(tsp_ui *to, void *context)
{
    screen *shown = context;
    tsp_ui_column(to, TSP_THEME_COLUMN, true);
    tsp_ui_text(to, TSP_UI_TITLE, "Sign in");
    tsp_ui_text(to, TSP_UI_ALERT,
                "A longer text that takes more than a line, so that it has to be wrapped at its blanks.");
    if (tsp_ui_field(to, NAME, "Name", &shown->name))
        shown->submitted = NAME;
    if (tsp_ui_field(to, PASSWORD, "Password", &shown->password))
        shown->submitted = PASSWORD;
    if (tsp_ui_button(to, SIGN_IN, TSP_UI_PRIMARY, "Sign in"))
        shown->pressed = SIGN_IN;
    if (tsp_ui_button(to, CANCEL, TSP_UI_QUIET, "Cancel"))
        shown->pressed = CANCEL;
    for (int i = 0; i < shown->cards; i++)
        if (tsp_ui_card(to, CARD + i, TSP_ICON_OPTICAL, "A film", "in a drive", "0:12:33"))
            shown->pressed = CARD + i;
    for (int i = 0; i < shown->entries; i++) {
        const tsp_ui_entry entry = {
            .id = ENTRY + i, .cross = CROSS + i, .icon = TSP_ICON_PLAY, .text = "A film", .away = i == 1};
        enum tsp_ui_done done = tsp_ui_list_entry(to, &entry);
        if (done == TSP_UI_PRESSED)
            shown->pressed = ENTRY + i;
        else if (done == TSP_UI_REMOVED)
            shown->removed = ENTRY + i;
    }
    if (tsp_ui_back(to))
        shown->back = true;
}

static void set_up(screen *shown, int cards)
{
    tsb_error err = {0};
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    ck_assert_int_eq(tsp_window_create(&window, false, NULL, &err), 0);
    ck_assert_int_eq(tsp_ui_create(&ui, window, &err), 0);
    password = tsb_secret_alloc(32);
    ck_assert_ptr_nonnull(password);
    memset(name, 0, sizeof name);
    *shown = (screen){.cards = cards};
    tsp_field_init(&shown->name, name, sizeof name, false);
    tsp_field_init(&shown->password, password, 32, true);
    tsp_ui_draw(ui, build, shown);
}

static void tear_down(void)
{
    tsb_secret_free(password, 32);
    tsp_ui_destroy(&ui);
    tsp_window_destroy(&window);
}

static void key(screen *shown, SDL_Keycode sym, Uint16 modifiers)
{
    SDL_Event event = {.key = {.type = SDL_KEYDOWN, .keysym = {.sym = sym, .mod = modifiers}}};
    if (tsp_ui_event(ui, &event))
        tsp_ui_draw(ui, build, shown);
}

static void type(const char *text)
{
    SDL_Event event = {.text = {.type = SDL_TEXTINPUT}};
    SDL_strlcpy(event.text.text, text, sizeof event.text.text);
    tsp_ui_event(ui, &event);
}

START_TEST(keyboard)
{
    screen shown;
    set_up(&shown, 0);
    type("ada x");
    key(&shown, SDLK_BACKSPACE, 0);
    key(&shown, SDLK_SPACE, 0); /* a character in a field, which comes by itself */
    key(&shown, SDLK_TAB, 0);
    type("secret");
    ck_assert_str_eq(name, "ada ");
    ck_assert_str_eq(password, "secret");
    key(&shown, SDLK_RETURN, 0);
    ck_assert_int_eq(shown.submitted, PASSWORD);
    key(&shown, SDLK_DOWN, 0);
    type("nowhere");
    key(&shown, SDLK_SPACE, 0);
    ck_assert_int_eq(shown.pressed, SIGN_IN);
    key(&shown, SDLK_TAB, 0);
    key(&shown, SDLK_KP_ENTER, 0);
    ck_assert_int_eq(shown.pressed, CANCEL);
    key(&shown, SDLK_TAB, 0); /* around the end */
    type("b");
    ck_assert_str_eq(name, "ada b");
    key(&shown, SDLK_TAB, KMOD_LSHIFT);
    shown.pressed = 0;
    key(&shown, SDLK_RETURN, KMOD_LALT);
    ck_assert_int_eq(shown.pressed, 0);
    key(&shown, SDLK_RETURN, 0);
    ck_assert_int_eq(shown.pressed, CANCEL);
    ck_assert(!shown.back);
    key(&shown, SDLK_ESCAPE, 0);
    ck_assert(shown.back);
    tear_down();
}
END_TEST

START_TEST(held_down)
{
    screen shown;
    SDL_Event event = {.key = {.type = SDL_KEYDOWN, .repeat = 1, .keysym = {.sym = SDLK_RETURN}}};
    set_up(&shown, 0);
    tsp_ui_reset(ui, SIGN_IN);
    tsp_ui_draw(ui, build, &shown);
    ck_assert(!tsp_ui_event(ui, &event));
    event.key.repeat = 0;
    ck_assert(tsp_ui_event(ui, &event));
    tear_down();
}
END_TEST

START_TEST(clipboard)
{
    screen shown;
    set_up(&shown, 0);
    SDL_SetClipboardText("pasted\n");
    key(&shown, SDLK_v, KMOD_LCTRL);
    ck_assert_str_eq(name, "pasted");
    key(&shown, SDLK_TAB, 0);
    type("secret");
    key(&shown, SDLK_a, KMOD_LCTRL);
    key(&shown, SDLK_c, KMOD_LCTRL);
    key(&shown, SDLK_x, KMOD_LCTRL);
    ck_assert_str_eq(password, "secret");
    char *kept = SDL_GetClipboardText();
    ck_assert_str_eq(kept, "pasted\n");
    SDL_free(kept);
    key(&shown, SDLK_v, KMOD_LCTRL);
    ck_assert_str_eq(password, "pasted");
    tear_down();
}
END_TEST

START_TEST(typed_secret_is_wiped)
{
    static const char zeros[SDL_TEXTINPUTEVENT_TEXT_SIZE];
    screen shown;
    SDL_Event event = {.text = {.type = SDL_TEXTINPUT, .text = "hush"}};
    set_up(&shown, 0);
    tsp_ui_reset(ui, PASSWORD);
    tsp_ui_draw(ui, build, &shown);
    tsp_ui_event(ui, &event);
    ck_assert_str_eq(password, "hush");
    ck_assert_mem_eq(event.text.text, zeros, sizeof zeros);
    tear_down();
}
END_TEST

/* Somewhere a card is, going down the column's middle. */
static bool click(screen *shown, int x, int y)
{
    SDL_Event down = {.button = {.type = SDL_MOUSEBUTTONDOWN, .button = SDL_BUTTON_LEFT, .clicks = 1, .x = x, .y = y}};
    SDL_Event up = {.button = {.type = SDL_MOUSEBUTTONUP, .button = SDL_BUTTON_LEFT, .clicks = 1, .x = x, .y = y}};
    int before = shown->pressed;
    tsp_ui_event(ui, &down);
    if (tsp_ui_event(ui, &up))
        tsp_ui_draw(ui, build, shown);
    return shown->pressed != before;
}

START_TEST(mouse)
{
    screen shown;
    int width = 0;
    int height = 0;
    int y = 0;
    set_up(&shown, 0);
    tsp_window_size(window, &width, &height);
    while (y < height && !click(&shown, width / 2, y))
        y += 4;
    ck_assert_int_eq(shown.pressed, SIGN_IN);
    while (y < height && shown.pressed == SIGN_IN) {
        y += 4;
        click(&shown, width / 2, y);
    }
    ck_assert_int_eq(shown.pressed, CANCEL);
    /* Pressed down here, let go there: nothing. */
    shown.pressed = 0;
    SDL_Event down = {.button = {.type = SDL_MOUSEBUTTONDOWN, .button = SDL_BUTTON_LEFT, .x = width / 2, .y = y}};
    SDL_Event up = {.button = {.type = SDL_MOUSEBUTTONUP, .button = SDL_BUTTON_LEFT, .x = 1, .y = 1}};
    tsp_ui_event(ui, &down);
    ck_assert(!tsp_ui_event(ui, &up));
    ck_assert_int_eq(shown.pressed, 0);
    tear_down();
}
END_TEST

START_TEST(entries_can_be_taken_off)
{
    screen shown;
    int width = 0;
    int height = 0;
    set_up(&shown, 0);
    shown.entries = 2;
    tsp_ui_reset(ui, ENTRY + 1);
    tsp_ui_draw(ui, build, &shown);
    key(&shown, SDLK_DELETE, 0);
    ck_assert_int_eq(shown.removed, ENTRY + 1);
    key(&shown, SDLK_RETURN, 0);
    ck_assert_int_eq(shown.pressed, ENTRY + 1);
    /* The cross is a part of its own, to the right. */
    shown.removed = shown.pressed = 0;
    key(&shown, SDLK_RIGHT, 0);
    key(&shown, SDLK_SPACE, 0);
    ck_assert_int_eq(shown.removed, ENTRY + 1);
    ck_assert_int_eq(shown.pressed, 0);
    /* Elsewhere Delete takes nothing off: not on a button, and not in a field. */
    shown.removed = 0;
    tsp_ui_reset(ui, CANCEL);
    tsp_ui_draw(ui, build, &shown);
    key(&shown, SDLK_DELETE, 0);
    tsp_ui_reset(ui, NAME);
    tsp_ui_draw(ui, build, &shown);
    key(&shown, SDLK_DELETE, 0);
    ck_assert_int_eq(shown.removed, 0);
    /* By the pointer: the last cross is the lowest thing near the column's right end. */
    tsp_window_size(window, &width, &height);
    int right = (width + (int)(TSP_THEME_COLUMN * tsp_window_scale(window))) / 2 - 10;
    for (int y = height - 1; y > 0 && shown.removed == 0; y -= 4)
        click(&shown, right, y);
    ck_assert_int_eq(shown.removed, ENTRY + 1);
    ck_assert_int_eq(shown.pressed, 0);
    tear_down();
}
END_TEST

struct cards {
    const char *note;
    const char *detail;
    int pressed;
};

static void build_cards(tsp_ui *to, void *context)
{
    struct cards *cards = context;
    tsp_ui_column(to, TSP_THEME_COLUMN_WIDE, false);
    if (tsp_ui_card(to, CARD, TSP_ICON_TOKEN, "A film", cards->note, cards->detail))
        cards->pressed++;
}

#define STEP 8

/* How often the part that counts pressed is pressed, going down the column's middle. */
static int count_presses(tsp_ui_build *drawn, void *context, int *pressed, int from, int to)
{
    int width = 0;
    int height = 0;
    tsp_window_size(window, &width, &height);
    tsp_ui_reset(ui, 0);
    tsp_ui_draw(ui, drawn, context);
    *pressed = 0;
    for (int y = from; y < to && y < height; y += STEP) {
        SDL_Event down = {.button = {.type = SDL_MOUSEBUTTONDOWN, .button = SDL_BUTTON_LEFT, .x = width / 2, .y = y}};
        SDL_Event up = {.button = {.type = SDL_MOUSEBUTTONUP, .button = SDL_BUTTON_LEFT, .x = width / 2, .y = y}};
        tsp_ui_event(ui, &down);
        if (tsp_ui_event(ui, &up))
            tsp_ui_draw(ui, drawn, context);
    }
    return *pressed;
}

/* How high the card is, to the step, by where it takes the mouse. */
static int card_height(const char *note, const char *detail)
{
    struct cards cards = {note, detail, 0};
    int height = 0;
    tsp_window_size(window, NULL, &height);
    return STEP * count_presses(build_cards, &cards, &cards.pressed, 0, height / 2);
}

/* What is too long for a line takes more, so that it can be read whole; what is not takes no more room for that. */
START_TEST(notes_go_on_in_another_line)
{
    static const char note[] = "TALLY0001. Put its disc in to watch it, then choose it here.";
    char longest[800];
    screen shown;
    set_up(&shown, 0);
    int usual = card_height("A note.", NULL);
    ck_assert_int_ge(usual + STEP, (int)(TSP_THEME_CARD * tsp_window_scale(window)));
    ck_assert_int_eq(card_height(note, "1 view left"), usual);
    tsp_window_set_text_scale(window, 2);
    int line = tsp_widgets_line((int)(TSP_THEME_TEXT_SMALL * tsp_window_scale(window)));
    usual = card_height("A note.", "1 view left");
    ck_assert_int_ge(card_height(note, "1 view left"), usual + line / 2);
    /* Not without end: a name may be of any length. */
    memset(longest, 'x', sizeof longest);
    for (size_t i = 7; i < sizeof longest; i += 8)
        longest[i] = ' ';
    longest[sizeof longest - 1] = '\0';
    ck_assert_int_le(card_height(longest, longest), usual + 3 * line);
    tear_down();
}
END_TEST

struct question {
    bool icon;
    int lines;
    int pressed;
};

static void build_question(tsp_ui *to, void *context)
{
    struct question *question = context;
    tsp_ui_column(to, TSP_THEME_COLUMN, true);
    if (question->icon)
        tsp_ui_icon(to, TSP_ICON_OPTICAL, TSP_THEME_SPINNER);
    tsp_ui_button(to, SIGN_IN, TSP_UI_SECONDARY, "Watch"); /* which has the focus, and is in sight */
    for (int i = 0; i < question->lines; i++)
        tsp_ui_text(to, TSP_UI_TEXT, "Some line.");
    if (tsp_ui_button(to, CANCEL, TSP_UI_PRIMARY, "Not now"))
        question->pressed++;
}

/* How many lines a question may have for its last button to be seen whole. */
static int lines_that_fit(bool icon)
{
    int height = 0;
    int least = (int)(TSP_THEME_CONTROL_LOW * tsp_window_scale(window)) / STEP;
    tsp_window_size(window, NULL, &height);
    for (int lines = 0; lines < 40; lines++) {
        struct question question = {.icon = icon, .lines = lines};
        if (count_presses(build_question, &question, &question.pressed, height / 2, height) < least)
            return lines - 1;
    }
    return 40;
}

START_TEST(an_icon_costs_no_button_its_place)
{
    screen shown;
    set_up(&shown, 0);
    tsp_window_set_text_scale(window, 2);
    int fit = lines_that_fit(false);
    ck_assert_int_gt(fit, 1);
    ck_assert_int_lt(fit, 40);
    ck_assert_int_eq(lines_that_fit(true), fit);
    tear_down();
}
END_TEST

/* As the player asks for name and password, at the largest texts, with what was wrong the first time. */
static void build_credentials(tsp_ui *to, void *context)
{
    static char user_text[8];
    static char password_text[8];
    static tsp_field fields[2];
    struct question *question = context;
    tsp_ui_column(to, TSP_THEME_COLUMN, true);
    tsp_ui_text(to, TSP_UI_TITLE, "Connexion à Server for tests");
    tsp_ui_text(to, TSP_UI_ALERT, "Le nom d’utilisateur ou le mot de passe est faux.");
    tsp_ui_gap(to, TSP_THEME_PAD);
    if (!fields[0].text) {
        tsp_field_init(&fields[0], user_text, sizeof user_text, false);
        tsp_field_init(&fields[1], password_text, sizeof password_text, true);
    }
    tsp_ui_field(to, NAME, "Nom d’utilisateur", &fields[0]);
    tsp_ui_field(to, PASSWORD, "Mot de passe", &fields[1]);
    tsp_ui_gap(to, TSP_THEME_PAD);
    tsp_ui_button(to, SIGN_IN, TSP_UI_PRIMARY, "Se connecter");
    if (tsp_ui_button(to, CANCEL, TSP_UI_SECONDARY, "Annuler"))
        question->pressed++;
}

START_TEST(a_question_is_seen_whole_at_the_largest_texts)
{
    screen shown;
    struct question question = {0};
    int height = 0;
    set_up(&shown, 0);
    tsp_window_set_text_scale(window, 2);
    tsp_window_size(window, NULL, &height);
    int least = (int)(TSP_THEME_CONTROL_LOW * tsp_window_scale(window)) / STEP;
    ck_assert_int_ge(count_presses(build_credentials, &question, &question.pressed, height / 2, height), least);
    tear_down();
}
END_TEST

START_TEST(scrolling)
{
    screen shown;
    int width = 0;
    int height = 0;
    set_up(&shown, 40);
    tsp_window_size(window, &width, &height);
    /* The last one is out of sight; going to it brings it in. */
    key(&shown, SDLK_TAB, KMOD_LSHIFT);
    tsp_ui_draw(ui, build, &shown);
    int y = height - 1;
    while (y > 0 && !click(&shown, width / 2, y))
        y -= 4;
    ck_assert_int_eq(shown.pressed, CARD + 39);
    /* The wheel goes up again, no farther than to the top. */
    SDL_Event turn = {.wheel = {.type = SDL_MOUSEWHEEL, .y = 1000, .preciseY = 1000}};
    tsp_ui_event(ui, &turn);
    tsp_ui_draw(ui, build, &shown);
    for (y = 0; y < height && !click(&shown, width / 2, y);)
        y += 4;
    ck_assert_int_eq(shown.pressed, SIGN_IN);
    /* A finger that moves scrolls, and presses nothing. */
    shown.pressed = 0;
    SDL_Event down = {.button = {.type = SDL_MOUSEBUTTONDOWN, .which = SDL_TOUCH_MOUSEID, .button = SDL_BUTTON_LEFT}};
    SDL_Event up = {.button = {.type = SDL_MOUSEBUTTONUP, .which = SDL_TOUCH_MOUSEID, .button = SDL_BUTTON_LEFT}};
    SDL_Event drag = {.tfinger = {.type = SDL_FINGERMOTION, .dy = -0.5f}};
    down.button.x = up.button.x = width / 2;
    down.button.y = up.button.y = y;
    tsp_ui_event(ui, &down);
    tsp_ui_event(ui, &drag);
    ck_assert(!tsp_ui_event(ui, &up));
    tsp_ui_draw(ui, build, &shown);
    ck_assert_int_eq(shown.pressed, 0);
    ck_assert(click(&shown, width / 2, height / 2) || click(&shown, width / 2, height / 2 + height / 20));
    ck_assert_int_ge(shown.pressed, CARD);
    tear_down();
}
END_TEST

START_TEST(text_size)
{
    screen shown;
    set_up(&shown, 0);
    double scale = tsp_window_scale(window);
    tsp_window_set_text_scale(window, 2);
    ck_assert_double_eq_tol(tsp_window_scale(window), 2 * scale, 0.001);
    tsp_ui_draw(ui, build, &shown);
    tsp_window_set_text_scale(window, 100);
    ck_assert_double_eq_tol(tsp_window_scale(window), 3 * scale, 0.001);
    tsp_window_set_text_scale(window, 0);
    ck_assert_double_eq_tol(tsp_window_scale(window), 0.5 * scale, 0.001);
    tsp_ui_draw(ui, build, &shown);
    tear_down();
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        keyboard,
        held_down,
        clipboard,
        typed_secret_is_wiped,
        mouse,
        entries_can_be_taken_off,
        notes_go_on_in_another_line,
        an_icon_costs_no_button_its_place,
        a_question_is_seen_whole_at_the_largest_texts,
        scrolling,
        text_size,
    };
    return suite_run("player ui", tests, TSB_COUNT(tests));
}
