/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/token/sticks.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/secret.h"
#include "token/counter.h"

/* What reading a film needs. */
struct reader {
    tst_blocks *blocks;
    tst_container *container;
    const uint8_t *key; /* the device's private one */
    const tst_monotonic *monotonic;
    tst_licence_secret *secret;
};

static void refuse(tsp_token_film *film, const tsb_error *why)
{
    film->use = TSP_FILM_REFUSED;
    memcpy(film->why, why->text, sizeof film->why);
}

/* Whether this device may view it, and how often. */
static void read_views(tsp_token_film *film, const struct reader *reader, uint32_t number, const tst_licence *licence,
                       const uint8_t *bytes, size_t size)
{
    uint8_t public_key[TSS_KEY_SIZE] = {0};
    tst_counter counter = {.container = reader->container,
                           .film = number,
                           .licence = licence,
                           .key = reader->secret->counter_key,
                           .monotonic = reader->monotonic};
    tst_counter_record record;
    tsb_error why = {0};
    int code = tst_licence_check_serial(licence, reader->blocks->serial, &why);

    if (code == 0)
        code = tss_device_public(public_key, reader->key, &why);
    if (code == 0 && tst_licence_device(licence, public_key) < 0) {
        film->use = TSP_FILM_OTHER_DEVICES;
        return;
    }
    if (code == 0)
        code = tst_licence_open(reader->secret, &counter.device, licence, bytes, size, reader->key, &why);
    if (code == 0)
        code = tst_counter_read(&counter, &record, NULL, &why);
    if (code == 0)
        film->left = record.left;
    else
        refuse(film, &why);
}

static void read_film(tsp_token_film *film, const struct reader *reader, uint32_t number)
{
    const tst_film *entry = tst_container_film(reader->container, number);
    uint8_t bytes[TST_LICENCE_MAX];
    tst_licence licence;
    tsb_error why = {0};

    film->copy = entry->copy;
    film->complete = entry->state == TST_FILM_COMPLETE;
    film->size = entry->complement_size;
    film->written = entry->progress;
    if (tst_container_licence(reader->container, number, bytes, &why) != 0 ||
        tst_licence_read(&licence, bytes, entry->licence_size, NULL, &why) != 0) {
        refuse(film, &why);
        return;
    }
    memcpy(film->name, licence.name, sizeof film->name);
    film->granted = licence.views;
    film->qa = licence.qa;
    read_views(film, reader, number, &licence, bytes, entry->licence_size);
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

int tsp_sticks_list(tsp_stick **sticks, size_t *count, const tsp_account *account, tsb_error *err)
{
    struct reader reader = {.key = tsp_account_device_key(account), .secret = tsb_secret_alloc(sizeof *reader.secret)};
    tst_monotonic *monotonic = NULL;
    tst_found *found = NULL;
    int code = reader.secret ? 0 : tsb_fail(err, TSB_ERR_MEMORY, "Out of memory.");

    *sticks = NULL;
    *count = 0;
    if (code == 0)
        code = tsp_account_counters(account, &monotonic, err);
    if (code == 0)
        code = tst_find_all(&found, count, err);
    if (code == 0 && *count > 0 && !(*sticks = calloc(*count, sizeof **sticks)))
        code = tsb_fail(err, TSB_ERR_MEMORY, "Out of memory.");
    reader.monotonic = monotonic;
    for (size_t i = 0; i < *count && code == 0; i++) {
        (*sticks)[i].found = found[i];
        code = look_into(&(*sticks)[i], &reader, err);
    }
    free(found);
    tst_monotonic_destroy(&monotonic);
    tsb_secret_free(reader.secret, sizeof *reader.secret);
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
