/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/play/keys.h"

#include "base/compiler.h"
#include "tests/support/suite.h"

START_TEST(mpv_keys)
{
    static const struct {
        SDL_Keycode key;
        Uint16 modifiers;
        enum tsp_action action;
        double amount;
    } cases[] = {
        {SDLK_SPACE, 0, TSP_ACTION_PAUSE, 0},
        {SDLK_p, 0, TSP_ACTION_PAUSE, 0},
        {SDLK_p, KMOD_LSHIFT, TSP_ACTION_PROGRESS, 0},
        {SDLK_q, KMOD_NUM | KMOD_CAPS, TSP_ACTION_QUIT, 0},
        {SDLK_LEFT, 0, TSP_ACTION_SEEK, -5},
        {SDLK_RIGHT, 0, TSP_ACTION_SEEK, 5},
        {SDLK_UP, 0, TSP_ACTION_SEEK, 60},
        {SDLK_DOWN, 0, TSP_ACTION_SEEK, -60},
        {SDLK_RIGHT, KMOD_RSHIFT, TSP_ACTION_SEEK, 1},
        {SDLK_PAGEUP, 0, TSP_ACTION_CHAPTER, 1},
        {SDLK_PAGEDOWN, 0, TSP_ACTION_CHAPTER, -1},
        {SDLK_m, 0, TSP_ACTION_MUTE, 0},
        {SDLK_j, 0, TSP_ACTION_SUBTITLE, 1},
        {SDLK_j, KMOD_LSHIFT, TSP_ACTION_SUBTITLE, -1},
        {SDLK_v, 0, TSP_ACTION_SUBTITLES_SHOWN, 0},
        {SDLK_f, 0, TSP_ACTION_FULLSCREEN, 0},
        {SDLK_ESCAPE, 0, TSP_ACTION_LEAVE_FULLSCREEN, 0},
        {SDLK_o, 0, TSP_ACTION_PROGRESS, 0},
        {SDLK_i, 0, TSP_ACTION_STATISTICS, 0},
    };
    for (size_t i = 0; i < TSB_COUNT(cases); i++) {
        const tsp_key *key = tsp_keys_find(cases[i].key, cases[i].modifiers);
        ck_assert_ptr_nonnull(key);
        ck_assert_int_eq(key->action, cases[i].action);
        ck_assert(key->amount == cases[i].amount);
    }
    ck_assert_ptr_null(tsp_keys_find(SDLK_q, KMOD_LCTRL));
    ck_assert_ptr_null(tsp_keys_find(SDLK_q, KMOD_LALT));
    ck_assert_ptr_null(tsp_keys_find(SDLK_z, 0));
    ck_assert_ptr_null(tsp_keys_find(SDLK_UNKNOWN, 0));
}
END_TEST

START_TEST(characters)
{
    static const struct {
        const char *text;
        enum tsp_action action;
    } cases[] = {{"9", TSP_ACTION_VOLUME}, {"0", TSP_ACTION_VOLUME}, {"/", TSP_ACTION_VOLUME}, {"*", TSP_ACTION_VOLUME},
                 {"#", TSP_ACTION_TRACK},  {".", TSP_ACTION_STEP},   {"[", TSP_ACTION_SPEED},  {"]", TSP_ACTION_SPEED}};
    for (size_t i = 0; i < TSB_COUNT(cases); i++) {
        ck_assert_ptr_nonnull(tsp_keys_find_text(cases[i].text));
        ck_assert_int_eq(tsp_keys_find_text(cases[i].text)->action, cases[i].action);
    }
    ck_assert_ptr_null(tsp_keys_find_text(""));
    ck_assert_ptr_null(tsp_keys_find_text("00"));
    ck_assert_ptr_null(tsp_keys_find_text("\xC3\xA9"));
}
END_TEST

/* No key means two things, and none is met both as a key and as a character. */
START_TEST(table_is_sound)
{
    for (const tsp_key *a = tsp_keys; a->action != TSP_ACTION_NONE; a++) {
        ck_assert(a->modifiers == KMOD_NONE || a->modifiers == KMOD_SHIFT);
        ck_assert_ptr_eq(tsp_keys_find(a->key, a->modifiers), a);
        char text[2] = {a->key > 0 && a->key < 128 ? (char)a->key : '\0', '\0'};
        ck_assert_ptr_null(tsp_keys_find_text(text));
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {mpv_keys, characters, table_is_sound};
    return suite_run("player keys", tests, TSB_COUNT(tests));
}
