/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/desktop/config.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/translate.h"
#include "player/desktop/config_lines.h"

enum kind { KIND_BOOL, KIND_NUMBER, KIND_REAL, KIND_LANGUAGES, KIND_CHOICE };

/* By the numbers of their enumerations, which choices are kept as. */
static const char *const subtitle_names[] = {
    [TSP_SUBTITLES_FORCED] = "forced", [TSP_SUBTITLES_ON] = "on", [TSP_SUBTITLES_OFF] = "off", NULL};
static const char *const sync_names[] = {[TSP_SYNC_DISPLAY] = "display-resample", [TSP_SYNC_AUDIO] = "audio", NULL};

static const struct option {
    const char *name;
    enum kind kind;
    size_t offset;
    double least;
    double most;
    const char *takes;
    const char *const *choices;
} options[] = {
#define AT(member) offsetof(tsp_config, member)
    {"volume", KIND_NUMBER, AT(volume), 0, TSP_VOLUME_MAX, N_("a number from 0 to 130"), NULL},
    {"mute", KIND_BOOL, AT(mute), 0, 0, N_("yes or no"), NULL},
    {"fullscreen", KIND_BOOL, AT(fullscreen), 0, 0, N_("yes or no"), NULL},
    {"audio-language", KIND_LANGUAGES, AT(audio_language), 0, 0, N_("codes of languages, as fr or fr,en"), NULL},
    {"subtitle-language", KIND_LANGUAGES, AT(subtitle_language), 0, 0, N_("codes of languages, as fr or fr,en"), NULL},
    {"subtitles", KIND_CHOICE, AT(subtitles), 0, 0, N_("on, off or forced"), subtitle_names},
    {"text-size", KIND_REAL, AT(text_size), 0.75, 2, N_("a number from 0.75 to 2"), NULL},
    {"language", KIND_LANGUAGES, AT(language), 0, 0, N_("the code of a language, as fr"), NULL},
    {"remember-window", KIND_BOOL, AT(remember_window), 0, 0, N_("yes or no"), NULL},
    {"stop-screensaver", KIND_BOOL, AT(stop_screensaver), 0, 0, N_("yes or no"), NULL},
    {"video-sync", KIND_CHOICE, AT(video_sync), 0, 0, N_("display-resample or audio"), sync_names},
    {"media-controls", KIND_BOOL, AT(media_controls), 0, 0, N_("yes or no"), NULL},
#undef AT
};

void tsp_config_init(tsp_config *config)
{
    *config = (tsp_config){
        .volume = -1, .text_size = 1, .remember_window = true, .stop_screensaver = true, .media_controls = true};
}

static bool set_bool(bool *out, const char *value)
{
    bool yes = strcmp(value, "yes") == 0;
    if (!yes && strcmp(value, "no") != 0)
        return false;
    *out = yes;
    return true;
}

static bool set_number(double *out, const struct option *option, const char *value)
{
    double number = 0;
    if (!tsp_config_number(value, &number) || number < option->least || number > option->most)
        return false;
    *out = number;
    return true;
}

/* Codes of two or three letters, a country may follow ("pt_BR", "pt-BR"), with commas between; or nothing. */
static bool set_languages(char out[TSP_LANGUAGES_SIZE], const char *value)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    for (const char *at = value; *at;) {
        size_t code = strspn(at, letters);
        at += code;
        if (code < 2 || code > 3)
            return false;
        if (*at == '_' || *at == '-') {
            size_t country = strspn(++at, letters);
            at += country;
            if (country < 2 || country > 4)
                return false;
        }
        if (*at == ',' && at[1])
            at++;
        else if (*at)
            return false;
    }
    if (strlen(value) >= TSP_LANGUAGES_SIZE)
        return false;
    memcpy(out, value, strlen(value) + 1);
    return true;
}

static bool set_choice(unsigned *out, const char *const *choices, const char *value)
{
    for (unsigned i = 0; choices[i]; i++)
        if (strcmp(choices[i], value) == 0) {
            *out = i;
            return true;
        }
    return false;
}

static bool set(tsp_config *config, const struct option *option, const char *value)
{
    void *member = (char *)config + option->offset;
    double number = 0;
    switch (option->kind) {
    case KIND_BOOL:
        return set_bool(member, value);
    case KIND_NUMBER:
        if (!set_number(&number, option, value) || number != (int)number)
            return false;
        *(int *)member = (int)number;
        return true;
    case KIND_REAL:
        return set_number(member, option, value);
    case KIND_LANGUAGES:
        return set_languages(member, value);
    case KIND_CHOICE:
        return set_choice(member, option->choices, value);
    }
    return false;
}

/* One option, as on a line: "volume", "80". */
static int set_named(tsp_config *config, const char *name, const char *value, tsb_error *err)
{
    for (size_t i = 0; i < TSB_COUNT(options); i++) {
        if (strcmp(options[i].name, name) != 0)
            continue;
        if (set(config, &options[i], value))
            return 0;
        return tsb_fail(err, TSB_ERR_INVALID, "%s takes %s, not \"%s\"", name, _(options[i].takes), value);
    }
    return tsb_fail(err, TSB_ERR_INVALID, "there is no option \"%s\"", name);
}

/* "name=value", with blanks around either. */
static int take_line(void *context, char *line, tsb_error *err)
{
    char *equals = strchr(line, '=');
    if (!equals)
        return tsb_fail(err, TSB_ERR_INVALID, "a line is option=value, not \"%s\"", line);
    char *value = equals + 1;
    value += strspn(value, TSP_CONFIG_BLANKS);
    while (equals > line && strchr(TSP_CONFIG_BLANKS, equals[-1]))
        equals--;
    *equals = '\0';
    return set_named(context, line, value, err);
}

size_t tsp_config_parse(tsp_config *config, const char *file, const char *text, size_t size, const tsb_log *log)
{
    return tsp_config_lines(file, text, size, take_line, config, log);
}

bool tsp_config_describe(size_t index, tsp_config_info *out)
{
    tsp_config standard;
    if (index >= TSB_COUNT(options))
        return false;
    tsp_config_init(&standard);
    const struct option *option = &options[index];
    const void *member = (const char *)&standard + option->offset;
    *out = (tsp_config_info){.name = option->name, .takes = option->takes};
    switch (option->kind) {
    case KIND_BOOL:
        snprintf(out->standard, sizeof out->standard, "%s", *(const bool *)member ? "yes" : "no");
        break;
    case KIND_NUMBER:
        if (*(const int *)member >= 0)
            snprintf(out->standard, sizeof out->standard, "%d", *(const int *)member);
        break;
    case KIND_REAL:
        snprintf(out->standard, sizeof out->standard, "%g", *(const double *)member);
        break;
    case KIND_LANGUAGES:
        snprintf(out->standard, sizeof out->standard, "%s", (const char *)member);
        break;
    case KIND_CHOICE:
        snprintf(out->standard, sizeof out->standard, "%s", option->choices[*(const unsigned *)member]);
        break;
    }
    return true;
}
