/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/play/keys.h"

#include "base/compiler.h"
#include "player/options_table.h"
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
        {SDLK_BACKSPACE, 0, TSP_ACTION_NORMAL_SPEED, 0},
        {SDLK_o, 0, TSP_ACTION_PROGRESS, 0},
        {SDLK_i, 0, TSP_ACTION_STATISTICS, 0},
    };
    for (size_t i = 0; i < TSB_COUNT(cases); i++) {
        const tsp_binding *found = tsp_keymap_find(NULL, tsp_key_pressed(cases[i].key, cases[i].modifiers));
        ck_assert_ptr_nonnull(found);
        ck_assert_int_eq(found->action, cases[i].action);
        ck_assert(found->amount == cases[i].amount);
    }
    ck_assert_ptr_null(tsp_keymap_find(NULL, tsp_key_pressed(SDLK_q, KMOD_LCTRL)));
    ck_assert_ptr_null(tsp_keymap_find(NULL, tsp_key_pressed(SDLK_q, KMOD_LALT)));
    ck_assert_ptr_null(tsp_keymap_find(NULL, tsp_key_pressed(SDLK_z, 0)));
    ck_assert_ptr_null(tsp_keymap_find(NULL, tsp_key_pressed(SDLK_UNKNOWN, 0)));
}
END_TEST

START_TEST(characters)
{
    static const struct {
        const char *text;
        enum tsp_action action;
    } cases[] = {{"9", TSP_ACTION_VOLUME}, {"0", TSP_ACTION_VOLUME}, {"/", TSP_ACTION_VOLUME}, {"*", TSP_ACTION_VOLUME},
                 {"#", TSP_ACTION_TRACK},  {".", TSP_ACTION_STEP},   {"[", TSP_ACTION_SPEED},  {"]", TSP_ACTION_SPEED}};
    static const char *const not_typed[] = {"", " ", "00", "q", "Q", "\xC3", "\xC3\xA9q"};
    tsp_key key;
    for (size_t i = 0; i < TSB_COUNT(cases); i++) {
        ck_assert(tsp_key_typed(&key, cases[i].text));
        const tsp_binding *found = tsp_keymap_find(NULL, key);
        ck_assert_ptr_nonnull(found);
        ck_assert_int_eq(found->action, cases[i].action);
    }
    for (size_t i = 0; i < TSB_COUNT(not_typed); i++)
        ck_assert_msg(!tsp_key_typed(&key, not_typed[i]), "%s", not_typed[i]);
    ck_assert(tsp_key_typed(&key, "\xC3\xA9"));
    ck_assert_ptr_null(tsp_keymap_find(NULL, key));
}
END_TEST

START_TEST(mouse)
{
    static const struct {
        int code;
        enum tsp_action action;
    } cases[] = {{TSP_WHEEL_UP, TSP_ACTION_VOLUME}, {TSP_WHEEL_LEFT, TSP_ACTION_SEEK}};
    for (size_t i = 0; i < TSB_COUNT(cases); i++)
        ck_assert_int_eq(tsp_keymap_find(NULL, tsp_key_wheel(cases[i].code, 0))->action, cases[i].action);
    ck_assert_int_eq(tsp_keymap_find(NULL, tsp_key_button(SDL_BUTTON_RIGHT, false, 0))->action, TSP_ACTION_PAUSE);
    ck_assert_int_eq(tsp_keymap_find(NULL, tsp_key_button(SDL_BUTTON_LEFT, true, 0))->action, TSP_ACTION_FULLSCREEN);
    ck_assert_ptr_null(tsp_keymap_find(NULL, tsp_key_button(SDL_BUTTON_LEFT, false, 0)));
    ck_assert_ptr_null(tsp_keymap_find(NULL, tsp_key_wheel(TSP_WHEEL_UP, KMOD_LCTRL)));
}
END_TEST

static bool same(const tsp_key *a, const tsp_key *b)
{
    return a->kind == b->kind && a->code == b->code && a->modifiers == b->modifiers;
}

/* No key means two things; each has a name, from which it is found again; amounts are within the action's range. */
START_TEST(table_is_sound)
{
    for (size_t i = 0; i < tsp_keys_builtin_count; i++) {
        const tsp_binding *binding = &tsp_keys_builtin[i];
        const tsp_action_info *info = tsp_action_get(binding->action);
        char name[TSP_KEY_NAME_SIZE];
        tsp_key key;
        ck_assert_ptr_eq(tsp_keymap_find(NULL, binding->key), binding);
        tsp_key_name(&binding->key, name);
        ck_assert_msg(tsp_key_parse(&key, name, strlen(name)) && same(&key, &binding->key), "%s", name);
        if (info->amount == TSP_AMOUNT_WORD)
            continue;
        ck_assert(info->amount == TSP_AMOUNT_NONE
                      ? binding->amount == 0
                      : binding->amount >= info->least && binding->amount <= info->most && binding->amount != 0);
    }
    for (int i = 0; i < TSP_ACTION_COUNT; i++) {
        const char *name = tsp_action_get((enum tsp_action)i)->name;
        ck_assert_ptr_nonnull(name);
        ck_assert_int_eq((int)tsp_action_find(name, strlen(name)), i);
    }
    ck_assert_int_eq(tsp_action_find("pauses", 6), TSP_ACTION_COUNT);
    ck_assert_int_eq(tsp_action_find("pauses", 4), TSP_ACTION_COUNT);
}
END_TEST

static bool for_people(const tsp_key *key)
{
    static const SDL_Keycode media[] = {SDLK_AUDIOPLAY,   SDLK_AUDIOSTOP, SDLK_AUDIOFASTFORWARD,
                                        SDLK_AUDIOREWIND, SDLK_AUDIONEXT, SDLK_AUDIOPREV,
                                        SDLK_EJECT,       SDLK_AC_BACK};
    for (size_t i = 0; i < TSB_COUNT(media); i++)
        if (key->kind == TSP_KEY_PRESSED && key->code == media[i])
            return false;
    return key->kind != TSP_KEY_MOUSE;
}

/* The help of the command line names each key there is, once, and no other. */
START_TEST(help_names_all)
{
    unsigned *named = calloc(tsp_keys_builtin_count, sizeof *named);
    ck_assert_ptr_nonnull(named);
    for (size_t i = 0; i < tsp_key_count; i++) {
        for (const char *name = tsp_key_table[i].keys; *name; name += strspn(name, " ")) {
            size_t length = strcspn(name, " ");
            tsp_key key;
            ck_assert_msg(tsp_key_parse(&key, name, length), "%s", name);
            const tsp_binding *binding = tsp_keymap_find(NULL, key);
            ck_assert_msg(binding && for_people(&key), "%s", name);
            named[binding - tsp_keys_builtin]++;
            name += length;
        }
        ck_assert_uint_gt(strlen(tsp_key_table[i].help), 0);
    }
    for (size_t i = 0; i < tsp_keys_builtin_count; i++) {
        char name[TSP_KEY_NAME_SIZE];
        tsp_key_name(&tsp_keys_builtin[i].key, name);
        ck_assert_msg(named[i] == for_people(&tsp_keys_builtin[i].key), "%s is named %u times", name, named[i]);
    }
    free(named);
}
END_TEST

START_TEST(names)
{
    static const struct {
        const char *name;
        tsp_key key;
        const char *canonical;
    } cases[] = {
        {"q", {TSP_KEY_PRESSED, SDLK_q, 0}, "q"},
        {"Q", {TSP_KEY_PRESSED, SDLK_q, KMOD_SHIFT}, "Q"},
        {"Shift+q", {TSP_KEY_PRESSED, SDLK_q, KMOD_SHIFT}, "Q"},
        {"ctrl+alt+Q", {TSP_KEY_PRESSED, SDLK_q, KMOD_CTRL | KMOD_ALT | KMOD_SHIFT}, "ctrl+alt+Q"},
        {"META+f5", {TSP_KEY_PRESSED, SDLK_F5, KMOD_GUI}, "meta+F5"},
        {"9", {TSP_KEY_TYPED, '9', 0}, "9"},
        {"Ctrl+9", {TSP_KEY_PRESSED, SDLK_9, KMOD_CTRL}, "ctrl+9"},
        {"+", {TSP_KEY_TYPED, '+', 0}, "+"},
        {"alt++", {TSP_KEY_PRESSED, SDLK_PLUS, KMOD_ALT}, "alt++"},
        {"#", {TSP_KEY_TYPED, '#', 0}, "SHARP"},
        {"ctrl+sharp", {TSP_KEY_PRESSED, SDLK_HASH, KMOD_CTRL}, "ctrl+SHARP"},
        {"MBTN_RIGHT_DBL", {TSP_KEY_MOUSE, SDL_BUTTON_RIGHT + TSP_MOUSE_DOUBLE, 0}, "MBTN_RIGHT_DBL"},
        {"Shift+WHEEL_UP", {TSP_KEY_MOUSE, TSP_WHEEL_UP, KMOD_SHIFT}, "shift+WHEEL_UP"},
        {"@", {TSP_KEY_TYPED, '@', 0}, "@"},
        {"\xE2\x82\xAC", {TSP_KEY_TYPED, 0x20AC, 0}, "\xE2\x82\xAC"},
    };
    for (size_t i = 0; i < TSB_COUNT(cases); i++) {
        char name[TSP_KEY_NAME_SIZE];
        tsp_key key;
        ck_assert_msg(tsp_key_parse(&key, cases[i].name, strlen(cases[i].name)), "%s", cases[i].name);
        ck_assert_msg(same(&key, &cases[i].key), "%s", cases[i].name);
        tsp_key_name(&key, name);
        ck_assert_str_eq(name, cases[i].canonical);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {mpv_keys, characters, mouse, table_is_sound, help_names_all, names};
    return suite_run("player keys", tests, TSB_COUNT(tests));
}
