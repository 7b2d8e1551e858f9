/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of a test, by their paths. All assert. */
#ifndef TALLYSTICK_TESTS_BASE_FILES_H
#define TALLYSTICK_TESTS_BASE_FILES_H

/* Writes a file that holds the text. */
void files_put(const char *path, const char *text);
/* That a file holds the text and nothing else. */
void files_expect(const char *path, const char *text);
/* How many names a folder holds. */
int files_count(const char *path);
/* The path of a name in a folder, for the caller to free. */
char *files_in(const char *folder, const char *name);

#endif
