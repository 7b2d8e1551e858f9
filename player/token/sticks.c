/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/token/sticks.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "token/holding.h"

/* What reading a film needs. */
struct reader {
    tst_blocks *blocks;
    tst_container *container;
    tst_holder holder;
};

static void refuse(tsp_token_film *film, const tsb_error *why)
{
    film->use = TSP_FILM_REFUSED;
    memcpy(film->why, why->text, sizeof film->why);
}

/* Whether the licence names this device at all. */
static bool is_ours(const tst_licence *licence, const struct reader *reader)
{
    uint8_t public_key[TSS_KEY_SIZE] = {0};

    return tst_hardware_names(&reader->holder.hardware, licence) ||
           (tss_device_public(public_key, reader->holder.private_key, NULL) == 0 &&
            tst_licence_device(licence, public_key) >= 0);
}

static void read_film(tsp_token_film *film, const struct reader *reader, uint32_t number)
{
    const tst_film *entry = tst_container_film(reader->container, number);
    tst_holding holding = {0};
    tst_counter_record record;
    tsb_error why = {0};
    int code = tst_holding_open(&holding, reader->container, number, reader->blocks->serial, &reader->holder, &why);

    film->copy = entry->copy;
    film->complete = entry->state == TST_FILM_COMPLETE;
    film->size = entry->complement_size;
    film->written = entry->progress;
    memcpy(film->name, holding.licence.name, sizeof film->name);
    film->granted = holding.licence.views;
    film->qa = holding.licence.qa;
    if (code == 0)
        code = tst_counter_read(&holding.counter, &record, NULL, &why);
    if (code == 0)
        film->left = record.left;
    else if (code == TSB_ERR_DENIED && strcmp(holding.licence.serial, reader->blocks->serial) == 0 &&
             !is_ours(&holding.licence, reader))
        film->use = TSP_FILM_OTHER_DEVICES;
    else
        refuse(film, &why);
    tst_holding_finish(&holding);
}

/* The films of an open container. */
static int read_films(tsp_stick *stick, const struct reader *reader, tsb_error *err)
{
    stick->film_count = tst_container_count(reader->container);
    stick->films = calloc(stick->film_count + 1, sizeof *stick->films);
    if (!stick->films)
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory.");
    for (uint32_t i = 0; i < stick->film_count; i++)
        read_film(&stick->films[i], reader, i);
    return 0;
}

/* Nothing that is wrong with one stick keeps the others from being listed; 0, or out of memory. */
static int look_into(tsp_stick *stick, struct reader *reader, tsb_error *err)
{
    tsb_error why = {0};
    int code = 0;

    /* A mounted stick without the file is no token, and that is all there is to say. */
    if (stick->found.path[0] && !tsb_path_exists(stick->found.path)) {
        stick->accessible = true;
        return 0;
    }
    code = tst_find_open(&stick->found, false, &reader->blocks, &why);
    stick->accessible = code == 0;
    if (code == 0)
        code = tst_container_open(&reader->container, reader->blocks, &why);
    stick->container = code == 0;
    /* An ordinary stick need not say that it is none. */
    if (code != 0 && code != TSB_ERR_INVALID)
        memcpy(stick->why, why.text, sizeof stick->why);
    code = code == 0 ? read_films(stick, reader, err) : 0;
    tst_container_destroy(&reader->container);
    tst_blocks_destroy(&reader->blocks);
    return code;
}

static int find(const char *named, tst_found **found, size_t *count, tsb_error *err)
{
    int code = 0;

    if (!named)
        return tst_find_all(found, count, err);
    *found = malloc(sizeof **found);
    if (!*found)
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory.");
    code = tst_find_named(named, *found, err);
    *count = code == 0;
    return code;
}

int tsp_sticks_list(tsp_stick **sticks, size_t *count, const char *named, const tsp_account *account, const char *tcti,
                    tsb_error *err)
{
    tst_monotonic *monotonic = NULL;
    tst_found *found = NULL;
    int code = tsp_account_counters(account, &monotonic, err);
    struct reader reader = {.holder = {.private_key = tsp_account_device_key(account),
                                       .hardware = tsp_account_hardware(account, tcti),
                                       .monotonic = monotonic}};

    *sticks = NULL;
    *count = 0;
    if (code == 0)
        code = find(named, &found, count, err);
    if (code == 0 && *count > 0 && !(*sticks = calloc(*count, sizeof **sticks)))
        code = tsb_fail(err, TSB_ERR_MEMORY, "Out of memory.");
    for (size_t i = 0; i < *count && code == 0; i++) {
        (*sticks)[i].found = found[i];
        code = look_into(&(*sticks)[i], &reader, err);
    }
    free(found);
    tst_monotonic_destroy(&monotonic);
    if (code != 0) {
        tsp_sticks_free(*sticks, *count);
        *sticks = NULL;
    }
    return code;
}

void tsp_sticks_free(tsp_stick *sticks, size_t count)
{
    for (size_t i = 0; sticks && i < count; i++)
        free(sticks[i].films);
    free(sticks);
}
