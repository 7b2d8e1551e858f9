/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/dvd/navigator_titles.h"

#include <stdio.h>
#include <stdlib.h>

#include <dvdread/dvd_udf.h>
#include <dvdread/ifo_read.h>

#include "player/dvd/navigator_tracks.h"

/* DVD-Video 3.3: so many titles and title sets a disc may have. */
#define TITLES_MAX 99u
#define SETS_MAX   99

static int no_memory(tsb_error *err)
{
    return tsb_fail(err, TSB_ERR_MEMORY, "Not enough memory to read the disc's tables");
}

static uint32_t find_vob(dvd_reader_t *disc, const char *path)
{
    uint32_t size = 0;
    uint32_t sector = UDFFindFile(disc, (char *)path, &size);
    return size > 0 ? sector : 0;
}

/* Menus have neither times nor chapters: one chapter from 0 on is for whoever looks for the present one. */
static int prepare_menu(tsp_title *menu, int set, uint32_t sector, const video_attr_t *video, tsb_error *err)
{
    *menu = (tsp_title){
        .title_set = set,
        .vob_sector = sector,
        .wide = video->display_aspect_ratio == 3,
        .lines = video->video_format == 0 ? 480 : 576,
        .angle_count = 1,
        .chapter_count = 1,
        .chapters = calloc(1, sizeof *menu->chapters),
    };
    return menu->chapters ? 0 : no_memory(err);
}

static int read_vobus(tsp_title_set *set, const vobu_admap_t *map, tsb_error *err)
{
    size_t count = map && map->last_byte + 1 > VOBU_ADMAP_SIZE ? (map->last_byte + 1 - VOBU_ADMAP_SIZE) / 4 : 0;
    if (count == 0)
        return 0;
    set->vobus = calloc(count, sizeof *set->vobus);
    if (!set->vobus)
        return no_memory(err);
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && map->vobu_start_sectors[i] <= map->vobu_start_sectors[i - 1])
            break; /* what is not rising is damaged */
        set->vobus[set->vobu_count++] = map->vobu_start_sectors[i];
    }
    return 0;
}

static int read_pieces(tsp_title_set *set, const c_adt_t *table, tsb_error *err)
{
    size_t count = table && table->last_byte + 1 > C_ADT_SIZE ? (table->last_byte + 1 - C_ADT_SIZE) / sizeof(cell_adr_t)
                                                              : 0;
    if (count == 0)
        return 0;
    set->pieces = calloc(count, sizeof *set->pieces);
    if (!set->pieces)
        return no_memory(err);
    for (size_t i = 0; i < count; i++) {
        const cell_adr_t *from = &table->cell_adr_table[i];
        set->pieces[set->piece_count++] = (tsp_piece){
            .first_sector = from->start_sector,
            .last_sector = from->last_sector,
            .vob_id = from->vob_id,
            .cell_id = from->cell_id,
        };
    }
    return 0;
}

static int read_title(tsp_title *title, const tsp_title_set *set, const ifo_handle_t *tables, const title_info_t *info,
                      tsb_error *err)
{
    if (set->vob_sector == 0)
        return tsb_fail(err, TSB_ERR_INVALID, "The disc lacks the file /VIDEO_TS/VTS_%02d_1.VOB", info->title_set_nr);
    if (set->vobu_count == 0)
        return tsb_fail(err, TSB_ERR_INVALID, "The disc's map of video objects is empty");
    title->title_set = info->title_set_nr;
    title->vob_sector = set->vob_sector;
    title->angle_count = info->nr_of_angles >= 1 && info->nr_of_angles <= 9 ? info->nr_of_angles : 1;
    title->vobu_count = set->vobu_count;
    title->vobus = set->vobus;
    title->piece_count = set->piece_count;
    title->pieces = set->pieces;
    return tsp_title_read(title, tables, info->vts_ttn, err);
}

/* A title that is damaged is left out; the first one's fault is in err. Only want of memory is the list's. */
static int read_set(tsp_title_list *list, int number, dvd_reader_t *disc, const tt_srpt_t *titles, tsb_error *err)
{
    char path[40];
    tsp_title_set *set = &list->sets[number];
    ifo_handle_t *tables = ifoOpen(disc, number);
    if (!tables) {
        tsb_fail(err, TSB_ERR_INVALID, "The disc's tables of title set %d cannot be read", number);
        return 0;
    }
    snprintf(path, sizeof path, "/VIDEO_TS/VTS_%02d_1.VOB", number);
    set->vob_sector = find_vob(disc, path);
    snprintf(path, sizeof path, "/VIDEO_TS/VTS_%02d_0.VOB", number);
    int result = read_vobus(set, tables->vts_vobu_admap, err);
    if (!result)
        result = read_pieces(set, tables->vts_c_adt, err);
    if (!result && tables->vtsi_mat)
        result = prepare_menu(&set->menu, number, find_vob(disc, path), &tables->vtsi_mat->vtsm_video_attr, err);
    if (!result && tables->vtsi_mat)
        tsp_tracks_read_menu(&set->menu, &tables->vtsi_mat->vtsm_audio_attr,
                             tables->vtsi_mat->nr_of_vtsm_audio_streams);
    for (unsigned i = 0; i < list->count && !result; i++) {
        tsp_title *title = &list->titles[i];
        if (titles->title[i].title_set_nr != number)
            continue;
        result = read_title(title, set, tables, &titles->title[i], err);
        if (!result)
            continue;
        tsp_title_finish(title);
        title->number = (int)i + 1;
        result = result == TSB_ERR_MEMORY ? result : 0;
    }
    ifoClose(tables);
    return result;
}

static int read_all(tsp_title_list *list, dvd_reader_t *disc, const ifo_handle_t *manager, tsb_error *err)
{
    const tt_srpt_t *titles = manager->tt_srpt;
    tsb_error first = {0};
    int result = 0;
    unsigned count = titles->nr_of_srpts < TITLES_MAX ? titles->nr_of_srpts : TITLES_MAX;
    list->titles = calloc(count, sizeof *list->titles);
    list->sets = calloc(SETS_MAX + 1, sizeof *list->sets);
    if (!list->titles || !list->sets)
        return no_memory(err);
    list->count = count;
    list->set_count = SETS_MAX + 1;
    for (unsigned i = 0; i < list->count; i++)
        list->titles[i].number = (int)i + 1;
    if (manager->vmgi_mat)
        result = prepare_menu(&list->sets[0].menu, 0, find_vob(disc, "/VIDEO_TS/VIDEO_TS.VOB"),
                              &manager->vmgi_mat->vmgm_video_attr, err);
    if (!result && manager->vmgi_mat)
        tsp_tracks_read_menu(&list->sets[0].menu, &manager->vmgi_mat->vmgm_audio_attr,
                             manager->vmgi_mat->nr_of_vmgm_audio_streams);
    for (unsigned i = 0; i < list->count && !result; i++) {
        int set = titles->title[i].title_set_nr;
        /* Each set once, with all its titles. */
        if (set >= 1 && set <= SETS_MAX && !list->sets[set].menu.chapters)
            result = read_set(list, set, disc, titles, &first);
    }
    for (unsigned i = 0; i < list->count; i++)
        if (list->titles[i].cell_count > 0 &&
            (list->longest == 0 || list->titles[i].duration > list->titles[list->longest - 1].duration))
            list->longest = (int)i + 1;
    if (result)
        return tsb_pass(err, result, &first);
    return list->longest ? 0 : tsb_fail(err, TSB_ERR_INVALID, "No title of the disc can be played: %s", first.text);
}

int tsp_titles_read(tsp_title_list *list, dvd_reader_t *disc, tsb_error *err)
{
    *list = (tsp_title_list){0};
    ifo_handle_t *manager = ifoOpen(disc, 0);
    int result = 0;
    if (!manager || !manager->tt_srpt || manager->tt_srpt->nr_of_srpts == 0)
        result = tsb_fail(err, TSB_ERR_INVALID,
                          "The disc's list of titles cannot be read: it is not a DVD-Video disc, or damaged");
    else
        result = read_all(list, disc, manager, err);
    if (manager)
        ifoClose(manager);
    return result;
}

void tsp_titles_finish(tsp_title_list *list)
{
    for (unsigned i = 0; i < list->count; i++)
        tsp_title_finish(&list->titles[i]);
    for (unsigned i = 0; i < list->set_count; i++) {
        tsp_title_finish(&list->sets[i].menu);
        free(list->sets[i].vobus);
        free(list->sets[i].pieces);
    }
    free(list->titles);
    free(list->sets);
    *list = (tsp_title_list){0};
}

int tsp_titles_find(const tsp_title **out, const tsp_title_list *list, int number, tsb_error *err)
{
    if (number < 0 || (unsigned)number > list->count)
        return tsb_fail(err, TSB_ERR_NOT_FOUND, "The disc has no title %d; its last is %u", number, list->count);
    const tsp_title *title = &list->titles[(number > 0 ? number : list->longest) - 1];
    if (title->cell_count == 0)
        return tsb_fail(err, TSB_ERR_INVALID, "The disc's title %d cannot be played: its tables are damaged", number);
    *out = title;
    return 0;
}
