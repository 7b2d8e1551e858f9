/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/prompt.h"

#include <stdio.h>
#include <string.h>

#include "base/translate.h"
#include "player/prompt_platform.h"

#define STANDARD_INPUT 0 /* its descriptor, on all systems */

/* Byte by byte, so that nothing after the line is swallowed or left in a buffer of stdio's. */
int tsp_prompt_descriptor(int descriptor, char *text, size_t size, tsb_error *err)
{
    size_t length = 0;

    for (;;) {
        char byte = 0;
        int got = tsp_prompt_byte(descriptor, &byte, err);
        if (got < 0)
            return got;
        if (got == 0 && length == 0)
            return tsb_fail(err, TSB_ERR_INVALID, "Descriptor %d ended before a line came.", descriptor);
        if (got == 0 || byte == '\n')
            break;
        if (byte == '\0' || length + 1 >= size)
            return tsb_fail(err, TSB_ERR_INVALID, "What was given is too long: at most %zu bytes are allowed.",
                            size - 1);
        text[length++] = byte;
    }
    if (length > 0 && text[length - 1] == '\r')
        length--;
    text[length] = '\0';
    return 0;
}

int tsp_prompt_line(const char *question, char *text, size_t size, tsb_error *err)
{
    fputs(question, stderr);
    fflush(stderr);
    return tsp_prompt_descriptor(STANDARD_INPUT, text, size, err);
}

int tsp_prompt_yes(const char *question, tsb_error *err)
{
    for (;;) {
        char answer[16] = "";
        int result = tsp_prompt_line(question, answer, sizeof(answer), err);
        if (result == TSB_ERR_CANCELLED)
            return result;
        if (result != 0) {
            fputc('\n', stderr);
            return 0; /* End of input. */
        }
        /* Translators: the first letters of "yes". */
        if (answer[0] == '\0' || strchr(_("yY"), answer[0]))
            return 1;
        /* Translators: the first letters of "no". */
        if (strchr(_("nN"), answer[0]))
            return 0;
        fputs(_("Please answer y or n.\n"), stderr);
    }
}
