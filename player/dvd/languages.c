/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/dvd/languages.h"

#include <stddef.h>
#include <string.h>

#include "base/compiler.h"
#include "base/translate.h"

static const struct {
    char code[TSP_LANGUAGE_SIZE];
    const char *name;
} languages[] = {
    {"af", N_("Afrikaans")},
    {"ar", N_("Arabic")},
    {"az", N_("Azerbaijani")},
    {"be", N_("Belarusian")},
    {"bg", N_("Bulgarian")},
    {"bn", N_("Bengali")},
    {"bo", N_("Tibetan")},
    {"br", N_("Breton")},
    {"bs", N_("Bosnian")},
    {"ca", N_("Catalan")},
    {"co", N_("Corsican")},
    {"cs", N_("Czech")},
    {"cy", N_("Welsh")},
    {"da", N_("Danish")},
    {"de", N_("German")},
    {"el", N_("Greek")},
    {"en", N_("English")},
    {"eo", N_("Esperanto")},
    {"es", N_("Spanish")},
    {"et", N_("Estonian")},
    {"eu", N_("Basque")},
    {"fa", N_("Persian")},
    {"fi", N_("Finnish")},
    {"fr", N_("French")},
    {"fy", N_("Frisian")},
    {"ga", N_("Irish")},
    {"gd", N_("Scottish Gaelic")},
    {"gl", N_("Galician")},
    {"gu", N_("Gujarati")},
    {"he", N_("Hebrew")},
    {"hi", N_("Hindi")},
    {"hr", N_("Croatian")},
    {"hu", N_("Hungarian")},
    {"hy", N_("Armenian")},
    {"id", N_("Indonesian")},
    {"is", N_("Icelandic")},
    {"it", N_("Italian")},
    {"ja", N_("Japanese")},
    {"ka", N_("Georgian")},
    {"kk", N_("Kazakh")},
    {"kl", N_("Greenlandic")},
    {"km", N_("Khmer")},
    {"kn", N_("Kannada")},
    {"ko", N_("Korean")},
    {"ku", N_("Kurdish")},
    {"la", N_("Latin")},
    {"lb", N_("Luxembourgish")},
    {"lo", N_("Lao")},
    {"lt", N_("Lithuanian")},
    {"lv", N_("Latvian")},
    {"mi", N_("Maori")},
    {"mk", N_("Macedonian")},
    {"ml", N_("Malayalam")},
    {"mn", N_("Mongolian")},
    {"mr", N_("Marathi")},
    {"ms", N_("Malay")},
    {"mt", N_("Maltese")},
    {"my", N_("Burmese")},
    {"nb", N_("Norwegian Bokmål")},
    {"ne", N_("Nepali")},
    {"nl", N_("Dutch")},
    {"nn", N_("Norwegian Nynorsk")},
    {"no", N_("Norwegian")},
    {"oc", N_("Occitan")},
    {"pa", N_("Punjabi")},
    {"pl", N_("Polish")},
    {"pt", N_("Portuguese")},
    {"ro", N_("Romanian")},
    {"ru", N_("Russian")},
    {"sa", N_("Sanskrit")},
    {"sk", N_("Slovak")},
    {"sl", N_("Slovenian")},
    {"sq", N_("Albanian")},
    {"sr", N_("Serbian")},
    {"sv", N_("Swedish")},
    {"sw", N_("Swahili")},
    {"ta", N_("Tamil")},
    {"te", N_("Telugu")},
    {"th", N_("Thai")},
    {"tl", N_("Tagalog")},
    {"tr", N_("Turkish")},
    {"uk", N_("Ukrainian")},
    {"ur", N_("Urdu")},
    {"uz", N_("Uzbek")},
    {"vi", N_("Vietnamese")},
    {"yi", N_("Yiddish")},
    {"zh", N_("Chinese")},
    {"zu", N_("Zulu")},
};

/* Withdrawn from ISO 639 in 1989, but DVD-Video's list is older. */
static const char withdrawn[][2][TSP_LANGUAGE_SIZE] = {{"iw", "he"}, {"in", "id"}, {"ji", "yi"}, {"jw", "jv"}};

static char lower(unsigned byte)
{
    return (char)(byte >= 'A' && byte <= 'Z' ? byte + ('a' - 'A') : byte);
}

void tsp_language_code(char out[TSP_LANGUAGE_SIZE], uint16_t code)
{
    char first = lower(code >> 8);
    char second = lower(code & 0xFFu);
    memset(out, 0, TSP_LANGUAGE_SIZE);
    if (first < 'a' || first > 'z' || second < 'a' || second > 'z')
        return;
    out[0] = first;
    out[1] = second;
    for (size_t i = 0; i < TSB_COUNT(withdrawn); i++)
        if (strcmp(out, withdrawn[i][0]) == 0)
            memcpy(out, withdrawn[i][1], TSP_LANGUAGE_SIZE);
}

const char *tsp_language_name(const char *code)
{
    for (size_t i = 0; i < TSB_COUNT(languages); i++)
        if (strcmp(code, languages[i].code) == 0)
            return _(languages[i].name);
    return code;
}

bool tsp_language_matches(const char *preference, const char *code)
{
    size_t length = strlen(code);
    if (!preference || length == 0)
        return false;
    for (size_t i = 0; i < length; i++)
        if (lower((unsigned char)preference[i]) != code[i])
            return false;
    return strchr(",_-", preference[length]) != NULL; /* or the end */
}

const char *tsp_language_next(const char *preferences)
{
    const char *comma = preferences ? strchr(preferences, ',') : NULL;
    return comma ? comma + 1 : NULL;
}
