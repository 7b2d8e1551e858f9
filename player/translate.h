/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Texts for people in their language, by gettext's catalogues: those beside the program (../share/locale from
 * its folder, in a build and in a package that was moved alike), else those where it was installed. Numbers stay
 * as C writes them. Main thread, before any other is started.
 */
#ifndef TALLYSTICK_PLAYER_TRANSLATE_H
#define TALLYSTICK_PLAYER_TRANSLATE_H

/* Speaks the language of the user's locale from now on, also where the system lacks that locale. */
void tsp_translate_start(void);

/* Prefers other languages to it: "fr", or several, best first, "fr,de", or "fr:de" as in the environment's LANGUAGE.
 * NULL and "" change nothing. */
void tsp_translate_language(const char *languages);

#endif
