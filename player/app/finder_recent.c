/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/app/finder_recent.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "player/disc/offload.h"

struct tsp_recent_finder {
    tsp_recent recent;
    tsp_offload *offload;
};

/* A folder on the network may never answer. */
struct question {
    char path[TSP_RECENT_PATH_SIZE];
    bool here;
};

static void *question_create(void *context)
{
    (void)context;
    return calloc(1, sizeof(struct question));
}

static int question_run(void *state, tsb_error *err)
{
    struct question *question = state;
    (void)err;
    question->here = tsb_path_exists(question->path);
    return 0;
}

int tsp_recent_finder_create(tsp_recent_finder **out, const char *data, tsb_error *err)
{
    static const struct tsp_offload_ops ops = {.create = question_create, .release = free};
    tsp_recent_finder *finder = calloc(1, sizeof *finder);
    *out = NULL;
    if (!finder)
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory.");
    int result = tsp_offload_create(&finder->offload, &ops, NULL, err);
    if (result != 0) {
        free(finder);
        return result;
    }
    tsp_recent_load(&finder->recent, data);
    *out = finder;
    return 0;
}

void tsp_recent_finder_destroy(tsp_recent_finder **finder)
{
    if (!finder || !*finder)
        return;
    tsp_offload_destroy(&(*finder)->offload);
    free(*finder);
    *finder = NULL;
}

static bool is_here(tsp_recent_finder *finder, const char *path, const tsb_cancel *cancel)
{
    void *state = NULL;
    if (tsp_offload_state(finder->offload, &state, cancel, NULL) != 0)
        return false;
    struct question *question = state;
    memcpy(question->path, path, sizeof question->path);
    return tsp_offload_run(finder->offload, question_run, cancel, NULL) == 0 && question->here;
}

size_t tsp_recent_finder_look(tsp_recent_finder *finder, tsp_found_recent *films, const tsb_cancel *cancel)
{
    size_t count = finder->recent.count;
    for (size_t i = 0; i < count && !tsb_cancel_fired(cancel); i++) {
        films[i].copy = finder->recent.films[i].copy;
        films[i].here = is_here(finder, finder->recent.films[i].path, cancel);
    }
    return count;
}
