/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keys.conf: the viewer's own key bindings, in the form of mpv's input.conf: "KEY action [amount]" a line. */
#ifndef TALLYSTICK_PLAYER_KEYS_CONF_H
#define TALLYSTICK_PLAYER_KEYS_CONF_H

#include "base/log.h"
#include "player/play/keys.h"

#define TSP_KEYS_CONF_MAX 1000 /* bindings; further ones are skipped */

/* Adds the bindings of size bytes of text to the map. As tsp_config_parse for what cannot be used. */
size_t tsp_keys_conf_parse(tsp_keymap *map, const char *file, const char *text, size_t size, const tsb_log *log);

#endif
