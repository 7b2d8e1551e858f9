/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The index of a film's complement, as it lies on a token. */
#ifndef TALLYSTICK_TOKEN_FILM_INDEX_H
#define TALLYSTICK_TOKEN_FILM_INDEX_H

#include "synth/complement.h"
#include "token/container.h"

/*
 * Reads header and index of a film that is written that far, and checks them against the film's index hash. index is
 * the caller's to tss_index_finish(), in any case. TSB_ERR_DAMAGED: it is another one, or not whole.
 */
int tst_film_index(tst_container *container, uint32_t film, tss_index *index, tsb_error *err) TSB_MUST_USE;

#endif
