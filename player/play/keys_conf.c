/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/play/keys_conf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "player/desktop/config_lines.h"

/* The next word, ended by a zero; empty at the line's end. */
static char *next_word(char **at)
{
    char *word = *at + strspn(*at, TSP_CONFIG_BLANKS);
    *at = word + strcspn(word, TSP_CONFIG_BLANKS);
    if (**at)
        *(*at)++ = '\0';
    return word;
}

static int read_word(tsp_binding *binding, const char *text, tsb_error *err)
{
    const tsp_action_info *info = tsp_action_get(binding->action);
    char list[128] = "";
    for (const tsp_amount_word *word = info->words; word->word; word++) {
        size_t used = strlen(list);
        if (strcmp(word->word, text) == 0) {
            binding->amount = word->amount;
            return 0;
        }
        snprintf(list + used, sizeof list - used, "%s%s", used > 0 ? ", " : "", word->word);
    }
    return tsb_fail(err, TSB_ERR_INVALID, "%s is followed by one of %s, not \"%s\"", info->name, list, text);
}

static int read_amount(tsp_binding *binding, const char *text, tsb_error *err)
{
    const tsp_action_info *info = tsp_action_get(binding->action);
    binding->amount = info->amount == TSP_AMOUNT_NONE ? 0 : 1;
    if (info->amount == TSP_AMOUNT_WORD)
        return read_word(binding, text, err);
    if (info->amount == TSP_AMOUNT_NONE && text[0])
        return tsb_fail(err, TSB_ERR_INVALID, "%s takes no amount: \"%s\" is too much", info->name, text);
    if (info->amount == TSP_AMOUNT_NEEDED && !text[0])
        return tsb_fail(err, TSB_ERR_INVALID, "%s needs an amount, a number from %g to %g", info->name, info->least,
                        info->most);
    if (text[0] &&
        (!tsp_config_number(text, &binding->amount) || binding->amount < info->least || binding->amount > info->most))
        return tsb_fail(err, TSB_ERR_INVALID, "%s takes a number from %g to %g, not \"%s\"", info->name, info->least,
                        info->most, text);
    return 0;
}

static int add(tsp_keymap *map, const tsp_binding *binding, tsb_error *err)
{
    if (map->count >= TSP_KEYS_CONF_MAX)
        return tsb_fail(err, TSB_ERR_INVALID, "there are more than %d keys", TSP_KEYS_CONF_MAX);
    tsp_binding *more = realloc(map->bindings, (map->count + 1) * sizeof *more);
    if (!more)
        return tsb_fail(err, TSB_ERR_MEMORY, "there is not enough memory");
    map->bindings = more;
    map->bindings[map->count++] = *binding;
    return 0;
}

static int take_line(void *context, char *line, tsb_error *err)
{
    tsp_binding binding = {0};
    char *at = line;
    const char *key = next_word(&at);
    const char *action = next_word(&at);
    const char *amount = next_word(&at);
    const char *rest = next_word(&at);
    if (!tsp_key_parse(&binding.key, key, strlen(key)))
        return tsb_fail(err, TSB_ERR_INVALID, "there is no key \"%s\"", key);
    if (!action[0])
        return tsb_fail(err, TSB_ERR_INVALID, "what does %s do? A line is KEY action [amount]", key);
    binding.action = tsp_action_find(action, strlen(action));
    if (binding.action == TSP_ACTION_COUNT)
        return tsb_fail(err, TSB_ERR_INVALID, "there is no action \"%s\"", action);
    if (rest[0])
        return tsb_fail(err, TSB_ERR_INVALID, "\"%s\" is too much: a line is KEY action [amount]", rest);
    int result = read_amount(&binding, amount, err);
    return result ? result : add(context, &binding, err);
}

size_t tsp_keys_conf_parse(tsp_keymap *map, const char *file, const char *text, size_t size, const tsb_log *log)
{
    return tsp_config_lines(file, text, size, take_line, map, log);
}
