/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of server/bank.h share. */
#ifndef TALLYSTICK_SERVER_BANK_INT_H
#define TALLYSTICK_SERVER_BANK_INT_H

#include "server/bank.h"

struct tsv_bank {
    char *folder;
};

/* A title's folder, for the caller to free; NULL without memory. */
char *tsv_bank_title_folder(const tsv_bank *bank, const tss_id *title) TSB_MUST_USE;

#endif
