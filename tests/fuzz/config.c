/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as both files of the configuration: what is accepted is in its range, and a bound key has a name, from
 * which it is found again. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "player/desktop/config.h"
#include "player/play/keys_conf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_options(const char *text, size_t size)
{
    tsp_config config;
    tsp_config_init(&config);
    tsp_config_parse(&config, "fuzz", text, size, NULL);
    if (config.volume < -1 || config.volume > 130 || !(config.text_size >= 0.75 && config.text_size <= 2) ||
        config.subtitles > TSP_SUBTITLES_OFF || strlen(config.language) >= sizeof config.language ||
        strlen(config.audio_language) >= sizeof config.audio_language)
        abort();
}

static void try_keys(const char *text, size_t size)
{
    tsp_keymap map = {0};
    tsp_keys_conf_parse(&map, "fuzz", text, size, NULL);
    for (size_t i = 0; i < map.count; i++) {
        const tsp_binding *binding = &map.bindings[i];
        const tsp_action_info *info = tsp_action_get(binding->action);
        char name[TSP_KEY_NAME_SIZE];
        tsp_key key;
        tsp_key_name(&binding->key, name);
        if (!tsp_key_parse(&key, name, strlen(name)) || key.kind != binding->key.kind ||
            key.code != binding->key.code || key.modifiers != binding->key.modifiers)
            abort();
        if ((info->amount == TSP_AMOUNT_STEP || info->amount == TSP_AMOUNT_NEEDED) &&
            !(binding->amount >= info->least && binding->amount <= info->most))
            abort();
    }
    tsp_keymap_finish(&map);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    try_options((const char *)data, size);
    try_keys((const char *)data, size);
    return 0;
}
