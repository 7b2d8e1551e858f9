/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/prompt.h"

#include <stdio.h>

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
        if (answer[0] == '\0' || answer[0] == 'y' || answer[0] == 'Y')
            return 1;
        if (answer[0] == 'n' || answer[0] == 'N')
            return 0;
        fputs("Please answer y or n.\n", stderr);
    }
}
